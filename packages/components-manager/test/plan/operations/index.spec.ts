import fc from 'fast-check';
import { framesOf } from '../../../src/plan/frame.js';
import type { Operation } from '../../../src/plan/operation.js';
import {
  descriptorOf,
  OPERATIONS
} from '../../../src/plan/operations/index.js';
import type { Schema } from '../../../src/types/type.js';
import { planAndWorld } from '../random.js';

describe('OPERATIONS', () => {
  test('yields the columns that plans state', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(planAndWorld, ({ plan }) => {
        const schemas = new Map<string, Schema>();
        for (const operation of plan.operations) {
          const output = descriptorOf(operation).output(
            operation,
            operation.inputs.map(id => schemas.get(id))
          );
          for (const frame of framesOf(operation)) {
            schemas.set(frame, output ?? []);
          }
          if (operation.schema) {
            seen.add(operation.op);
            expect(output?.map(each => each.name)).toEqual(
              operation.schema.map(each => each.name)
            );
          }
        }
      }),
      { numRuns: 500, seed: 20130101 }
    );
    expect([...seen].sort()).toEqual(
      Object.keys(OPERATIONS)
        // Random tables have no arrays.
        .filter(op => !['sql', 'call', 'code', 'write', 'explode'].includes(op))
        .sort()
    );
  });

  test('narrows an operation to no columns that it did not have', () => {
    fc.assert(
      fc.property(planAndWorld, fc.nat(), ({ plan }, n) => {
        for (const operation of plan.operations) {
          const names = (operation.schema ?? []).map(each =>
            each.name.toLowerCase()
          );
          const used = new Set(names.filter((_, index) => (n >> index) % 2));
          const narrowed: Operation = descriptorOf(operation).narrow(
            operation,
            used,
            operation.inputs.map(() => undefined)
          );
          const left = (narrowed.schema ?? []).map(each =>
            each.name.toLowerCase()
          );
          expect(names).toEqual(expect.arrayContaining(left));
          expect(left).toEqual(
            expect.arrayContaining(names.filter(name => used.has(name)))
          );
        }
      }),
      { numRuns: 300, seed: 20130101 }
    );
  });
});
