import type { ExplodeOperation } from '../../../plan/operation.js';
import { madeNames } from '../../../plan/operations/explode.js';
import { sameName } from '../../../types/cast.js';
import { method, string, type PyExpression } from '../../python/tree.js';
import { columnName } from '../expression.js';
import { unusedInFrame } from './frame.js';
import type { OperationPrinter } from './printer.js';

/** `frame.select(others, F.explode(column).alias(…))`; where the columns are not known, all of them and the column dropped. */
export const printExplode: OperationPrinter<ExplodeOperation> = (
  scope,
  explode,
  [frame]
) => {
  const { context } = scope;
  const { column, outer, positionColumn } = explode;
  const called = `${positionColumn === undefined ? '' : 'pos'}explode${outer ? '_outer' : ''}`;
  const made = madeNames(explode);
  const exploded = (names: readonly PyExpression[]): PyExpression =>
    method(context.sql(called, [string(columnName(column))]), 'alias', names);
  const schema = scope.inputOperation(0)?.schema;
  if (schema) {
    return method(frame, 'select', [
      ...schema
        .filter(({ name }) => !sameName(name, column))
        .map(({ name }) => string(columnName(name))),
      exploded(made.map(string))
    ]);
  }
  const own = made.find(name => sameName(name, column));
  // The name of the column that goes is free only after it has gone.
  const standIn =
    own === undefined
      ? undefined
      : { ...unusedInFrame(scope, frame, 'exploded', made), name: own };
  const dropped = method(
    method(standIn?.frame ?? frame, 'select', [
      string('*'),
      exploded(
        made.map(name =>
          standIn?.name === name ? standIn.unused : string(name)
        )
      )
    ]),
    'drop',
    [string(columnName(column))]
  );
  return standIn
    ? method(dropped, 'withColumnRenamed', [
        standIn.unused,
        string(standIn.name)
      ])
    : dropped;
};
