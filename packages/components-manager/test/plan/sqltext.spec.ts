import * as fc from 'fast-check';
import { parseText } from '../../src/document/text.js';
import type { Operation } from '../../src/plan/operation.js';
import { mayHoldSql, writtenParts } from '../../src/plan/sqltext.js';
import { planAndWorld } from './random.js';

const base = { id: 'a', nodeId: 'a', inputs: ['b'] };

describe('mayHoldSql', () => {
  it('is true of every operation of random plans that holds SQL', () => {
    fc.assert(
      fc.property(planAndWorld, ({ plan }) => {
        for (const operation of plan.operations) {
          if (writtenParts(operation).sql.length > 0) {
            expect(mayHoldSql(operation)).toBe(true);
          }
        }
      })
    );
  });

  it('finds a condition written in SQL, however deep', () => {
    const deep = (levels: number): Operation => {
      let condition = { kind: 'sql', text: parseText('a > 1') } as object;
      for (let level = 0; level < levels; level++) {
        condition = {
          kind: 'unary',
          operator: 'not',
          operand: condition
        };
      }
      return { ...base, op: 'filter', condition } as Operation;
    };
    expect(mayHoldSql(deep(0))).toBe(true);
    expect(mayHoldSql(deep(20_000))).toBe(true);
  });

  it('is false of an operation without any', () => {
    const condition = {
      kind: 'binary',
      operator: 'gt',
      left: { kind: 'column', name: 'a' },
      right: { kind: 'literal', value: 1 }
    };
    const schema = [{ name: 'sql', type: { kind: 'string' } }];
    const filter = { ...base, op: 'filter', condition, schema };
    expect(mayHoldSql(filter as unknown as Operation)).toBe(false);
  });
});
