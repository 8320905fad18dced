import {
  aggregateType,
  type AggregateFunction,
  type Column,
  type ComponentContext,
  type ComponentProblem,
  type DataType,
  type Expression,
  type WindowFunction,
  type WindowItem
} from '@glueflow/components-manager';
import { error, quote, requireColumn, warning } from '../common/column.js';
import { equals, when } from '../common/conditional.js';
import { constantFor } from '../common/constant.js';
import { showText } from '../common/text.js';
import type { Scalar } from '../common/value.js';
import { checkAggregate } from './aggregate.js';

/** One value to compute for each row. */
export type WindowValue = {
  function: WindowFunction;
  column?: string;
  name?: string;
  /** Of lag and lead: how many rows before or after. */
  offset?: number;
  /** Of lag and lead: the value where there is no such row. */
  fallback?: Scalar;
  /** Of nth value: which row of the frame, from 1. */
  n?: number;
  /** Of ntile. */
  buckets?: number;
  ignoreNulls?: boolean;
};

/** What is known of a function: its words, whether it is of a column, what it needs. */
interface Kind {
  title: string;
  /** Its name in SQL, of which names of columns are made. */
  sql: string;
  column: 'none' | 'optional' | 'needed';
  /** It has no meaning without an order. */
  ordered?: true;
  /** It looks at the frame. */
  framed?: true;
}

/** Every function of windows. */
export const WINDOW_FUNCTIONS: Record<WindowFunction, Kind> = {
  rowNumber: {
    title: 'Row number',
    sql: 'row_number',
    column: 'none',
    ordered: true
  },
  rank: { title: 'Rank', sql: 'rank', column: 'none', ordered: true },
  denseRank: {
    title: 'Dense rank',
    sql: 'dense_rank',
    column: 'none',
    ordered: true
  },
  percentRank: {
    title: 'Percent rank',
    sql: 'percent_rank',
    column: 'none',
    ordered: true
  },
  cumeDist: {
    title: 'Cumulative distribution',
    sql: 'cume_dist',
    column: 'none',
    ordered: true
  },
  ntile: { title: 'N-tile', sql: 'ntile', column: 'none', ordered: true },
  lag: {
    title: 'Row before (lag)',
    sql: 'lag',
    column: 'needed',
    ordered: true
  },
  lead: {
    title: 'Row after (lead)',
    sql: 'lead',
    column: 'needed',
    ordered: true
  },
  first: { title: 'First', sql: 'first', column: 'needed', framed: true },
  last: { title: 'Last', sql: 'last', column: 'needed', framed: true },
  nth: {
    title: 'Nth value',
    sql: 'nth_value',
    column: 'needed',
    ordered: true,
    framed: true
  },
  count: { title: 'Count', sql: 'count', column: 'optional', framed: true },
  sum: { title: 'Sum', sql: 'sum', column: 'needed', framed: true },
  avg: { title: 'Average', sql: 'avg', column: 'needed', framed: true },
  min: { title: 'Minimum', sql: 'min', column: 'needed', framed: true },
  max: { title: 'Maximum', sql: 'max', column: 'needed', framed: true },
  stddev: {
    title: 'Standard deviation',
    sql: 'stddev',
    column: 'needed',
    framed: true
  },
  variance: {
    title: 'Variance',
    sql: 'variance',
    column: 'needed',
    framed: true
  }
};

/** What a title has no room to say. */
const DETAILS: Partial<Record<WindowFunction, string>> = {
  rowNumber: '1, 2, 3 …; rows that tie get different numbers, in any order',
  rank: 'Rows that tie have the same; the next one counts all before it: 1, 1, 3',
  denseRank: 'Rows that tie have the same; the next one is one more: 1, 1, 2',
  percentRank: '(rank − 1) / (rows − 1), from 0 to 1',
  cumeDist: 'The part of the rows up to this one and those that tie with it',
  ntile: 'Buckets of equal size, from 1',
  count: 'Rows, or, of a column, values that are not null',
  stddev: 'Of a sample',
  variance: 'Of a sample'
};

const FIXED = { 'x-glueflow': { fixed: true } };

