import {
  printType,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type Schema,
  type SchemaResult,
  type SetOperation
} from '@glueflow/components-manager';
import { error, quote } from '../common/column.js';
import { base } from '../common/operation.js';
import { hasOrder } from '../common/order.js';
import { OUT } from '../common/port.js';
import { alignColumns } from './union.js';

/** The configuration of Set operation. */
export type SetOperationConfig = {
  operation?: SetOperation['kind'];
  duplicates?: boolean;
};

const HELP = `Compares the rows of two inputs as wholes and keeps rows of the first.

**Operation**
- *Intersect*: rows that are in both inputs.
- *Except*: rows of the first input that are not in the second.

Columns are matched by name; the first input gives their order. Both inputs must have the same columns. Columns of different types take the
type that holds both. In this comparison null equals null.

**Keep duplicates** counts rows: of a row that is there three times in the first input and once in the second, *intersect* keeps one and
*except* two. Otherwise each row of the result is there once.

To compare by some columns only, use Join (only left rows with, or without, a match).

Example: flights of today, except flights of yesterday: the rows that are new or have changed.`;

/** Keeps rows of the first input that the second has, or has not. */
export const setOperation: Component<SetOperationConfig> = {
  id: 'set-operation',
  version: 1,
  title: 'Set operation',
  category: 'transform',
  icon: 'set-operation',
  help: HELP,
  keywords: [
    'intersect',
    'except',
    'minus',
    'difference',
    'common rows',
    'compare',
    'new rows'
  ],
  inputs: [
    { id: 'first', title: 'First' },
    { id: 'second', title: 'Second' }
  ],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      operation: {
        title: 'Operation',
        type: 'string',
        oneOf: [
          {
            const: 'intersect',
            title: 'Intersect',
            description: 'Rows that are in both inputs'
          },
          {
            const: 'except',
            title: 'Except',
            description: 'Rows of the first input that are not in the second'
          }
        ],
        default: 'intersect',
        'x-glueflow': { fixed: true }
      },
      duplicates: {
        title: 'Keep duplicates',
        description: 'Count equal rows instead of keeping each once.',
        type: 'boolean',
        default: false,
        'x-glueflow': { fixed: true }
      }
    },
    additionalProperties: false
  },

  summary(config) {
    return `${config.operation ?? 'intersect'}${config.duplicates ? ', duplicates kept' : ''}`;
  },

  schema(_, context): SchemaResult {
    const problems: ComponentProblem[] = [];
    const schema = columns(context, problems);
    const unordered = schema?.find(column => !hasOrder(column.type));
    if (unordered) {
      problems.push(
        error(
          'not-comparable',
          '',
          `${quote(unordered.name)} is ${printType(unordered.type)}, which Spark can't compare. Drop the column first (Change schema).`
        )
      );
    }
    return { schema, problems };
  },

  lower(config, context) {
    return [
      {
        op: 'setOperation',
        ...base(context, columns(context, [])),
        inputs: sides(context).map(input => input.frame),
        kind: config.operation ?? 'intersect',
        distinct: !config.duplicates
      }
    ];
  }
};

/** Both inputs, the first before the second. */
function sides(
  context: Pick<ComponentContext, 'inputs'>
): ComponentContext['inputs'] {
  return ['first', 'second'].flatMap(port =>
    context.inputs.filter(input => input.port === port)
  );
}

/** The columns of the result, with everything wrong; `undefined` when an input's are not known. */
function columns(
  context: ComponentContext,
  problems: ComponentProblem[]
): Schema | undefined {
  return alignColumns(sides(context), undefined, problems);
}
