import type { Operation } from '../../plan/operation.js';
import type { OperationProblem } from '../../target/target.js';

/** Return a problem for columns whose names DuckDB can't have: control characters, and two that differ only in case. */
export function nameProblems(operation: Operation): OperationProblem[] {
  const problems: OperationProblem[] = [];
  const seen = new Set<string>();
  for (const [index, { name }] of (operation.schema ?? []).entries()) {
    const lower = name.toLowerCase();
    const message = /[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)
      ? `The name of a column (“${name.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '\ufffd')}”) holds a control character, which a script of SQL can't show. Rename the column.`
      : name === ''
        ? 'A column has no name. Rename it.'
        : seen.has(lower)
          ? `Two columns are called “${name}” but for upper and lower case. Rename one of them.`
          : undefined;
    seen.add(lower);
    if (message !== undefined) {
      problems.push({
        code: 'duckdb-column-name',
        severity: 'error',
        operation,
        field: `/schema/${index}`,
        message
      });
    }
  }
  return problems;
}
