import type { ProjectOperation } from '../../../plan/operation.js';
import { method, string } from '../../python/tree.js';
import { columnExpression, columnName } from '../expression.js';
import type { OperationPrinter } from './printer.js';

/** `frame.select(…)`. */
export const printProject: OperationPrinter<ProjectOperation> = (
  { context },
  { items },
  [frame]
) =>
  method(
    frame,
    'select',
    items.map(({ name, expression }) =>
      expression.kind === 'column' && expression.name === name
        ? string(columnName(name))
        : method(columnExpression(context, expression), 'alias', [string(name)])
    )
  );
