import type { ComponentProblem } from '../problem.js';
import type { ParameterValue, Text } from '../document/text.js';
import { parametersOf, parseText } from '../document/text.js';
import { childrenOf, type Expression, type SqlExpression } from './typed.js';
import { isError, nearest } from '../problem.js';
import { sameName } from '../types/cast.js';
import { printType } from '../types/print.js';
import type { Column, DataType } from '../types/type.js';
import { balanceProblems } from './balance.js';
import { callProblems } from './callcheck.js';
import { arithmeticType, commonOf, UNKNOWN } from './arithmetic.js';
import { resultType } from './functions/index.js';
import { TypeInference } from './infer.js';
import { tokenize, withoutEnd } from './lexer.js';
import { pushReversed, walk, type ColumnNode, type SqlNode } from './node.js';
import { SqlParser } from './parser.js';
import { UnknownSyntax } from './reader.js';
import { rowProblems } from './rowcheck.js';
import {
  ColumnIndex,
  fieldType,
  listNames,
  unknownColumn,
  type ExpressionScope
} from './scope.js';
import { toExpression } from './tree.js';

/** An expression as read, with everything wrong with it. */
export interface ExpressionResult {
  expression: SqlExpression;
  problems: ComponentProblem[];
}

/**
 * Reads a person's Spark SQL expression and checks it: quotes and brackets, columns (with the nearest name), parameters, types
 * compared. Syntax that is not known here is no problem: the columns are then not known (`null`), nor is the type.
 *
 * The expression has a `tree` when a plan has words for the whole of it. Never throws.
 *
 * @example
 * const schema = [{ name: 'month', type: { kind: 'int' } }];
 * const { problems } = parseSqlExpression('mnth > 1', { schema });
 * problems[0].message; // → 'There is no column “mnth” in the input. Did you mean “month”?'
 */
export function parseSqlExpression(
  text: string | ParameterValue,
  scope: ExpressionScope = {}
): ExpressionResult {
  const parsed = withoutEnd(parseText(text));
  const tokens = tokenize(parsed);
  const problems = [
    ...balanceProblems(tokens, scope, 'expression'),
    ...undeclaredParameters(parsed, scope)
  ];
  const opaque: SqlExpression = {
    kind: 'sql',
    text: parsed,
    columns: null,
    type: UNKNOWN
  };
  if (problems.some(isError)) {
    return { expression: opaque, problems };
  }
  const node = parseNode(tokens);
  if (node === undefined) {
    return { expression: opaque, problems };
  }
  const source = tokens.map(token => token.text).join('');
  const names = new Names(scope, source);
  const types = new TypeInference(names, scope.path ?? '');
  const type = types.typeOf(node);
  problems.push(
    ...names.missing(node),
    ...types.problems,
    ...callProblems(
      node,
      new Map(),
      scope.path ?? '',
      scope.expect === 'condition' ? 'condition' : undefined
    ),
    ...(scope.expect === undefined
      ? []
      : rowProblems(node, scope.path ?? '', scope.expect))
  );
  if (
    scope.expect === 'condition' &&
    !['boolean', 'unknown', 'void'].includes(type.kind)
  ) {
    problems.push({
      code: 'not-a-condition',
      severity: 'error',
      path: scope.path ?? '',
      message: `The expression yields ${printType(type)}; a condition must be true or false. Compare it with something.`
    });
  }
  const tree = toExpression(node, {
    column: name => names.index.get(name)?.name ?? name,
    parameter: name => names.parameter(name)
  });
  return {
    expression: {
      ...opaque,
      columns: names.columnsOf(node),
      type,
      ...(tree === undefined ? {} : { tree })
    },
    problems
  };
}

/** Reads one whole expression off tokens; undefined where its syntax is not known. */
export function parseNode(
  tokens: ReturnType<typeof tokenize>
): SqlNode | undefined {
  try {
    const parser = new SqlParser(tokens);
    const node = parser.expression();
    return parser.done ? node : undefined;
  } catch (error) {
    if (error instanceof UnknownSyntax) {
      return undefined;
    }
    throw error;
  }
}

/** The problems of parameters that a text uses and the pipeline does not declare. */
export function undeclaredParameters(
  text: Text,
  scope: ExpressionScope
): ComponentProblem[] {
  const { parameters } = scope;
  return parameters === undefined
    ? []
    : parametersOf(text)
        .filter(name => !parameters.has(name))
        .map(name => {
          const close = nearest(name, parameters.keys());
          return {
            code: 'undeclared-parameter',
            severity: 'error',
            path: scope.path ?? '',
            message: `\${${name}} is a parameter that the pipeline does not declare. ${
              close === undefined ? 'Declare it.' : `Did you mean \${${close}}?`
            }`,
            fix: {
              title: `Declare the parameter “${name}”`,
              path: `/parameters/${name}`,
              value: { type: 'string' }
            }
          };
        });
}

/** The names an expression over one set of columns uses. */
class Names {
  constructor(
    private readonly _scope: ExpressionScope,
    private readonly _source: string
  ) {
    this.index = ColumnIndex.of(_scope.schema);
  }

  readonly index: ColumnIndex;

