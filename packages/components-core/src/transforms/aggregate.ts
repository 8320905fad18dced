import {
  aggregateType,
  isNumeric,
  printType,
  type AggregateFunction,
  type AggregateItem,
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
  quote,
  requireColumn,
  spelling
} from '../common/column.js';
import { equals, when } from '../common/conditional.js';
import { base } from '../common/operation.js';
import { hasOrder, requireGroupKey } from '../common/order.js';
import { IN, OUT } from '../common/port.js';
import { showText } from '../common/text.js';

/** One value to compute for each group. */
export type Aggregate = {
  function: AggregateFunction;
  column?: string;
  name?: string;
  ignoreNulls?: boolean;
};

/** The configuration of Aggregate. */
export type AggregateConfig = { keys?: string[]; aggregates?: Aggregate[] };

const FUNCTIONS: Record<AggregateFunction, string> = {
  count: 'Count',
  countDistinct: 'Count distinct',
  sum: 'Sum',
  avg: 'Average',
  min: 'Minimum',
  max: 'Maximum',
  first: 'First',
  last: 'Last',
  stddev: 'Standard deviation',
  variance: 'Variance'
};

/** What a title has no room to say. */
const DETAILS: Partial<Record<AggregateFunction, string>> = {
  count: 'Rows, or, of a column, values that are not null',
  countDistinct: 'How many different values there are, null not counted',
  stddev: 'Of a sample',
  variance: 'Of a sample'
};

/** The fields of one value to compute. */
export const AGGREGATE_FIELDS = {
  function: {
    title: 'Function',
    type: 'string',
    oneOf: Object.entries(FUNCTIONS).map(([name, title]) => {
      const description = DETAILS[name as AggregateFunction];
      return {
        const: name,
        title,
        ...(description === undefined ? {} : { description })
      };
    }),
    'x-glueflow': { fixed: true }
  },
  column: {
    title: 'Column',
    description: 'Empty (count only): rows.',
    type: 'string',
    'x-glueflow': { control: 'column', verbatim: true }
  },
  name: {
    title: 'Name',
    description:
      'Name of the new column. Empty: made of both, such as sum_distance.',
    type: 'string',
    'x-glueflow': { verbatim: true }
  }
};

const HELP = `Puts rows into groups and computes values for each group.

**Group by** are the columns whose equal values make a group; none makes one group of all rows. Null is a group of its own.

**Values** are computed for each group: *count* (of rows when no column is chosen, otherwise of values that are not null), *count of
distinct values*, *sum*, *average*, *minimum*, *maximum*, *first*, *last*, *standard deviation* and *variance* (of a sample). All but count of
rows ignore nulls; *first* and *last* do when **Ignore nulls** is on. First and last depend on the order in which rows arrive, which
is not defined unless they come straight from a Sort.

Types are Spark's: the sum of whole numbers is \`bigint\`, the sum of \`decimal(p,s)\` is \`decimal(p+10,s)\`, their average
\`decimal(p+4,s+4)\`.

Example: group by \`carrier\`; count of rows as \`flights\`, average of \`arr_delay\` as \`mean_delay\`.`;

/** Groups rows and computes aggregates. */
export const aggregate: Component<AggregateConfig> = {
  id: 'aggregate',
  version: 1,
  title: 'Aggregate',
  category: 'transform',
  icon: 'aggregate',
  help: HELP,
  keywords: [
    'group by',
    'sum',
    'count',
    'average',
    'mean',
    'min',
    'max',
    'total',
    'statistics'
  ],
  inputs: [IN],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      keys: {
        title: 'Group by',
        description:
          'Columns whose equal values make a group. None: one group.',
        type: 'array',
        items: { type: 'string' },
        default: [],
        'x-glueflow': { control: 'columns', verbatim: true }
      },
      aggregates: {
        title: 'Values',
        description: 'What to compute for each group.',
        type: 'array',
        items: {
          type: 'object',
          properties: AGGREGATE_FIELDS,
          allOf: when(equals('function', ['first', 'last']), {
            ignoreNulls: {
              title: 'Ignore nulls',
              type: 'boolean',
              default: false,
              'x-glueflow': { fixed: true }
            }
          }),
          required: ['function'],
          unevaluatedProperties: false
        }
      }
    },
    additionalProperties: false
  },

  summary(config) {
    const values = (config.aggregates ?? []).map(showAggregate);
    const keys = (config.keys ?? []).map(showText);
    return `${values.join(', ')}${keys.length > 0 ? ` by ${keys.join(', ')}` : ''}`;
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] = [];
    const schema = columns(config, context, problems);
    return { schema, problems };
  },

  lower(config, context) {
    const input = context.inputs[0].schema;
    return [
      {
        op: 'aggregate',
        ...base(context, columns(config, context, [])),
        keys: (config.keys ?? []).map(key => spelling(input, key)),
        aggregates: aggregateItems(config.aggregates ?? [], input)
      }
    ];
  }
};

