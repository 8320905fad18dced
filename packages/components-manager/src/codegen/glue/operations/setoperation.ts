import type { SetOperation } from '../../../plan/operation.js';
import { sameName } from '../../../types/cast.js';
import {
  attribute,
  method,
  string,
  type PyExpression
} from '../../python/tree.js';
import { columnName } from '../expression.js';
import { asVariable } from './frame.js';
import type { OperationPrinter, PrintScope } from './printer.js';

const METHODS = {
  intersect: { distinct: 'intersect', all: 'intersectAll' },
  except: { distinct: 'subtract', all: 'exceptAll' }
} as const;

/** `first.intersect(other)` and its like. Spark compares by position, so that other inputs get the columns of the first in its order. */
export const printSetOperation: OperationPrinter<SetOperation> = (
  scope,
  { kind, distinct, inputs },
  [first, ...others]
) => {
  const aligned = inputs.map((_, slot) => isAligned(scope, slot));
  const left = aligned.includes(undefined)
    ? asVariable(scope, first, 'rows')
    : first;
  return others.reduce<PyExpression>((result, other, index) => {
    const slot = index + 1;
    return method(result, METHODS[kind][distinct ? 'distinct' : 'all'], [
      aligned[slot]
        ? other
        : method(
            other,
            'select',
            aligned[slot] === undefined
              ? [attribute(left, 'columns')]
              : (scope.inputOperation(0)?.schema ?? []).map(each =>
                  string(columnName(each.name))
                )
          )
    ]);
  }, left);
};

/** True where an input has the columns of the first in the same order; undefined where that is not known. */
function isAligned(scope: PrintScope, slot: number): boolean | undefined {
  const first = scope.inputOperation(0)?.schema;
  const schema = scope.inputOperation(slot)?.schema;
  return slot === 0
    ? true
    : first &&
        schema &&
        first.length === schema.length &&
        first.every(({ name }, index) => sameName(name, schema[index].name));
}
