import type { CallArgument, CallOperation } from '../../../plan/operation.js';
import {
  call,
  list,
  name,
  string,
  type PyExpression
} from '../../python/tree.js';
import type { ScriptContext } from '../context.js';
import type { OperationPrinter } from './printer.js';

/** A call of a function that the component's requirement brings. */
export const printCall: OperationPrinter<CallOperation> = (
  { context },
  operation,
  inputs
) => {
  for (const id of operation.requires ?? []) {
    const requirement = context.input.plan.requirements?.get(id);
    if (requirement !== undefined) {
      context.require(requirement);
    }
  }
  return call(
    name(operation.function),
    inputs,
    Object.fromEntries(
      Object.entries(operation.arguments).map(([key, value]) => [
        key,
        argument(context, value)
      ])
    )
  );
};

function argument(context: ScriptContext, value: CallArgument): PyExpression {
  switch (value.kind) {
    case 'text':
      return context.text(value.text);
    case 'value':
      return context.value(value.value);
    case 'list':
      return list(value.items.map(string));
  }
}
