import type {
  ComponentContext,
  ComponentProblem,
  DataType,
  Expression
} from '@glueflow/components-manager';
import { error } from './column.js';
import { asTruth } from './constant.js';
import { readConstant, type Scalar } from './value.js';

/** A literal of a plan. */
export type Literal = Extract<Expression, { kind: 'literal' }>;

/** The field of a value that a column may have: empty stands for null. */
export const LISTED_VALUE_FIELD = {
  title: 'Value',
  description: 'Empty: rows without a value (null).',
  anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
  'x-glueflow': { fixed: true }
};

/**
 * Read the values of a column that a list names, as literals of its type; absent ones are null.
 *
 * Reports those that the column can't have and those that stand there twice. `path(index)` is the place of each.
 */
export function readListedValues(
  values: readonly (Scalar | undefined)[],
  type: DataType | undefined,
  path: (index: number) => string,
  context: Pick<ComponentContext, 'parameters'>,
  problems: ComponentProblem[]
): Literal[] {
  const seen = new Set<string>();
  return values.map((value, index) => {
    const literal = readListed(value, type, path(index), context, problems);
    const key = JSON.stringify(literal.value);
    if (seen.has(key)) {
      problems.push(
        error(
          'duplicate-value',
          path(index),
          `${value === undefined ? 'The empty value' : `The value ${showListed(value)}`} appears more than once. Remove one.`
        )
      );
    }
    seen.add(key);
    return literal;
  });
}

/** Write a listed value as words; `null` for the empty one. */
export function showListed(value: Scalar | undefined): string {
  return value === undefined
    ? 'null'
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
}

function readListed(
  value: Scalar | undefined,
  type: DataType | undefined,
  path: string,
  context: Pick<ComponentContext, 'parameters'>,
  problems: ComponentProblem[]
): Literal {
  const nothing: Literal = {
    kind: 'literal',
    value: null,
    type: type ?? { kind: 'unknown' }
  };
  if (value === undefined) {
    return nothing;
  }
  const { expression, message } = readConstant(
    asTruth(value, type),
    type,
    context.parameters
  );
  if (expression?.kind === 'literal') {
    return expression;
  }
  problems.push(
    error(
      'type-mismatch',
      path,
      message ??
        'The columns of the result depend on this value: write the value itself, not a parameter.'
    )
  );
  return nothing;
}
