import type { PipelineParameter } from '../../document/document.js';
import { UNKNOWN } from '../../expression/arithmetic.js';
import { AGGREGATION } from '../../expression/functions/aggregation.js';
import { findFunction } from '../../expression/functions/index.js';
import { tokenize } from '../../expression/lexer.js';
import { walk, type SqlNode } from '../../expression/node.js';
import { UnknownSyntax } from '../../expression/reader.js';
import { QueryParser, type Query } from '../../expression/select.js';
import { toExpression } from '../../expression/tree.js';
import {
  childrenOf,
  mapChildren,
  type AggregateFunction,
  type Expression
} from '../../expression/typed.js';
import { key } from '../../plan/column.js';
import type {
  AggregateItem,
  FilterOperation,
  Operation,
  ProjectOperation,
  SortKey,
  SqlOperation
} from '../../plan/operation.js';
import { descriptorOf } from '../../plan/operations/index.js';
import { sameName } from '../../types/cast.js';
import { printType } from '../../types/print.js';
import type { Schema } from '../../types/type.js';
import { PARAMETER_TYPES } from './parameters.js';
import { NoForm } from './noform.js';
import { QueryTables } from './querytables.js';

/** An item of the select list. */
interface Selected {
  name: string;
  alias?: string;
  expression: Expression;
}

/**
 * Return a person's query as the operations that it stands for: joins by equal columns, WHERE, GROUP BY, HAVING, SELECT, DISTINCT, ORDER BY and
 * LIMIT. The last has the id of the query.
 *
 * @param inputs - The columns of each input.
 * @throws NoForm for a query that holds more
 */
export function queryOperations(
  sql: SqlOperation,
  inputs: readonly Schema[],
  parameters: Readonly<Record<string, PipelineParameter>>
): Operation[] {
  return new QueryTranslation(sql, inputs, parameters).operations();
}

class QueryTranslation {
  constructor(
    private readonly _sql: SqlOperation,
    inputs: readonly Schema[],
    private readonly _parameters: Readonly<Record<string, PipelineParameter>>
  ) {
    this._query = parsed(_sql);
    this._tables = new QueryTables(_sql, inputs, this._query, {
      read: node => this._read(node),
      add: (operation, id) => this._add(operation, id)
    });
    inputs.forEach((schema, index) =>
      this._schemas.set(_sql.inputs[index], schema)
    );
  }

  operations(): Operation[] {
    const { clauses } = this._query;
    if (clauses.more) {
      throw new NoForm('the query has OFFSET, SORT BY, CLUSTER BY or the like');
    }
    this._last = this._tables.join();
    if (clauses.where !== undefined) {
      this._filter(this._resolved(clauses.where));
    }
    const selected = this._selected();
    const having = clauses.having && this._resolved(clauses.having);
    const isGrouped =
      clauses.group !== undefined ||
      having !== undefined ||
      selected.some(({ expression }) => hasAggregate(expression));
    const rewritten = isGrouped
      ? this._grouped(selected, having)
      : selected.map(({ expression }) => expression);
    this._project(selected, rewritten);
    if (clauses.distinct) {
      this._add({ op: 'distinct', ...this._base() });
    }
    this._orderAndLimit(selected);
    return this._ended();
  }

  /** Give the last operation the id of the query. */
  private _ended(): Operation[] {
    const last = this._operations[this._operations.length - 1];
    return [
      ...this._operations.slice(0, -1),
      { ...last, id: this._sql.id, schema: this._sql.schema }
    ];
  }

  private _base(): { id: string; nodeId: string; inputs: string[] } {
    return {
      id: `${this._sql.id}#${this._operations.length + 1}`,
      nodeId: this._sql.nodeId,
      inputs: [this._last]
    };
  }

  private _add(operation: Operation, id = operation.id): string {
    const inputs = operation.inputs.map(each => this._schemas.get(each));
    const schema = descriptorOf(operation).output(operation, inputs);
    this._operations.push({ ...operation, id, schema });
    this._schemas.set(id, schema);
    this._last = id;
    return id;
  }

  private _filter(condition: Expression): void {
    const filter: FilterOperation = {
      op: 'filter',
      ...this._base(),
      condition
    };
    this._add(filter);
  }

