import {
  parseText,
  type ComponentContext,
  type ComponentProblem,
  type Expression,
  type Schema
} from '@glueflow/components-manager';
import { error } from './column.js';

/**
 * Read a person's SQL condition over a schema, with everything wrong about it.
 *
 * `${name}` in it is a literal of the parameter's type.
 */
export function checkSql(
  sql: string | undefined,
  path: string,
  _schema: Schema | undefined,
  _context: Pick<ComponentContext, 'nodeId' | 'parameters'>,
  _where?: string
): { expression?: Expression; problems: ComponentProblem[] } {
  if (sql === undefined || sql.trim() === '') {
    return {
      problems: [error('missing-expression', path, 'Write a SQL expression.')]
    };
  }
  return {
    expression: {
      kind: 'sql',
      text: parseText(sql),
      columns: null,
      type: { kind: 'boolean' }
    },
    problems: []
  };
}
