import { sqlComment, sqlName, sqlNumber, sqlText } from './literal.js';
import type {
  Sql,
  SqlCall,
  SqlFrame,
  SqlItem,
  SqlOption,
  SqlOrder,
  SqlQuery,
  SqlSelect,
  SqlSource,
  SqlStatement,
  SqlType
} from './tree.js';

/** A list is broken into lines where it would be longer than this. */
const WIDTH = 100;

/** Text of statements, and the lines of each node's parts. */
export interface PrintedSql {
  text: string;
  /** First and last line (from 1) of each node. */
  lines: Record<string, [number, number][]>;
}

/** Print statements of DuckDB, each ended by a semicolon. */
export function printStatements(
  statements: readonly SqlStatement[]
): PrintedSql {
  const printed: PrintedSql = { text: '', lines: {} };
  const lines: string[] = [];
  const add = (text: string, nodeId?: string): void => {
    const first = lines.length + 1;
    lines.push(...text.split('\n'));
    if (nodeId !== undefined) {
      (Object.hasOwn(printed.lines, nodeId)
        ? printed.lines[nodeId]
        : (printed.lines[nodeId] = [])
      ).push([first, lines.length]);
    }
  };
  let last: SqlStatement['kind'] | undefined;
  for (const statement of statements) {
    const together = statement.kind === 'set' || statement.kind === 'variable';
    if (last !== undefined && !(together && statement.kind === last)) {
      lines.push('');
    }
    last = statement.kind;
    printStatement(statement, add);
  }
  printed.text = lines.map(line => `${line}\n`).join('');
  return printed;
}

function printStatement(
  statement: SqlStatement,
  add: (text: string, nodeId?: string) => void
): void {
  switch (statement.kind) {
    case 'comment':
      add(printComments(statement.lines), statement.nodeId);
      return;
    case 'set':
      add(`SET ${sqlName(statement.name)} = ${printSqlTree(statement.value)};`);
      return;
    case 'variable':
      add(
        `SET VARIABLE ${sqlName(statement.name)} = ${printSqlTree(statement.value)};${
          statement.comment === undefined
            ? ''
            : ` -- ${sqlComment(statement.comment)}`
        }`
      );
      return;
    case 'macro': {
      const { name, parameters, about, body } = statement.macro;
      add(
        `-- ${sqlComment(about)}\nCREATE OR REPLACE TEMP MACRO ${sqlName(name)}(${parameters.map(sqlName).join(', ')}) AS\n  ${printSqlTree(body)};`
      );
      return;
    }
    case 'query':
      printQueryStatement(statement, add);
  }
}

function printQueryStatement(
  {
    comments = [],
    nodeId,
    steps,
    body,
    into
  }: Extract<SqlStatement, { kind: 'query' }>,
  add: (text: string, nodeId?: string) => void
): void {
  if (comments.length > 0) {
    add(printComments(comments), nodeId);
  }
  const inner = into?.kind === 'files' ? '  ' : '';
  if (into?.kind === 'table') {
    add(`CREATE OR REPLACE TEMP TABLE ${sqlName(into.name)} AS`);
  } else if (into?.kind === 'files') {
    add('COPY (');
  }
  if (steps.length > 0) {
    add(`${inner}WITH`);
  }
  for (const [index, step] of steps.entries()) {
    const end = index === steps.length - 1 ? '' : ',';
    add(
      indent(
        [
          ...(step.comments?.length ? [printComments(step.comments)] : []),
          `${sqlName(step.name)} AS (`,
          indent(printQuery(step.query), '  '),
          `)${end}`
        ].join('\n'),
        inner
      ),
      step.nodeId
    );
  }
  const query = indent(printQuery(body), inner);
  if (into?.kind === 'files') {
    add(
      `${query}\n) TO ${into.path.kind === 'text' ? printSqlTree(into.path) : `(${printSqlTree(into.path)})`} (${Object.entries(
        into.options
      )
        .map(([name, option]) => `${name} ${printOption(option)}`)
        .join(', ')});`,
      nodeId
    );
  } else {
    add(`${query};`, nodeId);
  }
}

function printOption(option: SqlOption): string {
  switch (option.kind) {
    case 'value':
      return printSqlTree(option.value);
    case 'columns':
      return `(${option.names.map(sqlName).join(', ')})`;
    case 'word':
      return option.word;
  }
}

