import {
  fieldRule,
  follow,
  isObject,
  pointer,
  type FieldHint,
  type SchemaPart
} from '@glueflow/components-manager';
import type { RJSFSchema, UiSchema } from '@rjsf/utils';
import { formValidator } from './validator.js';

/** One field of a form, as its schema and its hints have it. */
export interface FieldSpec {
  name: string;
  /** JSON pointer within the configuration. */
  path: string;
  title: string;
  description?: string;
  /** With what it refers to in its place. */
  schema: SchemaPart;
  hint: FieldHint;
  required: boolean;
}

/** One value that a field offers. */
export interface Choice {
  value: string | number | boolean;
  title: string;
  /** What the title has no room to say. */
  description?: string;
}

/** A schema with what it refers to in its place; what stands beside the reference counts more. */
export function resolve(part: SchemaPart, root: SchemaPart): SchemaPart {
  let found = part;
  for (let step = 0; step < 20 && typeof found.$ref === 'string'; step++) {
    const target = follow(root, found.$ref);
    if (!isObject(target)) {
      break;
    }
    const { $ref: _ref, ...rest } = found;
    found = { ...(target as SchemaPart), ...rest };
  }
  return found;
}

/** The fields that an object has at this moment: those of the branches whose conditions hold included, each after what it depends on. */
export function fieldsOf(
  part: SchemaPart,
  value: unknown,
  root: SchemaPart,
  path = ''
): FieldSpec[] {
  const schema = resolve(part, root);
  const found = new Map<string, SchemaPart>();
  const add = (properties: unknown, after?: string): void => {
    for (const [name, field] of entries(properties)) {
      // Names alone stand there for `unevaluatedProperties`.
      if (Object.keys(field).length === 0 || found.has(name)) {
        continue;
      }
      insert(found, name, resolve(field, root), after);
      after = name;
    }
  };
  add(schema.properties);
  for (const branch of branchesOf(schema)) {
    const holds = formValidator.isValid(
      branch.if as RJSFSchema,
      value ?? {},
      root as RJSFSchema
    );
    const outcome = holds ? branch.then : branch.else;
    if (isObject(outcome)) {
      add((outcome as SchemaPart).properties, testedField(branch));
    }
  }
  const required = Array.isArray(schema.required) ? schema.required : [];
  const prefix = path.split('/').slice(1).map(decode);
  return [...found].map(([name, field]) => {
    const at = path + pointer(name);
    return {
      name,
      path: at,
      title: typeof field.title === 'string' ? field.title : name,
      description:
        typeof field.description === 'string' ? field.description : undefined,
      schema: field,
      hint: {
        ...fieldRule(root, [...prefix, name]).hint,
        ...(hintOf(field) as object)
      },
      required: required.includes(name)
    };
  });
}

/** What rjsf is given about a configuration: which field is drawn by what, where its problems are, and the order of all. */
export function uiSchemaOf(root: SchemaPart): UiSchema {
  const names: string[] = [];
  const place = (properties: unknown, after?: string): void => {
    for (const [name] of entries(properties)) {
      if (!names.includes(name)) {
        const at = after === undefined ? -1 : names.indexOf(after);
        names.splice(at < 0 ? names.length : at + 1, 0, name);
        after = name;
      }
    }
  };
  place(root.properties);
  for (const branch of branchesOf(root)) {
    for (const outcome of [branch.then, branch.else]) {
      if (isObject(outcome)) {
        place((outcome as SchemaPart).properties, testedField(branch));
      }
    }
  }
  const ui: UiSchema = { 'ui:order': [...names, '*'] };
  for (const name of names) {
    ui[name] = { 'ui:field': 'GlueflowField' };
  }
  return ui;
}

/** The values a schema offers by `oneOf` with titles, or by `enum`; undefined where it offers none. */
export function choicesOf(schema: SchemaPart): Choice[] | undefined {
  if (Array.isArray(schema.oneOf)) {
    const choices = schema.oneOf.filter(
      (each): each is SchemaPart =>
        isObject(each) && Object.hasOwn(each, 'const')
    );
    return choices.length === schema.oneOf.length && choices.length > 0
      ? choices.map(each => ({
          value: each.const as Choice['value'],
          title:
            typeof each.title === 'string' ? each.title : String(each.const),
          ...(typeof each.description === 'string'
            ? { description: each.description }
            : {})
        }))
      : undefined;
  }
  return Array.isArray(schema.enum)
    ? schema.enum.map(value => ({
        value: value as Choice['value'],
        title: String(value)
      }))
    : undefined;
}

/** The type a schema names, where it names just one. */
export function typeOfSchema(schema: SchemaPart): string | undefined {
  return typeof schema.type === 'string' ? schema.type : undefined;
}

function hintOf(field: SchemaPart): unknown {
  const hint = field['x-glueflow'];
  return isObject(hint) ? hint : {};
}

function branchesOf(schema: SchemaPart): SchemaPart[] {
  const all = Array.isArray(schema.allOf) ? schema.allOf : [];
  return [schema, ...all.filter(isObject)].filter(
    (branch): branch is SchemaPart => isObject((branch as SchemaPart).if)
  );
}

/** The field a branch depends on. */
function testedField(branch: SchemaPart): string | undefined {
  return entries((branch.if as SchemaPart).properties).at(-1)?.[0];
}

function entries(properties: unknown): [string, SchemaPart][] {
  return isObject(properties)
    ? Object.entries(properties as Record<string, unknown>).filter(
        (entry): entry is [string, SchemaPart] => isObject(entry[1])
      )
    : [];
}

function insert(
  fields: Map<string, SchemaPart>,
  name: string,
  field: SchemaPart,
  after: string | undefined
): void {
  if (after === undefined || !fields.has(after)) {
    fields.set(name, field);
    return;
  }
  const before = [...fields];
  fields.clear();
  for (const [each, part] of before) {
    fields.set(each, part);
    if (each === after) {
      fields.set(name, field);
    }
  }
}

function decode(segment: string): string {
  return segment.replace(/~1/g, '/').replace(/~0/g, '~');
}
