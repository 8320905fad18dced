import type { ComponentProblem } from '../problem.js';
import type { ParameterValue } from '../document/text.js';
import { parseText } from '../document/text.js';
import { isError, nearest } from '../problem.js';
import { sameName } from '../types/cast.js';
import {
  MOST_COLUMNS,
  type Column,
  type DataType,
  type Schema
} from '../types/type.js';
import { balanceProblems } from './balance.js';
import { callProblems } from './callcheck.js';
import { undeclaredParameters, unknownField } from './expression.js';
import { UNKNOWN } from './arithmetic.js';
import { isGenerator } from './functions/index.js';
import { TypeInference } from './infer.js';
import { tokenize, withoutEnd } from './lexer.js';
import { walk, type ColumnNode, type SqlNode } from './node.js';
import { UnknownSyntax } from './reader.js';
import { rowProblems } from './rowcheck.js';
import { QueryParser, type Query } from './select.js';
import {
  ColumnIndex,
  fieldType,
  unknownColumn,
  type ExpressionScope
} from './scope.js';
import type { NoWindow } from './windowcheck.js';

/** What is known of a query without running it. */
export interface QueryResult {
  /** The columns it yields; undefined where they can't be known. */
  schema?: Schema;
  /** The columns it reads of each input, as the input spells them; null where that can't be known. */
  columns: ReadonlyMap<string, readonly string[] | null>;
  problems: ComponentProblem[];
  /** A name that it reads and no input has, with the inputs that it does not read. */
  unknownInput?: { name: string; unread: readonly string[] };
}

interface Table {
  /** What the query calls it. */
  name: string;
  /** The input it is. */
  input: string;
  index: ColumnIndex;
}

/**
 * Reads a whole Spark SQL query over named inputs as far as it goes: SELECT with FROM, JOIN, WHERE, GROUP BY, HAVING, ORDER BY and LIMIT.
 * Windows are read too. Of anything more (subqueries, set operations) the columns are not known, and only quotes, brackets and parameters
 * are checked. Never throws.
 *
 * @param inputs the schema of each input, by the name the query has for it
 */
export function inferQuery(
  text: string | ParameterValue,
  inputs: ReadonlyMap<string, Schema | undefined>,
  scope: Omit<ExpressionScope, 'schema'> = {}
): QueryResult {
  const parsed = withoutEnd(parseText(text));
  const tokens = tokenize(parsed);
  const problems = [
    ...balanceProblems(tokens, scope, 'query'),
    ...undeclaredParameters(parsed, scope)
  ];
  const unknown: QueryResult = {
    columns: new Map([...inputs.keys()].map(name => [name, null])),
    problems
  };
  if (problems.some(isError)) {
    return unknown;
  }
  const source = tokens.map(token => token.text).join('');
  let query: Query;
  try {
    query = new QueryParser(tokens, source).query();
  } catch (error) {
    if (error instanceof UnknownSyntax) {
      return unknown;
    }
    throw error;
  }
  const tables: Table[] = [];
  for (const { name, input } of query.tables) {
    const key = [...inputs.keys()].find(each => sameName(each, input));
    if (key === undefined) {
      problems.push(unknownTable(input, [...inputs.keys()], scope));
      const unread = [...inputs.keys()].filter(
        each => !query.tables.some(table => sameName(table.input, each))
      );
      return { ...unknown, unknownInput: { name: input, unread } };
    }
    tables.push({ name, input: key, index: ColumnIndex.of(inputs.get(key)) });
  }
  const resolver = new Resolver(query, tables, scope, source, [
    ...inputs.keys()
  ]);
  const schema = resolver.schema();
  problems.push(...resolver.problems);
  return { schema, columns: resolver.columns(inputs.keys()), problems };
}

function unknownTable(
  name: string,
  known: readonly string[],
  scope: Omit<ExpressionScope, 'schema'>
): ComponentProblem {
  const close = nearest(name, known);
  return {
    code: 'unknown-input',
    severity: 'warning',
    path: scope.path ?? '',
    message: `The query reads “${name}”, which is no input of this step. ${
      close === undefined
        ? known.length === 0
          ? 'Link a step to it.'
          : `Its inputs are: ${known.join(', ')}.`
        : `Did you mean “${close}”?`
    }`
  };
}

class Resolver {
  constructor(
    private readonly _query: Query,
    private readonly _tables: readonly Table[],
    private readonly _scope: Omit<ExpressionScope, 'schema'>,
    private readonly _source: string,
    private readonly _inputs: readonly string[]
  ) {}

  readonly problems: ComponentProblem[] = [];

