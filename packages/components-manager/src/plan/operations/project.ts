import { typeOf } from '../../expression/expression.js';
import {
  collectColumns,
  isDeterministic,
  key,
  replaceColumns
} from '../column.js';
import type { Expression } from '../../expression/typed.js';
import type { Schema } from '../../types/type.js';
import type { OperationBase } from './base.js';
import {
  passingAllBut,
  withColumns,
  withExpressions,
  withOutput,
  withoutNames
} from './columns.js';
import { COMMON, NO_COLUMNS, type OperationDescriptor } from './descriptor.js';

/** Yields one column per item, in order, and no other; or those beside the columns of its input. */
export interface ProjectOperation extends OperationBase {
  op: 'project';
  items: readonly { name: string; expression: Expression }[];
  /**
   * Keep the columns of the input: an item that is called as one of them (without regard to case) replaces it in its place, other items
   * come at the end. All are computed from the row as it arrives.
   */
  keepOthers?: boolean;
}

/** A projection: a person's own stays whole, so that it needs what all its items read. */
export const PROJECT: OperationDescriptor<ProjectOperation> = {
  ...COMMON,
  output,
  needs({ items, keepOthers }, _, used) {
    const expressions = items.map(item => item.expression);
    return keepOthers
      ? used && withExpressions(expressions, withoutNames(used, namesOf(items)))
      : withExpressions(expressions, []);
  },
  narrow: (project, _, inputs) =>
    project.keepOthers ? withOutput(project, inputs, output) : project,
  passes({ items, keepOthers }) {
    if (!items.every(item => isDeterministic(item.expression))) {
      return NO_COLUMNS;
    }
    if (keepOthers) {
      return passingAllBut(namesOf(items));
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
  determinism: () => 'deterministic',
  order: () => 'keeps',
  merge: (operation, below) =>
    operation.keepOthers || below.keepOthers
      ? undefined
      : mergeProjections(below, operation),
  changesNothing: ({ items, keepOthers }, schema) =>
    !keepOthers &&
    schema !== undefined &&
    schema.length === items.length &&
    items.every(
      ({ name, expression }, index) =>
        expression.kind === 'column' &&
        expression.name === name &&
        name === schema[index].name
    )
};

function namesOf(items: ProjectOperation['items']): string[] {
  return items.map(item => item.name);
}

function output(
  { items, keepOthers }: ProjectOperation,
  [input]: readonly (Schema | undefined)[]
): Schema | undefined {
  const made = items.map(({ name, expression }) => ({
    name,
    type: typeOf(expression, { schema: input })
  }));
  return keepOthers ? input && withColumns(input, made) : made;
}

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
