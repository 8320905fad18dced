import type { Value } from '../../../document/text.js';
import type { SampleOperation } from '../../../plan/operation.js';
import { number } from '../../python/literal.js';
import {
  binary,
  call,
  method,
  name,
  type PyExpression
} from '../../python/tree.js';
import type { ScriptContext } from '../context.js';
import { whenEqual } from './case.js';
import type { OperationPrinter } from './printer.js';

/** `frame.sample(…)`; an exact number of rows by a random order; strata by a random number for each row. */
export const printSample: OperationPrinter<SampleOperation> = (
  { context },
  { method: by, seed },
  [frame]
) => {
  const random = (): PyExpression =>
    context.sql('rand', seed === undefined ? [] : [context.value(seed)]);
  switch (by.kind) {
    case 'fraction':
      return method(frame, 'sample', [], {
        fraction: asFloat(context, by.fraction),
        seed: seed === undefined ? undefined : context.value(seed)
      });
    case 'rows':
      return method(method(frame, 'orderBy', [random()]), 'limit', [
        context.value(by.count)
      ]);
    case 'stratified': {
      const cases = by.strata.reduce<PyExpression | undefined>(
        (before, { value, fraction }) =>
          whenEqual(context, by.column, value, number(fraction, true), before),
        undefined
      );
      const others = number(by.others, true);
      return method(frame, 'filter', [
        binary(
          '<',
          random(),
          cases ? method(cases, 'otherwise', [others]) : others
        )
      ]);
    }
  }
};

/** Spark takes no whole number for a fraction, not even 0 and 1. */
function asFloat(context: ScriptContext, value: Value<number>): PyExpression {
  if (typeof value === 'number') {
    return number(value, true);
  }
  const printed = context.value(value);
  return context.parameterType(value.parameter) === 'integer'
    ? call(name('float'), [printed])
    : printed;
}