  /** The columns that the query yields. */
  schema(): Schema | undefined {
    const types = new TypeInference(
      {
        column: node => this._find(node)?.type ?? UNKNOWN,
        parameter: name => this._scope.parameters?.get(name)?.type ?? UNKNOWN
      },
      this._scope.path ?? ''
    );
    const columns: Column[] = [];
    let known = true;
    for (const item of this._query.items) {
      if (columns.length > 2 * MOST_COLUMNS) {
        // Enough to see that they are too many.
        break;
      }
      if (item.node.kind === 'star') {
        const all = this._star(item.node.qualifier);
        known &&= all !== undefined;
        columns.push(...(all ?? []));
        continue;
      }
      this._use(item.node);
      this._checkCalls(item.node);
      const type = types.typeOf(item.node);
      const name = item.alias ?? this._nameOf(item.node);
      // A name that Spark would make up is not guessed.
      known &&=
        name !== undefined &&
        !(item.node.kind === 'call' && isGenerator(item.node.name));
      columns.push({ name: name ?? item.text, type });
    }
    for (const { node, place } of this._query.others) {
      this._use(node);
      types.typeOf(node);
      this._checkCalls(node, place);
      if (place !== undefined && place !== 'HAVING' && place !== 'condition') {
        this.problems.push(...rowProblems(node, this._scope.path ?? '', place));
      }
    }
    for (const name of this._query.using) {
      this._useOfEach(name);
    }
    this.problems.push(...types.problems);
    const failed = this.problems.some(isError);
    return known && !failed ? columns : undefined;
  }

  /** The columns read of each input. */
  columns(inputs: Iterable<string>): Map<string, readonly string[] | null> {
    return new Map(
      [...inputs].map(input => {
        const used = this._used.get(input);
        return [
          input,
          this._opaque || used === null ? null : [...(used ?? [])]
        ];
      })
    );
  }

  private _checkCalls(node: SqlNode, place?: NoWindow): void {
    this.problems.push(
      ...callProblems(node, this._query.windows, this._scope.path ?? '', place)
    );
  }

  private _nameOf(node: SqlNode): string | undefined {
    if (node.kind === 'column') {
      const found = this._find(node);
      // Spark names the column as the query spells it.
      return found === undefined || found.fields.length === 0
        ? node.parts[node.parts.length - 1]
        : found.fields[found.fields.length - 1];
    }
    return undefined;
  }

  private _star(qualifier: string | undefined): Column[] | undefined {
    const { using, semi } = this._query;
    const tables = this._tables.filter(
      table => qualifier === undefined || sameName(table.name, qualifier)
    );
    tables.forEach(table => this._used.set(table.input, null));
    if (
      tables.length === 0 ||
      tables.some(table => table.index.schema === undefined) ||
      (qualifier === undefined &&
        tables.length > 1 &&
        (semi || using.length > 0))
    ) {
      return undefined;
    }
    return tables.flatMap(table =>
      (table.index.schema ?? []).map(({ name, type }) => ({ name, type }))
    );
  }

  /** Notes the columns that an expression reads, and the names that nothing has. */
  private _use(root: SqlNode): void {
    const nodes = walk(root);
    const windowed = new Set(
      nodes
        .filter(node => node.kind === 'call' && node.over !== undefined)
        .flatMap(walk)
    );
    for (const node of nodes) {
      if (node.kind !== 'column') {
        continue;
      }
      const found = this._find(node);
      if (found !== undefined) {
        this._note(found.table, found.column.name);
        this._checkAmbiguous(node, found.table);
        if (found.type === undefined) {
          this.problems.push(
            unknownField(
              { ...node, parts: [found.column.name, ...found.fields] },
              found.column,
              this._scope
            )
          );
        }
        continue;
      }
      // Names of the select list may be used in what follows it, and (from Spark 3.4 on) within it, but for windows.
      if (!this._isItem(node)) {
        this._missing(node);
      } else if (windowed.has(node)) {
        this._aliasInWindow(node.parts[0]);
      }
    }
  }

  /** Notes a column of a USING clause: of each input that has it or may have it. */
  private _useOfEach(name: string): void {
    for (const table of this._tables) {
      const column = table.index.get(name);
      if (column !== undefined || table.index.schema === undefined) {
        this._note(table, column?.name ?? name);
      }
    }
  }