  private _selected(): Selected[] {
    const found = this._query.items.flatMap(
      ({ node, alias }): Omit<Selected, 'name'>[] =>
        node.kind === 'star'
          ? this._tables.star(node.qualifier).map(name => ({
              expression: { kind: 'column', name }
            }))
          : [
              {
                expression: this._resolved(node),
                ...(alias === undefined ? {} : { alias })
              }
            ]
    );
    const names = (this._sql.schema ?? []).map(each => each.name);
    if (names.length !== found.length) {
      throw new NoForm('the columns of the query are not known');
    }
    return found.map((item, index) => ({ ...item, name: names[index] }));
  }

  /** Aggregate, and return what each selected expression is of the result. */
  private _grouped(
    selected: readonly Selected[],
    having: Expression | undefined
  ): Expression[] {
    const before: ProjectOperation['items'][number][] = [];
    const columnFor = (expression: Expression, word: string): string => {
      if (expression.kind === 'column') {
        return expression.name;
      }
      const known = before.find(each => isSame(each.expression, expression));
      const name = known?.name ?? `${word} ${before.length + 1}`;
      if (known === undefined) {
        before.push({ name, expression });
      }
      return name;
    };
    const keys = (this._query.clauses.group ?? []).map(node => {
      const expression = this._keyOf(node, selected);
      if (hasAggregate(expression) || expression.kind === 'literal') {
        throw new NoForm('the query is grouped by a value of the result');
      }
      return { expression, name: columnFor(expression, 'key') };
    });
    const items: AggregateItem[] = [];
    const rewrite = (expression: Expression): Expression => {
      const found = keys.find(each => isSame(each.expression, expression));
      if (found !== undefined) {
        return { kind: 'column', name: found.name };
      }
      const aggregate = aggregateOf(expression);
      if (aggregate !== undefined) {
        const { called, argument } = aggregate;
        const name = `value ${items.length + 1}`;
        items.push({
          function: called,
          ...(argument === undefined
            ? {}
            : { column: columnFor(argument, 'argument') }),
          name
        });
        return { kind: 'column', name };
      }
      if (expression.kind === 'column') {
        throw new NoForm(
          `the column “${expression.name}” is neither grouped by nor aggregated`
        );
      }
      if (expression.kind === 'over') {
        throw new NoForm('a window over groups');
      }
      return mapChildren(expression, rewrite);
    };
    const result = selected.map(({ expression }) => rewrite(expression));
    const condition = having && rewrite(having);
    if (before.length > 0) {
      this._add({
        op: 'project',
        ...this._base(),
        keepOthers: true,
        items: before
      });
    }
    this._add({
      op: 'aggregate',
      ...this._base(),
      keys: keys.map(each => each.name),
      aggregates: items
    });
    if (condition !== undefined) {
      this._filter(condition);
    }
    return result;
  }

  /** What a key of groups stands for: a column, an item by its place or its name, or an expression. */
  private _keyOf(node: SqlNode, selected: readonly Selected[]): Expression {
    if (node.kind === 'literal' && typeof node.value === 'number') {
      const item = selected.at(node.value - 1);
      if (node.value < 1 || item === undefined) {
        throw new NoForm('the query has no item at a place that it names');
      }
      return item.expression;
    }
    const named =
      node.kind === 'column' &&
      node.parts.length === 1 &&
      !this._tables.has(node.parts[0])
        ? selected.find(
            ({ alias }) => alias !== undefined && sameName(alias, node.parts[0])
          )
        : undefined;
    return named?.expression ?? this._resolved(node);
  }

  private _project(
    selected: readonly Selected[],
    expressions: readonly Expression[]
  ): void {
    this._add({
      op: 'project',
      ...this._base(),
      items: selected.map(({ name }, index) => ({
        name,
        expression: expressions[index]
      }))
    });
    const made = this._schemas.get(this._last) ?? [];
    for (const [index, { name, type }] of (this._sql.schema ?? []).entries()) {
      if (printType(type) !== printType(made[index].type)) {
        throw new NoForm(
          `the column “${name}” is stated as ${printType(type)}, and is ${printType(made[index].type)}`
        );
      }
    }
  }

  private _orderAndLimit(selected: readonly Selected[]): void {
    const { order, limit } = this._query.clauses;
    if (order !== undefined) {
      const by = order.keys.map((node, index): SortKey => {
        const [direction, , nulls] = (order.directions[index] ?? '').split(' ');
        return {
          column: this._orderedBy(node, selected),
          direction: direction === 'desc' ? 'descending' : 'ascending',
          ...(nulls === 'first' || nulls === 'last' ? { nulls } : {})
        };
      });
      this._add({ op: 'sort', ...this._base(), by });
    }
    if (limit !== undefined) {
      if (limit.kind !== 'literal' || typeof limit.value !== 'number') {
        throw new NoForm('the limit of the query is no number');
      }
      this._add({ op: 'limit', ...this._base(), count: limit.value });
    }
  }

