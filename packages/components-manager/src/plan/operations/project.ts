import { typeOf } from '../../expression/expression.js';
import {
  collectColumns,
  isDeterministic,
  key,
  replaceColumns
} from '../column.js';
import type { Expression } from '../../expression/typed.js';
import type { OperationBase } from './base.js';
import { withExpressions } from './columns.js';
import { COMMON, NO_COLUMNS, type OperationDescriptor } from './descriptor.js';

/** Yields one column per item, in order, and no other. */
export interface ProjectOperation extends OperationBase {
  op: 'project';
  items: readonly { name: string; expression: Expression }[];
}

/** A projection: a person's own stays whole, so that it needs what all its items read. */
export const PROJECT: OperationDescriptor<ProjectOperation> = {
  ...COMMON,
  output: ({ items }, [input]) =>
    items.map(({ name, expression }) => ({
      name,
      type: typeOf(expression, { schema: input })
    })),
  needs: ({ items }) =>
    withExpressions(
      items.map(item => item.expression),
      []
    ),
  passes({ items }) {
    if (!items.every(item => isDeterministic(item.expression))) {
      return NO_COLUMNS;
    }
    const result = new Map<string, string>();
    for (const { name, expression } of items) {
      if (expression.kind === 'column') {
        result.set(key(name), key(expression.name));
      }
    }
    return { only: result };
  },
  limit: () => 'passes',
  determinism: ({ items }) =>
    items.every(item => isDeterministic(item.expression))
      ? 'deterministic'
      : 'volatile',
  order: () => 'keeps',
  merge: (operation, below) => mergeProjections(below, operation),
  changesNothing: ({ items }, schema) =>
    schema !== undefined &&
    schema.length === items.length &&
    items.every(
      ({ name, expression }, index) =>
        expression.kind === 'column' &&
        expression.name === name &&
        name === schema[index].name
    )
};

/** Puts the lower items into the upper ones, where none of them is more than a name or a value: nothing is computed twice. */
function mergeProjections(
  below: ProjectOperation,
  operation: ProjectOperation
): ProjectOperation | undefined {
  const items = new Map(below.items.map(item => [key(item.name), item]));
  const simple = [...items.values()].every(({ expression }) =>
    ['column', 'literal', 'parameter'].includes(expression.kind)
  );
  if (
    !simple ||
    items.size !== below.items.length ||
    !operation.items.every(({ expression }) => isReplaceable(expression, items))
  ) {
    return undefined;
  }
  return {
    ...operation,
    inputs: below.inputs,
    items: operation.items.map(item => ({
      ...item,
      expression: replaceColumns(
        item.expression,
        name => (items.get(key(name)) as { expression: Expression }).expression
      )
    }))
  };
}

function isReplaceable(
  expression: Expression,
  items: ReadonlyMap<string, unknown>
): boolean {
  const found = new Set<string>();
  return (
    !holdsSql(expression) &&
    collectColumns(expression, found) &&
    [...found].every(name => items.has(name))
  );
}

function holdsSql(expression: Expression): boolean {
  return (
    expression.kind === 'sql' ||
    (expression.kind === 'cast' && holdsSql(expression.operand)) ||
    (expression.kind === 'call' && expression.args.some(holdsSql))
  );
}
