import type { Schema } from '../../types/type.js';
import {
  collectColumns,
  conjuncts,
  conjunctionOf,
  isDeterministic,
  key,
  replaceColumns
} from '../column.js';
import type { Expression } from '../../expression/typed.js';
import type {
  FilterOperation,
  Operation,
  Plan,
  ProjectOperation
} from '../operation.js';
import { countUses, Rewriter } from '../rewrite.js';

/**
 * Makes one filter of a node's neighbouring filters and one projection of its neighbouring projections, and leaves out projections
 * that change nothing.
 *
 * Only within a node: across nodes Spark merges them anyway, and each node keeps its block in the script.
 */
export function mergeNeighbours(plan: Plan): Plan {
  if (!mayMerge(plan)) {
    return plan;
  }
  const uses = countUses(plan);
  const done = new Map<string, Operation>();
  const merged = new Set<string>();
  const keep = (operation: Operation): Operation => {
    done.set(operation.id, operation);
    return operation;
  };
  const first = new Rewriter(plan).run(operation => {
    if (operation.op === 'project' && changesNothing(operation, done)) {
      return { standsFor: operation.inputs[0], by: 'nothing' };
    }
    const below = done.get(operation.inputs[0]);
    const joint =
      below &&
      below.nodeId === operation.nodeId &&
      uses.get(below.id) === 1 &&
      merge(below, operation);
    if (joint) {
      merged.add(below.id);
      return keep(joint);
    }
    return keep(operation);
  });
  return merged.size === 0
    ? first
    : {
        ...first,
        operations: first.operations.filter(each => !merged.has(each.id))
      };
}

/** False where every node has one operation and none is a projection: nothing then merges or goes. */
function mayMerge({ operations }: Plan): boolean {
  return operations.some(
    ({ op, id, nodeId }) => op === 'project' || id !== nodeId
  );
}

function merge(below: Operation, operation: Operation): Operation | undefined {
  if (below.op === 'filter' && operation.op === 'filter') {
    return mergeFilters(below, operation);
  }
  return below.op === 'project' && operation.op === 'project'
    ? mergeProjections(below, operation)
    : undefined;
}

function mergeFilters(
  below: FilterOperation,
  operation: FilterOperation
): Operation | undefined {
  return isDeterministic(below.condition) &&
    isDeterministic(operation.condition)
    ? {
        ...operation,
        inputs: below.inputs,
        condition: conjunctionOf([
          ...conjuncts(below.condition),
          ...conjuncts(operation.condition)
        ])
      }
    : undefined;
}

/** Puts the lower items into the upper ones, where none of them is more than a name or a value: nothing is computed twice. */
function mergeProjections(
  below: ProjectOperation,
  operation: ProjectOperation
): Operation | undefined {
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

function changesNothing(
  operation: ProjectOperation,
  done: ReadonlyMap<string, Operation>
): boolean {
  const schema: Schema | undefined = done.get(operation.inputs[0])?.schema;
  return (
    schema !== undefined &&
    schema.length === operation.items.length &&
    operation.items.every(
      ({ name, expression }, index) =>
        expression.kind === 'column' &&
        expression.name === name &&
        name === schema[index].name
    )
  );
}
