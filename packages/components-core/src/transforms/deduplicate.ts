import {
  printType,
  type Component,
  type ComponentProblem,
  type SchemaResult
} from '@glueflow/components-manager';
import {
  duplicateNames,
  error,
  quote,
  requireColumn,
  spelling,
  warning
} from '../common/column.js';
import { base } from '../common/operation.js';
import {
  checkSortKeys,
  hasOrder,
  showSortKeys,
  SORT_KEYS_FIELD,
  sortKeys,
  type SortKeyConfig
} from '../common/order.js';
import { IN, OUT } from '../common/port.js';
import { showText } from '../common/text.js';

/** The configuration of Deduplicate. */
export type DeduplicateConfig = {
  keys?: string[];
  orderBy?: SortKeyConfig[];
};

const HELP = `Keeps one row of those that are alike.

**Keys** are the columns by which rows are alike; none chosen compares whole rows. Nulls are alike.

**Which row stays** is the first by the order given here. Without an order it is any one of them, and another run may keep another; rows
that tie in the order are settled likewise.

Example: key \`tailnum\`, by \`time_hour\` descending, keeps the latest flight of every plane.`;

/** Keeps one row for each key. */
export const deduplicate: Component<DeduplicateConfig> = {
  id: 'deduplicate',
  version: 1,
  title: 'Deduplicate',
  category: 'transform',
  icon: 'deduplicate',
  help: HELP,
  keywords: [
    'distinct',
    'dedupe',
    'drop duplicates',
    'unique',
    'latest',
    'first row'
  ],
  inputs: [IN],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      keys: {
        title: 'Keys',
        description: 'Columns by which rows are alike. None: whole rows.',
        type: 'array',
        items: { type: 'string' },
        default: [],
        'x-glueflow': { control: 'columns', verbatim: true }
      },
      orderBy: {
        ...SORT_KEYS_FIELD,
        title: 'Which row stays',
        description: 'The first by this order. Empty: any.',
        default: []
      }
    },
    additionalProperties: false
  },

  summary(config) {
    const keys = (config.keys ?? []).map(showText).join(', ');
    const order = showSortKeys(config.orderBy ?? []);
    return `${keys === '' ? 'whole rows' : `one per ${keys}`}${order === '' ? '' : `, first by ${order}`}`;
  },

  schema(config, context): SchemaResult {
    const schema = context.inputs[0]?.schema;
    const problems: ComponentProblem[] = [];
    const keys = config.keys ?? [];
    const orderBy = config.orderBy ?? [];
    const at = (index: number): string => `/keys/${index}`;
    const compared =
      keys.length === 0
        ? (schema ?? [])
        : keys.flatMap(
            (key, index) =>
              requireColumn(schema, key, at(index), context, problems) ?? []
          );
    duplicateNames(keys, at, 'Key', problems);
    for (const column of compared.filter(one => !hasOrder(one.type))) {
      problems.push(
        error(
          'not-comparable',
          '/keys',
          `${quote(column.name)} is ${printType(column.type)}, which Spark can't compare. Choose keys without it.`
        )
      );
    }
    checkSortKeys(orderBy, '/orderBy', schema, context, problems);
    if (keys.length === 0 && orderBy.length > 0) {
      problems.push(
        warning(
          'order-without-keys',
          '/orderBy',
          'Rows that are alike in every column are the same: an order makes no difference. Choose keys, or remove the order.'
        )
      );
    }
    return { schema, problems };
  },

  lower(config, context) {
    const schema = context.inputs[0].schema;
    const keys = (config.keys ?? []).map(key => spelling(schema, key));
    const order = sortKeys(config.orderBy ?? [], schema);
    return keys.length > 0 && order.length > 0
      ? [
          {
            op: 'window',
            ...base(context, schema),
            partition: keys,
            order,
            items: [],
            firstRows: 1
          }
        ]
      : [
          {
            op: 'distinct',
            ...base(context, schema),
            ...(keys.length > 0 ? { keys } : {})
          }
        ];
  }
};
