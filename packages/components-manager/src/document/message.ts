import { ID, NAME } from './schema.js';
import type { ErrorObject } from 'ajv';
import { nearest, pointerSegments } from '../problem.js';

/** One thing wrong with a value that a JSON Schema describes, in words for a person. */
export interface Finding {
  code: string;
  /** JSON pointer to the value. */
  path: string;
  message: string;
  /** What would fix it: put this value there, or (undefined) remove what is there. */
  remedy?: { title: string; value?: unknown };
}

/** What Ajv gives with `verbose` on. */
export interface SchemaFailure extends ErrorObject {
  parentSchema?: { [keyword: string]: unknown };
}

/** Names of JSON types as people say them. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'empty'
};

/** Rules of names as people say them. */
const NAME_RULES: ReadonlyMap<string, string> = new Map([
  [ID, 'use letters, digits, _ and -, at most 64 of them'],
  [NAME, 'use letters, digits and _, not a digit first']
]);

/** A JSON type, or several, in words. */
export function typeInWords(type: unknown): string {
  const names = (Array.isArray(type) ? type : [type]).map(
    name => TYPE_NAMES[String(name)] ?? String(name)
  );
  return names.join(' or ');
}

/**
 * Rewrites Ajv's errors (of a schema compiled with `allErrors` and `verbose`, choices settled) as sentences that name the field and the remedy.
 */
export function describeErrors(errors: readonly ErrorObject[]): Finding[] {
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const failure of errors as readonly SchemaFailure[]) {
    if (failure.keyword === 'if' || failure.keyword === 'propertyNames') {
      // The errors they sum up say more.
      continue;
    }
    const finding = describe(failure);
    const key = `${finding.path}\n${finding.message}`;
    if (!seen.has(key)) {
      seen.add(key);
      findings.push(finding);
    }
  }
  return findings;
}

function describe(error: SchemaFailure): Finding {
  const path = error.instancePath;
  const name = title(error);
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired': {
      const missing = String(params.missingProperty);
      return {
        code: 'missing-field',
        path: `${path}/${escape(missing)}`,
        message: `“${childTitle(error, missing)}” is not set. Give it a value.`
      };
    }
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const extra = String(
        params.additionalProperty ?? params.unevaluatedProperty
      );
      const close = meantField(error, extra);
      return {
        code: 'unknown-field',
        path: `${path}/${escape(extra)}`,
        message: `There is no field “${extra}” ${place(error)}. ${
          close === undefined
            ? `Remove it. ${fieldsOf(error)}`.trimEnd()
            : `Did you mean “${close}” (${childTitle(error, close)})?`
        }`,
        remedy: { title: `Remove “${extra}”` }
      };
    }
    case 'type':
      return {
        code: 'wrong-type',
        path,
        message: `${name} must be ${typeInWords(params.type)}${example(error, params.type)}, not ${typeInWords(kindOf(error.data))}.`
      };
    case 'enum':
    case 'discriminator': {
      const allowed = Array.isArray(params.allowedValues)
        ? params.allowedValues
        : [];
      const close =
        typeof error.data === 'string'
          ? nearest(error.data, allowed.map(String))
          : undefined;
      if (error.keyword === 'discriminator') {
        return discriminator(error, params);
      }
      return {
        code: 'wrong-value',
        path,
        message: `${name} can’t be ${show(error.data)}. ${
          close === undefined
            ? `Choose one of: ${allowed.map(show).join(', ')}.`
            : `Did you mean “${close}”?`
        }`,
        ...(close === undefined
          ? {}
          : { remedy: { title: `Use “${close}”`, value: close } })
      };
    }
    case 'const':
      return {
        code: 'wrong-value',
        path,
        message: `${name} must be ${show(params.allowedValue)}.`,
        remedy: {
          title: `Use ${show(params.allowedValue)}`,
          value: params.allowedValue
        }
      };
    case 'oneOf':
    case 'anyOf':
      return {
        code: 'wrong-value',
        path,
        message: `${name} has no form that is known here. ${choices(error)}`
      };
    default:
      return {
        code: LIMITS.has(error.keyword) ? 'out-of-range' : 'wrong-value',
        path,
        message: limit(error, name, params)
      };
  }
}

