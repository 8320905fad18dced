import type { SampleOperation } from '../../../plan/operation.js';
import { number } from '../../python/literal.js';
import { binary, method, type PyExpression } from '../../python/tree.js';
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
        fraction: context.value(by.fraction),
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
