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

  it('knows the frames of an operation with several outputs', () => {
    const { operations } = plan(
      ['a'],
      ['r', 'a'],
      ['b', 'r:late'],
      ['c', 'r:rest', 'r:late', 'r:gone']
    );
    const routed = operations.map(each =>
      each.id === 'r' ? { ...each, outputs: ['late', 'odd', 'rest'] } : each
    ) as Operation[];
    const numbering = numberingOf({ operations: routed });
    expect(numbering.frameCount).toBe(6);
    expect([0, 1, 2, 3].map(each => numbering.firstFrame(each))).toEqual([
      0, 1, 4, 5
    ]);
    expect([0, 1, 2].map(slot => numbering.inputFrame(3, slot))).toEqual([
      3,
      1,
      NOT_THERE
    ]);
    expect([0, 1, 2].map(slot => numbering.input(3, slot))).toEqual([
      1,
      1,
      NOT_THERE
    ]);
    expect([...numbering.uses]).toEqual([1, 2, 0, 1, 0, 0]);
    // The route computes its input for each of the two outputs that are read.
    expect([...numbering.computations]).toEqual([2, 2, 0, 1, 0, 0]);
    expect(numbering.firstUser(1)).toBe(2);
  });

  it('is made once for the same operations', () => {
    const first = plan(['a'], ['b', 'a']);
    expect(numberingOf({ ...first })).toBe(numberingOf(first));
    expect(numberingOf(plan(['a'], ['b', 'a']))).not.toBe(numberingOf(first));
  });
});
