import type {
  ParameterType,
  PipelineParameter
} from '../../document/document.js';
import { isReference, type Text, type Value } from '../../document/text.js';
import type { Operation } from '../../plan/operation.js';
import {
  Requirements,
  type PythonImport,
  type ScriptRequirement
} from '../../requirement/requirement.js';
import type { TargetProblem } from '../../target/target.js';
import { number } from './literal.js';
import { NameAllocator } from './name.js';
import { STANDARD } from './standard.js';
import {
  boolean,
  call,
  method,
  name,
  string,
  type PyExpression,
  type PyStatement
} from './tree.js';

/** What any script in Python shares while it is printed: names, imports, requirements, parameters, texts and problems. */
export class PythonScript {
  /**
   * @param reserved - Names that the script uses itself.
   */
  constructor(
    parameters: Readonly<Record<string, PipelineParameter>>,
    reserved: readonly string[]
  ) {
    this.names = new NameAllocator(reserved);
    for (const [parameter, { type }] of Object.entries(parameters)) {
      this._parameterTypes.set(parameter, type);
    }
  }

  readonly names: NameAllocator;
  readonly problems: TargetProblem[] = [];
  /** What the script needs beside its own lines. */
  readonly requirements = new Requirements();

  /** Return an imported name; the import follows. */
  importName(each: PythonImport): PyExpression {
    const bound = boundName(each);
    this._imports.set(bound, each);
    return name(bound);
  }

  /** Have the script meet a requirement: its imports, its code, and what it uses. */
  require(requirement: ScriptRequirement): void {
    if (this._required.has(requirement)) {
      return;
    }
    this._required.add(requirement);
    this.requirements.add(requirement);
    for (const { imports = [] } of withUses(requirement)) {
      imports.forEach(each => this.importName(each));
    }
  }

  /** Gives every declared parameter its variable, so that each has the parameter's own name where it can. */
  reserveParameters(): void {
    for (const each of [...this._parameterTypes.keys()].sort()) {
      this._variables.set(each, this.names.allocate(each, 'parameter'));
    }
  }

  /** The variable of a pipeline parameter. */
  parameter(parameter: string): PyExpression {
    const variable = this._variables.get(parameter);
    if (variable === undefined) {
      throw new RangeError(
        `The plan uses a parameter not declared: ${parameter}`
      );
    }
    this._parameters.set(parameter, variable);
    return name(variable);
  }

  /** The type of a declared parameter. */
  parameterType(parameter: string): ParameterType | undefined {
    return this._parameterTypes.get(parameter);
  }

  /** Parameters in use and their variables, in the order of their names. */
  usedParameters(): [string, string][] {
    return [...this._parameters].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** A text with its parameters filled in as text. */
  text(text: Text): PyExpression {
    const only = text[0];
    if (
      text.length === 1 &&
      isReference(only) &&
      this.parameterType(only.parameter) === 'string'
    ) {
      return this.parameter(only.parameter);
    }
    return this.format(text, parameter => {
      const variable = this.parameter(parameter);
      return this.parameterType(parameter) === 'boolean'
        ? method(call(name('str'), [variable]), 'lower')
        : variable;
    });
  }

  /** An option's value, typed as Python has it. */
  value(value: Value<string | number | boolean> | Text): PyExpression {
    if (Array.isArray(value)) {
      return this.text(value as Text);
    }
    if (isReference(value)) {
      return this.parameter(value.parameter);
    }
    switch (typeof value) {
      case 'string':
        return string(value);
      case 'number':
        return number(value);
      default:
        return boolean(value as boolean);
    }
  }

  /** Report that an operation can't be printed; `field` is a JSON pointer into it. */
  problem(
    operation: Pick<Operation, 'id' | 'nodeId'>,
    code: string,
    field: string,
    message: string
  ): void {
    this.problems.push({ code, severity: 'error', operation, field, message });
  }

  /** The imports in use, those of the standard library apart, as isort has them. */
  importSections(): PyStatement[][] {
    const used = [...this._imports.values()].map(importStatement);
    const key = (each: PyStatement): string =>
      each.kind === 'import'
        ? `0 ${each.module}`
        : each.kind === 'from'
          ? `1 ${each.module} ${/^[A-Z]/.test(each.name) ? 0 : 1} ${each.name}`
          : '';
    used.sort((a, b) => (key(a) < key(b) ? -1 : 1));
    const merged: PyStatement[] = [];
    for (const each of used) {
      const last = merged.at(-1);
      if (
        each.kind === 'from' &&
        last?.kind === 'from' &&
        each.module === last.module &&
        !each.alias
      ) {
        merged[merged.length - 1] = {
          ...last,
          name: `${last.name}, ${each.name}`
        };
      } else {
        merged.push(each);
      }
    }
    const standard = (each: PyStatement): boolean =>
      (each.kind === 'import' || each.kind === 'from') &&
      STANDARD.has(each.module.split('.')[0]);
    return [merged.filter(standard), merged.filter(each => !standard(each))];
  }

  protected format(
    text: Text,
    field: (parameter: string) => PyExpression
  ): PyExpression {
    const parts = text.map(part =>
      isReference(part) ? field(part.parameter) : part
    );
    return parts.every(part => typeof part === 'string')
      ? string(parts.join(''))
      : { kind: 'format', parts };
  }

  private readonly _required = new Set<ScriptRequirement>();
  private readonly _imports = new Map<string, PythonImport>();
  private readonly _variables = new Map<string, string>();
  private readonly _parameters = new Map<string, string>();
  private readonly _parameterTypes = new Map<string, ParameterType>();
}

/** Return the name that an import gives to the script. */
function boundName({ module, name: imported, alias }: PythonImport): string {
  return alias ?? imported ?? module.split('.')[0];
}

/** Return a requirement and all that it uses, directly or not. */
export function withUses(requirement: ScriptRequirement): ScriptRequirement[] {
  return [requirement, ...(requirement.uses ?? []).flatMap(withUses)];
}

function importStatement({
  module,
  name: imported,
  alias
}: PythonImport): PyStatement {
  return imported === undefined
    ? { kind: 'import', module, ...(alias ? { alias } : {}) }
    : { kind: 'from', module, name: imported, ...(alias ? { alias } : {}) };
}
