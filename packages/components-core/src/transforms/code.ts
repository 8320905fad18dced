import {
  freeNames,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type SchemaResult
} from '@glueflow/components-manager';
import { error, list, quote } from '../common/column.js';
import {
  DECLARED_COLUMNS_FIELD,
  declaredOrSampled,
  type DeclaredColumn
} from '../common/declared.js';
import {
  callInput,
  givenNames,
  keepNames,
  listedNames,
  namesInCode,
  PYTHON_KEYWORDS,
  type NamedInput
} from '../common/name.js';
import { base } from '../common/operation.js';
import { OUT } from '../common/port.js';
import { showText } from '../common/text.js';

/** The configuration of Custom PySpark. */
export type CustomPysparkConfig = {
  code?: string;
  arguments?: string[];
  columns?: DeclaredColumn[];
};

const HELP = `Runs your own PySpark.

The code is the body of a function. Each input is an **argument**: a DataFrame, by its name under *Arguments*. A new link is named after the
step it comes from, in lower case and with \`_\` for everything but letters and digits; the name then stays, also when that step is renamed.
A name that is no argument, import or name of Python is an error. The code must \`return\` one DataFrame. \`spark\` is the
Spark session, \`F\` is \`pyspark.sql.functions\`, and \`Window\` is there too; import anything else within the code.

In the editor, a step whose code may read by itself (it mentions \`spark\`, say, or imports more than the usual) is run anew each time, since
its data may have changed.

**Output columns** should be declared, so that the steps that follow can be checked; nothing else tells what the code yields.

Example, with the argument \`flights\`:

\`\`\`python
late = F.col("arr_delay") > 15
return flights.withColumn("late", late)
\`\`\``;

/**
 * Runs a person's own PySpark.
 *
 * The editor's kernel keeps the result of a step as long as its inputs and settings are the same. Code that may do more than compute
 * from its inputs (it mentions `spark`, a reader, a clock or chance, or imports a module that could) is made anew each time: see
 * `isVolatile`.
 */
export const customPyspark: Component<CustomPysparkConfig> = {
  id: 'custom-pyspark',
  version: 1,
  title: 'Custom PySpark',
  category: 'transform',
  icon: 'custom-pyspark',
  help: HELP,
  keywords: [
    'python',
    'code',
    'script',
    'dataframe',
    'udf',
    'custom transform'
  ],
  inputs: [{ id: 'in', title: 'Inputs', minimum: 1 }],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      code: {
        title: 'Code',
        description:
          'Body of a function that takes the inputs as DataFrames and returns one.',
        type: 'string',
        'x-glueflow': { control: 'python', verbatim: true }
      },
      arguments: {
        title: 'Arguments',
        description:
          'The name of each input in the code, in the order of the links. Kept with the links; names listed here come first.',
        type: 'array',
        items: { type: 'string' },
        default: [],
        'x-glueflow': { control: 'input-names', verbatim: true }
      },
      columns: {
        ...DECLARED_COLUMNS_FIELD,
        title: 'Output columns',
        description: 'Names and types of the columns that the code yields.',
        default: [],
        'x-glueflow': { verbatim: true }
      }
    },
    additionalProperties: false
  },
  inputNames: (config, inputs) =>
    pythonNames(listedNames(config.arguments), inputs),
  declares: 'columns',
  operationFields: { '/source': '/code' },

  summary(config) {
    const lines = (config.code ?? '')
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '');
    const first = lines.find(line => !line.startsWith('#')) ?? '';
    return `${showText(first)}${lines.length > 1 ? ' …' : ''}`;
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] = [];
    checkArguments(config.arguments ?? [], context, problems);
    // Of names that are wrong themselves nothing more can be said.
    const named = problems.length === 0;
    checkCode(config.code ?? '', problems);
    problems.push(...(named ? unknownNames(config, context) : []));
    const schema = declaredOrSampled(
      config.columns,
      '/columns',
      context,
      problems
    );
    return { schema, problems };
  },

  lower(config, context) {
    return [
      {
        op: 'code',
        language: 'python',
        engine: 'spark',
        ...base(
          context,
          declaredOrSampled(config.columns, '/columns', context, [])
        ),
        source: config.code ?? '',
        arguments: pythonNames(config.arguments ?? [], context.inputs)
      }
    ];
  }
};

