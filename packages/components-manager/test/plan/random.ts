import fc from 'fast-check';
import { framesOf } from '../../src/plan/frame.js';
import type { Operation, Plan } from '../../src/plan/operation.js';
import type { Column } from '../../src/types/type.js';
import type { Frame } from './randomshape.js';
import { makeStep, type Choice } from './randomstep.js';
import type { Row, World } from './rows.js';

const COLUMNS: Column[] = [
  { name: 'id', type: { kind: 'int' } },
  { name: 'a', type: { kind: 'int' } },
  { name: 'b', type: { kind: 'string' } },
  { name: 'month', type: { kind: 'int' }, partition: true },
  { name: 'Region', type: { kind: 'string' }, partition: true }
];

function choice(kind: fc.Arbitrary<number>): fc.Arbitrary<Choice> {
  const n = fc.nat({ max: 9999 });
  return fc.tuple(kind, n, n, n, n);
}

const cell = fc.option(fc.integer({ min: 0, max: 3 }), { nil: null });
const letter = fc.option(fc.constantFrom('x', 'y'), { nil: null });

const row: fc.Arbitrary<Row> = fc.record({
  id: fc.integer({ min: 0, max: 99 }),
  a: cell,
  b: letter,
  month: cell,
  Region: letter
});

/** Tables with nulls and duplicates, and a plan over them made of every operation whose result is determined. */
export const planAndWorld: fc.Arbitrary<{ plan: Plan; world: World }> = fc
  .record({
    tables: fc.record({
      t0: fc.array(row, { minLength: 2, maxLength: 8 }),
      t1: fc.array(row, { minLength: 2, maxLength: 8 })
    }),
    parameter: fc.integer({ min: 0, max: 3 }),
    choices: fc.oneof(
      fc.array(choice(fc.nat({ max: 999 })), { maxLength: 14 }),
      // A step that a filter may or may not pass, and the filter.
      fc.tuple(
        choice(fc.constantFrom(4, 4, 5, 6, 6, 8, 9, 11, 12, 13, 14, 15, 17)),
        choice(fc.constant(0))
      )
    )
  })
  .map(({ tables, parameter, choices }) => ({
    plan: buildPlan(choices),
    world: { tables, parameters: { p: parameter } }
  }));

function buildPlan(choices: readonly Choice[]): Plan {
  const operations: Operation[] = [];
  const frames: Frame[] = [];
  const add = (operation: Operation, columns: readonly Column[]): void => {
    operations.push({ ...operation, schema: columns });
    for (const id of framesOf(operation)) {
      frames.push({ id, columns });
    }
  };
  const read = (n: number): Frame => {
    const id = `r${operations.length}`;
    const table = `t${n % 2}`;
    add(
      {
        op: 'read',
        id,
        nodeId: id,
        inputs: [],
        source: {
          kind: 'catalog',
          database: ['d'],
          table: [table],
          format: 'parquet',
          partitionKeys: COLUMNS.filter(each => each.partition)
        },
        hints: { glue: { bookmark: n % 5 === 0 } }
      },
      COLUMNS
    );
    return frames[frames.length - 1];
  };
  // Mostly the newest frame and a table of its own, so that plans grow deep and little is used twice.
  read(0);
  let newest = frames[0];
  choices.forEach((choice, index) => {
    const input =
      choice[1] % 8 === 0 ? frames[choice[2] % frames.length] : newest;
    const other = (): Frame =>
      choice[4] % 5 === 0 ? frames[choice[3] % frames.length] : read(choice[4]);
    // A filter often follows what it may not pass, a limit what it may pass.
    const last = operations[operations.length - 1].op;
    const follows = [
      'join',
      'aggregate',
      'distinct',
      'union',
      'unpivot',
      'window',
      'setOperation'
    ].includes(last);
    const kind = !follows
      ? choice[0]
      : choice[2] % 3 !== 0
        ? 0
        : ['join', 'union', 'unpivot'].includes(last)
          ? 9
          : choice[0];
    const step = makeStep(
      [kind, choice[1], choice[2], choice[3], choice[4]],
      index,
      input,
      other
    );
    add(step.operation, step.columns);
    newest = frames[frames.length - 1];
  });
  const used = new Set(operations.flatMap(each => each.inputs));
  const ends = frames.filter(each => !used.has(each.id));
  ends.forEach(({ id }, index) => {
    // One end in three is left dead.
    if (index % 3 !== 1) {
      operations.push({
        op: 'write',
        id: `w_${id}`,
        nodeId: `w_${id}`,
        inputs: [id],
        sink: { kind: 's3', path: [`s3://b/${id}`] },
        format: 'parquet',
        formatOptions: {},
        partitionKeys: [],
        mode: 'append'
      });
    }
  });
  return { operations };
}
