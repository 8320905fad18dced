import type { SqlOperation } from '../../../plan/operation.js';
import { sparkIdentifier } from '../../../types/print.js';
import { method, string } from '../../python/tree.js';
import type { OperationPrinter } from './printer.js';

/**
 * Runs a query over views of the inputs. A native catalog read may live in a Spark session of its own, where a temporary view is
 * out of sight of `spark.sql`; global temporary views are seen by all.
 */
export const printSql: OperationPrinter<SqlOperation> = (
  scope,
  operation,
  inputs
) => {
  const { context } = scope;
  operation.aliases.forEach((alias, index) => {
    const view = context.views.allocate(
      `${scope.title} ${alias}`,
      operation.nodeId
    );
    scope.add(
      {
        kind: 'expression',
        value: method(inputs[index], 'createOrReplaceGlobalTempView', [
          string(view)
        ])
      },
      {
        kind: 'expression',
        value: method(
          method(context.spark(), 'table', [string(`global_temp.${view}`)]),
          'createOrReplaceTempView',
          [string(sparkIdentifier(alias))]
        )
      }
    );
  });
  return method(context.spark(), 'sql', [
    context.sqlText(operation.query, true)
  ]);
};
