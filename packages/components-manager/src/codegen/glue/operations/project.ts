import type { ProjectOperation } from '../../../plan/operation.js';
import { method, string } from '../../python/tree.js';
import { columnExpression, columnName } from '../expression.js';
import { withColumns } from './frame.js';
import type { OperationPrinter } from './printer.js';

/** `frame.select(…)`, or `frame.withColumns(…)` where other columns stay. */
export const printProject: OperationPrinter<ProjectOperation> = (
  { context },
  { items, keepOthers },
  [frame]
) =>
  keepOthers
    ? withColumns(
        frame,
        items.map(({ name, expression }) => [
          name,
          columnExpression(context, expression)
        ])
      )
    : method(
        frame,
        'select',
        items.map(({ name, expression }) =>
          expression.kind === 'column' && expression.name === name
            ? string(columnName(name))
            : method(columnExpression(context, expression), 'alias', [
                string(name)
              ])
        )
      );
