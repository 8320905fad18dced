import { isObject } from '../document/json.js';
import type { FieldHint } from './component.js';

/** A JSON Schema, or a part of one. */
export type SchemaPart = { [keyword: string]: unknown };

/** What a configuration schema says about one field, over all the branches that reach it. */
export interface FieldRule {
  /** JSON types it may have; none said: any. */
  types: ReadonlySet<string>;
  hint: FieldHint;
  title?: string;
  default?: unknown;
  /** A value that fits, to stand in for a parameter's while the rest is checked. */
  sample: unknown;
}

/** Pickers whose text names a thing of the pipeline itself, where `${name}` is no parameter. */
const NAMING = new Set(['column', 'columns', 'connection', 'python', 'type']);

/** Finds what a schema says about the field at a place within the value it describes. */
export function fieldRule(
  root: SchemaPart,
  segments: readonly string[]
): FieldRule {
  let parts = expand([root], root);
  let inherited: FieldHint = {};
  for (const segment of segments) {
    inherited = { ...inherited, ...inheritable(hintOf(parts)) };
    parts = expand(
      parts.flatMap(part => children(part, segment)),
      root
    );
  }
  const own = hintOf(parts);
  const hint: FieldHint = { ...inherited, ...own };
  if (hint.verbatim === undefined && NAMING.has(hint.control ?? '')) {
    hint.verbatim = true;
  }
  const types = new Set(parts.flatMap(typesOf));
  const titled = parts.find(part => typeof part.title === 'string');
  const preset = parts.find(part => part.default !== undefined)?.default;
  return {
    types,
    hint,
    title: titled?.title as string | undefined,
    default: preset,
    sample: preset ?? sampleOf(parts)
  };
}

/**
 * True where a configuration schema gives defaults to more than the configuration's own fields: to fields of fields, or of entries
 * of lists. What is under `$defs` counts as such.
 */
export function hasNestedDefaults(schema: SchemaPart): boolean {
  return Object.entries(schema).some(([keyword, value]) => {
    if (keyword === 'properties' && isObject(value)) {
      return Object.values(value).some(field => {
        const { default: _default, ...rest } = isObject(field) ? field : {};
        return hasDefault(rest);
      });
    }
    if (['allOf', 'anyOf', 'oneOf'].includes(keyword)) {
      return (Array.isArray(value) ? value : []).some(
        branch => isObject(branch) && hasNestedDefaults(branch)
      );
    }
    return ['if', 'then', 'else'].includes(keyword) && isObject(value)
      ? hasNestedDefaults(value)
      : hasDefault(value);
  });
}

function hasDefault(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Object.hasOwn(value, 'default') || Object.values(value).some(hasDefault))
  );
}

/** What holds for a list's entries and an object's fields as well. */
function inheritable(hint: FieldHint): FieldHint {
  const verbatim = hint.verbatim ?? NAMING.has(hint.control ?? '');
  return {
    ...(verbatim ? { verbatim } : {}),
    ...(hint.fixed === undefined ? {} : { fixed: hint.fixed })
  };
}

function hintOf(parts: readonly SchemaPart[]): FieldHint {
  const hint: FieldHint = {};
  for (const part of parts) {
    const said = part['x-glueflow'];
    if (isObject(said)) {
      Object.assign(hint, said);
    }
  }
  return hint;
}

/** A part with everything it refers to and every branch it may take. */
function expand(parts: readonly SchemaPart[], root: SchemaPart): SchemaPart[] {
  const found = new Set<SchemaPart>();
  const open = [...parts].reverse();
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (found.has(part)) {
      continue;
    }
    found.add(part);
    const next: unknown[] = [];
    if (typeof part.$ref === 'string') {
      next.push(follow(root, part.$ref));
    }
    for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
      const branches = part[keyword];
      if (Array.isArray(branches)) {
        next.push(...branches);
      }
    }
    next.push(part.then, part.else);
    for (const each of next.reverse()) {
      if (isObject(each)) {
        open.push(each as SchemaPart);
      }
    }
  }
  return [...found];
}

/** What a reference within a schema refers to. */
export function follow(root: SchemaPart, reference: string): unknown {
  if (!reference.startsWith('#')) {
    return undefined;
  }
  let part: unknown = root;
  for (const segment of reference.slice(1).split('/').slice(1)) {
    const key = segment.replace(/~1/g, '/').replace(/~0/g, '~');
    part =
      typeof part === 'object' && part !== null && Object.hasOwn(part, key)
        ? (part as SchemaPart)[key]
        : undefined;
  }
  return part;
}

function children(part: SchemaPart, segment: string): SchemaPart[] {
  const found: unknown[] = [];
  const properties = part.properties;
  if (isObject(properties) && Object.hasOwn(properties, segment)) {
    found.push(properties[segment]);
  } else {
    const patterns = isObject(part.patternProperties)
      ? Object.entries(part.patternProperties).filter(([pattern]) =>
          matches(pattern, segment)
        )
      : [];
    found.push(
      ...patterns.map(([, schema]) => schema),
      ...(patterns.length === 0 ? [part.additionalProperties] : [])
    );
  }
  if (/^\d+$/.test(segment)) {
    const prefix = Array.isArray(part.prefixItems) ? part.prefixItems : [];
    found.push(prefix[Number(segment)] ?? part.items);
  }
  return found.filter(isObject) as SchemaPart[];
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return false;
  }
}

function typesOf(part: SchemaPart): string[] {
  if (part.const !== undefined) {
    return [jsonType(part.const)];
  }
  if (Array.isArray(part.enum)) {
    return part.enum.map(jsonType);
  }
  return (Array.isArray(part.type) ? part.type : [part.type]).filter(
    type => typeof type === 'string'
  ) as string[];
}

function jsonType(value: unknown): string {
  return value === null
    ? 'null'
    : Array.isArray(value)
      ? 'array'
      : Number.isInteger(value)
        ? 'integer'
        : typeof value;
}

function sampleOf(parts: readonly SchemaPart[]): unknown {
  for (const part of parts) {
    if (part.const !== undefined) {
      return part.const;
    }
    if (Array.isArray(part.enum) && part.enum.length > 0) {
      return part.enum[0];
    }
  }
  for (const type of parts.flatMap(typesOf)) {
    switch (type) {
      case 'string':
        return 'x';
      case 'integer':
      case 'number':
        return Number(
          parts.find(part => typeof part.minimum === 'number')?.minimum ?? 1
        );
      case 'boolean':
        return true;
    }
  }
  return 'x';
}