  column(node: ColumnNode): DataType {
    const column = this.index.get(node.parts[0]);
    return column === undefined
      ? UNKNOWN
      : (fieldType(column.type, node.parts.slice(1)) ?? UNKNOWN);
  }

  parameter(name: string): DataType {
    return this._scope.parameters?.get(name)?.type ?? UNKNOWN;
  }

  /** The columns read, as the schema spells them; null where that can't be known. */
  columnsOf(node: SqlNode): string[] | null {
    const names = new Set<string>();
    for (const part of walk(node)) {
      if (part.kind === 'star') {
        // count(*) reads no column; any other star reads them all.
        if (part.qualifier !== undefined || !this._countsRows(node)) {
          return null;
        }
      } else if (part.kind === 'column') {
        names.add(this.index.get(part.parts[0])?.name ?? part.parts[0]);
      }
    }
    return [...names];
  }

  /** The problems of names that no column has, each name once. */
  missing(node: SqlNode): ComponentProblem[] {
    const { schema } = this._scope;
    if (schema === undefined) {
      return [];
    }
    const found = new Map<string, ComponentProblem>();
    for (const part of walk(node)) {
      if (part.kind !== 'column') {
        continue;
      }
      const key = part.parts.join('.').toLowerCase();
      const column = this.index.get(part.parts[0]);
      if (found.has(key)) {
        continue;
      }
      if (column === undefined) {
        found.set(key, unknownColumn(part, schema, this._scope, this._source));
      } else if (fieldType(column.type, part.parts.slice(1)) === undefined) {
        found.set(key, unknownField(part, column, this._scope));
      }
    }
    return [...found.values()];
  }

  private _countsRows(node: SqlNode): boolean {
    for (const part of walk(node)) {
      if (
        part.kind === 'tuple' ||
        (part.kind === 'call' &&
          part.name !== 'count' &&
          part.args.some(arg => arg.kind === 'star'))
      ) {
        return false;
      }
    }
    return true;
  }
}

/** The problem of a dotted name that leads to no field of its column. */
export function unknownField(
  node: ColumnNode,
  column: Column,
  scope: ExpressionScope
): ComponentProblem {
  const names =
    column.type.kind === 'struct'
      ? column.type.fields.map(field => field.name)
      : [];
  const close = nearest(node.parts[1], names);
  return {
    code: 'unknown-field',
    severity: 'error',
    path: scope.path ?? '',
    message: `The column “${column.name}” is ${printType(column.type)}: it has no field “${node.parts.slice(1).join('.')}”. ${
      close !== undefined
        ? `Did you mean “${close}”?`
        : names.length > 0
          ? `It has ${listNames(names)}.`
          : 'Use the column itself.'
    }`
  };
}

/** The columns an expression reads, each once; null where that can't be known. */
export function columnsOf(expression: Expression): string[] | null {
  const names = new Set<string>();
  const open: Expression[] = [expression];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    switch (next.kind) {
      case 'column':
        names.add(next.name);
        break;
      case 'sql':
        if (next.columns === null) {
          return null;
        }
        next.columns.forEach(name => names.add(name));
        break;
      default:
        pushReversed(open, childrenOf(next));
    }
  }
  return [...names];
}

const BOOLEANS = new Set(
  'and or not eq ne lt le gt ge eqNullSafe isNull isNotNull in between like rlike startsWith endsWith contains'.split(
    ' '
  )
);

const ARITHMETIC: Readonly<Record<string, string>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  modulo: '%'
};

/** The type of an expression over a schema; unknown where it is not sure. */
export function typeOf(
  expression: Expression,
  scope: Pick<ExpressionScope, 'schema'> = {}
): DataType {
  return typeIn(expression, ColumnIndex.of(scope.schema));
}

function typeIn(expression: Expression, index: ColumnIndex): DataType {
  switch (expression.kind) {
    case 'column':
      return index.get(expression.name)?.type ?? UNKNOWN;
    case 'call': {
      const name = expression.function;
      if (BOOLEANS.has(name)) {
        return { kind: 'boolean' };
      }
      const types = expression.args.map(arg => typeIn(arg, index));
      return name === 'negate'
        ? types[0]
        : ARITHMETIC[name] !== undefined
          ? arithmeticType(ARITHMETIC[name], types[0], types[1])
          : resultType(name.toLowerCase(), types);
    }
    case 'case':
      return commonOf(
        [
          ...expression.branches.map(branch => branch.then),
          ...(expression.otherwise ? [expression.otherwise] : [])
        ].map(result => typeIn(result, index))
      );
    case 'apply':
      return resultType(
        expression.name,
        expression.args.map(arg => typeIn(arg, index))
      );
    case 'over':
      return typeIn(expression.call, index);
    case 'field': {
      const type = typeIn(expression.operand, index);
      return type.kind === 'struct'
        ? (type.fields.find(field => sameName(field.name, expression.name))
            ?.type ?? UNKNOWN)
        : UNKNOWN;
    }
    case 'item': {
      const type = typeIn(expression.operand, index);
      return type.kind === 'array'
        ? type.element
        : type.kind === 'map'
          ? type.value
          : UNKNOWN;
    }
    case 'variable':
    case 'interval':
    case 'lambda':
      return UNKNOWN;
    default:
      return expression.type;
  }
}
