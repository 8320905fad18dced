import type {
  Component,
  ComponentProblem,
  SchemaResult
} from '@glueflow/components-manager';
import { error } from '../common/column.js';
import { base } from '../common/operation.js';
import {
  checkSortKeys,
  showSortKeys,
  SORT_KEYS_FIELD,
  sortKeys,
  type SortKeyConfig
} from '../common/order.js';
import { IN, OUT } from '../common/port.js';

/** The configuration of Sort. */
export type SortConfig = { by?: SortKeyConfig[]; local?: boolean };

const HELP = `Orders the rows by one or more columns, the first counting most.

**Nulls** stand first when ascending and last when descending, unless you say otherwise.

**Within each partition only** spares the exchange of data between workers: rows are in order within each file that is written, but not
across files.

An order holds until the next step that moves rows (join, aggregate, deduplicate, union): put Sort last before an output.

Example: by \`dep_delay\` descending, nulls last.`;

/** Orders rows. */
export const sort: Component<SortConfig> = {
  id: 'sort',
  version: 1,
  title: 'Sort',
  category: 'transform',
  icon: 'sort',
  help: HELP,
  keywords: ['order by', 'order', 'rank', 'ascending', 'descending', 'nulls'],
  inputs: [IN],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      by: {
        ...SORT_KEYS_FIELD,
        title: 'Sort by',
        description: 'Columns to sort by, the first counting most.'
      },
      local: {
        title: 'Within each partition only',
        description: 'Order rows within each file, not across files.',
        type: 'boolean',
        default: false,
        'x-glueflow': { fixed: true, advanced: true }
      }
    },
    additionalProperties: false
  },

  summary(config) {
    return showSortKeys(config.by ?? []);
  },

  schema(config, context): SchemaResult {
    const schema = context.inputs[0]?.schema;
    const problems: ComponentProblem[] = [];
    const by = config.by ?? [];
    if (by.length === 0) {
      problems.push(
        error('missing-column', '/by', 'Choose a column to sort by.')
      );
    }
    checkSortKeys(by, '/by', schema, context, problems);
    return { schema, problems };
  },

  lower(config, context) {
    const schema = context.inputs[0].schema;
    return [
      {
        op: 'sort',
        ...base(context, schema),
        by: sortKeys(config.by ?? [], schema),
        ...(config.local ? { local: true } : {})
      }
    ];
  }
};
