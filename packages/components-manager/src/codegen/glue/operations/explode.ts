import type { ExplodeOperation } from '../../../plan/operation.js';
import { madeNames } from '../../../plan/operations/explode.js';
import { sameName } from '../../../types/cast.js';
import { method, string, type PyExpression } from '../../python/tree.js';
import { columnName } from '../expression.js';
import { unusedName } from './frame.js';
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
  const exploded = (names: readonly string[]): PyExpression =>
    method(
      context.sql(called, [string(columnName(column))]),
      'alias',
      names.map(string)
    );
  const schema = scope.inputOperation(0)?.schema;
  if (schema) {
    return method(frame, 'select', [
      ...schema
        .filter(({ name }) => !sameName(name, column))
        .map(({ name }) => string(columnName(name))),
      exploded(made)
    ]);
  }
  const standIn = unusedName('exploded', [column, ...made]);
  const names = made.map(name => (sameName(name, column) ? standIn : name));
  const dropped = method(
    method(frame, 'select', [string('*'), exploded(names)]),
    'drop',
    [string(columnName(column))]
  );
  return names.includes(standIn)
    ? method(dropped, 'withColumnRenamed', [
        string(standIn),
        string(made[names.indexOf(standIn)])
      ])
    : dropped;
};
