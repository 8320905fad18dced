import { NOT_THERE, numberingOf } from '../../src/plan/numbering.js';
import type { Operation, Plan } from '../../src/plan/operation.js';

const plan = (...operations: [string, ...string[]][]): Plan => ({
  operations: operations.map(
    ([id, ...inputs]) =>
      ({ op: 'distinct', id, nodeId: id, inputs }) as Operation
  )
});

describe('numberingOf', () => {
  it('says who reads whom, once for each slot', () => {
    const numbering = numberingOf(
      plan(['a'], ['b', 'a'], ['c', 'b', 'a', 'b'], ['d', 'gone'])
    );
    expect([0, 1, 2].map(slot => numbering.input(2, slot))).toEqual([1, 0, 1]);
    expect(numbering.input(3, 0)).toBe(NOT_THERE);
    expect([...numbering.uses]).toEqual([2, 2, 0, 0]);
    expect([0, 1, 2, 3].map(each => numbering.firstUser(each))).toEqual([
      1,
      2,
      NOT_THERE,
      NOT_THERE
    ]);
  });

  it('is made once for the same operations', () => {
    const first = plan(['a'], ['b', 'a']);
    expect(numberingOf({ ...first })).toBe(numberingOf(first));
    expect(numberingOf(plan(['a'], ['b', 'a']))).not.toBe(numberingOf(first));
  });
});
