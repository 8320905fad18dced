import fc from 'fast-check';
import { framesOf } from '../../src/plan/frame.js';
import type { Operation, Plan } from '../../src/plan/operation.js';
import { optimize, RULES } from '../../src/plan/optimize.js';
import {
  col,
  filter,
  fn,
  int,
  read,
  step,
  text,
  writeS3
} from '../codegen/build.js';
import { interpret } from './interpreter.js';
import { canonical } from './rows.js';
import { planAndWorld } from './random.js';

/** How often a rule changed a random plan, so that a generator that never reaches a rule is noticed. */
const changes = new Map<string, number>();

function expectSame(
  rule: (plan: Plan) => Plan,
  name: string,
  runs: number
): void {
  fc.assert(
    fc.property(planAndWorld, ({ plan, world }) => {
      const before = interpret(plan, world);
      const after = rule(plan);
      if (JSON.stringify(after) !== JSON.stringify(plan)) {
        changes.set(name, (changes.get(name) ?? 0) + 1);
      }
      const rows = interpret(after, world);
      for (const operation of plan.operations) {
        if (operation.op === 'write') {
          expect(canonical(rows.get(operation.id) ?? [{ lost: true }])).toEqual(
            canonical(before.get(operation.id) ?? [])
          );
        }
      }
      return true;
    }),
    { numRuns: runs, seed: 20130101 }
  );
}

describe('optimize', () => {
  test.each(Object.entries(RULES))('%s changes no result', (name, rule) => {
    expectSame(rule, name, 800);
    expect(changes.get(name) ?? 0).toBeGreaterThan(20);
  });

  test('all rules together change no result', () => {
    expectSame(optimize, 'all', 1200);
  });

  test('is the same every time', () => {
    fc.assert(
      fc.property(planAndWorld, ({ plan }) => {
        const once = optimize(plan);
        expect(JSON.stringify(optimize(plan))).toBe(JSON.stringify(once));
      }),
      { numRuns: 200 }
    );
  });

  test('keeps inputs before users', () => {
    fc.assert(
      fc.property(planAndWorld, ({ plan }) => {
        const seen = new Set<string>();
        for (const operation of optimize(plan).operations) {
          operation.inputs.forEach(input => expect(seen.has(input)).toBe(true));
          framesOf(operation).forEach(frame => seen.add(frame));
        }
      }),
      { numRuns: 200 }
    );
  });

  test('takes a chain of 10,000 operations', () => {
    const operations: Operation[] = [read('n0')];
    for (let index = 1; index < 10_000; index++) {
      const before = `n${index - 1}`;
      const id = `n${index}`;
      operations.push(
        index % 4 === 0
          ? step('project', id, [before], {
              items: ['carrier', 'month', 'distance'].map(name => ({
                name,
                expression: col(name)
              }))
            })
          : filter(
              id,
              before,
              index % 2
                ? fn('ge', col('month'), int(index % 12))
                : fn('eq', col('carrier'), text('AA'))
            )
      );
    }
    operations.push(writeS3('out', 'n9999'));
    const { operations: left } = optimize({ operations });
    expect(left[0]).toMatchObject({
      op: 'read',
      columns: expect.arrayContaining(['carrier', 'month', 'distance'])
    });
    expect(left.at(-1)).toMatchObject({ op: 'write', id: 'out' });
  });
});