/** The field that an unknown one stands for: by its name, by its title, or as the only one that may have its value. */
function meantField(error: SchemaFailure, extra: string): string | undefined {
  const rules = Object.entries(properties(error));
  const close = nearest(
    extra,
    rules.map(([name]) => name)
  );
  if (close !== undefined) {
    return close;
  }
  const titles = new Map(
    rules.map(([name, { title: label }]) => [String(label ?? name), name])
  );
  const titled = nearest(extra.replace(/[_-]/g, ' '), titles.keys());
  if (titled !== undefined) {
    return titles.get(titled);
  }
  const value = (error.data as Record<string, unknown> | null)?.[extra];
  const fitting = rules.filter(
    ([, rule]) => value !== undefined && valuesOf(rule).includes(value)
  );
  return fitting.length === 1 ? fitting[0][0] : undefined;
}

/** The values that a field is limited to, however its schema says so. */
function valuesOf(rule: FieldSchema): unknown[] {
  return Array.isArray(rule.enum)
    ? rule.enum
    : Array.isArray(rule.oneOf)
      ? rule.oneOf.map(each => (each as FieldSchema | null)?.const)
      : [];
}

/** Where an unknown field stands, for a message: in the whole, in a field, in an entry of a list. */
function place(error: SchemaFailure): string {
  return error.instancePath === '' ? 'here' : `in ${title(error)}`;
}

function fieldsOf(error: SchemaFailure): string {
  const names = Object.keys(properties(error));
  return names.length === 0 || names.length > 12
    ? ''
    : `The fields are: ${names.join(', ')}.`;
}

/** An object that would fit, for a value that is none: `, such as {"left": "…", "right": "…"}`. */
function example(error: SchemaFailure, type: unknown): string {
  const rules = properties(error);
  const names = Object.keys(rules);
  if (type !== 'object' || names.length === 0) {
    return '';
  }
  const required = error.parentSchema?.required;
  const shown = Array.isArray(required)
    ? required.map(String)
    : names.slice(0, 2);
  const fields = shown.map(
    name => `${JSON.stringify(name)}: ${JSON.stringify(sample(rules[name]))}`
  );
  return ` such as {${fields.join(', ')}}`;
}

function sample(rule: FieldSchema | undefined): unknown {
  if (rule !== undefined && valuesOf(rule)[0] !== undefined) {
    return valuesOf(rule)[0];
  }
  switch (rule?.type) {
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return 1;
    case 'array':
      return [];
    case 'object':
      return {};
    default:
      return rule?.const ?? '…';
  }
}

const LIMITS = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties'
]);

function limit(
  error: SchemaFailure,
  name: string,
  params: Record<string, unknown>
): string {
  const bound = String(params.limit);
  switch (error.keyword) {
    case 'minimum':
      return `${name} must be ${bound} or more.`;
    case 'maximum':
      return `${name} must be ${bound} or less.`;
    case 'exclusiveMinimum':
      return `${name} must be more than ${bound}.`;
    case 'exclusiveMaximum':
      return `${name} must be less than ${bound}.`;
    case 'multipleOf':
      return `${name} must be a multiple of ${String(params.multipleOf)}.`;
    case 'minLength':
      return params.limit === 1
        ? `${name} is empty. Give it a value.`
        : `${name} must have ${bound} characters or more.`;
    case 'maxLength':
      return `${name} must have ${bound} characters or fewer.`;
    case 'minItems':
    case 'minProperties':
      return params.limit === 1
        ? `${name} is empty. Add at least one entry.`
        : `${name} needs ${bound} entries or more.`;
    case 'maxItems':
    case 'maxProperties':
      return `${name} can have ${bound} entries or fewer.`;
    case 'uniqueItems':
      return `${name} says the same twice (entries ${Math.min(Number(params.i), Number(params.j)) + 1} and ${Math.max(Number(params.i), Number(params.j)) + 1}). Remove one.`;
    case 'pattern': {
      const hint = error.parentSchema?.description;
      return error.propertyName === undefined
        ? `${name} is not of the right form: ${show(error.data)}. ${
            typeof hint === 'string'
              ? hint
              : `It must fit ${String(params.pattern)}.`
          }`
        : `“${error.propertyName}” can’t be a name here: ${NAME_RULES.get(String(params.pattern)) ?? `it must fit ${String(params.pattern)}`}.`;
    }
    default:
      return `${name} ${error.message ?? 'is not right'}.`;
  }
}

