import type { PipelineParameter } from '../../document/document.js';
import type { ParameterReference } from '../../document/text.js';
import { call, text, type Sql, type SqlStatement } from '../../sql/tree.js';
import type { TargetInput } from '../../target/target.js';
import type { DataType } from '../../types/type.js';
import { duckDbLiteral } from './literal.js';

/** The types of parameters by what a document calls them. */
export const PARAMETER_TYPES: Readonly<
  Record<PipelineParameter['type'], DataType>
> = {
  string: { kind: 'string' },
  integer: { kind: 'bigint' },
  number: { kind: 'double' },
  boolean: { kind: 'boolean' },
  date: { kind: 'date' },
  timestamp: { kind: 'timestamp' }
};

/** Return the value of a parameter, as a variable of DuckDB. */
export function variable({ parameter }: ParameterReference): Sql {
  return call('getvariable', text(parameter));
}

/** Return the statements that give the variables their values. */
export function parameterStatements({
  parameters,
  values
}: TargetInput): SqlStatement[] {
  return Object.entries(parameters).map(([name, parameter]) => ({
    kind: 'variable',
    name,
    value: parameterValue(name, parameter, values?.[name]),
    ...(parameter.description === undefined
      ? {}
      : { comment: parameter.description })
  }));
}

/** The value of a parameter for a run, its default, or an error that asks for one. */
function parameterValue(
  name: string,
  { type, default: fallback }: PipelineParameter,
  given: string | undefined
): Sql {
  const value = given ?? fallback;
  if (value === undefined) {
    return call('error', text(`Give the parameter ${name} a value here.`));
  }
  const literal =
    type === 'number' && typeof value === 'string' ? Number(value) : value;
  const found = duckDbLiteral(
    typeof literal === 'string' && type === 'timestamp'
      ? literal.replace('T', ' ')
      : literal,
    PARAMETER_TYPES[type]
  );
  return 'why' in found
    ? call('error', text(`The parameter ${name} has no value of its type.`))
    : found.sql;
}
