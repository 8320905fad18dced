import type {
  Column,
  DataType,
  Expression,
  ScalarFunction
} from '@glueflow/components-manager';

/** What a row's columns are and what parameters are worth. */
export interface Facts {
  /** Texts as partitions have them, by column name in lower case; null for Hive's default partition. */
  values: ReadonlyMap<string, string | null>;
  /** Types by column name in lower case. */
  types: ReadonlyMap<string, DataType>;
  /** Values of parameters; one that is not there is not known. */
  parameters: ReadonlyMap<string, string | number | boolean>;
}

/** True, false or (as in SQL) null; undefined when it can't be known here. */
export type Verdict = boolean | null | undefined;

type Scalar = bigint | number | string | boolean;
type Known = Scalar | null | undefined;

/** How Hive writes null in a partition. */
const NULL = '__HIVE_DEFAULT_PARTITION__';

/** The facts of one partition of a table. */
export function partitionFacts(
  keys: readonly Column[],
  values: readonly string[],
  parameters: Facts['parameters']
): Facts {
  const name = (key: Column): string => key.name.toLowerCase();
  return {
    values: new Map(
      keys.map((key, index) => {
        const value = values[index];
        return [
          name(key),
          value === undefined || value === NULL ? null : value
        ];
      })
    ),
    types: new Map(keys.map(key => [name(key), key.type])),
    parameters
  };
}

/** Whether a condition holds for a partition, by SQL's three-valued logic. Never throws: what it doesn't know is undefined. */
export function evaluateCondition(
  condition: Expression,
  facts: Facts
): Verdict {
  const value = evaluate(condition, facts);
  return typeof value === 'boolean' || value === null ? value : undefined;
}

function evaluate(expression: Expression, facts: Facts): Known {
  switch (expression.kind) {
    case 'column': {
      const name = expression.name.toLowerCase();
      const type = facts.types.get(name);
      const value = facts.values.get(name);
      return type && value !== undefined ? scalar(value, type) : undefined;
    }
    case 'literal':
      return scalar(expression.value, expression.type);
    case 'parameter': {
      const value = facts.parameters.get(expression.name);
      return value === undefined ? undefined : scalar(value, expression.type);
    }
    case 'cast': {
      const value = evaluate(expression.operand, facts);
      return typeof value === 'bigint' || typeof value === 'string'
        ? scalar(String(value), expression.type)
        : value === null
          ? null
          : undefined;
    }
    case 'sql':
      return expression.tree && evaluate(expression.tree, facts);
    case 'call':
      return call(
        expression.function,
        expression.args.map(arg => evaluate(arg, facts))
      );
    default:
      return undefined;
  }
}

/** A value of a type; null for what the type can't hold, as a cast gives. */
function scalar(
  value: string | number | boolean | null,
  type: DataType
): Known {
  if (value === null) {
    return null;
  }
  const text = String(value);
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return /^\s*[+-]?\d+\s*$/.test(text)
        ? BigInt(text.trim().replace(/^\+/, ''))
        : null;
    case 'float':
    case 'double':
      return text.trim() === '' || Number.isNaN(Number(text))
        ? null
        : Number(text);
    case 'string':
    case 'varchar':
      return text;
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
    case 'boolean':
      return /^(true|false)$/i.test(text) ? /^true$/i.test(text) : null;
    default:
      return undefined;
  }
}

function call(name: ScalarFunction, args: readonly Known[]): Known {
  switch (name) {
    case 'and':
      return all(args, false);
    case 'or':
      return all(args, true);
    case 'not':
      return typeof args[0] === 'boolean' ? !args[0] : args[0];
    case 'isNull':
      return args[0] === undefined ? undefined : args[0] === null;
    case 'isNotNull':
      return args[0] === undefined ? undefined : args[0] !== null;
    case 'in':
      return all(
        args.slice(1).map(arg => compare('eq', args[0], arg)),
        true
      );
    case 'between':
      return all(
        [compare('ge', args[0], args[1]), compare('le', args[0], args[2])],
        false
      );
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return compare(name, args[0], args[1]);
    case 'eqNullSafe':
      return args[0] === null || args[1] === null
        ? args.includes(undefined)
          ? undefined
          : args[0] === args[1]
        : compare('eq', args[0], args[1]);
    default:
      return undefined;
  }
}

/** And, or (`settles` false, true): one that settles it does so whatever the others are. */
function all(args: readonly Known[], settles: boolean): Verdict {
  if (args.includes(settles)) {
    return settles;
  }
  return args.includes(undefined)
    ? undefined
    : args.includes(null)
      ? null
      : !settles;
}

type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

function compare(how: Comparison, left: Known, right: Known): Verdict {
  if (left === undefined || right === undefined) {
    return undefined;
  }
  if (left === null || right === null) {
    return null;
  }
  const numbers = [left, right].every(
    side => typeof side === 'bigint' || typeof side === 'number'
  );
  // Of different kinds Spark casts one of them; which one is not for us to guess.
  if (!numbers && typeof left !== typeof right) {
    return undefined;
  }
  const order = left < right ? -1 : left > right ? 1 : 0;
  return {
    eq: order === 0,
    ne: order !== 0,
    lt: order < 0,
    le: order <= 0,
    gt: order > 0,
    ge: order >= 0
  }[how];
}
