import type { JoinOperation } from '../../../plan/operation.js';
import {
  binary,
  call,
  list,
  method,
  string,
  type PyExpression
} from '../../python/tree.js';
import { columnName } from '../expression.js';
import type { OperationPrinter } from './printer.js';

const JOINS: Record<JoinOperation['how'], string> = {
  inner: 'inner',
  left: 'left',
  right: 'right',
  full: 'full',
  semi: 'left_semi',
  anti: 'left_anti'
};

/** A join on equal keys; both sides have an alias, so that a frame can be joined with what came from it. */
export const printJoin: OperationPrinter<JoinOperation> = (
  scope,
  operation,
  [left, right]
) => {
  const { context } = scope;
  const { how, keys, output } = operation;
  const onlyLeft = how === 'semi' || how === 'anti';
  if (!output && !onlyLeft) {
    return call(context.useHelper('join_frames'), [left, right], {
      keys: list(
        keys.map(key => ({
          kind: 'tuple',
          items: [string(key.left), string(key.right)]
        }))
      ),
      how: string(JOINS[how]),
      keep: string(
        operation.collision.rule === 'suffix'
          ? 'both'
          : operation.collision.rule === 'keepLeft'
            ? 'left'
            : 'right'
      ),
      suffix: string(operation.collision.suffix)
    });
  }
  const side = (alias: 'left' | 'right', each: string): PyExpression =>
    context.sql('col', [string(`${alias}.${columnName(each)}`)]);
  const conditions = keys.map(key =>
    binary('==', side('left', key.left), side('right', key.right))
  );
  const joined = method(method(left, 'alias', [string('left')]), 'join', [
    method(right, 'alias', [string('right')]),
    conditions.length === 1 ? conditions[0] : list(conditions),
    string(JOINS[how])
  ]);
  // A semi or anti join has the left side's columns by itself.
  if (
    !output ||
    (onlyLeft && output.length === scope.inputOperation(0)?.schema?.length)
  ) {
    return joined;
  }
  return method(
    joined,
    'select',
    output.map(each => {
      if (each.side === 'both') {
        return method(
          context.sql('coalesce', [
            side('left', each.column),
            side('right', each.rightColumn ?? each.column)
          ]),
          'alias',
          [string(each.name)]
        );
      }
      const value = side(each.side, each.column);
      return each.name === each.column
        ? value
        : method(value, 'alias', [string(each.name)]);
    })
  );
};
