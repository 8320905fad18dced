import type { CodeOperation } from '../../../plan/operation.js';
import { functionBody } from '../../python/source.js';
import { call, name, NONE } from '../../python/tree.js';
import type { OperationPrinter } from './printer.js';

/** A function that holds the person's source, and its call. */
export const printCode: OperationPrinter<CodeOperation> = (
  scope,
  operation,
  inputs
) => {
  const { context } = scope;
  const body = functionBody(operation.source);
  if ('message' in body) {
    // Reported by the check.
    return NONE;
  }
  for (const each of ['F', 'Window', 'DynamicFrame'] as const) {
    if (body.names.has(each)) {
      context.imported(each);
    }
  }
  if (body.names.has('spark')) {
    context.spark();
  }
  const target = context.names.allocate(
    `run ${scope.title}`,
    `run ${operation.nodeId}`
  );
  scope.add({
    kind: 'function',
    name: target,
    parameters: operation.arguments,
    body: { source: body.source }
  });
  return call(name(target), inputs);
};
