import { pythonNames, sqlAliases } from '@glueflow/components-core';
import {
  listFunctions,
  printType,
  type FunctionEntry,
  type InputFrame,
  type PipelineParameter,
  type Schema
} from '@glueflow/components-manager';
import { KEYWORDS, PYSPARK, PYSPARK_FUNCTIONS } from './words.js';

/** What kind of code a field holds. */
export type CodeKind =
  'sql-expression' | 'sql-query' | 'partition-predicate' | 'python';

/** What may be meant at a place of a code. */
export interface Suggestion {
  label: string;
  /** Inserted instead of the label. */
  apply?: string;
  detail?: string;
  /** A sentence beside the list. */
  info?: string;
  type: 'property' | 'variable' | 'function' | 'keyword' | 'constant';
  /** Higher comes first. */
  boost?: number;
}

/** What a code can speak of. */
export interface CodeScope {
  kind: CodeKind;
  /** The inputs by the names they have in the code, with their columns. */
  inputs: readonly { name: string; columns?: Schema }[];
  parameters: Readonly<Record<string, PipelineParameter>>;
}

/** Names of the inputs in a code, as the compiler makes them: those given, else made of the titles of the steps. */
export function namesOf(
  kind: CodeKind,
  inputs: readonly InputFrame[],
  given: unknown
): string[] {
  const names = (Array.isArray(given) ? given : []).map((name: unknown) =>
    typeof name === 'string' ? name : undefined
  );
  return kind === 'python'
    ? pythonNames(names, inputs)
    : sqlAliases(names, inputs);
}

/** A column's name as SQL takes it. */
function sqlName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
    ? name
    : `\`${name.replace(/`/g, '``')}\``;
}

/**
 * What may be meant where the caret is: `before` is the text up to there. `from` is where the word begins that is being typed.
 *
 * Undefined where nothing is to be offered: no word has been begun and nobody asked (`explicit`).
 */
export function suggest(
  scope: CodeScope,
  before: string,
  explicit: boolean
): { from: number; suggestions: Suggestion[] } | undefined {
  const parameter = /\$\{[A-Za-z0-9_]*$/.exec(before);
  if (parameter && scope.kind !== 'python') {
    return {
      from: parameter.index,
      suggestions: parameterSuggestions(scope)
    };
  }
  const member =
    /(?<![A-Za-z0-9_])([A-Za-z_][A-Za-z0-9_]*)\.([A-Za-z0-9_]*)$/.exec(before);
  if (member) {
    const from = before.length - member[2].length;
    const input = scope.inputs.find(
      ({ name }) => name.toLowerCase() === member[1].toLowerCase()
    );
    if (scope.kind === 'python') {
      const methods: Suggestion[] =
        member[1] === 'F'
          ? pythonFunctions()
          : PYSPARK.map(label => ({ label, type: 'function' }));
      return {
        from,
        suggestions: [...columnSuggestions(input?.columns, false), ...methods]
      };
    }
    return input && { from, suggestions: columnSuggestions(input.columns) };
  }
  const quoted = scope.kind === 'python' && /(["'])([^"'\n]*)$/.exec(before);
  const odd =
    quoted &&
    (before.slice(before.lastIndexOf('\n') + 1).split(quoted[1]).length - 1) %
      2 ===
      1;
  if (quoted && odd) {
    return {
      from: before.length - quoted[2].length,
      suggestions: allColumns(scope, false)
    };
  }
  const word = /(?<![A-Za-z0-9_])[A-Za-z_][A-Za-z0-9_]*$/.exec(before);
  if (!word && !explicit) {
    return undefined;
  }
  const from = word?.index ?? before.length;
  // After FROM and JOIN an input is meant, though a column may be called alike.
  const isTable = /\b(from|join)\s+$/i.test(before.slice(0, from));
  const names = scope.inputs.map(({ name, columns }): Suggestion => ({
    label: name,
    type: 'variable',
    detail: columns === undefined ? '' : String(columns.length),
    boost: isTable ? 50 : 2
  }));
  if (scope.kind === 'python') {
    return {
      from,
      suggestions: [
        ...names,
        ...['spark', 'F', 'Window', 'return'].map((label): Suggestion => ({
          label,
          type: 'keyword'
        }))
      ]
    };
  }
  return {
    from,
    suggestions: [
      ...allColumns(scope),
      ...(scope.kind === 'sql-query' ? names : []),
      ...parameterSuggestions(scope),
      ...listFunctions().flatMap(sqlFunctions),
      ...KEYWORDS.filter(
        word => scope.kind === 'sql-query' || !QUERY_ONLY.has(word)
      ).map((label): Suggestion => ({ label, type: 'keyword' }))
    ]
  };
}

/** A function by its name and its aliases, with its arguments. */
function sqlFunctions(entry: FunctionEntry): Suggestion[] {
  return [entry.name, ...entry.aliases].map(label => ({
    label,
    apply: `${label}(`,
    detail: entry.signature.slice(entry.name.length),
    info: entry.about,
    type: 'function'
  }));
}

/** The functions that PySpark has too, and those that only it has. */
function pythonFunctions(): Suggestion[] {
  const shared = listFunctions().filter(
    ({ dialects }) => dialects.pyspark !== undefined
  );
  const own = PYSPARK_FUNCTIONS.filter(
    label => !shared.some(({ name }) => name === label)
  );
  return [
    ...shared.map(({ name, about }): Suggestion => ({
      label: name,
      info: about,
      type: 'function'
    })),
    ...own.map((label): Suggestion => ({ label, type: 'function' }))
  ];
}

function parameterSuggestions({ parameters }: CodeScope): Suggestion[] {
  return Object.entries(parameters).map(([name, { type }]) => ({
    label: `\${${name}}`,
    type: 'constant',
    detail: type,
    boost: 1
  }));
}

function columnSuggestions(
  columns: Schema | undefined,
  quote = true
): Suggestion[] {
  return (columns ?? []).map(({ name, type }) => ({
    label: name,
    ...(quote && sqlName(name) !== name ? { apply: sqlName(name) } : {}),
    type: 'property',
    detail: printType(type),
    boost: 3
  }));
}

/** The columns of all inputs, each name once. */
function allColumns({ inputs }: CodeScope, quote = true): Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const { columns } of inputs) {
    for (const suggestion of columnSuggestions(columns, quote)) {
      if (!found.has(suggestion.label)) {
        found.set(suggestion.label, suggestion);
      }
    }
  }
  return [...found.values()];
}

const QUERY_ONLY = new Set(
  'SELECT FROM WHERE JOIN LEFT RIGHT FULL INNER OUTER CROSS SEMI ANTI ON USING ORDER GROUP BY HAVING LIMIT UNION ALL INTERSECT EXCEPT WITH DISTINCT ASC DESC OVER PARTITION'.split(
    ' '
  )
);
