/** An expression of SQL as a tree. Text of a person is only ever a `text`, a `name` or a `comment`: the printer encodes those. */
export type Sql =
  /** A column, a table or a parameter of a macro or lambda, quoted where it must be. */
  | { kind: 'name'; parts: readonly string[] }
  | { kind: 'text'; value: string }
  /** Digits with sign, point and exponent. */
  | { kind: 'number'; digits: string }
  | { kind: 'word'; word: 'NULL' | 'TRUE' | 'FALSE' | '*' }
  | { kind: 'temporal'; type: 'DATE' | 'TIMESTAMP'; value: string }
  | { kind: 'cast'; operand: Sql; type: SqlType; attempt?: boolean }
  | SqlCall
  | { kind: 'infix'; operator: SqlOperator; operands: readonly Sql[] }
  | { kind: 'prefix'; operator: 'NOT' | '-'; operand: Sql }
  | {
      kind: 'postfix';
      operand: Sql;
      operator: 'IS NULL' | 'IS NOT NULL' | 'IS NOT TRUE';
    }
  | { kind: 'in'; operand: Sql; list: readonly Sql[] }
  | {
      kind: 'case';
      branches: readonly { when: Sql; then: Sql }[];
      otherwise?: Sql;
    }
  | {
      kind: 'over';
      call: SqlCall;
      partition: readonly Sql[];
      order: readonly SqlOrder[];
      frame?: SqlFrame;
    }
  | { kind: 'list'; items: readonly Sql[] }
  | { kind: 'struct'; fields: readonly { name: string; value: Sql }[] }
  | { kind: 'interval'; amount: Sql; unit: SqlUnit }
  | { kind: 'lambda'; parameters: readonly string[]; body: Sql }
  | { kind: 'item'; operand: Sql; index: Sql }
  | { kind: 'field'; operand: Sql; name: string }
  /** The one value of a query. */
  | { kind: 'query'; query: SqlQuery };

/** A call of a function or a macro. */
export interface SqlCall {
  kind: 'call';
  /** A name that this code states: never one of a document. */
  function: string;
  args: readonly Sql[];
  /** Arguments by name, after the others. */
  named?: Readonly<Record<string, Sql>>;
  distinct?: boolean;
  ignoreNulls?: boolean;
  /** Of an aggregate: only rows for which it is true. */
  filter?: Sql;
  /** Of an aggregate: the order of its rows. */
  order?: readonly SqlOrder[];
  /** The macro that is called, which the script then defines. */
  macro?: SqlMacro;
}

/** A macro that a script defines before its first query. */
export interface SqlMacro {
  name: string;
  parameters: readonly string[];
  /** One sentence, for the comment above it. */
  about: string;
  body: Sql;
}

/** A type: a name of the dialect with numbers, or made of other types. */
export type SqlType =
  | { kind: 'simple'; name: string }
  | { kind: 'list'; element: SqlType }
  | { kind: 'map'; key: SqlType; value: SqlType }
  | {
      kind: 'struct';
      fields: readonly { name: string; type: SqlType }[];
    };

/** Operators between two or more operands. */
export type SqlOperator =
  | 'AND'
  | 'OR'
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'IS NOT DISTINCT FROM'
  | 'IS DISTINCT FROM'
  | '+'
  | '-'
  | '*'
  | '/'
  | '//'
  | '%'
  | '&'
  | '||'
  | 'LIKE';

/** Units of intervals. */
export type SqlUnit =
  'YEAR' | 'MONTH' | 'WEEK' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND';

/** One key of an order; where nulls come is always said. */
export interface SqlOrder {
  value: Sql;
  descending: boolean;
  nulls: 'FIRST' | 'LAST';
}

/** The rows of a window that a function looks at. */
export interface SqlFrame {
  unit: 'ROWS' | 'RANGE';
  /** Rows or differences from this row, negative before it. */
  from: number | 'unbounded';
  to: number | 'unbounded';
}

/** What a query reads. */
export type SqlSource =
  | { kind: 'table'; name: string; alias?: string }
  | { kind: 'function'; call: SqlCall }
  | { kind: 'query'; query: SqlQuery; alias: string }
  | {
      kind: 'join';
      how: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'SEMI' | 'ANTI';
      left: SqlSource;
      right: SqlSource;
      on: Sql;
    };

/** One value of a SELECT; without a name it has its own. */
export interface SqlItem {
  value: Sql;
  name?: string;
}

/** A SELECT, or several joined by a set operator. */
export type SqlQuery = SqlSelect | SqlSet;

/** A SELECT. */
export interface SqlSelect {
  kind: 'select';
  distinct?: boolean | { on: readonly Sql[] };
  items: readonly SqlItem[];
  from?: SqlSource;
  where?: Sql;
  groupBy?: readonly Sql[];
  qualify?: Sql;
  orderBy?: readonly SqlOrder[];
  limit?: Sql;
}

/** Queries joined by a set operator. */
export interface SqlSet {
  kind: 'set';
  operator:
    | 'UNION ALL'
    | 'UNION'
    | 'INTERSECT'
    | 'INTERSECT ALL'
    | 'EXCEPT'
    | 'EXCEPT ALL';
  inputs: readonly SqlQuery[];
}

/** One step of a WITH. */
export interface SqlStep {
  name: string;
  query: SqlQuery;
  /** Lines of the comment above it. */
  comments?: readonly string[];
  /** The node that it stands for. */
  nodeId?: string;
}

