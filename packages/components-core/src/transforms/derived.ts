import {
  castability,
  printType,
  type Column,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type DataType,
  type Expression,
  type Schema,
  type SchemaResult
} from '@glueflow/components-manager';
import {
  duplicateNames,
  error,
  findColumn,
  quote,
  warning
} from '../common/column.js';
import { readType } from '../common/declared.js';
import { base } from '../common/operation.js';
import { IN, OUT } from '../common/port.js';
import { checkSql } from '../common/sql.js';
import { showText } from '../common/text.js';

/** One column to compute. */
export type DerivedColumn = {
  name: string;
  expression?: string;
  /** Absent or empty: the type of the expression. */
  type?: string;
};

/** The configuration of Derived columns. */
export type DerivedColumnsConfig = { columns?: DerivedColumn[] };

const HELP = `Computes columns from Spark SQL expressions; all other columns stay as they are.

Each line has a **name** and an **expression** over the columns that arrive. A name that a column has already (upper and lower case count as
the same) replaces that column in its place; other columns come at the end, in the order of the lines. All lines are computed from the row as
it arrives: no line sees what another one makes. Use a second step for that.

**Type** casts the result. Empty, the type is that of the expression. \`\${name}\` stands for the value of a parameter, as a literal.

An expression gives one value for each row. Aggregates need a window (\`sum(x) OVER (PARTITION BY …)\`); what makes several rows of one is a
step of its own (Explode). A column whose name has dots, blanks or other signs stands in backticks: \`\` \`two words\` \`\`, and \`at.lat\` is field
\`lat\` of the struct \`at\`.

Example: \`speed\` = \`distance / (air_time / 60)\`, \`late\` = \`dep_delay > 15\`.`;

/** Computes columns from expressions. */
export const derivedColumns: Component<DerivedColumnsConfig> = {
  id: 'derived-columns',
  version: 1,
  title: 'Derived columns',
  category: 'transform',
  icon: 'derived-columns',
  help: HELP,
  keywords: [
    'compute',
    'calculate',
    'formula',
    'expression',
    'add column',
    'with column',
    'case when',
    'sql'
  ],
  inputs: [IN],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      columns: {
        title: 'Columns',
        description: 'What to compute, each from the row as it arrives.',
        type: 'array',
        items: {
          type: 'object',
          properties: {
            name: {
              title: 'Name',
              description: 'A name that is there replaces that column.',
              type: 'string',
              'x-glueflow': { verbatim: true }
            },
            type: {
              title: 'Type',
              description: 'Empty: that of the expression.',
              type: 'string',
              'x-glueflow': { control: 'type', verbatim: true }
            },
            expression: {
              title: 'Expression',
              description:
                'A Spark SQL expression, such as distance / air_time.',
              type: 'string',
              'x-glueflow': { control: 'sql-expression', fixed: true }
            }
          },
          required: ['name'],
          additionalProperties: false
        }
      }
    },
    additionalProperties: false
  },

  summary(config) {
    return (config.columns ?? [])
      .map(one => `${showText(one.name)} = ${showText(one.expression)}`)
      .join(', ');
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] = [];
    const items = read(config, context, problems);
    return { schema: columns(items, context), problems };
  },

  lower(config, context) {
    const items = read(config, context, []);
    return [
      {
        op: 'project',
        ...base(context, columns(items, context)),
        keepOthers: true,
        items: items.map(({ name, expression }) => ({ name, expression }))
      }
    ];
  }
};

/** One column to compute. */
interface Item extends Column {
  expression: Expression;
}

/** The columns of the result; `undefined` when the input's are not known. */
function columns(
  items: readonly Item[],
  { inputs }: ComponentContext
): Schema | undefined {
  const input = inputs[0]?.schema;
  if (!input) {
    return undefined;
  }
  const result: Column[] = [...input];
  for (const { name, type } of items) {
    const old = findColumn(input, name);
    if (old) {
      result[input.indexOf(old)] = { name, type };
    } else {
      result.push({ name, type });
    }
  }
  return result;
}

/** What is computed, with everything wrong. */
function read(
  config: DerivedColumnsConfig,
  context: ComponentContext,
  problems: ComponentProblem[]
): Item[] {
  const lines = config.columns ?? [];
  if (lines.length === 0) {
    problems.push(
      error('missing-column', '/columns', 'Add a column to compute.')
    );
  }
  const made = lines.map((line, index) =>
    readLine(line, `/columns/${index}`, context, problems)
  );
  duplicateNames(
    lines.map(line => line.name),
    index => `/columns/${index}/name`,
    'Column',
    problems
  );
  return made;
}

function readLine(
  line: DerivedColumn,
  path: string,
  context: ComponentContext,
  problems: ComponentProblem[]
): Item {
  const { name } = line;
  if (name === '') {
    problems.push(
      error('missing-name', `${path}/name`, 'Give the column a name.')
    );
  }
  const read = checkSql(
    line.expression,
    `${path}/expression`,
    context.inputs[0]?.schema,
    context,
    'the input',
    'row'
  );
  problems.push(...read.problems);
  const expression: Expression = read.expression ?? NOTHING;
  const from: DataType =
    'type' in expression ? expression.type : { kind: 'unknown' };
  if (!line.type) {
    return { name, type: from, expression };
  }
  const type = readType(line.type, `${path}/type`, problems);
  const outcome = castability(from, type);
  if (outcome === 'never') {
    problems.push(
      error(
        'impossible-cast',
        `${path}/type`,
        `The expression gives ${printType(from)}, which can't be cast to ${printType(type)}. Choose another type.`
      )
    );
  } else if (outcome === 'lossy') {
    problems.push(
      warning(
        'lossy-cast',
        `${path}/type`,
        `Casting ${quote(name)} from ${printType(from)} to ${printType(type)} may lose something: what does not fit becomes null or another value.`
      )
    );
  }
  return {
    name,
    type,
    expression:
      type.kind === 'unknown'
        ? expression
        : { kind: 'cast', operand: expression, type }
  };
}

/** In the place of an expression that is missing. */
const NOTHING: Expression = {
  kind: 'literal',
  value: null,
  type: { kind: 'unknown' }
};
