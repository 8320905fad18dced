import {
  frameId,
  type Column,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type Operation,
  type Port,
  type Schema,
  type SchemaResult
} from '@glueflow/components-manager';
import { duplicateNames, error, requireColumn } from '../common/column.js';
import { base } from '../common/operation.js';
import { IN } from '../common/port.js';
import { showText } from '../common/text.js';

/** The configuration of Split fields. */
export type SplitFieldsConfig = { columns?: string[]; keys?: string[] };

/** The output with the chosen columns, which is the step's main one. */
const CHOSEN: Port = { id: 'out', title: 'Chosen columns' };
const OTHERS: Port = { id: 'others', title: 'Other columns' };

const HELP = `Splits the columns over two outputs. Both have all rows.

**Columns** go to the output Chosen columns; all others go to the output Other columns. Both keep the order of the input.

**Columns in both outputs** are the keys by which the two can be joined again.

Example: columns \`carrier\` and \`flight\`, \`time_hour\` in both: the first output has these three, the second \`time_hour\` and the rest.`;

/** Sends columns to two outputs. */
export const splitFields: Component<SplitFieldsConfig> = {
  id: 'split-fields',
  version: 1,
  title: 'Split fields',
  category: 'transform',
  icon: 'split-fields',
  help: HELP,
  keywords: ['split columns', 'divide', 'select', 'vertical', 'partition'],
  inputs: [IN],
  outputs: [CHOSEN, OTHERS],
  configuration: {
    type: 'object',
    properties: {
      columns: {
        title: 'Columns',
        description: 'The columns of the first output.',
        type: 'array',
        items: { type: 'string' },
        default: [],
        'x-glueflow': { control: 'columns', verbatim: true }
      },
      keys: {
        title: 'Columns in both outputs',
        description: 'Keys by which the two can be joined again.',
        type: 'array',
        items: { type: 'string' },
        default: [],
        'x-glueflow': { control: 'columns', verbatim: true }
      }
    },
    additionalProperties: false
  },

  summary({ columns = [], keys = [] }) {
    const both = keys.map(showText).join(', ');
    return `${columns.map(showText).join(', ')}${both === '' ? '' : ` (${both} in both)`}`;
  },

  schema(config, context): SchemaResult {
    const { chosen, others, problems } = parts(config, context);
    return { schemas: { out: chosen, others }, problems };
  },

  lower(config, context): Operation[] {
    const { chosen = [], others = [] } = parts(config, context);
    return [others, chosen].map((schema, index) => ({
      op: 'project',
      ...base(context, schema),
      id: frameId(context.nodeId, index === 0 ? OTHERS.id : CHOSEN.id),
      items: schema.map(({ name }) => ({
        name,
        expression: { kind: 'column', name }
      }))
    }));
  }
};

/** The columns of each output, where they are known, and everything wrong. */
function parts(
  { columns = [], keys = [] }: SplitFieldsConfig,
  context: ComponentContext
): { chosen?: Schema; others?: Schema; problems: ComponentProblem[] } {
  const problems: ComponentProblem[] = [];
  const schema = context.inputs[0]?.schema;
  if (columns.length === 0) {
    problems.push(
      error(
        'missing-column',
        '/columns',
        'Choose the columns of the first output.'
      )
    );
  }
  const found = (names: readonly string[], field: string): Set<Column> => {
    const at = (index: number): string => `/${field}/${index}`;
    duplicateNames(names, at, 'Column', problems);
    return new Set(
      names.flatMap(
        (name, index) =>
          requireColumn(schema, name, at(index), context, problems) ?? []
      )
    );
  };
  const first = found(columns, 'columns');
  const both = found(keys, 'keys');
  if (schema === undefined) {
    problems.push({
      ...error(
        'columns-not-known',
        '/columns',
        'Which columns arrive here is not known, so the other ones can’t be distinguished.'
      ),
      unknownInput: true
    });
    return { problems };
  }
  const rest = schema.filter(column => !first.has(column));
  if (columns.length > 0 && rest.every(column => both.has(column))) {
    problems.push(
      error(
        'no-columns-left',
        '/columns',
        'No column is left for the other output. Choose fewer columns.'
      )
    );
  }
  return {
    chosen: schema.filter(column => first.has(column) || both.has(column)),
    others: schema.filter(column => !first.has(column) || both.has(column)),
    problems
  };
}
