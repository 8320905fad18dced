import {
  parseSqlExpression,
  withoutEnd,
  type ComponentContext,
  type ComponentProblem,
  type Expression,
  type Schema,
  type Text
} from '@glueflow/components-manager';
import { documentPath, error } from './column.js';
import { missingTables } from './table.js';
import { toOptionalText, type TextField } from './text.js';

/**
 * Read a person's SQL expression over a schema, with everything wrong about it.
 *
 * `${name}` in it is a literal of the parameter's type. `where` says what has the columns, for messages. `expect`: a condition that is true
 * or false, or one value for each row.
 */
export function checkSql(
  sql: string | undefined,
  path: string,
  schema: Schema | undefined,
  context: Pick<ComponentContext, 'nodeId' | 'parameters' | 'sources'>,
  where = 'the input',
  expect: 'condition' | 'row' = 'condition'
): { expression?: Expression; problems: readonly ComponentProblem[] } {
  if (sql === undefined || sql.trim() === '') {
    return {
      problems: [error('missing-expression', path, 'Write a SQL expression.')]
    };
  }
  const { expression, problems } = parseSqlExpression(sql, {
    schema,
    parameters: context.parameters,
    path,
    documentPath: documentPath(context, path),
    where,
    expect
  });
  return {
    expression,
    problems: [...problems, ...missingTables(sql, path, context)]
  };
}

/** Return a person's SQL as a plan has it, without a `;` at its end; undefined where there is none. */
export function sqlText(sql: TextField | undefined): Text | undefined {
  const text = toOptionalText(sql);
  return text && withoutEnd(text);
}