  private _checkAmbiguous(node: ColumnNode, table: Table): void {
    const [name] = node.parts;
    const { using, semi } = this._query;
    const other = this._tables.find(
      each => each !== table && each.index.get(name) !== undefined
    );
    if (
      other === undefined ||
      semi ||
      this._tables.some(each => sameName(each.name, name)) ||
      using.some(each => sameName(each, name)) ||
      this._reported.has(name.toLowerCase())
    ) {
      return;
    }
    // The rest of the query may mean the name of the select list.
    if (this._isItem(node)) {
      return;
    }
    this._reported.add(name.toLowerCase());
    this.problems.push({
      code: 'ambiguous-column',
      severity: 'error',
      path: this._scope.path ?? '',
      message: `Both “${table.name}” and “${other.name}” have a column “${name}”. Say which one is meant: ${table.name}.${name} or ${other.name}.${name}.`
    });
  }

  /** Source: Spark 3.5, error condition UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_WINDOW. */
  private _aliasInWindow(name: string): void {
    this.problems.push({
      code: 'alias-in-window',
      severity: 'error',
      path: this._scope.path ?? '',
      message: `“${name}” is a name of this SELECT, which a window function can't read. Write out what it stands for.`
    });
  }

  private _isItem(node: ColumnNode): boolean {
    return (
      node.parts.length === 1 &&
      this._query.items.some(
        item => item.alias !== undefined && sameName(item.alias, node.parts[0])
      )
    );
  }

  private _note(table: Table, column: string): void {
    const used = this._used.get(table.input);
    if (used === undefined) {
      this._used.set(table.input, new Set([column]));
    } else {
      used?.add(column);
    }
  }

  private _missing(node: ColumnNode): void {
    if (this._tables.length === 0) {
      this._withoutFrom(node);
      return;
    }
    const qualified = this._tables.find(
      table => node.parts.length > 1 && sameName(table.name, node.parts[0])
    );
    const tables = qualified ? [qualified] : this._tables;
    const open = tables.filter(table => table.index.schema === undefined);
    if (open.length > 0) {
      // It may be a column of any input whose columns are not known.
      const name = qualified ? node.parts[1] : node.parts[0];
      for (const table of open) {
        this._note(table, name);
      }
      this._opaque ||= open.length > 1;
      return;
    }
    const schema = tables.flatMap(table => table.index.schema ?? []);
    const where = qualified
      ? `“${qualified.name}”`
      : tables.length === 1
        ? `“${tables[0].name}”`
        : 'the inputs';
    const key = node.parts.join('.').toLowerCase();
    if (!this._reported.has(key)) {
      this._reported.add(key);
      this.problems.push(
        unknownColumn(
          qualified
            ? {
                ...node,
                parts: node.parts.slice(1),
                start: this._source.indexOf('.', node.start) + 1
              }
            : node,
          schema,
          { ...this._scope, where },
          this._source
        )
      );
    }
  }

  /** Reports a name of a query that reads no input, once; where there is one input and nothing else is written, FROM can be added. */
  private _withoutFrom(node: ColumnNode): void {
    if (this._reported.has('')) {
      return;
    }
    this._reported.add('');
    const input = this._inputs[0];
    const { path, documentPath } = this._scope;
    const from = `FROM ${input ?? 'the alias of an input'}`;
    const isWhole =
      this._inputs.length === 1 &&
      this._query.others.length === 0 &&
      documentPath !== undefined;
    this.problems.push({
      code: 'missing-from',
      severity: 'error',
      path: path ?? '',
      message: `The query has no FROM, so there is no column “${node.parts.join('.')}”. Add ${from} after the columns.`,
      ...(isWhole
        ? {
            fix: {
              title: `Add FROM ${input}`,
              path: documentPath,
              value: `${this._source.trimEnd()} ${from}`
            }
          }
        : {})
    });
  }

  /** The column that a name means: of the input it is qualified with, or of the only one that has it. */
  private _find(
    node: ColumnNode
  ):
    | { table: Table; column: Column; fields: string[]; type?: DataType }
    | undefined {
    const [first, ...rest] = node.parts;
    const qualified = this._tables.find(table => sameName(table.name, first));
    if (qualified !== undefined && rest.length > 0) {
      const column = qualified.index.get(rest[0]);
      return (
        column && {
          table: qualified,
          column,
          fields: rest.slice(1),
          type: fieldType(column.type, rest.slice(1))
        }
      );
    }
    const table = this._tables.find(
      each => each.index.get(first) !== undefined
    );
    const column = table?.index.get(first);
    // Another input, whose columns are not known, may have it too: either way it is read here.
    return (
      table &&
      column && {
        table,
        column,
        fields: rest,
        type: fieldType(column.type, rest)
      }
    );
  }

  private readonly _used = new Map<string, Set<string> | null>();
  private readonly _reported = new Set<string>();
  private _opaque = false;
}
