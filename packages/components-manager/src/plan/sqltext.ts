import type { Text } from '../document/text.js';
import { scanSql, type SqlFinding } from '../expression/scan.js';
import type { ApplyExpression } from '../expression/typed.js';
import type { Operation } from './operation.js';
import { descriptorOf } from './operations/index.js';

/** What a person wrote into an operation, wherever it stands there. */
export interface WrittenParts {
  /** Spark SQL: expressions and predicates, and the query of a SQL operation. */
  sql: readonly Text[];
  /** Texts that expressions hold as literals. */
  literals: readonly string[];
  /** Functions of the catalogue that expressions call. */
  calls: readonly { name: string; empty: boolean }[];
}

/** So deep an operation is looked into by calls. */
const DEEPEST = 200;

/** Return whether a part of an operation may hold Spark SQL. Makes no objects: most operations hold none. */
function maySql(part: object, depth: number): boolean {
  if (depth > DEEPEST) {
    return true;
  }
  const fields = part as Readonly<Record<string, unknown>>;
  for (const name in fields) {
    const value = fields[name];
    if (
      value === 'sql' ||
      name === 'partitionPredicate' ||
      name === 'catalogPartitionPredicate' ||
      (typeof value === 'object' &&
        value !== null &&
        (depth > 0 || name !== 'schema') &&
        maySql(value, depth + 1))
    ) {
      return true;
    }
  }
  return false;
}

/**
 * Return whether an operation may hold Spark SQL of a person, where a whole search finds it: true too often, never too seldom, and much
 * quicker than to search.
 */
export function mayHoldSql(operation: Operation): boolean {
  return maySql(operation, 0);
}

/** Return the Spark SQL and the literals of an operation. */
export function writtenParts(operation: Operation): WrittenParts {
  const { schema: _, inputs: __, ...rest } = operation;
  const sql: Text[] = [];
  const literals: string[] = [];
  const calls: { name: string; empty: boolean }[] = [];
  const code = descriptorOf(operation).code(operation);
  if (code?.language === 'sql') {
    sql.push(code.query);
  }
  // Plain loops over objects alone: a compile asks this of every operation.
  const open: object[] = [rest];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) {
      for (const each of next as unknown[]) {
        if (typeof each === 'object' && each !== null) {
          open.push(each);
        }
      }
      continue;
    }
    const fields = next as Readonly<Record<string, unknown>>;
    if (fields.kind === 'apply') {
      const { name, args } = next as ApplyExpression;
      calls.push({ name, empty: args.length === 0 });
    }
    for (const name in fields) {
      const value = fields[name];
      if (
        (name === 'text' && fields.kind === 'sql') ||
        name === 'partitionPredicate' ||
        name === 'catalogPartitionPredicate'
      ) {
        if (value !== undefined) {
          sql.push(value as Text);
        }
      } else if (name === 'value' && fields.kind === 'literal') {
        if (typeof value === 'string') {
          literals.push(value);
        }
      } else if (typeof value === 'object' && value !== null) {
        open.push(value);
      }
    }
  }
  return { sql, literals, calls };
}

/** Return what a scan of all Spark SQL of an operation finds: functions, tables from outside, statements. */
export function findingsIn(
  operation: Operation,
  { sql }: WrittenParts = writtenParts(operation)
): SqlFinding[] {
  const code = descriptorOf(operation).code(operation);
  return code?.language === 'sql'
    ? scanSql(code.query, code.aliases, true)
    : sql.flatMap(text => scanSql(text));
}
