import type { ErrorObject } from 'ajv';
import { isObject } from '../document/json.js';
import type { SchemaFailure } from '../document/message.js';
import { follow, type SchemaPart } from './field.js';

/** Checks a value against one branch of a choice; what is wrong, with paths from the value on. */
export type Recheck = (
  branch: SchemaPart,
  data: unknown
) => readonly ErrorObject[];

/**
 * Puts in the place of all that Ajv says about the branches of a `oneOf` or `anyOf` what is wrong by the one branch that is meant: the one
 * whose tags (`const`) the value has. A choice between constants becomes one `enum`, a choice between types one `type`.
 */
export function settleChoices(
  errors: readonly SchemaFailure[],
  root: SchemaPart,
  recheck: Recheck
): SchemaFailure[] {
  const settled: SchemaFailure[] = [];
  // The summary of a choice stands after the errors of its branches, so an outer choice is met first from the end.
  for (let at = errors.length - 1; at >= 0; at--) {
    const error = errors[at];
    if (error.keyword !== 'oneOf' && error.keyword !== 'anyOf') {
      settled.unshift(error);
      continue;
    }
    while (at > 0 && isOfBranch(errors[at - 1], error)) {
      at--;
    }
    settled.unshift(...settle(error, root, recheck));
  }
  return settled;
}

/** True for an error that comes from a branch of the choice that follows it. */
function isOfBranch(error: SchemaFailure, summary: SchemaFailure): boolean {
  const { instancePath, schemaPath } = summary;
  if (
    error.instancePath !== instancePath &&
    !error.instancePath.startsWith(`${instancePath}/`)
  ) {
    return false;
  }
  const beside = schemaPath.slice(0, schemaPath.lastIndexOf('/') + 1);
  const isBeside =
    error.schemaPath.startsWith(beside) &&
    !error.schemaPath.startsWith(`${schemaPath}/`);
  return !(isBeside && error.instancePath === instancePath);
}

function settle(
  summary: SchemaFailure,
  root: SchemaPart,
  recheck: Recheck
): SchemaFailure[] {
  const schema: unknown = summary.schema;
  const branches = (Array.isArray(schema) ? schema : [])
    .filter(isObject)
    .map(branch => resolved(branch as SchemaPart, root));
  if (branches.length === 0) {
    return [summary];
  }
  if (branches.every(branch => branch.const !== undefined)) {
    const allowedValues = branches.map(branch => branch.const);
    return [{ ...summary, keyword: 'enum', params: { allowedValues } }];
  }
  const fitting = branches.filter(branch => hasType(branch, summary.data));
  if (fitting.length === 0) {
    const type = [...new Set(branches.flatMap(branch => branch.type ?? []))];
    return [{ ...summary, keyword: 'type', params: { type } }];
  }
  const data = summary.data;
  if (!isObject(data)) {
    return fitting.length === 1
      ? within(summary, recheck(fitting[0], data), root, recheck)
      : [summary];
  }
  const scored = fitting.map(branch => ({ branch, ...score(branch, data) }));
  const least = Math.min(...scored.map(each => each.distance));
  const best = scored.find(each => each.distance === least) ?? scored[0];
  if (best.wrongTag !== undefined) {
    return [tagFailure(summary, best.wrongTag, fitting, data)];
  }
  return within(summary, recheck(best.branch, data), root, recheck);
}

/** Errors found within a part of the value, with paths from the top. */
function within(
  summary: SchemaFailure,
  errors: readonly SchemaFailure[],
  root: SchemaPart,
  recheck: Recheck
): SchemaFailure[] {
  return errors.length === 0
    ? [summary]
    : settleChoices(errors, root, recheck).map(error => ({
        ...error,
        instancePath: summary.instancePath + error.instancePath
      }));
}

const RESOLVED = new WeakMap<SchemaPart, SchemaPart>();

/** A branch with what it refers to in its place: the same object every time, for what is compiled of it. */
function resolved(branch: SchemaPart, root: SchemaPart): SchemaPart {
  let part = RESOLVED.get(branch) ?? branch;
  for (let step = 0; step < 20 && typeof part.$ref === 'string'; step++) {
    const target = follow(root, part.$ref);
    if (!isObject(target)) {
      break;
    }
    const { $ref: _ref, ...rest } = part;
    part = { ...(target as SchemaPart), ...rest };
  }
  RESOLVED.set(branch, part);
  return part;
}

function hasType(branch: SchemaPart, data: unknown): boolean {
  const types: unknown[] = Array.isArray(branch.type)
    ? branch.type
    : [branch.type];
  return (
    branch.type === undefined ||
    types.some(type =>
      type === 'integer'
        ? Number.isInteger(data)
        : type === 'null'
          ? data === null
          : type === 'array'
            ? Array.isArray(data)
            : type === 'object'
              ? isObject(data)
              : typeof data === type
    )
  );
}

/** How badly an object misses a branch: a wrong tag weighs most, then fields it lacks, then fields too many. */
function score(
  branch: SchemaPart,
  data: Record<string, unknown>
): { distance: number; wrongTag?: string } {
  const properties = isObject(branch.properties)
    ? (branch.properties as Record<string, SchemaPart>)
    : {};
  let distance = 0;
  let wrongTag: string | undefined;
  for (const [name, rule] of Object.entries(properties)) {
    const allowed = tagValues(rule);
    if (allowed === undefined || !Object.hasOwn(data, name)) {
      continue;
    }
    if (!allowed.includes(data[name])) {
      distance += 100;
      wrongTag ??= name;
    }
  }
  const required = Array.isArray(branch.required) ? branch.required : [];
  distance +=
    10 * required.filter(name => !Object.hasOwn(data, String(name))).length;
  if (branch.additionalProperties === false) {
    distance += Object.keys(data).filter(
      name => !Object.hasOwn(properties, name)
    ).length;
  }
  return { distance, wrongTag };
}

function tagValues(rule: unknown): unknown[] | undefined {
  if (!isObject(rule)) {
    return undefined;
  }
  return rule.const !== undefined
    ? [rule.const]
    : Array.isArray(rule.enum)
      ? rule.enum
      : undefined;
}

/** The error of a tag that no branch has, with every value that one has. */
function tagFailure(
  summary: SchemaFailure,
  tag: string,
  branches: readonly SchemaPart[],
  data: Record<string, unknown>
): SchemaFailure {
  const rules = branches.map(
    branch => (branch.properties as SchemaPart | undefined)?.[tag]
  );
  const parentSchema = rules.find(isObject) as SchemaPart | undefined;
  return {
    ...summary,
    keyword: 'enum',
    instancePath: `${summary.instancePath}/${tag.replace(/~/g, '~0').replace(/\//g, '~1')}`,
    data: data[tag],
    params: { allowedValues: rules.flatMap(rule => tagValues(rule) ?? []) },
    parentSchema
  };
}