/** Names that the script gives a meaning of its own. */
const RESERVED: ReadonlySet<string> = new Set([
  'spark',
  'F',
  'Window',
  'DynamicFrame',
  'glueContext'
]);

/** The name of each input in the code: those given, then those made of titles, which mean nothing else in Python or the script. */
export function pythonNames(
  given: readonly (string | undefined)[],
  inputs: readonly NamedInput[]
): string[] {
  return namesInCode(given, inputs, [...PYTHON_KEYWORDS, ...RESERVED]);
}

/** Names at the top of every script that a function of it can use too. */
const SCRIPT_NAMES: readonly string[] = [
  ...RESERVED,
  'GlueContext',
  'Job',
  'SparkContext',
  'args',
  'getResolvedOptions',
  'job',
  'sys'
];

/** The names in the code that nothing gives a meaning; where one input is not used, it may be the one that is meant. */
function unknownNames(
  config: CustomPysparkConfig,
  context: ComponentContext
): ComponentProblem[] {
  const code = config.code ?? '';
  const names = pythonNames(config.arguments ?? [], context.inputs);
  const free = freeNames(code, [...names, ...SCRIPT_NAMES]);
  const words = new Set(code.match(/[\p{L}_][\p{L}\p{N}_]*/gu));
  const unused = names.flatMap((name, index) =>
    words.has(name) ? [] : [index]
  );
  return free.map(({ name, line }) =>
    error(
      'unknown-name',
      '/code',
      `Line ${line} of the code uses ${quote(name)}, which is no argument, no import and no name of Python. ${
        names.length === 1 ? 'The argument is' : 'The arguments are'
      } ${list(names.map(quote), 12)}.`,
      free.length === 1 && unused.length === 1 && isArgument(name)
        ? callInput(context, 'arguments', config.arguments, unused[0], name)
        : undefined
    )
  );
}

function isArgument(name: string): boolean {
  return (
    /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) &&
    !PYTHON_KEYWORDS.has(name) &&
    !RESERVED.has(name)
  );
}

function checkArguments(
  listed: readonly string[],
  context: Pick<ComponentContext, 'inputs' | 'nodeId'>,
  problems: ComponentProblem[]
): void {
  const { length } = context.inputs;
  const given = givenNames(listed, context.inputs);
  given.forEach((name, index) => {
    const path = `/arguments/${index}`;
    if (index >= length) {
      problems.push(
        error(
          'unused-argument',
          path,
          `There ${length === 1 ? 'is 1 input' : `are ${length} inputs`}, so argument ${quote(name)} stands for none. Remove it, or link another input.`,
          keepNames(context, 'arguments', listed)
        )
      );
    } else if (name !== '' && !isArgument(name)) {
      problems.push(
        error(
          'bad-argument',
          path,
          `${quote(name)} can't be the name of an argument: ${
            PYTHON_KEYWORDS.has(name)
              ? 'it is a word of Python itself'
              : RESERVED.has(name)
                ? 'the script has a meaning for it'
                : 'use letters, digits and _, not a digit first'
          }.`
        )
      );
    }
    if (name !== '' && given.indexOf(name) < index) {
      problems.push(
        error(
          'duplicate-argument',
          path,
          `Two inputs are called ${quote(name)}. Give each its own name.`
        )
      );
    }
  });
}

function checkCode(code: string, problems: ComponentProblem[]): void {
  if (code.trim() === '') {
    problems.push(
      error(
        'missing-code',
        '/code',
        'Write the code: it must return a DataFrame.'
      )
    );
  } else if (!/(^|[\s;:])return[\s(]/.test(code.replace(/#.*/g, ''))) {
    problems.push(
      error(
        'missing-return',
        '/code',
        'The code returns nothing. End it with “return” and a DataFrame.'
      )
    );
  }
}
