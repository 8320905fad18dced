import {
  aggregateType,
  printType,
  type Column,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type PivotOperation,
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
import {
  LISTED_VALUE_FIELD,
  readListedValues,
  showListed,
  type Literal
} from '../common/listed.js';
import { base } from '../common/operation.js';
import { hasOrder, requireGroupKey } from '../common/order.js';
import { IN, OUT } from '../common/port.js';
import { showText } from '../common/text.js';
import type { Scalar } from '../common/value.js';
import {
  AGGREGATE_FIELDS,
  aggregateItems,
  aggregateName,
  checkAggregate,
  showAggregate,
  type Aggregate
} from './aggregate.js';

/** One value that becomes columns. */
export type PivotValue = {
  /** Absent: rows without a value. */
  value?: Scalar;
  /** Absent or empty: the value itself. */
  label?: string;
};

/** The configuration of Pivot. */
export type PivotConfig = {
  keys?: string[];
  column?: string;
  values?: PivotValue[];
  aggregates?: Aggregate[];
};

const HELP = `Makes columns of the values of a column: rows are put into groups, and each group becomes one row with columns for each listed value.

**Group by** are the columns that stay; none makes one row of all. **Pivot column** is the one whose values become columns.

**Values** lists those values, so that the columns of the result are known before anything runs. Rows with other values are excluded from the
computed columns, though their group is there. An empty value stands for rows without one (null). **Label** is what the value's columns are
called by; empty, the value itself.

**Computed** is what each column holds, as in Aggregate. With one computation a column is called as the label; with several, as label and
name: \`JFK_flights\`, \`JFK_mean_delay\`. Where a group has no row of a value, counts are 0 and everything else is null. *First* and *last* ignore
nulls and depend on the order in which rows arrive.

Example: group by \`month\`, pivot column \`origin\`, values \`EWR\`, \`JFK\`, \`LGA\`, count of rows: flights per month, one column for each airport.`;

/** Makes columns of the values of a column. */
export const pivot: Component<PivotConfig> = {
  id: 'pivot',
  version: 1,
  title: 'Pivot',
  category: 'transform',
  icon: 'pivot',
  help: HELP,
  keywords: [
    'cross table',
    'crosstab',
    'rows to columns',
    'transpose',
    'long to wide',
    'group by'
  ],
  inputs: [IN],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      keys: {
        title: 'Group by',
        description: 'Columns that stay. None: one row.',
        type: 'array',
        items: { type: 'string' },
        default: [],
        'x-glueflow': { control: 'columns', verbatim: true }
      },
      column: {
        title: 'Pivot column',
        description: 'The column whose values become columns.',
        type: 'string',
        'x-glueflow': { control: 'column', verbatim: true }
      },
      values: {
        title: 'Values',
        description: 'The values that become columns, in this order.',
        type: 'array',
        items: {
          type: 'object',
          properties: {
            value: LISTED_VALUE_FIELD,
            label: {
              title: 'Label',
              description: 'Name of its columns. Empty: the value.',
              type: 'string',
              'x-glueflow': { verbatim: true }
            }
          },
          additionalProperties: false
        }
      },
      aggregates: {
        title: 'Computed',
        description: 'What each column holds.',
        type: 'array',
        items: {
          type: 'object',
          properties: AGGREGATE_FIELDS,
          required: ['function'],
          additionalProperties: false
        }
      }
    },
    additionalProperties: false
  },

  summary(config) {
    const computed = (config.aggregates ?? []).map(showAggregate).join(', ');
    const keys = (config.keys ?? []).map(showText).join(', ');
    const count = config.values?.length ?? 0;
    return `${computed} for ${count} value${count === 1 ? '' : 's'} of ${showText(config.column) || '?'}${keys === '' ? '' : ` by ${keys}`}`;
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
        op: 'pivot',
        ...base(context, columns(config, context, [])),
        keys: (config.keys ?? []).map(key => spelling(input, key)),
        column: spelling(input, config.column ?? ''),
        values: pivotValues(config, context, []),
        aggregates: aggregateItems(config.aggregates ?? [], input)
      }
    ];
  }
};

/** What a value's columns are called by. */
function labelOf({ value, label }: PivotValue): string {
  return label || showListed(value);
}

function pivotValues(
  config: PivotConfig,
  context: ComponentContext,
  problems: ComponentProblem[]
): PivotOperation['values'] {
  const input = context.inputs[0]?.schema;
  const column = requireColumn(
    input,
    config.column ?? '',
    '/column',
    context,
    problems
  );
  if (column && !hasOrder(column.type)) {
    problems.push(
      error(
        'not-comparable',
        '/column',
        `${quote(column.name)} is ${printType(column.type)}, which Spark can't compare. Choose another column.`
      )
    );
    return [];
  }
  const values = config.values ?? [];
  if (values.length === 0) {
    problems.push(
      error(
        'missing-value',
        '/values',
        'Add the values that become columns: the columns of the result are then known.'
      )
    );
  }
  const literals: Literal[] = readListedValues(
    values.map(one => one.value),
    column?.type,
    index => `/values/${index}/value`,
    context,
    problems
  );
  return literals.map((value, index) => ({
    value,
    label: labelOf(values[index])
  }));
}

/** The columns of the result, with everything wrong; `undefined` when the input's are not known. */
function columns(
  config: PivotConfig,
  context: ComponentContext,
  problems: ComponentProblem[]
): Schema | undefined {
  const input = context.inputs[0]?.schema;
  const keys = config.keys ?? [];
  const aggregates = config.aggregates ?? [];
  const result: Column[] = [];
  keys.forEach((key, index) => {
    const path = `/keys/${index}`;
    const column = requireGroupKey(input, key, path, context, problems);
    if (column) {
      const { partition: _partition, ...plain } = column;
      result.push(plain);
    }
  });
  const values = pivotValues(config, context, problems);
  if (aggregates.length === 0) {
    problems.push(
      error(
        'missing-aggregate',
        '/aggregates',
        'Add what each column holds, such as a count of rows.'
      )
    );
  }
  const types = aggregates.map((one, index) =>
    aggregateType(
      one.function,
      checkAggregate(one, `/aggregates/${index}`, input, context, problems)
        ?.type ?? { kind: 'unknown' }
    )
  );
  if (aggregates.length > 1) {
    duplicateNames(
      aggregates.map(aggregateName),
      index => `/aggregates/${index}/name`,
      'Computed column',
      problems
    );
  }
  const paths = keys.map((_, index) => `/keys/${index}`);
  const names = [...keys];
  values.forEach(({ label }, at) =>
    aggregates.forEach((one, index) => {
      const name =
        aggregates.length === 1 ? label : `${label}_${aggregateName(one)}`;
      names.push(name);
      paths.push(`/values/${at}/label`);
      result.push({ name, type: types[index] });
    })
  );
  // Of computed columns that are called alike only the first is worth a line.
  if (!problems.some(({ code }) => code === 'duplicate-column')) {
    duplicateNames(names, index => paths[index], 'Column', problems);
  }
  return input ? result : undefined;
}
