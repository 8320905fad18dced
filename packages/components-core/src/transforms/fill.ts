import {
  isNumeric,
  isText,
  printType,
  type Column,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type Expression,
  type FillItem,
  type Schema,
  type SchemaResult
} from '@glueflow/components-manager';
import {
  documentPath,
  duplicateNames,
  error,
  quote,
  requireColumn,
  spelling,
  warning
} from '../common/column.js';
import { equals, when } from '../common/conditional.js';
import { constantFor } from '../common/constant.js';
import { base } from '../common/operation.js';
import {
  checkPartitionKeys,
  checkSortKeys,
  hasOrder,
  SORT_KEYS_FIELD,
  type SortKeyConfig,
  sortKeys
} from '../common/order.js';
import { IN, OUT } from '../common/port.js';
import { showText } from '../common/text.js';
import type { Scalar } from '../common/value.js';

/** How nulls are filled. */
export type FillMethod = FillItem['by']['kind'];

/** How the nulls of one column are filled. */
export type Fill = { column: string; method: FillMethod; value?: Scalar };

/** The configuration of Fill missing. */
export type FillMissingConfig = {
  fills?: Fill[];
  partitionBy?: string[];
  orderBy?: SortKeyConfig[];
};

const METHODS: Record<FillMethod, string> = {
  constant: 'Constant',
  mean: 'Mean',
  median: 'Median',
  mode: 'Most frequent value',
  previous: 'Previous value'
};

const HELP = `Puts values where a column has none (null). Everything else stays as it is, and columns keep their types.

**Fill with**
- *Constant*: a value of the column's type, or a parameter.
- *Mean*, *median*: of the column's other values. For whole numbers they are rounded, halves away from zero; for decimals to the column's scale. The
  median of an even number of values is between the two in the middle.
- *Most frequent value* (mode): of several that are equally frequent, the least.
- *Previous value*: the last one before in the order that is not null. It needs **Order by**; rows that tie come in any order. Rows before
  the first value stay null.

**Within** are columns whose equal values make groups: means, medians, modes and previous values are then found in each group. A group, or a
column, without any value stays null. Without groups, previous values are found on one worker: choose groups for large data.

NaN of a floating-point column and empty text are values, not nulls.

Example: \`wind_gust\` with the mean, within \`origin\`; \`precip\` with the constant 0; \`pressure\` with the previous value by \`time_hour\`.`;

/** Fills nulls of columns. */
export const fillMissing: Component<FillMissingConfig> = {
  id: 'fill-missing',
  version: 1,
  title: 'Fill missing',
  category: 'transform',
  icon: 'fill-missing',
  help: HELP,
  keywords: [
    'null',
    'fillna',
    'impute',
    'default value',
    'forward fill',
    'coalesce',
    'mean',
    'median',
    'mode'
  ],
  inputs: [IN],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      fills: {
        title: 'Columns',
        description: 'Columns and what fills their nulls.',
        type: 'array',
        items: {
          type: 'object',
          properties: {
            column: {
              title: 'Column',
              type: 'string',
              'x-glueflow': { control: 'column', verbatim: true }
            },
            method: {
              title: 'Fill with',
              type: 'string',
              oneOf: Object.entries(METHODS).map(([name, title]) => ({
                const: name,
                title
              })),
              'x-glueflow': { fixed: true }
            }
          },
          allOf: when(equals('method', 'constant'), {
            value: {
              title: 'Value',
              anyOf: [
                { type: 'string' },
                { type: 'number' },
                { type: 'boolean' }
              ]
            }
          }),
          required: ['column', 'method'],
          unevaluatedProperties: false
        }
      },
      partitionBy: {
        title: 'Within',
        description:
          'Columns whose equal values make groups, in which values are found. None: all rows.',
        type: 'array',
        items: { type: 'string' },
        default: [],
        'x-glueflow': { control: 'columns', verbatim: true }
      },
      orderBy: {
        ...SORT_KEYS_FIELD,
        title: 'Order by',
        description: 'What “previous value” goes by.',
        default: []
      }
    },
    additionalProperties: false
  },

  summary(config) {
    return (config.fills ?? [])
      .map(
        ({ column, method, value }) =>
          `${showText(column)}: ${method === 'constant' ? showText(value) || '?' : method}`
      )
      .join(', ');
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] = [];
    check(config, context, problems);
    return { schema: columns(config, context.inputs[0]?.schema), problems };
  },

  lower(config, context) {
    const input = context.inputs[0].schema;
    return [
      {
        op: 'fill',
        ...base(context, columns(config, input)),
        fills: readFills(config, context, []),
        partition: (config.partitionBy ?? []).map(name =>
          spelling(input, name)
        ),
        order: sortKeys(config.orderBy ?? [], input)
      }
    ];
  }
};

/** The input's columns; those that are filled are no partition keys any more. */
function columns(
  config: FillMissingConfig,
  input: Schema | undefined
): Schema | undefined {
  const filled = new Set(config.fills?.map(one => one.column.toLowerCase()));
  return input?.some(
    column => column.partition && filled.has(column.name.toLowerCase())
  )
    ? input.map(({ partition, ...column }) =>
        partition && !filled.has(column.name.toLowerCase())
          ? { ...column, partition }
          : column
      )
    : input;
}

