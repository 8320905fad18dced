import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type {
  Json,
  JsonObject,
  ParameterType,
  PipelineParameter
} from '../document/document.js';
import { isObject, setKey } from '../document/json.js';
import { isParameter, isReference, parseText } from '../document/text.js';
import { CONFIGURATION_OPTIONS, PRECOMPILED } from '../precompiled.js';
import { nearest, pointer, pointerSegments } from '../problem.js';
import type { ComponentProblem } from '../problem.js';
import type { Component } from './component.js';
import { settleChoices } from './branch.js';
import { fieldRule, hasNestedDefaults } from './field.js';
import type { FieldRule, SchemaPart } from './field.js';
import { describeErrors, typeInWords } from '../document/message.js';

/** The declared parameters, by name. */
export type ParameterMap = ReadonlyMap<string, PipelineParameter>;

/** A configuration with its defaults filled in, everything wrong with it, and the parameters it uses. */
export interface ConfigurationResult {
  config: JsonObject;
  problems: readonly ComponentProblem[];
  parameters: ReadonlySet<string>;
}

/** The JSON types that values of a parameter can stand for. */
const FITS: Readonly<Record<ParameterType, readonly string[]>> = {
  string: ['string'],
  integer: ['integer', 'number'],
  number: ['number'],
  boolean: ['boolean'],
  date: ['string'],
  timestamp: ['string']
};

/** Errors about a text that may be fixed by what a parameter within it stands for. */
const TEXT_RULES = new Set([
  'pattern',
  'format',
  'minLength',
  'maxLength',
  'enum',
  'const',
  'oneOf',
  'anyOf'
]);

/**
 * Checks a node's configuration against its component's schema: all problems at once, in words, with defaults filled in.
 *
 * `{"$parameter": …}` may stand for any field whose type the parameter has: it must be declared, and its default value is checked in
 * its place. `${name}` within text must be declared. `prefix` is the JSON pointer of the configuration within the document, for fixes. The
 * argument stays as it is; the result may share with it what is the same.
 *
 * @throws Error when the component's schema is not a JSON Schema
 */
export function checkConfiguration(
  component: Component,
  config: JsonObject,
  parameters: ParameterMap,
  prefix = ''
): ConfigurationResult {
  const validate = validatorOf(component.configuration);
  const check = new ConfigurationCheck(
    component.configuration,
    parameters,
    prefix
  );
  const copy = check.copy(config);
  if (!validate(copy)) {
    check.report(validate.errors ?? []);
  }
  check.restore(copy);
  return { config: copy, problems: check.problems, parameters: check.used };
}

/** The problems that `checkConfiguration` finds. */
export function configurationProblems(
  component: Component,
  config: JsonObject,
  parameters: ParameterMap = new Map(),
  prefix = ''
): readonly ComponentProblem[] {
  return checkConfiguration(component, config, parameters, prefix).problems;
}

const compiled = new WeakMap<object, ValidateFunction>();

function validatorOf(schema: SchemaPart): ValidateFunction {
  const known = compiled.get(schema);
  if (known !== undefined) {
    return known;
  }
  const { $schema: _schema, $id: _id, ...rest } = schema;
  const validate =
    PRECOMPILED.get(JSON.stringify(schema)) ??
    new Ajv2020(CONFIGURATION_OPTIONS).compile(rest);
  compiled.set(schema, validate);
  return validate;
}

const branches = new WeakMap<object, ValidateFunction>();

/** Checks one branch of a choice alone; what it refers to stands in the whole schema. */
function branchValidator(
  branch: SchemaPart,
  root: SchemaPart
): ValidateFunction {
  let validate = branches.get(branch);
  if (validate === undefined) {
    const { $defs, definitions } = root;
    validate = validatorOf({ ...branch, $defs, definitions });
    branches.set(branch, validate);
  }
  return validate;
}

const nested = new WeakMap<object, boolean>();