  /** The item that a key of the order stands for. */
  private _orderedBy(node: SqlNode, selected: readonly Selected[]): string {
    if (node.kind === 'literal' && typeof node.value === 'number') {
      return selected[node.value - 1]?.name ?? missingKey();
    }
    const named =
      node.kind === 'column' && node.parts.length === 1
        ? selected.find(({ name }) => sameName(name, node.parts[0]))
        : undefined;
    if (named !== undefined) {
      return named.name;
    }
    const expression = this._resolved(node);
    return (
      selected.find(each => isSame(each.expression, expression))?.name ??
      missingKey()
    );
  }

  private _resolved(node: SqlNode): Expression {
    return this._tables.resolve(this._read(node));
  }

  private _read(node: SqlNode): Expression {
    for (const part of walk(node)) {
      if (part.kind === 'call') {
        if (part.over?.name !== undefined) {
          part.over = this._window(part.over.name);
        }
        if (part.name === 'count' && part.args[0]?.kind === 'star') {
          part.args = [{ kind: 'literal', value: 1, type: { kind: 'int' } }];
        }
      }
    }
    const expression = toExpression(node, {
      column: name => name,
      parameter: name =>
        Object.hasOwn(this._parameters, name)
          ? PARAMETER_TYPES[this._parameters[name].type]
          : UNKNOWN,
      whole: true
    });
    if (expression === undefined) {
      throw new NoForm(
        'an expression of the query is more than can be translated'
      );
    }
    return expression;
  }

  private _window(
    name: string
  ): Query['windows'] extends Map<string, infer W> ? W : never {
    const found = [...this._query.windows].find(([each]) =>
      sameName(each, name)
    )?.[1];
    if (found === undefined || found.name !== undefined) {
      throw new NoForm(`the window ${name} of the query`);
    }
    return found;
  }

  private readonly _query: Query;
  private readonly _tables: QueryTables;
  private readonly _operations: Operation[] = [];
  private readonly _schemas = new Map<string, Schema | undefined>();
  private _last = '';
}

function parsed(sql: SqlOperation): Query {
  const tokens = tokenize(sql.query);
  try {
    return new QueryParser(
      tokens,
      tokens.map(token => token.text).join('')
    ).query();
  } catch (error) {
    if (error instanceof UnknownSyntax) {
      throw new NoForm(
        'the query is more than one SELECT over inputs and their joins'
      );
    }
    throw error;
  }
}

function missingKey(): never {
  throw new NoForm('the query is ordered by what it does not select');
}

function isSame(a: Expression, b: Expression): boolean {
  return a.kind === 'column' && b.kind === 'column'
    ? key(a.name) === key(b.name)
    : JSON.stringify(a) === JSON.stringify(b);
}

function hasAggregate(expression: Expression): boolean {
  return expression.kind === 'over'
    ? childrenOf(expression).some(
        each => each !== expression.call && hasAggregate(each)
      )
    : (expression.kind === 'apply' &&
        findFunction(expression.name)?.kind === 'aggregate') ||
        childrenOf(expression).some(hasAggregate);
}

/** The functions of an aggregation that a query may call; the first and the last value depend on the order of rows. */
const CALLED = new Map<string, AggregateFunction>(
  (Object.keys(AGGREGATION) as AggregateFunction[])
    .filter(name => !['first', 'last', 'countDistinct'].includes(name))
    .map(name => [findFunction(AGGREGATION[name].name)?.name ?? name, name])
);

function aggregateOf(
  expression: Expression
): { called: AggregateFunction; argument?: Expression } | undefined {
  if (
    expression.kind !== 'apply' ||
    findFunction(expression.name)?.kind !== 'aggregate'
  ) {
    return undefined;
  }
  const { name, args, distinct } = expression;
  const called = CALLED.get(name);
  if (called === undefined || args.length !== 1) {
    throw new NoForm(`the function ${name} of a query`);
  }
  const [argument] = args;
  if (distinct) {
    if (called !== 'count' && called !== 'min' && called !== 'max') {
      throw new NoForm(`the function ${name} of distinct values`);
    }
    return { called: called === 'count' ? 'countDistinct' : called, argument };
  }
  return called === 'count' &&
    argument.kind === 'literal' &&
    argument.value !== null
    ? { called }
    : { called, argument };
}