function check(
  config: FillMissingConfig,
  context: ComponentContext,
  problems: ComponentProblem[]
): void {
  const input = context.inputs[0]?.schema;
  const fills = config.fills ?? [];
  const partitionBy = config.partitionBy ?? [];
  const orderBy = config.orderBy ?? [];
  if (fills.length === 0) {
    problems.push(error('missing-column', '/fills', 'Add a column to fill.'));
  }
  readFills(config, context, problems);
  duplicateNames(
    fills.map(one => one.column),
    index => `/fills/${index}/column`,
    'Column',
    problems
  );
  checkPartitionKeys(partitionBy, '/partitionBy', input, context, problems);
  checkSortKeys(orderBy, '/orderBy', input, context, problems);
  checkKeys(config, problems);
  checkUse(config, problems);
}

/** Report columns that are filled and are keys of groups or of the order as well: which of both comes first would matter. */
function checkKeys(
  { fills = [], partitionBy = [], orderBy = [] }: FillMissingConfig,
  problems: ComponentProblem[]
): void {
  const keys = new Set(
    [...partitionBy, ...orderBy.map(one => one.column)].map(name =>
      name.toLowerCase()
    )
  );
  fills.forEach(({ column }, index) => {
    if (keys.has(column.toLowerCase())) {
      problems.push(
        error(
          'filled-key',
          `/fills/${index}/column`,
          `${quote(column)} is a column to group or order by as well. Fill it in a step before this one.`
        )
      );
    }
  });
}

/** Report an order that is missing, and an order or groups that nothing uses. */
function checkUse(
  { fills = [], partitionBy = [], orderBy = [] }: FillMissingConfig,
  problems: ComponentProblem[]
): void {
  const previous = fills.some(one => one.method === 'previous');
  if (previous && orderBy.length === 0) {
    problems.push(
      error(
        'missing-order',
        '/orderBy',
        'Choose the order that “previous value” goes by.'
      )
    );
  } else if (!previous && fills.length > 0 && orderBy.length > 0) {
    problems.push(
      warning(
        'order-not-used',
        '/orderBy',
        'Only “previous value” goes by an order. Remove it, or fill a column with its previous value.'
      )
    );
  }
  if (
    partitionBy.length > 0 &&
    fills.length > 0 &&
    fills.every(one => one.method === 'constant')
  ) {
    problems.push(
      warning(
        'groups-not-used',
        '/partitionBy',
        'A constant is the same in every group: groups make no difference here. Remove them.'
      )
    );
  }
}

/** What fills each column, with everything wrong. */
function readFills(
  config: FillMissingConfig,
  context: ComponentContext,
  problems: ComponentProblem[]
): FillItem[] {
  const input = context.inputs[0]?.schema;
  return (config.fills ?? []).map((fill, index) => {
    const path = `/fills/${index}`;
    const column = requireColumn(
      input,
      fill.column,
      `${path}/column`,
      context,
      problems
    );
    const name = column?.name ?? fill.column;
    if (fill.method !== 'constant') {
      checkMethod(fill.method, column, path, problems);
      return { column: name, by: { kind: fill.method } };
    }
    return {
      column: name,
      by: {
        kind: 'constant',
        value: readValue(fill.value, column, `${path}/value`, context, problems)
      }
    };
  });
}

const NOTHING: Expression = {
  kind: 'literal',
  value: null,
  type: { kind: 'unknown' }
};

function readValue(
  value: Scalar | undefined,
  column: Column | undefined,
  path: string,
  context: ComponentContext,
  problems: ComponentProblem[]
): Expression {
  if (value === undefined) {
    problems.push(
      error(
        'missing-value',
        path,
        'Give the value that fills nulls.',
        column && isText(column.type)
          ? {
              title: 'Fill with empty text',
              path: documentPath(context, path),
              value: ''
            }
          : undefined
      )
    );
    return NOTHING;
  }
  const reading = constantFor(value, column?.type, context.parameters);
  if (reading.expression) {
    return reading.expression;
  }
  const { message, better } = reading;
  problems.push(
    error(
      'type-mismatch',
      path,
      message,
      better === undefined
        ? undefined
        : {
            title: `Use ${JSON.stringify(better)}`,
            path: documentPath(context, path),
            value: better
          }
    )
  );
  return NOTHING;
}

function checkMethod(
  method: FillMethod,
  column: Column | undefined,
  path: string,
  problems: ComponentProblem[]
): void {
  if (!column || column.type.kind === 'unknown') {
    return;
  }
  const { name, type } = column;
  if (['mean', 'median'].includes(method) && !isNumeric(type)) {
    problems.push(
      error(
        'type-mismatch',
        `${path}/method`,
        `${quote(METHODS[method])} needs numbers, and ${quote(name)} is ${printType(type)}. Choose another way to fill it.`
      )
    );
  } else if (method === 'mode' && !hasOrder(type)) {
    problems.push(
      error(
        'not-comparable',
        `${path}/method`,
        `${quote(name)} is ${printType(type)}, which Spark can't compare. Choose another way to fill it.`
      )
    );
  }
}
