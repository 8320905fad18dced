import {
  isObject,
  type Json,
  type JsonObject,
  type SchemaPart
} from '@glueflow/components-manager';
import { JSONExt } from '@lumino/coreutils';

/** Fields of a configuration that differ, with their new values; undefined: gone. */
export type FieldEdits = Record<string, Json | undefined>;

/**
 * What a form changed. Only these fields are written: what the form does not know stays as it is.
 *
 * @param changed - The id rjsf gives the field that was edited (`root_field`): with it, defaults that rjsf filled in elsewhere are no edits.
 */
export function editsOf(
  before: JsonObject,
  after: JsonObject,
  changed?: string
): FieldEdits {
  const edits: FieldEdits = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!equal(before[name], after[name])) {
      edits[name] = after[name];
    }
  }
  if (changed === undefined) {
    return edits;
  }
  const meant = Object.keys(edits)
    .filter(
      name => changed === `root_${name}` || changed.startsWith(`root_${name}_`)
    )
    .sort((a, b) => b.length - a.length)
    .at(0);
  return meant === undefined ? edits : { [meant]: edits[meant] };
}

/** True for values that are the same JSON. */
export function equal(a: unknown, b: unknown): boolean {
  return (
    a === b ||
    (a !== undefined &&
      b !== undefined &&
      JSONExt.deepEqual(a as never, b as never))
  );
}

/**
 * What a field keeps of what was typed or chosen: nothing where that is what it has by itself.
 *
 * An empty text is kept where the field has a default of its own (an empty quote is not the default quote) or has to be there.
 */
export function kept(
  value: Json | undefined,
  schema: SchemaPart,
  required: boolean
): Json | undefined {
  if (value === undefined) {
    return undefined;
  }
  const preset = schema.default;
  if (value === '') {
    return required || (preset !== undefined && preset !== '') ? '' : undefined;
  }
  return !required && preset !== undefined && equal(value, preset)
    ? undefined
    : value;
}

/** A copy of a JSON value with another value at a place; undefined removes it. Lists and objects on the way are made where missing. */
export function withValue(
  root: Json | undefined,
  segments: readonly string[],
  value: Json | undefined
): Json | undefined {
  if (segments.length === 0) {
    return value;
  }
  const [segment, ...rest] = segments;
  if (Array.isArray(root)) {
    const at = segment === '-' ? root.length : Number(segment);
    const next = withValue(root[at], rest, value);
    return next === undefined
      ? root.filter((_, index) => index !== at)
      : [...root.slice(0, at), next, ...root.slice(at + 1)];
  }
  const known = isObject(root) ? (root as JsonObject) : {};
  const next = withValue(
    Object.hasOwn(known, segment) ? known[segment] : undefined,
    rest,
    value
  );
  const others = Object.entries(known).filter(([name]) => name !== segment);
  return Object.fromEntries(
    next === undefined ? others : [...others, [segment, next]]
  );
}

/**
 * Where a value was typed: the one text or number in which two values differ, or that an entry added to a list ends with. Edits of the same
 * place are one step of undo. Undefined for every other edit: a tick, a choice of a whole, a removal, another order are steps of their own.
 */
export function typedPlace(
  before: Json | undefined,
  after: Json | undefined,
  path = ''
): string | undefined {
  if (isTyped(before) && isTyped(after)) {
    return path;
  }
  if (Array.isArray(after)) {
    const known = Array.isArray(before) ? before : [];
    if (known.length > after.length) {
      return undefined;
    }
    const changed = after.flatMap((item, index) =>
      equal(item, known[index]) ? [] : [index]
    );
    const [at] = changed;
    return known.length < after.length
      ? at >= known.length
        ? lastPlace(after[after.length - 1], `${path}/${after.length - 1}`)
        : undefined
      : changed.length === 1
        ? typedPlace(known[at], after[at], `${path}/${at}`)
        : undefined;
  }
  if (isObject(before) && isObject(after)) {
    const [from, to] = [before as JsonObject, after as JsonObject];
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    const changed = names.filter(name => !equal(from[name], to[name]));
    return changed.length === 1
      ? typedPlace(from[changed[0]], to[changed[0]], `${path}/${changed[0]}`)
      : undefined;
  }
  return undefined;
}

function isTyped(value: Json | undefined): boolean {
  return (
    value === undefined ||
    typeof value === 'string' ||
    typeof value === 'number'
  );
}

function lastPlace(value: Json, path: string): string {
  const [name, last] = isObject(value)
    ? (Object.entries(value as JsonObject).at(-1) ?? [])
    : [];
  return name === undefined || last === undefined
    ? path
    : lastPlace(last, `${path}/${name}`);
}
