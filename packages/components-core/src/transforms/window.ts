import {
  type Column,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type Schema,
  type SchemaResult
} from '@glueflow/components-manager';
import {
  duplicateNames,
  error,
  findColumn,
  quote,
  spelling,
  warning
} from '../common/column.js';
import {
  checkFrame,
  FRAME_FIELD,
  frameFields,
  frameOf,
  showFrame,
  type FrameConfig
} from '../common/frame.js';
import { base } from '../common/operation.js';
import {
  checkPartitionKeys,
  checkSortKeys,
  showSortKeys,
  SORT_KEYS_FIELD,
  type SortKeyConfig,
  sortKeys
} from '../common/order.js';
import { IN, OUT } from '../common/port.js';
import { showText } from '../common/text.js';
import {
  nameOfValue,
  readValues,
  showValue,
  WINDOW_FUNCTIONS,
  WINDOW_VALUE,
  type WindowValue
} from './windowvalue.js';

/** The configuration of Window. */
export type WindowConfig = {
  partitionBy?: string[];
  orderBy?: SortKeyConfig[];
  functions?: WindowValue[];
} & FrameConfig;

const HELP = `Computes values of each row from the rows around it. No row is lost and none is added: each gets a further column for each value.

**Partition by** are the columns whose equal values make a partition; none makes one of all rows, which then go through one worker. Null is a
partition of its own. **Order by** is the order within a partition.

**Values**
- *Row number*, *rank* (1, 1, 3), *dense rank* (1, 1, 2), *percent rank*, *cumulative distribution*, *n-tile*: the place of the row in the
  order. Rows that tie have the same, but for row number and n-tile, which number them in any order: add a further order column to make
  the difference.
- *Row before*, *row after*: a column's value so many rows before or after, or the **fallback** where there is none.
- *First*, *last*, *nth value*, *count*, *sum*, *average*, *minimum*, *maximum*, *standard deviation*, *variance* (of a sample) of the frame. Nulls
  count for first, last, nth, row before and row after unless **Ignore nulls** is on.

**Frame** is what the third group looks at. *Default*: with an order, from the first row to this one and all that tie with it (a running
total gives rows that tie the same sum); without one, the whole partition. *Rows* counts rows; *range of values* takes rows whose order
column is so far from this row's. A frame without rows gives null, and 0 for counts.

Types are Spark's, as in Aggregate.

Example: partition by \`carrier\`, order by \`time_hour\`, sum of \`distance\` as \`flown\`, frame rows from the first row to this row.`;

/** Computes values of each row from the rows around it. */
export const window: Component<WindowConfig> = {
  id: 'window',
  version: 1,
  title: 'Window',
  category: 'transform',
  icon: 'window',
  help: HELP,
  keywords: [
    'row number',
    'rank',
    'dense rank',
    'lag',
    'lead',
    'running total',
    'moving average',
    'partition by',
    'over',
    'ntile',
    'top n'
  ],
  inputs: [IN],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      partitionBy: {
        title: 'Partition by',
        description:
          'Columns whose equal values make a partition. None: all rows, on one worker.',
        type: 'array',
        items: { type: 'string' },
        default: [],
        'x-glueflow': { control: 'columns', verbatim: true }
      },
      orderBy: {
        ...SORT_KEYS_FIELD,
        title: 'Order by',
        description: 'The order of rows within a partition.',
        default: []
      },
      functions: {
        title: 'Values',
        description: 'What to compute for each row.',
        type: 'array',
        items: {
          type: 'object',
          ...WINDOW_VALUE,
          required: ['function'],
          unevaluatedProperties: false
        }
      },
      frame: FRAME_FIELD
    },
    allOf: frameFields(),
    unevaluatedProperties: false
  },

  summary(config) {
    const values = (config.functions ?? []).map(showValue).join(', ');
    const keys = (config.partitionBy ?? []).map(showText).join(', ');
    const order = showSortKeys(config.orderBy ?? []);
    const frame = showFrame(config);
    return [
      values,
      keys === '' ? '' : `by ${keys}`,
      order === '' ? '' : `in order of ${order}`,
      frame
    ]
      .filter(part => part !== '')
      .join(' ');
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] = [];
    const schema = columns(config, context, problems);
    return { schema, problems };
  },

  lower(config, context) {
    const input = context.inputs[0].schema;
    const frame = frameOf(config);
    const items = readValues(config.functions ?? [], context, []).map(
      ({ item }) => item
    );
    return [
      {
        op: 'window',
        ...base(context, columns(config, context, [])),
        partition: (config.partitionBy ?? []).map(name =>
          spelling(input, name)
        ),
        order: sortKeys(config.orderBy ?? [], input),
        ...(frame && items.some(item => WINDOW_FUNCTIONS[item.function].framed)
          ? { frame }
          : {}),
        items
      }
    ];
  }
};

/** The columns of the result, with everything wrong; `undefined` when the input's are not known. */
function columns(
  config: WindowConfig,
  context: ComponentContext,
  problems: ComponentProblem[]
): Schema | undefined {
  const input = context.inputs[0]?.schema;
  const partitionBy = config.partitionBy ?? [];
  const orderBy = config.orderBy ?? [];
  const functions = config.functions ?? [];
  checkPartitionKeys(partitionBy, '/partitionBy', input, context, problems);
  checkSortKeys(orderBy, '/orderBy', input, context, problems);
  checkFrame(config, orderBy, input, problems);
  if (functions.length === 0) {
    problems.push(
      error('missing-function', '/functions', 'Add a value to compute.')
    );
  }
  checkUse(config, problems);
  const items = readValues(config.functions ?? [], context, problems);
  const at = (index: number): string => `/functions/${index}/name`;
  const names = functions.map(nameOfValue);
  duplicateNames(names, at, 'Column', problems);
  names.forEach((name, index) => {
    if (input && findColumn(input, name)) {
      problems.push(
        error(
          'duplicate-column',
          at(index),
          `The input has a column ${quote(name)} already. Give this one another name.`
        )
      );
    }
  });
  return (
    input && [
      ...input,
      ...items.map(({ item, type }): Column => ({ name: item.name, type }))
    ]
  );
}

/** Report functions without the order they need, and a frame that no function looks at. */
function checkUse(config: WindowConfig, problems: ComponentProblem[]): void {
  const functions = config.functions ?? [];
  if ((config.orderBy ?? []).length === 0) {
    functions.forEach((one, index) => {
      const kind = WINDOW_FUNCTIONS[one.function];
      if (kind.ordered) {
        problems.push(
          error(
            'missing-order',
            '/orderBy',
            `${quote(kind.title)} needs an order. Choose the columns to order by.`
          )
        );
      } else if (one.function === 'first' || one.function === 'last') {
        problems.push(
          warning(
            'any-row',
            `/functions/${index}/function`,
            `${quote(kind.title)} without an order is the value of any row. Choose the columns to order by.`
          )
        );
      }
    });
  }
  if (
    frameOf(config) &&
    functions.length > 0 &&
    !functions.some(one => WINDOW_FUNCTIONS[one.function].framed)
  ) {
    problems.push(
      warning(
        'frame-not-used',
        '/frame',
        'None of these functions looks at a frame. Choose the default one.'
      )
    );
  }
}
