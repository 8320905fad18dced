import type { Operation, Plan } from '../../plan/operation.js';
import { text, type SqlStatement } from '../../sql/tree.js';
import type { DataType } from '../../types/type.js';

/**
 * Return what keeps DuckDB from conclusions about floating-point columns of Parquet files: their least and greatest values leave NaN
 * out, by which a maximum, a comparison or a join would be wrong. Groups of rows are still passed over, as Spark does.
 *
 * Source: parquet-format, `parquet.thrift`, ColumnOrder: readers can't tell from the statistics whether there is a NaN.
 */
export function nanStatements({ operations }: Plan): SqlStatement[] {
  return operations.some(readsFloats)
    ? [
        {
          kind: 'comment',
          lines: ['Statistics of Parquet files say nothing of NaN.']
        },
        {
          kind: 'set',
          name: 'disabled_optimizers',
          value: text('statistics_propagation,join_filter_pushdown')
        }
      ]
    : [];
}

function readsFloats(operation: Operation): boolean {
  return (
    operation.op === 'read' &&
    operation.source.format?.toLowerCase() === 'parquet' &&
    (operation.schema ?? []).some(({ type }) => hasFloats(type))
  );
}

function hasFloats(type: DataType): boolean {
  switch (type.kind) {
    case 'float':
    case 'double':
      return true;
    case 'array':
      return hasFloats(type.element);
    case 'map':
      return hasFloats(type.key) || hasFloats(type.value);
    case 'struct':
      return type.fields.some(field => hasFloats(field.type));
    default:
      return false;
  }
}