/** The fields of one value to compute. */
export const WINDOW_VALUE = {
  properties: {
    function: {
      title: 'Function',
      type: 'string',
      oneOf: Object.entries(WINDOW_FUNCTIONS).map(([name, { title }]) => {
        const description = DETAILS[name as WindowFunction];
        return {
          const: name,
          title,
          ...(description === undefined ? {} : { description })
        };
      }),
      ...FIXED
    },
    column: {
      title: 'Column',
      description: 'Empty for places in the order and a count of rows.',
      type: 'string',
      'x-glueflow': { control: 'column', verbatim: true }
    },
    name: {
      title: 'Name',
      description:
        'Name of the new column. Empty: made of both, such as lag_distance.',
      type: 'string',
      'x-glueflow': { verbatim: true }
    }
  },
  allOf: [
    ...when(equals('function', ['lag', 'lead']), {
      offset: {
        title: 'Rows away',
        type: 'integer',
        minimum: 1,
        maximum: 2147483647,
        default: 1,
        ...FIXED
      },
      fallback: {
        title: 'Fallback',
        description: 'Where there is no such row. Empty: null.',
        anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
        ...FIXED
      }
    }),
    ...when(equals('function', 'nth'), {
      n: {
        title: 'Which row',
        description: 'Of the frame, from 1.',
        type: 'integer',
        minimum: 1,
        maximum: 2147483647,
        default: 2,
        ...FIXED
      }
    }),
    ...when(equals('function', 'ntile'), {
      buckets: {
        title: 'Buckets',
        type: 'integer',
        minimum: 1,
        maximum: 2147483647,
        default: 4,
        ...FIXED
      }
    }),
    ...when(equals('function', ['first', 'last', 'nth', 'lag', 'lead']), {
      ignoreNulls: {
        title: 'Ignore nulls',
        type: 'boolean',
        default: false,
        ...FIXED
      }
    })
  ]
};

/** Return the name of a value's column: the one given, or one made of function and column. */
export function nameOfValue(one: WindowValue): string {
  const { sql, column } = WINDOW_FUNCTIONS[one.function];
  return (
    one.name || (one.column && column !== 'none' ? `${sql}_${one.column}` : sql)
  );
}

/** Write a value to compute as words for a card: `lag(distance)`. */
export function showValue(one: WindowValue): string {
  return `${WINDOW_FUNCTIONS[one.function].sql}(${one.column ? showText(one.column) : ''})`;
}

/** Return what is computed, with its types, reporting everything wrong. */
export function readValues(
  values: readonly WindowValue[],
  context: ComponentContext,
  problems: ComponentProblem[]
): { item: WindowItem; type: DataType }[] {
  return values.map((one, index) =>
    readItem(one, `/functions/${index}`, context, problems)
  );
}

function readItem(
  one: WindowValue,
  path: string,
  context: ComponentContext,
  problems: ComponentProblem[]
): { item: WindowItem; type: DataType } {
  const column = readColumn(one, path, context, problems);
  const name = column?.name ?? one.column;
  const kind = WINDOW_FUNCTIONS[one.function];
  const args: Expression[] =
    kind.column !== 'none' && name ? [{ kind: 'column', name }] : [];
  switch (one.function) {
    case 'ntile':
      args.push(whole(one.buckets ?? 4));
      break;
    case 'nth':
      args.push(whole(one.n ?? 2));
      break;
    case 'lag':
    case 'lead':
      args.push(
        whole(one.offset ?? 1),
        ...fallback(one, column, path, context, problems)
      );
  }
  return {
    item: {
      name: nameOfValue(one),
      function: one.function,
      args,
      ...(one.ignoreNulls && IGNORING.has(one.function)
        ? { ignoreNulls: true }
        : {})
    },
    type: typeOfItem(one.function, column?.type ?? { kind: 'unknown' })
  };
}

const IGNORING = new Set<WindowFunction>([
  'first',
  'last',
  'nth',
  'lag',
  'lead'
]);

function whole(value: number): Expression {
  return { kind: 'literal', value, type: { kind: 'int' } };
}

function fallback(
  one: WindowValue,
  column: Column | undefined,
  path: string,
  context: ComponentContext,
  problems: ComponentProblem[]
): Expression[] {
  if (one.fallback === undefined) {
    return [];
  }
  const { expression, message } = constantFor(
    one.fallback,
    column?.type,
    context.parameters
  );
  if (!expression) {
    problems.push(error('type-mismatch', `${path}/fallback`, message));
    return [];
  }
  return [expression];
}

/** The column of a function, where it is known, with everything wrong about it. */
function readColumn(
  one: WindowValue,
  path: string,
  context: ComponentContext,
  problems: ComponentProblem[]
): Column | undefined {
  const input = context.inputs[0]?.schema;
  const { column, title } = WINDOW_FUNCTIONS[one.function];
  if (column === 'none') {
    if (one.column) {
      problems.push(
        warning(
          'column-not-used',
          `${path}/column`,
          `${quote(title)} is a place in the order, not a value of a column. Empty this field.`
        )
      );
    }
    return undefined;
  }
  if (AGGREGATES.has(one.function)) {
    return checkAggregate(
      {
        function: one.function as AggregateFunction,
        ...(one.column ? { column: one.column } : {})
      },
      path,
      input,
      context,
      problems
    );
  }
  return requireColumn(
    input,
    one.column ?? '',
    `${path}/column`,
    context,
    problems
  );
}

const AGGREGATES = new Set<WindowFunction>([
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'first',
  'last',
  'stddev',
  'variance'
]);

function typeOfItem(called: WindowFunction, type: DataType): DataType {
  switch (called) {
    case 'rowNumber':
    case 'rank':
    case 'denseRank':
    case 'ntile':
      return { kind: 'int' };
    case 'percentRank':
    case 'cumeDist':
      return { kind: 'double' };
    case 'lag':
    case 'lead':
    case 'nth':
      return type;
    default:
      return aggregateType(called, type);
  }
}
