import type { Text } from '../document/text.js';
import { isHarmless } from '../expression/functions/index.js';
import { scanSql, type SqlFinding } from '../expression/scan.js';

/** Why a part of a pipeline may do more than compute from its inputs. */
export type CodeReason =
  | { kind: 'python' }
  /** SQL calls a function that is not known to compute a value only. */
  | { kind: 'function'; name: string }
  /** SQL reads a table that is no input. */
  | { kind: 'table'; name: string }
  /** SQL does more than read, or can't be understood. */
  | { kind: 'statement'; name: string };

/**
 * Return why Spark SQL may do more than compute from its tables: a function that is not known to be harmless, a table from outside, a
 * statement that is no query. Empty: nothing of that kind. Each reason stands once.
 *
 * Source: Spark 3.5 SQL reference, "Built-in Functions" (`reflect`, `java_method`).
 *
 * @param tables - The names of the inputs.
 * @param whole - The text is a whole query, not an expression.
 */
export function reasonsOfSql(
  text: Text,
  tables: readonly string[] = [],
  whole = false
): CodeReason[] {
  const found = new Map<string, CodeReason>();
  for (const finding of scanSql(text, tables, whole)) {
    const reason = reasonOf(finding);
    if (reason !== undefined) {
      found.set(`${reason.kind} ${reason.name.toLowerCase()}`, reason);
    }
  }
  return [...found.values()];
}

function reasonOf(
  finding: SqlFinding
): Exclude<CodeReason, { kind: 'python' }> | undefined {
  switch (finding.kind) {
    case 'call':
      return isHarmless(finding.name.toLowerCase()) && !finding.qualified
        ? undefined
        : { kind: 'function', name: finding.name };
    case 'table':
      return { kind: 'table', name: finding.parts.join('.') };
    case 'statement':
      return finding;
    case 'present':
      return undefined;
  }
}
