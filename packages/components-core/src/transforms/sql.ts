import {
  inferQuery,
  isError,
  parseText,
  withoutEnd,
  RESERVED_WORDS,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type QueryResult,
  type Schema,
  type SchemaResult
} from '@glueflow/components-manager';
import { documentPath, error, list, quote, warning } from '../common/column.js';
import {
  DECLARED_COLUMNS_FIELD,
  readDeclared,
  type DeclaredColumn
} from '../common/declared.js';
import {
  callInput,
  givenNames,
  keepNames,
  listedNames,
  namesInCode,
  type NamedInput
} from '../common/name.js';
import { base } from '../common/operation.js';
import { OUT } from '../common/port.js';
import { missingTables } from '../common/table.js';
import { showText } from '../common/text.js';

/** The configuration of SQL query. */
export type SqlQueryConfig = {
  query?: string;
  aliases?: string[];
  columns?: DeclaredColumn[];
};

/** What can be the name of a table in a query. */
const ALIAS = /^[A-Za-z_][A-Za-z0-9_]*$/;

const HELP = `Runs a Spark SQL query over its inputs.

Each input is a table of the query, by its **alias**. A new link is named after the step it comes from, in lower case, with \`_\` for
everything but letters and digits, and with \`_input\` after what is a word of SQL: *Join* is \`join_input\`. The name then stays, also when
that step is renamed.

\`\${name}\` in the query stands for the value of a parameter, as a literal of the parameter's type; it is never pasted as text.

**Output columns** are worked out from the query where that is possible; declare them where it is not, so that the steps that follow
can be checked.

Example, with the input *Flights*: \`SELECT origin, count(*) AS flights FROM flights GROUP BY origin\`.`;

/** Runs a person's Spark SQL. */
export const sqlQuery: Component<SqlQueryConfig> = {
  id: 'sql-query',
  version: 1,
  title: 'SQL query',
  category: 'transform',
  icon: 'sql-query',
  help: HELP,
  keywords: ['spark sql', 'select', 'window', 'custom', 'query', 'case when'],
  inputs: [{ id: 'in', title: 'Inputs', minimum: 1 }],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      query: {
        title: 'Query',
        description: 'A Spark SQL query over the aliases of the inputs.',
        type: 'string',
        'x-glueflow': { control: 'sql-query', fixed: true }
      },
      aliases: {
        title: 'Aliases',
        description:
          'The name of each input in the query, in the order of the links. Kept with the links; names listed here come first.',
        type: 'array',
        items: { type: 'string' },
        default: [],
        'x-glueflow': { control: 'input-names', verbatim: true }
      },
      columns: {
        ...DECLARED_COLUMNS_FIELD,
        title: 'Output columns',
        description:
          'Names and types of the columns that the query yields, where they can’t be worked out.',
        default: [],
        'x-glueflow': { verbatim: true, advanced: true }
      }
    },
    additionalProperties: false
  },
  inputNames: (config, inputs) =>
    sqlAliases(listedNames(config.aliases), inputs),
  declares: 'columns',

  summary(config) {
    return showText(config.query);
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] = [];
    checkAliases(config.aliases ?? [], context, problems);
    checkQuery(config.query ?? '', problems);
    // What can't be a query, or whose inputs have no names of their own, is not looked into.
    const query = problems.some(isError)
      ? undefined
      : readQuery(config, context);
    problems.push(
      ...withMissingTables(fixable(query, config, context), config, context)
    );
    return { schema: output(config, query, context, problems), problems };
  },

  lower(config, context) {
    const query = readQuery(config, context);
    const aliases = aliasesOf(config, context);
    return [
      {
        op: 'sql',
        ...base(context, output(config, query, context, [])),
        query: withoutEnd(parseText(config.query ?? '')),
        aliases,
        columns: aliases.map(alias => query.columns.get(alias) ?? null)
      }
    ];
  }
};

/** The problems of a query; a name that it reads can be given to the only input that it does not read (its step may have been renamed). */
function fixable(
  query: QueryResult | undefined,
  config: SqlQueryConfig,
  context: ComponentContext
): ComponentProblem[] {
  const { problems = [], unknownInput } = query ?? {};
  const [input, ...others] = unknownInput?.unread ?? [];
  if (
    unknownInput === undefined ||
    input === undefined ||
    others.length > 0 ||
    !ALIAS.test(unknownInput.name) ||
    RESERVED_WORDS.has(unknownInput.name.toLowerCase())
  ) {
    return problems;
  }
  const { name } = unknownInput;
  const fix = callInput(
    context,
    'aliases',
    config.aliases,
    aliasesOf(config, context).indexOf(input),
    name
  );
  return problems.map(problem =>
    problem.code === 'unknown-input' ? { ...problem, fix } : problem
  );
}