function printComments(lines: readonly string[]): string {
  return lines.map(line => `-- ${sqlComment(line)}`).join('\n');
}

function indent(text: string, by: string): string {
  return by === '' ? text : text.replace(/^(?=.)/gm, by);
}

/** Print a query, a line for each of its clauses. */
function printQuery(query: SqlQuery): string {
  if (query.kind === 'set') {
    return query.inputs
      .map(input => printQuery(input))
      .join(`\n${query.operator}\n`);
  }
  const { distinct, items, from, where, groupBy, qualify, orderBy, limit } =
    query;
  const clauses = [
    clause(
      `SELECT${distinctText(distinct)}`,
      items.map(each => printItem(each))
    ),
    from && `FROM ${printSource(from)}`,
    where && condition('WHERE', where),
    groupBy && groupBy.length > 0
      ? clause(
          'GROUP BY',
          groupBy.map(each => printSqlTree(each))
        )
      : undefined,
    qualify && condition('QUALIFY', qualify),
    orderBy && orderBy.length > 0
      ? clause('ORDER BY', orderBy.map(printOrder))
      : undefined,
    limit && `LIMIT ${operand(limit)}`
  ];
  return clauses.filter(each => each !== undefined).join('\n');
}

function distinctText(distinct: SqlSelect['distinct']): string {
  return distinct === undefined || distinct === false
    ? ''
    : distinct === true
      ? ' DISTINCT'
      : ` DISTINCT ON (${distinct.on.map(each => printSqlTree(each)).join(', ')})`;
}

/** A keyword and a list after it: in one line where it fits, otherwise a line for each. */
function clause(keyword: string, parts: readonly string[]): string {
  const line = `${keyword} ${parts.join(', ')}`;
  return line.length <= WIDTH
    ? line
    : `${keyword}\n${parts.map(part => `  ${part}`).join(',\n')}`;
}

/** A condition: a line for each of its parts where it is long. */
function condition(keyword: string, sql: Sql): string {
  const line = `${keyword} ${printSqlTree(sql)}`;
  return line.length <= WIDTH || sql.kind !== 'infix' || sql.operator !== 'AND'
    ? line
    : `${keyword} ${sql.operands.map(operand).join('\n  AND ')}`;
}

function printItem({ value, name }: SqlItem): string {
  const text = printSqlTree(value);
  return name === undefined ||
    (value.kind === 'name' && value.parts.at(-1) === name)
    ? text
    : `${text} AS ${sqlName(name)}`;
}

function printOrder({ value, descending, nulls }: SqlOrder): string {
  return `${operand(value)}${descending ? ' DESC' : ''} NULLS ${nulls}`;
}

function printSource(source: SqlSource): string {
  switch (source.kind) {
    case 'table':
      return source.alias === undefined
        ? sqlName(source.name)
        : `${sqlName(source.name)} AS ${sqlName(source.alias)}`;
    case 'function':
      return printSqlTree(source.call);
    case 'query':
      return `(\n${indent(printQuery(source.query), '  ')}\n) AS ${sqlName(source.alias)}`;
    case 'join':
      return `${printSource(source.left)}\n${source.how} JOIN ${printSource(source.right)} ON ${printSqlTree(source.on)}`;
  }
}

