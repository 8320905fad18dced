/**
 * A JSON Schema (draft 2020-12) in the few keywords that the facts of this package need. What else a fact says of itself, such as its
 * option on the command line, stands beside it in an `x-…` member.
 */
export interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?:
    'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'null';
  readonly const?: string | number | boolean;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  /** The schemas of the first items, one each. */
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** `false`: no others; a schema: every other property is of it. Absent: any. */
  readonly additionalProperties?: false | Schema;
  readonly oneOf?: readonly Schema[];
  readonly [annotation: `x-${string}`]: unknown;
}

/** The schema of an object. */
export interface ObjectSchema extends Schema {
  readonly properties: Readonly<Record<string, Schema>>;
}

/** Write members that belong together on one line of an editor's hint. */
type Plain<T> = { [K in keyof T]: T[K] };

/**
 * The TypeScript type of the values that a schema describes; the schema must be written `as const`.
 *
 * @example
 * const POINT = {
 *   type: 'object',
 *   properties: { x: { type: 'number' }, label: { type: 'string' } },
 *   required: ['x']
 * } as const;
 * type Point = FromSchema<typeof POINT>; // { x: number; label?: string }
 */
export type FromSchema<S> = S extends { readonly 'x-type': infer T }
  ? T
  : S extends { readonly const: infer C }
    ? C
    : S extends { readonly enum: readonly (infer E)[] }
      ? E
      : S extends { readonly oneOf: readonly (infer B)[] }
        ? FromSchema<B>
        : S extends { readonly properties: infer P }
          ? FromProperties<
              P,
              S extends { readonly required: readonly (infer R)[] } ? R : never
            >
          : S extends { readonly type: infer T }
            ? FromType<T, S>
            : unknown;

type FromProperties<P, R> = Plain<
  { -readonly [K in keyof P as K extends R ? K : never]: FromSchema<P[K]> } & {
    -readonly [K in keyof P as K extends R ? never : K]?: FromSchema<P[K]>;
  }
>;

type FromType<T, S> = T extends 'string'
  ? string
  : T extends 'integer' | 'number'
    ? number
    : T extends 'boolean'
      ? boolean
      : T extends 'null'
        ? null
        : T extends 'array'
          ? S extends { readonly prefixItems: infer P }
            ? { -readonly [K in keyof P]: FromSchema<P[K]> }
            : S extends { readonly items: infer I }
              ? FromSchema<I>[]
              : unknown[]
          : S extends { readonly additionalProperties: infer A extends object }
            ? Record<string, FromSchema<A>>
            : Record<string, unknown>;

/** One thing in a value that its schema does not allow. */
export interface Fault {
  /** The members and indices that lead to it. */
  path: readonly (string | number)[];
  keyword:
    | 'type'
    | 'enum'
    | 'minLength'
    | 'pattern'
    | 'minimum'
    | 'maximum'
    | 'minItems'
    | 'maxItems'
    | 'required'
    | 'additionalProperties'
    | 'oneOf';
  /** The schema that does not allow it. For an absent or unknown member: the schema of the object. */
  schema: Schema;
}

/**
 * Return everything in a value that a schema does not allow, in the order of the value. Of a `oneOf` the branch counts whose constants
 * the value has; without such a branch the whole is one fault.
 */
export function faultsOf(
  schema: Schema,
  value: unknown,
  path: readonly (string | number)[] = []
): Fault[] {
  const fault = (keyword: Fault['keyword']): Fault[] => [
    { path, keyword, schema }
  ];
  if (schema.const !== undefined) {
    return value === schema.const ? [] : fault('enum');
  }
  if (schema.enum !== undefined) {
    return schema.enum.includes(value as string) ? [] : fault('enum');
  }
  if (schema.oneOf !== undefined) {
    const branch = branchOf(schema.oneOf, value);
    return branch === undefined
      ? fault('oneOf')
      : faultsOf(branch, value, path);
  }
  if (schema.type !== undefined && !isOfType(schema.type, value)) {
    return fault('type');
  }
  if (typeof value === 'string') {
    const { minLength = 0, pattern } = schema;
    return [...value].length < minLength
      ? fault('minLength')
      : pattern !== undefined && !new RegExp(pattern, 'u').test(value)
        ? fault('pattern')
        : [];
  }
  if (typeof value === 'number') {
    const { minimum = -Infinity, maximum = Infinity } = schema;
    return value < minimum
      ? fault('minimum')
      : value > maximum
        ? fault('maximum')
        : [];
  }
  if (Array.isArray(value)) {
    const { items, prefixItems = [], minItems = 0, maxItems } = schema;
    if (value.length < minItems) {
      return fault('minItems');
    }
    if (value.length > (maxItems ?? Infinity)) {
      return fault('maxItems');
    }
    return value.flatMap((item, index) => {
      const own = prefixItems[index] ?? items;
      return own === undefined ? [] : faultsOf(own, item, [...path, index]);
    });
  }
  return isRecord(value) ? memberFaults(schema, value, path) : [];
}

function memberFaults(
  schema: Schema,
  value: Readonly<Record<string, unknown>>,
  path: readonly (string | number)[]
): Fault[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  const faults = Object.entries(value).flatMap(([name, item]): Fault[] => {
    const at = [...path, name];
    if (item === undefined) {
      return [];
    }
    if (Object.hasOwn(properties, name)) {
      return faultsOf(properties[name], item, at);
    }
    return additionalProperties === false
      ? [{ path: at, keyword: 'additionalProperties', schema }]
      : additionalProperties === undefined
        ? []
        : faultsOf(additionalProperties, item, at);
  });
  const absent = required.filter(
    name => !Object.hasOwn(value, name) || value[name] === undefined
  );
  return [
    ...faults,
    ...absent.map((name): Fault => ({
      path: [...path, name],
      keyword: 'required',
      schema
    }))
  ];
}

/** The branch of a choice whose constants a value has; of a choice without constants the first that allows the value. */
export function branchOf(
  branches: readonly Schema[],
  value: unknown
): Schema | undefined {
  return branches.find(branch => {
    const tags = Object.entries(branch.properties ?? {}).filter(
      ([, part]) => part.const !== undefined
    );
    return tags.length === 0
      ? faultsOf(branch, value).length === 0
      : isRecord(value) &&
          tags.every(([name, part]) => value[name] === part.const);
  });
}

function isOfType(type: NonNullable<Schema['type']>, value: unknown): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
