import type { Text } from '../document/text.js';
import { scanSql, type SqlFinding } from '../expression/scan.js';
import type { LiteralValue } from '../expression/typed.js';
import type { Operation } from './operation.js';
import { descriptorOf } from './operations/index.js';

/** What a person wrote into an operation, wherever it stands there. */
export interface WrittenParts {
  /** Spark SQL: expressions and predicates, and the query of a SQL operation. */
  sql: readonly Text[];
  /** Texts that expressions hold as literals. */
  literals: readonly string[];
}

/** Return the Spark SQL and the literals of an operation. */
export function writtenParts(operation: Operation): WrittenParts {
  const { schema: _, ...rest } = operation;
  const sql: Text[] = [];
  const literals: string[] = [];
  const code = descriptorOf(operation).code(operation);
  if (code?.language === 'sql') {
    sql.push(code.query);
  }
  const open: unknown[] = [rest];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) {
      continue;
    }
    const { kind } = next as { kind?: unknown };
    for (const [name, value] of Object.entries(next)) {
      if (
        (name === 'text' && kind === 'sql') ||
        name === 'partitionPredicate' ||
        name === 'catalogPartitionPredicate'
      ) {
        sql.push(value as Text);
      } else if (name === 'value' && kind === 'literal') {
        const literal = value as LiteralValue;
        if (typeof literal === 'string') {
          literals.push(literal);
        }
      } else {
        open.push(value ?? null);
      }
    }
  }
  return { sql, literals };
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
