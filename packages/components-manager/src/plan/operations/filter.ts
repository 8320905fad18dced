import { conjuncts, conjunctionOf, isDeterministic } from '../column.js';
import type { Expression } from '../../expression/typed.js';
import type { OperationBase } from './base.js';
import { likeInput, withExpressions } from './columns.js';
import {
  ALL_COLUMNS,
  COMMON,
  NO_COLUMNS,
  type OperationDescriptor
} from './descriptor.js';

/** Keeps the rows for which the condition is true. */
export interface FilterOperation extends OperationBase {
  op: 'filter';
  condition: Expression;
}

/** A filter: other conditions pass it, unless its own chooses other rows each time. */
export const FILTER: OperationDescriptor<FilterOperation> = {
  ...COMMON,
  output: (_, [input]) => input,
  needs: ({ condition }, _, used) => used && withExpressions([condition], used),
  narrow: (filter, _, inputs) => likeInput(filter, inputs),
  passes: ({ condition }) =>
    isDeterministic(condition) ? ALL_COLUMNS : NO_COLUMNS,
  determinism: () => 'deterministic',
  order: () => 'keeps',
  merge: (filter, below) =>
    isDeterministic(below.condition) && isDeterministic(filter.condition)
      ? {
          ...filter,
          inputs: below.inputs,
          condition: conjunctionOf([
            ...conjuncts(below.condition),
            ...conjuncts(filter.condition)
          ])
        }
      : undefined
};