function discriminator(
  error: SchemaFailure,
  params: Record<string, unknown>
): Finding {
  const tag = String(params.tag);
  const value = params.tagValue;
  const allowed = tagValues(error, tag);
  const close = typeof value === 'string' ? nearest(value, allowed) : undefined;
  const remedy =
    close !== undefined
      ? `Did you mean “${close}”?`
      : `Choose one of: ${allowed.map(show).join(', ')}.`;
  return {
    code: value === undefined ? 'missing-field' : 'wrong-value',
    path: `${error.instancePath}/${escape(tag)}`,
    message:
      value === undefined
        ? `“${tag}” is not set. ${remedy}`
        : `“${tag}” can’t be ${show(value)}. ${remedy}`,
    ...(close === undefined
      ? {}
      : { remedy: { title: `Use “${close}”`, value: close } })
  };
}

/** The values a tag may have, where the branches say them in place. */
function tagValues(error: SchemaFailure, tag: string): string[] {
  const branches = error.parentSchema?.oneOf;
  return (Array.isArray(branches) ? branches : []).flatMap(branch => {
    const rule = (branch as { properties?: Record<string, unknown> } | null)
      ?.properties?.[tag] as { const?: unknown; enum?: unknown } | undefined;
    return rule?.const !== undefined
      ? [String(rule.const)]
      : Array.isArray(rule?.enum)
        ? rule.enum.map(String)
        : [];
  });
}

function choices(error: SchemaFailure): string {
  const branches = error.parentSchema?.[error.keyword];
  const titles = (Array.isArray(branches) ? branches : []).flatMap(branch => {
    const { title: label, type } = (branch ?? {}) as {
      title?: unknown;
      type?: unknown;
    };
    return typeof label === 'string'
      ? [label]
      : type === undefined
        ? []
        : [typeInWords(type)];
  });
  return titles.length === 0
    ? 'Choose it again.'
    : `It can be: ${titles.join(', ')}.`;
}

/** The field's title in quotes, with its place for an entry of a list. */
function title(error: SchemaFailure): string {
  const label = error.parentSchema?.title;
  const segments = pointerSegments(error.instancePath);
  const last = segments.at(-1);
  if (last === undefined) {
    return typeof label === 'string' ? `“${label}”` : 'The whole';
  }
  if (!/^\d+$/.test(last)) {
    return `“${typeof label === 'string' ? label : last}”`;
  }
  const entry = `Entry ${Number(last) + 1}`;
  const list = segments.findLast(segment => !/^\d+$/.test(segment));
  return typeof label === 'string'
    ? `“${label}” (entry ${Number(last) + 1})`
    : list === undefined
      ? entry
      : `${entry} of “${list}”`;
}

function childTitle(error: SchemaFailure, key: string): string {
  const label = properties(error)[key]?.title;
  return typeof label === 'string' ? label : key;
}

/** What a schema says of a field, as far as messages need it. */
interface FieldSchema {
  title?: unknown;
  type?: unknown;
  enum?: unknown;
  oneOf?: unknown;
  const?: unknown;
}

function properties(error: SchemaFailure): Record<string, FieldSchema> {
  return (error.parentSchema?.properties ?? {}) as Record<string, FieldSchema>;
}

function kindOf(value: unknown): string {
  return value === null
    ? 'null'
    : Array.isArray(value)
      ? 'array'
      : typeof value;
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`;
}

function escape(segment: string): string {
  return segment.replace(/~/g, '~0').replace(/\//g, '~1');
}