/** Print an expression. */
function printSqlTree(sql: Sql): string {
  switch (sql.kind) {
    case 'name':
      return sql.parts.map(sqlName).join('.');
    case 'text':
      return sqlText(sql.value);
    case 'number':
      return sqlNumber(sql.digits);
    case 'word':
      return sql.word;
    case 'temporal':
      return `${sql.type} ${sqlText(sql.value)}`;
    case 'cast':
      return `${sql.attempt ? 'TRY_CAST' : 'CAST'}(${printSqlTree(sql.operand)} AS ${printSqlType(sql.type)})`;
    case 'call':
      return printCall(sql);
    case 'infix':
      return sql.operands.map(operand).join(` ${sql.operator} `);
    case 'prefix':
      return sql.operator === 'NOT'
        ? `NOT ${operand(sql.operand)}`
        : `-${operand(sql.operand)}`;
    case 'postfix':
      return `${operand(sql.operand)} ${sql.operator}`;
    case 'in':
      return `${operand(sql.operand)} IN (${sql.list.map(each => printSqlTree(each)).join(', ')})`;
    case 'case':
      return [
        'CASE',
        ...sql.branches.map(
          ({ when, then }) =>
            `WHEN ${printSqlTree(when)} THEN ${printSqlTree(then)}`
        ),
        ...(sql.otherwise ? [`ELSE ${printSqlTree(sql.otherwise)}`] : []),
        'END'
      ].join(' ');
    case 'over':
      return `${printCall(sql.call)} OVER (${printWindow(sql)})`;
    case 'list':
      return `[${sql.items.map(each => printSqlTree(each)).join(', ')}]`;
    case 'struct':
      return `{${sql.fields.map(({ name, value }) => `${sqlText(name)}: ${printSqlTree(value)}`).join(', ')}}`;
    case 'interval':
      return `INTERVAL (${printSqlTree(sql.amount)}) ${sql.unit}`;
    case 'lambda':
      return `LAMBDA ${sql.parameters.map(sqlName).join(', ')}: ${printSqlTree(sql.body)}`;
    case 'item':
      return `${whole(sql.operand)}[${printSqlTree(sql.index)}]`;
    case 'field':
      return `${whole(sql.operand)}.${sqlName(sql.name)}`;
    case 'query':
      return `(\n${indent(printQuery(sql.query), '  ')}\n)`;
  }
}

function printCall(call: SqlCall): string {
  const { function: name, args, named = {} } = call;
  const printed = [
    ...args.map(each => printSqlTree(each)),
    ...Object.entries(named).map(
      ([key, value]) => `${sqlName(key)} = ${printSqlTree(value)}`
    )
  ];
  const order = call.order?.length
    ? ` ORDER BY ${call.order.map(printOrder).join(', ')}`
    : '';
  const filter = call.filter
    ? ` FILTER (WHERE ${printSqlTree(call.filter)})`
    : '';
  const line = `${name}(${call.distinct ? 'DISTINCT ' : ''}${printed.join(', ')}${order}${call.ignoreNulls ? ' IGNORE NULLS' : ''})${filter}`;
  return Object.keys(named).length > 0 && line.length > WIDTH
    ? `${name}(\n${printed.map(each => `  ${each}`).join(',\n')}\n)`
    : line;
}

function printWindow({
  partition,
  order,
  frame
}: Extract<Sql, { kind: 'over' }>): string {
  return [
    ...(partition.length > 0
      ? [`PARTITION BY ${partition.map(each => printSqlTree(each)).join(', ')}`]
      : []),
    ...(order.length > 0
      ? [`ORDER BY ${order.map(printOrder).join(', ')}`]
      : []),
    ...(frame ? [printFrame(frame)] : [])
  ].join(' ');
}

function printFrame({ unit, from, to }: SqlFrame): string {
  const bound = (
    value: SqlFrame['from'],
    side: 'PRECEDING' | 'FOLLOWING'
  ): string =>
    value === 'unbounded'
      ? `UNBOUNDED ${side}`
      : value === 0
        ? 'CURRENT ROW'
        : `${sqlNumber(String(Math.abs(value)))} ${value < 0 ? 'PRECEDING' : 'FOLLOWING'}`;
  return `${unit} BETWEEN ${bound(from, 'PRECEDING')} AND ${bound(to, 'FOLLOWING')}`;
}

/** Print a type. */
function printSqlType(type: SqlType): string {
  switch (type.kind) {
    case 'simple':
      return type.name;
    case 'list':
      return `${printSqlType(type.element)}[]`;
    case 'map':
      return `MAP(${printSqlType(type.key)}, ${printSqlType(type.value)})`;
    case 'struct':
      return `STRUCT(${type.fields.map(({ name, type: field }) => `${sqlName(name)} ${printSqlType(field)}`).join(', ')})`;
  }
}

/** A part of an expression: in parentheses unless it is a single thing. */
function operand(sql: Sql): string {
  const text = printSqlTree(sql);
  const single =
    !['infix', 'prefix', 'postfix', 'in', 'over', 'lambda'].includes(
      sql.kind
    ) && !(sql.kind === 'number' && sql.digits.startsWith('-'));
  return single ? text : `(${text})`;
}

/** A part whose field or element is taken. */
function whole(sql: Sql): string {
  return ['name', 'call', 'item', 'field'].includes(sql.kind)
    ? printSqlTree(sql)
    : `(${printSqlTree(sql)})`;
}
