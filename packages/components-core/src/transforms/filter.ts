import type {
  Component,
  ComponentContext,
  ComponentProblem,
  Expression,
  SchemaResult
} from '@glueflow/components-manager';
import { error } from '../common/column.js';
import {
  CONDITION_SCHEMA,
  readCondition,
  showCondition,
  type ConditionGroup
} from '../common/condition.js';
import { equals, when } from '../common/conditional.js';
import { base } from '../common/operation.js';
import { IN, OUT } from '../common/port.js';
import { checkSql } from '../common/sql.js';
import { showText } from '../common/text.js';

/** The configuration of Filter rows. */
export type FilterConfig = {
  mode: 'conditions' | 'expression';
  condition?: ConditionGroup;
  expression?: string;
};

const HELP = `Keeps the rows for which a condition is true. Rows for which it is false, or unknown because of a null, are excluded.

**Conditions** are built from columns: groups of *and*, *or* and *not* may be nested. A value is checked against the column's type; it
may be a parameter, and a column may be compared with another column.

**SQL expression** takes any Spark SQL condition over the columns. \`\${name}\` stands for the value of a parameter, as a literal.

A condition on a partition key right after a catalog input is moved into the read, so that other partitions are not read at all.

Example: \`origin = 'JFK' and month <= 3\` keeps the flights from JFK in the first quarter.`;

/** Keeps the rows that fulfil a condition. */
export const filterRows: Component<FilterConfig> = {
  id: 'filter-rows',
  version: 1,
  title: 'Filter rows',
  category: 'transform',
  icon: 'filter-rows',
  help: HELP,
  keywords: ['where', 'condition', 'select rows', 'remove rows', 'keep', 'sql'],
  inputs: [IN],
  outputs: [OUT],
  configuration: {
    type: 'object',
    $defs: { condition: CONDITION_SCHEMA },
    properties: {
      mode: {
        title: 'Filter by',
        type: 'string',
        oneOf: [
          { const: 'conditions', title: 'Conditions' },
          { const: 'expression', title: 'SQL expression' }
        ],
        default: 'conditions',
        'x-glueflow': { fixed: true }
      }
    },
    allOf: when(
      equals('mode', 'expression', 'conditions'),
      {
        expression: {
          title: 'SQL expression',
          description:
            "A Spark SQL condition, such as origin = 'JFK' AND month <= 3.",
          type: 'string',
          'x-glueflow': { control: 'sql-expression', fixed: true }
        }
      },
      {
        condition: {
          title: 'Conditions',
          description: 'Which rows stay.',
          $ref: '#/$defs/condition',
          'x-glueflow': { control: 'condition' }
        }
      }
    ),
    unevaluatedProperties: false
  },

  summary(config) {
    return config.mode === 'expression'
      ? showText(config.expression)
      : config.condition
        ? showCondition(config.condition)
        : '';
  },

  schema(config, context): SchemaResult {
    const { problems } = condition(config, context);
    return { schema: context.inputs[0]?.schema, problems };
  },

  lower(config, context) {
    const { expression } = condition(config, context);
    return [
      {
        op: 'filter',
        ...base(context, context.inputs[0].schema),
        condition: expression ?? TRUE
      }
    ];
  }
};

const TRUE: Expression = {
  kind: 'literal',
  value: true,
  type: { kind: 'boolean' }
};

/** The condition as an expression, with everything wrong about it. */
function condition(
  config: FilterConfig,
  context: ComponentContext
): { expression?: Expression; problems: readonly ComponentProblem[] } {
  const schema = context.inputs[0]?.schema;
  if (config.mode === 'expression') {
    return checkSql(config.expression, '/expression', schema, context);
  }
  if (!config.condition) {
    return {
      problems: [
        error(
          'empty-condition',
          '/condition',
          'Nothing is filtered yet. Add a condition on a column.'
        )
      ]
    };
  }
  return readCondition(config.condition, schema, '/condition', context);
}
