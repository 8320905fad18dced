import {
  parseValue,
  type Component,
  type ComponentProblem,
  type SchemaResult
} from '@glueflow/components-manager';
import { error } from '../common/column.js';
import { base } from '../common/operation.js';
import { IN, OUT } from '../common/port.js';
import { showText, type ValueField } from '../common/text.js';

/** The configuration of Limit. */
export type LimitConfig = { count?: ValueField<number> };

const HELP = `Keeps a number of rows, the first that come, and no others.

**Rows** is how many stay; where fewer arrive, all of them do.

Right after a Sort these are the first rows of its order. Without one they are any rows, and another run may keep others. Rows that tie in
the order come in any order: sort by a further column that makes the difference.

For rows chosen by chance use Sample; for the first rows of each group use Window (\`row_number\`) and Filter rows.

Example: after a Sort by \`dep_delay\` descending, 100 rows: the hundred latest flights.`;

/** Keeps the first rows. */
export const limit: Component<LimitConfig> = {
  id: 'limit',
  version: 1,
  title: 'Limit',
  category: 'transform',
  icon: 'limit',
  help: HELP,
  keywords: ['top', 'first rows', 'head', 'take', 'top n', 'fetch'],
  inputs: [IN],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      count: {
        title: 'Rows',
        description: 'How many rows stay at most.',
        type: 'integer',
        minimum: 0,
        maximum: 2147483647
      }
    },
    additionalProperties: false
  },

  summary(config) {
    return config.count === undefined ? '' : `${showText(config.count)} rows`;
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] =
      config.count === undefined
        ? [
            error(
              'missing-count',
              '/count',
              'Give the number of rows that stay.'
            )
          ]
        : [];
    return { schema: context.inputs[0]?.schema, problems };
  },

  lower(config, context) {
    return [
      {
        op: 'limit',
        ...base(context, context.inputs[0].schema),
        count: parseValue(config.count ?? 0)
      }
    ];
  }
};