/** Return values to compute as a plan has them, with columns spelt as the input has them. */
export function aggregateItems(
  aggregates: readonly Aggregate[],
  input: Schema | undefined
): AggregateItem[] {
  return aggregates.map(one => ({
    function: one.function,
    ...(one.column ? { column: spelling(input, one.column) } : {}),
    name: aggregateName(one),
    ...(one.ignoreNulls && ORDERED.has(one.function)
      ? { ignoreNulls: true }
      : {})
  }));
}

const ORDERED = new Set<AggregateFunction>(['first', 'last']);
const NUMBERS = new Set<AggregateFunction>([
  'sum',
  'avg',
  'stddev',
  'variance'
]);
const COMPARING = new Set<AggregateFunction>(['countDistinct', 'min', 'max']);

/** The name of an aggregate's column: the one given, or one made of function and column. */
export function aggregateName(one: Aggregate): string {
  return (
    one.name || (one.column ? `${one.function}_${one.column}` : one.function)
  );
}

/** Write a value to compute as words for a card: `sum(distance)`. */
export function showAggregate(one: Aggregate): string {
  return `${one.function}(${one.column ? showText(one.column) : '*'})`;
}

/** The columns of the result, with everything wrong; `undefined` when the input's are not known. */
function columns(
  config: AggregateConfig,
  context: ComponentContext,
  problems: ComponentProblem[]
): Schema | undefined {
  const input = context.inputs[0]?.schema;
  const keys = config.keys ?? [];
  const aggregates = config.aggregates ?? [];
  const result: Column[] = [];
  const places = [
    ...keys.map((_, index) => `/keys/${index}`),
    ...aggregates.map((_, index) => `/aggregates/${index}/name`)
  ];
  keys.forEach((key, index) => {
    const path = `/keys/${index}`;
    const column = requireGroupKey(input, key, path, context, problems);
    if (column) {
      const { partition: _partition, ...plain } = column;
      result.push(plain);
    }
  });
  if (aggregates.length === 0) {
    problems.push(
      error(
        'missing-aggregate',
        '/aggregates',
        'Add a value to compute. To keep only distinct rows, use Deduplicate.'
      )
    );
  }
  aggregates.forEach((one, index) => {
    const column = checkAggregate(
      one,
      `/aggregates/${index}`,
      input,
      context,
      problems
    );
    result.push({
      name: aggregateName(one),
      type: aggregateType(one.function, column?.type ?? { kind: 'unknown' })
    });
  });
  duplicateNames(
    [...keys, ...aggregates.map(aggregateName)],
    index => places[index],
    'Column',
    problems
  );
  return input ? result : undefined;
}

/** Report what is wrong with one value to compute; the column it is computed of, where it is known. */
export function checkAggregate(
  one: Aggregate,
  path: string,
  input: Schema | undefined,
  context: ComponentContext,
  problems: ComponentProblem[]
): Column | undefined {
  if (!one.column) {
    if (one.function !== 'count') {
      problems.push(
        error(
          'missing-column',
          `${path}/column`,
          `Choose the column for ${quote(FUNCTIONS[one.function])}. Only a count can do without.`
        )
      );
    }
    return undefined;
  }
  const column = requireColumn(
    input,
    one.column,
    `${path}/column`,
    context,
    problems
  );
  if (!column || column.type.kind === 'unknown') {
    return column;
  }
  if (NUMBERS.has(one.function) && !isNumeric(column.type)) {
    problems.push(
      error(
        'type-mismatch',
        `${path}/column`,
        `${quote(FUNCTIONS[one.function])} needs numbers, and ${quote(column.name)} is ${printType(column.type)}. Cast it first (Change schema).`
      )
    );
  } else if (COMPARING.has(one.function) && !hasOrder(column.type)) {
    problems.push(
      error(
        'not-comparable',
        `${path}/column`,
        `${quote(column.name)} is ${printType(column.type)}, which Spark can't compare. Choose another column.`
      )
    );
  }
  return column;
}
