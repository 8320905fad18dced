import type { ComponentProblem } from '../problem.js';
import { nearest } from '../problem.js';
import { sameName } from '../types/cast.js';
import type { Column, DataType, Schema } from '../types/type.js';
import { UNKNOWN } from './arithmetic.js';
import type { ColumnNode } from './node.js';

/** What an expression may speak of, and where its problems stand. */
export interface ExpressionScope {
  /** The columns it is over; undefined: not known, so that every name passes. */
  schema?: Schema;
  /** The declared parameters as columns: what `${name}` may be. */
  parameters?: ReadonlyMap<string, Column>;
  /** JSON pointer of the expression within the configuration. */
  path?: string;
  /** JSON pointer of the expression within the document: where fixes go. Without it there are none. */
  documentPath?: string;
  /** What has the columns, for messages: `the input`. */
  where?: string;
  /** What the expression is for: a condition must be true or false, a `row` gives one value for each row. */
  expect?: 'condition' | 'row';
}

/** Finds columns by name, without regard to case, in constant time. */
export class ColumnIndex {
  /** The index of a schema, made once for each. */
  static of(schema: Schema | undefined): ColumnIndex {
    if (schema === undefined) {
      return ColumnIndex._nothing;
    }
    let index = ColumnIndex._known.get(schema);
    if (index === undefined) {
      index = new ColumnIndex(schema);
      ColumnIndex._known.set(schema, index);
    }
    return index;
  }

  private constructor(readonly schema: Schema | undefined) {
    this._byName = new Map();
    for (const column of schema ?? []) {
      const key = column.name.toLowerCase();
      if (!this._byName.has(key)) {
        this._byName.set(key, column);
      }
    }
  }

  /** The column of a name. */
  get(name: string): Column | undefined {
    return this._byName.get(name.toLowerCase());
  }

  private static readonly _known = new WeakMap<Schema, ColumnIndex>();
  private static readonly _nothing = new ColumnIndex(undefined);
  private readonly _byName: Map<string, Column>;
}

/** The names by which a message lists columns: a dozen at most. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 12).map(name => `“${name}”`);
  return names.length > 12
    ? `${shown.join(', ')} and ${names.length - 12} more`
    : shown.join(', ');
}

/** The problem of a name that no column has. */
export function unknownColumn(
  node: ColumnNode,
  schema: Schema,
  scope: ExpressionScope,
  text: string,
  name = node.parts[0]
): ComponentProblem {
  const names = schema.map(column => column.name);
  const dotted = node.parts.join('.');
  const whole = names.find(
    each => node.parts.length > 1 && sameName(each, dotted)
  );
  const close = whole ?? nearest(name, names);
  const said = whole === undefined ? name : dotted;
  const remedy =
    whole !== undefined
      ? `Put the name in backticks: \`${whole}\`.`
      : close !== undefined
        ? `Did you mean “${close}”?`
        : names.length === 0
          ? 'It has no columns.'
          : `It has ${listNames(names)}.`;
  const rest = whole === undefined ? node.parts.slice(1) : [];
  const better = [close ?? '', ...rest].map(quoteName).join('.');
  return {
    code: 'unknown-column',
    severity: 'error',
    path: scope.path ?? '',
    // A name that only lacks its backticks is there.
    ...(whole === undefined ? { column: name } : {}),
    message: `There is no column “${said}” in ${scope.where ?? 'the input'}. ${remedy}`,
    ...(close === undefined || scope.documentPath === undefined
      ? {}
      : {
          fix: {
            title: `Use “${close}”`,
            path: scope.documentPath,
            value: text.slice(0, node.start) + better + text.slice(node.end)
          }
        })
  };
}

/** A column name as Spark SQL takes it: words that are keywords there are quoted too. */
export function quoteName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) &&
    !KEYWORDS.has(name.toLowerCase())
    ? name
    : `\`${name.replace(/`/g, '``')}\``;
}

/** Words that can't stand as a column's name everywhere in Spark SQL. */
const KEYWORDS = new Set(
  (
    'and or not in between like ilike rlike regexp is when then else end as from where group order having limit union on using join select ' +
    'div over escape case cast null true false interval distinct exists date timestamp current_date current_timestamp current_user with'
  ).split(' ')
);

/** The type that a dotted path of struct fields leads to; undefined where a struct surely lacks the field. */
export function fieldType(
  type: DataType,
  names: readonly string[]
): DataType | undefined {
  let current = type;
  for (const name of names) {
    switch (current.kind) {
      case 'struct': {
        const field = current.fields.find(each => sameName(each.name, name));
        if (field === undefined) {
          return undefined;
        }
        current = field.type;
        break;
      }
      case 'array':
      case 'map':
      case 'unknown':
      case 'union':
        return UNKNOWN;
      default:
        return undefined;
    }
  }
  return current;
}