/** Return problems with those of tables that are not there; where nothing is an input's name or a table's, that is reported once. */
function withMissingTables(
  problems: readonly ComponentProblem[],
  config: SqlQueryConfig,
  context: ComponentContext
): ComponentProblem[] {
  const found = missingTables(
    config.query ?? '',
    '/query',
    context,
    aliasesOf(config, context)
  );
  return [
    ...problems,
    ...found.filter(
      ({ code }) => !problems.some(problem => problem.code === code)
    )
  ];
}

/** What can be known of the query without running it. */
function readQuery(
  config: SqlQueryConfig,
  context: ComponentContext
): QueryResult {
  const aliases = aliasesOf(config, context);
  return inferQuery(
    config.query ?? '',
    new Map(
      aliases.map((alias, index) => [alias, context.inputs[index].schema])
    ),
    {
      parameters: context.parameters,
      path: '/query',
      documentPath: documentPath(context, '/query')
    }
  );
}

/** The columns declared, or those worked out, or those that a sample showed; declared ones that can't be right are a warning. */
function output(
  config: SqlQueryConfig,
  query: QueryResult | undefined,
  context: ComponentContext,
  problems: ComponentProblem[]
): Schema | undefined {
  const inferred = query?.schema;
  const declared = readDeclared(config.columns, '/columns', problems);
  if (!declared) {
    return inferred?.every(column => column.type.kind !== 'unknown')
      ? inferred
      : (context.sources.sample?.(context.nodeId) ?? inferred);
  }
  if (inferred) {
    const names = (schema: Schema): string =>
      schema.map(column => column.name.toLowerCase()).join('\n');
    if (names(inferred) !== names(declared)) {
      problems.push(
        warning(
          'declared-columns-differ',
          '/columns',
          `The query yields ${list(inferred.map(column => quote(column.name)))}; declared is ${list(declared.map(column => quote(column.name)))}. Remove the declaration, or correct it.`,
          {
            title: 'Remove the declared columns',
            path: documentPath(context, '/columns'),
            value: []
          }
        )
      );
    }
  }
  return declared;
}

/** The alias of each input: those given, then those made of titles, which are no words of SQL. */
export function sqlAliases(
  given: readonly (string | undefined)[],
  inputs: readonly NamedInput[]
): string[] {
  return namesInCode(given, inputs, RESERVED_WORDS);
}

function aliasesOf(
  config: SqlQueryConfig,
  context: Pick<ComponentContext, 'inputs'>
): string[] {
  return sqlAliases(config.aliases ?? [], context.inputs);
}

function checkAliases(
  listed: readonly string[],
  context: Pick<ComponentContext, 'inputs' | 'nodeId'>,
  problems: ComponentProblem[]
): void {
  const { length } = context.inputs;
  const seen = new Set<string>();
  givenNames(listed, context.inputs).forEach((alias, index) => {
    const path = `/aliases/${index}`;
    if (index >= length) {
      problems.push(
        error(
          'unused-alias',
          path,
          `There ${length === 1 ? 'is 1 input' : `are ${length} inputs`}, so alias ${quote(alias)} names none. Remove it, or link another input.`,
          keepNames(context, 'aliases', listed)
        )
      );
    } else if (alias !== '' && !ALIAS.test(alias)) {
      problems.push(
        error(
          'bad-alias',
          path,
          `${quote(alias)} can't be the name of a table in the query: use letters, digits and _, not a digit first.`
        )
      );
    }
    if (RESERVED_WORDS.has(alias.toLowerCase())) {
      problems.push(
        error(
          'bad-alias',
          path,
          `${quote(alias)} is a word of SQL, so a query can't tell that a table is meant. Choose another alias.`
        )
      );
    }
    if (alias !== '' && seen.has(alias.toLowerCase())) {
      problems.push(
        error(
          'duplicate-alias',
          path,
          `Two inputs are called ${quote(alias)}. Give each its own alias.`
        )
      );
    }
    seen.add(alias.toLowerCase());
  });
}

/** Statements that yield rows begin with one of these. */
const QUERY = /^\(*\s*(select|with|values|from|table|map|reduce)\b/i;

function checkQuery(query: string, problems: ComponentProblem[]): void {
  const text = query
    .replace(/^(\s+|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)+/, '')
    .trim();
  if (text === '') {
    problems.push(error('missing-query', '/query', 'Write a query.'));
  } else if (!QUERY.test(text)) {
    problems.push(
      error(
        'not-a-query',
        '/query',
        `This is not a query: it begins with ${quote(text.split(/\s/, 1)[0])}. Begin with SELECT or WITH.`
      )
    );
  }
}