function takesNestedDefaults(schema: SchemaPart): boolean {
  let known = nested.get(schema);
  if (known === undefined) {
    known = hasNestedDefaults(schema);
    nested.set(schema, known);
  }
  return known;
}

const NO_NAMES: ReadonlySet<string> = new Set();

/** One pass over one configuration. */
class ConfigurationCheck {
  constructor(
    private readonly _schema: SchemaPart,
    private readonly _parameters: ParameterMap,
    private readonly _prefix: string
  ) {}

  readonly problems: ComponentProblem[] = [];

  /** The parameters used. */
  get used(): ReadonlySet<string> {
    return this._used ?? NO_NAMES;
  }

  /** Copies a configuration, with what can be checked in the place of each parameter. */
  copy(config: JsonObject): JsonObject {
    const copied = this._copy(config, []) as JsonObject;
    return copied === config ? { ...config } : copied;
  }

  /** Only what Ajv may put defaults into, and what holds a parameter, is copied: most of a large pipeline is neither. */
  private _copy(value: Json, path: (string | number)[]): Json {
    if (typeof value === 'string') {
      return value.includes('${') ? this._text(value, path) : value;
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const deep = takesNestedDefaults(this._schema);
    if (Array.isArray(value)) {
      let result = deep ? [...value] : value;
      for (let index = 0; index < value.length; index++) {
        const copied = this._within(value[index], index, path);
        if (copied !== value[index]) {
          result = result === value ? [...value] : result;
          result[index] = copied;
        }
      }
      return result;
    }
    if (path.length > 0 && isParameter(value)) {
      return this._reference(value, path);
    }
    let result = deep ? { ...value } : value;
    for (const key in value) {
      const copied = this._within(value[key], key, path);
      if (copied !== value[key]) {
        result = result === value ? { ...value } : result;
        setKey(result, key, copied);
      }
    }
    return result;
  }

  private _within(
    value: Json,
    key: string | number,
    path: (string | number)[]
  ): Json {
    // Numbers and the like stay as they are.
    if (typeof value !== 'object' && typeof value !== 'string') {
      return value;
    }
    path.push(key);
    const copied = this._copy(value, path);
    path.pop();
    return copied;
  }

  /** Puts the parameters back where `copy` put values in their place. */
  restore(copy: JsonObject): void {
    for (const { path, value } of this._replaced) {
      let target: Json = copy;
      for (const segment of path.slice(0, -1)) {
        target = (target as JsonObject)[segment];
      }
      const key = String(path[path.length - 1]);
      // What is the same already may be shared with the document.
      if ((target as JsonObject)[key] !== value) {
        setKey(target as JsonObject, key, value);
      }
    }
  }

  /** Adds what Ajv found, but for what only stand-ins caused. */
  report(errors: readonly ErrorObject[]): void {
    const settled = settleChoices(errors, this._schema, (branch, data) => {
      const validate = branchValidator(branch, this._schema);
      return validate(data) ? [] : (validate.errors ?? []);
    }).filter(error => {
      if (this._unknown?.has(error.instancePath)) {
        return false;
      }
      return !(
        this._open?.has(error.instancePath) && TEXT_RULES.has(error.keyword)
      );
    });
    for (const { code, path, message, remedy } of describeErrors(settled)) {
      const parameter = this._given?.get(path);
      this.problems.push({
        code,
        severity: 'error',
        path,
        message:
          parameter === undefined
            ? message
            : `${message} The value is the default of the parameter “${parameter}”.`,
        ...(remedy === undefined || parameter !== undefined
          ? {}
          : { fix: { ...remedy, path: this._prefix + path } })
      });
    }
  }

  private _text(value: string, path: readonly (string | number)[]): string {
    const parts = parseText(value);
    if (!parts.some(isReference)) {
      return value;
    }
    const at = pointer(...path);
    if (fieldRule(this._schema, pointerSegments(at)).hint.verbatim) {
      return value;
    }
    let known = true;
    let result = '';
    for (const part of parts) {
      if (!isReference(part)) {
        result += part;
        continue;
      }
      (this._used ??= new Set()).add(part.parameter);
      const declared = this._parameters.get(part.parameter);
      if (declared === undefined) {
        this._undeclared(part.parameter, at, `\${${part.parameter}}`);
      }
      known &&= declared?.default !== undefined;
      result += String(declared?.default ?? `\${${part.parameter}}`);
    }
    this._replaced.push({ path: [...path], value });
    if (known) {
      (this._given ??= new Map()).set(
        at,
        parts
          .filter(isReference)
          .map(part => part.parameter)
          .join('”, “')
      );
      return result;
    }
    (this._open ??= new Set()).add(at);
    return value;
  }

  private _reference(
    value: JsonObject & { $parameter: string },
    path: readonly (string | number)[]
  ): Json {
    const at = pointer(...path);
    const name = value.$parameter;
    const rule = fieldRule(this._schema, pointerSegments(at));
    const title = rule.title ?? String(path[path.length - 1]);
    this._replaced.push({ path: [...path], value });
    (this._used ??= new Set()).add(name);
    const declared = this._parameters.get(name);
    if (declared === undefined) {
      this._undeclared(name, at, `“${title}”`);
    } else if (rule.hint.verbatim || rule.hint.fixed) {
      this.problems.push({
        code: 'parameter-not-allowed',
        severity: 'error',
        path: at,
        message: `“${title}” can’t come from a parameter (“${name}”): the script itself depends on it. Give it a value.`
      });
    } else if (!fits(declared.type, rule)) {
      this.problems.push({
        code: 'parameter-type',
        severity: 'error',
        path: at,
        message: `“${title}” must be ${typeInWords([...rule.types])}, but the parameter “${name}” is of type ${declared.type}. Choose another parameter, or change its type.`
      });
    } else if (declared.default !== undefined) {
      (this._given ??= new Map()).set(at, name);
      return declared.default;
    }
    (this._unknown ??= new Set()).add(at);
    return rule.sample as Json;
  }

  private _undeclared(name: string, path: string, what: string): void {
    const close = nearest(name, this._parameters.keys());
    this.problems.push({
      code: 'undeclared-parameter',
      severity: 'error',
      path,
      message: `${what} uses the parameter “${name}”, which the pipeline does not declare. ${
        close === undefined ? 'Declare it.' : `Did you mean “${close}”?`
      }`,
      fix: {
        title: `Declare the parameter “${name}”`,
        path: pointer('parameters', name),
        value: { type: 'string' }
      }
    });
  }

  private readonly _replaced: { path: (string | number)[]; value: Json }[] = [];
  // Most configurations have no parameter: what follows is there once one has.
  private _used?: Set<string>;
  /** Places that hold a stand-in for a value not known. */
  private _unknown?: Set<string>;
  /** Places of text that will be known when the job runs. */
  private _open?: Set<string>;
  /** Places that hold a parameter's default, with the parameter's name. */
  private _given?: Map<string, string>;
}

function fits(type: ParameterType, rule: FieldRule): boolean {
  return rule.types.size === 0 || FITS[type].some(each => rule.types.has(each));
}

/** True for a value that a parameter of the type can have by default. */
export function isValueOf(type: ParameterType, value: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && isDate(value);
    case 'timestamp': {
      const match =
        typeof value === 'string'
          ? /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?)?$/.exec(
              value
            )
          : null;
      return (
        match !== null &&
        isDate(match[1]) &&
        Number(match[2] ?? 0) < 24 &&
        Number(match[3] ?? 0) < 60 &&
        Number(match[4] ?? 0) < 60
      );
    }
    default:
      return typeof value === 'string';
  }
}

/** True for `YYYY-MM-DD` that is a day. */
function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) {
    return false;
  }
  const [year, month, day] = match.slice(1).map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

/** True for a plain JSON object; what a component's `migrate` must give back. */
export function isConfiguration(value: unknown): value is JsonObject {
  return isObject(value);
}