/** A statement. */
export type SqlStatement =
  | { kind: 'comment'; lines: readonly string[]; nodeId?: string }
  | { kind: 'set'; name: string; value: Sql }
  | { kind: 'variable'; name: string; value: Sql; comment?: string }
  | { kind: 'macro'; macro: SqlMacro }
  | {
      kind: 'query';
      comments?: readonly string[];
      nodeId?: string;
      steps: readonly SqlStep[];
      body: SqlQuery;
      into?: SqlTarget;
    };

/** Where the rows of a query go; absent: to whoever asks. */
export type SqlTarget =
  | { kind: 'table'; name: string }
  | { kind: 'files'; path: Sql; options: Readonly<Record<string, SqlOption>> };

/** An option of COPY: a value, a list of columns, or a bare word. */
export type SqlOption =
  | { kind: 'value'; value: Sql }
  | { kind: 'columns'; names: readonly string[] }
  | { kind: 'word'; word: string };

/** Return a name. */
export function id(...parts: string[]): Sql {
  return { kind: 'name', parts };
}

/** Return a text. */
export function text(value: string): Sql {
  return { kind: 'text', value };
}

/** Return a number. */
export function number(value: number): Sql {
  return { kind: 'number', digits: String(value) };
}

/** Return NULL. */
export const NULL: Sql = { kind: 'word', word: 'NULL' };

/** Return TRUE or FALSE. */
export function boolean(value: boolean): Sql {
  return { kind: 'word', word: value ? 'TRUE' : 'FALSE' };
}

/** Return a call of a function of the dialect. */
export function call(name: string, ...args: Sql[]): SqlCall {
  return { kind: 'call', function: name, args };
}

/** Return a call of a macro. */
export function expand(macro: SqlMacro, ...args: Sql[]): SqlCall {
  return { kind: 'call', function: macro.name, args, macro };
}

/** Return operands with an operator between them; a single operand is itself. */
export function infix(operator: SqlOperator, ...operands: Sql[]): Sql {
  return operands.length === 1
    ? operands[0]
    : { kind: 'infix', operator, operands };
}

/** Return a choice between values. */
export function choose(
  branches: readonly (readonly [Sql, Sql])[],
  otherwise?: Sql
): Sql {
  return {
    kind: 'case',
    branches: branches.map(([when, then]) => ({ when, then })),
    ...(otherwise ? { otherwise } : {})
  };
}

/** Return a cast; `attempt` makes null of what can't be cast. */
export function cast(
  operand: Sql,
  name: string | SqlType,
  attempt = false
): Sql {
  const type: SqlType =
    typeof name === 'string' ? { kind: 'simple', name } : name;
  return { kind: 'cast', operand, type, ...(attempt ? { attempt } : {}) };
}

/** Return a test for null. */
export function isNull(operand: Sql): Sql {
  return { kind: 'postfix', operand, operator: 'IS NULL' };
}

/** Return the expressions that an expression is made of. */
function sqlParts(sql: Sql): readonly Sql[] {
  switch (sql.kind) {
    case 'cast':
    case 'prefix':
    case 'postfix':
    case 'field':
      return [sql.operand];
    case 'call':
      return [
        ...sql.args,
        ...Object.values(sql.named ?? {}),
        ...(sql.filter ? [sql.filter] : []),
        ...(sql.order ?? []).map(each => each.value)
      ];
    case 'infix':
      return sql.operands;
    case 'in':
      return [sql.operand, ...sql.list];
    case 'case':
      return [
        ...sql.branches.flatMap(({ when, then }) => [when, then]),
        ...(sql.otherwise ? [sql.otherwise] : [])
      ];
    case 'over':
      return [sql.call, ...sql.partition, ...sql.order.map(each => each.value)];
    case 'list':
      return sql.items;
    case 'struct':
      return sql.fields.map(each => each.value);
    case 'interval':
      return [sql.amount];
    case 'lambda':
      return [sql.body];
    case 'item':
      return [sql.operand, sql.index];
    case 'query':
      return [...queryParts(sql.query)];
    default:
      return [];
  }
}

/** Add the macros that an expression calls, those that they call before them. */
export function collectMacros(sql: Sql, found: Set<SqlMacro>): void {
  const macro = sql.kind === 'call' ? sql.macro : undefined;
  if (macro && !found.has(macro)) {
    collectMacros(macro.body, found);
    found.add(macro);
  }
  for (const part of sqlParts(sql)) {
    collectMacros(part, found);
  }
}

/** Return the expressions of a query, those of queries within it too. */
export function* queryParts(query: SqlQuery): Generator<Sql> {
  if (query.kind === 'set') {
    for (const input of query.inputs) {
      yield* queryParts(input);
    }
    return;
  }
  const { distinct, items, from, where, groupBy, qualify, orderBy, limit } =
    query;
  yield* items.map(each => each.value);
  if (typeof distinct === 'object') {
    yield* distinct.on;
  }
  if (from) {
    yield* sourceParts(from);
  }
  yield* [where, qualify, limit].filter(each => each !== undefined);
  yield* groupBy ?? [];
  yield* (orderBy ?? []).map(each => each.value);
}

function* sourceParts(source: SqlSource): Generator<Sql> {
  switch (source.kind) {
    case 'table':
      return;
    case 'function':
      yield source.call;
      return;
    case 'query':
      yield* queryParts(source.query);
      return;
    case 'join':
      yield* sourceParts(source.left);
      yield* sourceParts(source.right);
      yield source.on;
  }
}
