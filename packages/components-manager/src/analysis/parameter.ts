import type { ParameterType } from '../document/document.js';
import { isValueOf, type ParameterMap } from '../component/configuration.js';
import { optionRemedy, readsAsOption } from '../job/arguments.js';
import { pointer, type Problem } from '../problem.js';
import type { Column, DataType } from '../types/type.js';

/** The column type that the values of a parameter have. */
export function parameterType(type: ParameterType): DataType {
  switch (type) {
    case 'integer':
      return { kind: 'bigint' };
    case 'number':
      return { kind: 'double' };
    default:
      return { kind: type };
  }
}

/** The declared parameters as columns, by name: the scope of `${name}` in SQL. */
export function parameterColumns(
  parameters: ParameterMap
): ReadonlyMap<string, Column> {
  return new Map(
    [...parameters].map(([name, { type }]) => [
      name,
      { name, type: parameterType(type) }
    ])
  );
}

/** How a default of each type is written, for messages. */
const EXAMPLES: Readonly<Record<ParameterType, string>> = {
  string: 'text',
  integer: 'a whole number, such as 3',
  number: 'a number, such as 2.5',
  boolean: 'true or false',
  date: 'a date, such as "2013-01-31"',
  timestamp: 'a time, such as "2013-01-31 12:30:00"'
};

/** Checks what parameters say of themselves: default values of their type; one that nothing uses is a warning. */
export function checkParameters(
  parameters: ParameterMap,
  used: ReadonlySet<string>
): Problem[] {
  const problems: Problem[] = [];
  for (const name of [...parameters.keys()].sort()) {
    const parameter = parameters.get(name);
    if (parameter === undefined) {
      continue;
    }
    const { type, default: value } = parameter;
    if (value !== undefined && !isValueOf(type, value)) {
      problems.push({
        code: 'parameter-default',
        severity: 'error',
        path: pointer('parameters', name, 'default'),
        message: `The default of the parameter “${name}” (${JSON.stringify(value)}) is not of its type: ${type} needs ${EXAMPLES[type]}.`
      });
    }
    if (typeof value === 'string' && readsAsOption(value)) {
      problems.push({
        code: 'parameter-dash',
        severity: 'error',
        path: pointer('parameters', name, 'default'),
        message: `The default of the parameter “${name}”, ${JSON.stringify(value)}, begins with "-": AWS Glue would take it for the name of an argument. ${optionRemedy(value)}`
      });
    }
    if (!used.has(name)) {
      problems.push({
        code: 'unused-parameter',
        severity: 'warning',
        path: pointer('parameters', name),
        message: `No step uses the parameter “${name}”. Use it as \${${name}}, or remove it.`,
        fix: {
          title: `Remove the parameter “${name}”`,
          path: pointer('parameters', name)
        }
      });
    }
  }
  return problems;
}
