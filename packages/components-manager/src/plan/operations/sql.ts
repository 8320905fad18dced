import type { Text } from '../../document/text.js';
import { isOrderedQuery } from '../../expression/order.js';
import type { OperationBase } from './base.js';
import { withNames } from './columns.js';
import { COMMON, NO_COLUMNS, type OperationDescriptor } from './descriptor.js';

/** Runs a person's Spark SQL query over its inputs. */
export interface SqlOperation extends OperationBase {
  op: 'sql';
  query: Text;
  /** The view name of each input. */
  aliases: readonly string[];
  /** Columns read of each input where known, for pruning. */
  columns?: readonly (readonly string[] | null)[];
}

/** A query: its columns are those stated, and nothing is known to pass through. */
export const SQL: OperationDescriptor<SqlOperation> = {
  ...COMMON,
  output: sql => sql.schema,
  needs({ columns }, slot) {
    const names = columns?.[slot];
    return names ? withNames([], names) : null;
  },
  passes: () => NO_COLUMNS,
  determinism: () => 'deterministic',
  order: ({ query }) => (isOrderedQuery(query) ? 'makes' : 'loses'),
  code: ({ query, aliases }) => ({ language: 'sql', query, aliases })
};
