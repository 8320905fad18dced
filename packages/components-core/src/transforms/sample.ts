import {
  parseValue,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type SampleOperation,
  type SchemaResult
} from '@glueflow/components-manager';
import { error, requireColumn, spelling } from '../common/column.js';
import { equals, when } from '../common/conditional.js';
import {
  LISTED_VALUE_FIELD,
  readListedValues,
  showListed
} from '../common/listed.js';
import { base } from '../common/operation.js';
import { IN, OUT } from '../common/port.js';
import { showText, type ValueField } from '../common/text.js';
import type { Scalar } from '../common/value.js';

/** The part of the rows of one value that a stratified sample keeps. */
export type Stratum = { value?: Scalar; fraction: number };

/** The configuration of Sample. */
export type SampleConfig = {
  method?: SampleOperation['method']['kind'];
  fraction?: ValueField<number>;
  rows?: ValueField<number>;
  column?: string;
  strata?: Stratum[];
  others?: number;
  seed?: ValueField<number>;
};

const HELP = `Keeps rows chosen by chance, each row once at most.

**Method**
- *Part of the rows*: each row stays with the same chance. A fraction of 0.1 keeps about one row in ten, not exactly.
- *Number of rows*: exactly so many stay, or all where fewer arrive. All rows are read and put in a random order for it: for large data a
  part of the rows is much cheaper.
- *Part of each value*: every value of a column has a fraction of its own, so that rare ones stay in sight. An empty value stands for rows
  without a value (null); **Other values** have one fraction together.

**Seed** is a whole number. With it the same rows stay when the same data is read in the same way; when files, Spark or the cluster change,
others may. Without it other rows stay each time, in previews too.

Example: part of the rows, fraction 0.01, seed 1: about one flight in a hundred, the same ones every time.`;

const FRACTION = { type: 'number', minimum: 0, maximum: 1 };

/** Keeps rows chosen by chance. */
export const sample: Component<SampleConfig> = {
  id: 'sample',
  version: 1,
  title: 'Sample',
  category: 'transform',
  icon: 'sample',
  help: HELP,
  keywords: [
    'random',
    'subset',
    'fraction',
    'stratified',
    'seed',
    'part of rows',
    'test data'
  ],
  inputs: [IN],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      method: {
        title: 'Method',
        type: 'string',
        oneOf: [
          { const: 'fraction', title: 'Part of the rows' },
          { const: 'rows', title: 'Number of rows' },
          { const: 'stratified', title: 'Part of each value' }
        ],
        default: 'fraction',
        'x-glueflow': { fixed: true }
      },
      seed: {
        title: 'Seed',
        description:
          'A whole number that makes the choice repeatable. Empty: other rows each time.',
        type: 'integer',
        minimum: -9007199254740991,
        maximum: 9007199254740991
      }
    },
    allOf: [
      ...when(equals('method', 'fraction', 'fraction'), {
        fraction: {
          title: 'Fraction',
          description: 'The part of the rows that stays, from 0 to 1.',
          ...FRACTION
        }
      }),
      ...when(equals('method', 'rows'), {
        rows: {
          title: 'Rows',
          description: 'How many rows stay.',
          type: 'integer',
          minimum: 0,
          maximum: 2147483647
        }
      }),
      ...when(equals('method', 'stratified'), {
        column: {
          title: 'Column',
          description: 'Whose values have fractions.',
          type: 'string',
          'x-glueflow': { control: 'column', verbatim: true }
        },
        strata: {
          title: 'Fractions',
          description: 'The part of the rows of each value that stays.',
          type: 'array',
          items: {
            type: 'object',
            properties: {
              value: LISTED_VALUE_FIELD,
              fraction: {
                title: 'Fraction',
                ...FRACTION,
                'x-glueflow': { fixed: true }
              }
            },
            additionalProperties: false
          }
        },
        others: {
          title: 'Other values',
          description: 'The part of the rows of values that are not listed.',
          ...FRACTION,
          default: 0,
          'x-glueflow': { fixed: true }
        }
      })
    ],
    unevaluatedProperties: false
  },

  summary(config) {
    const seed =
      config.seed === undefined ? '' : `, seed ${showText(config.seed)}`;
    switch (config.method) {
      case 'rows':
        return `${showText(config.rows) || '?'} rows${seed}`;
      case 'stratified':
        return `${(config.strata ?? [])
          .map(one => `${showListed(one.value)} ${showText(one.fraction)}`)
          .join(', ')} of ${showText(config.column) || '?'}${seed}`;
      default:
        return `${showText(config.fraction) || '?'} of the rows${seed}`;
    }
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] = [];
    read(config, context, problems);
    return { schema: context.inputs[0]?.schema, problems };
  },

  lower(config, context) {
    return [
      {
        op: 'sample',
        ...base(context, context.inputs[0].schema),
        method: read(config, context, []),
        ...(config.seed === undefined ? {} : { seed: parseValue(config.seed) })
      }
    ];
  }
};

/** The choice of rows as a plan has it, with everything wrong. */
function read(
  config: SampleConfig,
  context: ComponentContext,
  problems: ComponentProblem[]
): SampleOperation['method'] {
  switch (config.method) {
    case 'rows':
      if (config.rows === undefined) {
        problems.push(
          error('missing-count', '/rows', 'Give the number of rows that stay.')
        );
      }
      return { kind: 'rows', count: parseValue(config.rows ?? 0) };
    case 'stratified':
      return readStrata(config, context, problems);
    default:
      if (config.fraction === undefined) {
        problems.push(
          error(
            'missing-fraction',
            '/fraction',
            'Give the part of the rows that stays, such as 0.1.'
          )
        );
      }
      return { kind: 'fraction', fraction: parseValue(config.fraction ?? 0) };
  }
}

function readStrata(
  config: SampleConfig,
  context: ComponentContext,
  problems: ComponentProblem[]
): SampleOperation['method'] {
  const input = context.inputs[0]?.schema;
  const strata = config.strata ?? [];
  const column = requireColumn(
    input,
    config.column ?? '',
    '/column',
    context,
    problems
  );
  if (strata.length === 0) {
    problems.push(
      error(
        'missing-value',
        '/strata',
        'Add a value and the part of its rows that stays.'
      )
    );
  }
  strata.forEach((one, index) => {
    if (one.fraction === undefined) {
      problems.push(
        error(
          'missing-fraction',
          `/strata/${index}/fraction`,
          'Give the part of the rows that stays, such as 0.1.'
        )
      );
    }
  });
  const values = readListedValues(
    strata.map(one => one.value),
    column?.type,
    index => `/strata/${index}/value`,
    context,
    problems
  );
  return {
    kind: 'stratified',
    column: spelling(input, config.column ?? ''),
    strata: values.map((value, index) => ({
      value,
      fraction: strata[index].fraction ?? 0
    })),
    others: config.others ?? 0
  };
}
