import type { Expression } from '../../expression/typed.js';
import type { OperationBase } from './base.js';
import { likeInput, withExpressions } from './columns.js';
import { COMMON, NO_COLUMNS, type OperationDescriptor } from './descriptor.js';

/**
 * Sends each row to the outputs whose condition is true for it: the first one, or every one. A row for which no condition is true goes to
 * the output `otherwise`. A condition that is null is not true.
 */
export interface RouteOperation extends OperationBase {
  op: 'route';
  match: 'first' | 'every';
  /** The ports of `routes` in order, then that of `otherwise`. */
  outputs: readonly string[];
  routes: readonly { port: string; title: string; condition: Expression }[];
  otherwise: { port: string; title: string };
}

/** A route: each of its frames has the columns of the input. No condition passes it, as its other outputs would lose rows too. */
export const ROUTE: OperationDescriptor<RouteOperation> = {
  ...COMMON,
  output: (_, [input]) => input,
  needs: ({ routes }, _, used) =>
    used &&
    withExpressions(
      routes.map(({ condition }) => condition),
      used
    ),
  narrow: (route, _, inputs) => likeInput(route, inputs),
  passes: () => NO_COLUMNS,
  determinism: () => 'deterministic',
  order: () => 'keeps',
  definition: ({ schema: _schema, routes, otherwise, ...rest }) => ({
    ...rest,
    routes: routes.map(({ port, condition }) => ({ port, condition })),
    otherwise: otherwise.port
  })
};
