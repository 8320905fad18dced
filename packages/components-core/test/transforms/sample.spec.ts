import { sample } from '../../src/transforms/sample.js';
import { infer, lower, misfits, problems, show } from '../context.js';

const inputs = { in: 'a int, b string, d decimal(5,2), t boolean' };

describe('sample', () => {
  it('passes the columns on', () => {
    expect(show(infer(sample, { fraction: 0.5 }, { inputs }).schema)).toBe(
      inputs.in
    );
  });

  it.each<[object, string]>([
    [{ method: 'fraction', fraction: 0.1, seed: 3 }, '0.1 of the rows, seed 3'],
    [{ method: 'rows', rows: 10 }, '10 rows'],
    [
      {
        method: 'stratified',
        column: 'b',
        strata: [{ value: 'x', fraction: 1 }, { fraction: 0.5 }]
      },
      'x 1, null 0.5 of b'
    ]
  ])('shows %j as “%s” on its card', (config, expected) => {
    expect(sample.summary(config)).toBe(expected);
  });

  it.each<[object, string[]]>([
    [{}, ['missing-fraction /fraction']],
    [{ method: 'rows' }, ['missing-count /rows']],
    [
      { method: 'stratified' },
      ['missing-column /column', 'missing-value /strata']
    ],
    [
      { method: 'stratified', column: 'z', strata: [{ value: 1 }] },
      ['unknown-column /column', 'missing-fraction /strata/0/fraction']
    ],
    [
      {
        method: 'stratified',
        column: 'a',
        strata: [
          { value: 'one', fraction: 1 },
          { value: 2, fraction: 1 },
          { value: '2', fraction: 0 }
        ]
      },
      ['type-mismatch /strata/0/value', 'duplicate-value /strata/2/value']
    ]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(sample, config, { inputs })).toEqual(expected);
  });

  it('takes fractions from 0 to 1 and whole numbers', () => {
    expect(misfits(sample, { fraction: 1.1 })).toHaveLength(1);
    expect(misfits(sample, { method: 'rows', rows: -1 })).toHaveLength(1);
    expect(misfits(sample, { fraction: 0.1, seed: 0.5 })).toHaveLength(1);
  });

  it('lowers to one sample', () => {
    expect(
      lower(sample, { method: 'rows', rows: 5, seed: 1 }, { inputs })
    ).toEqual([
      {
        op: 'sample',
        id: 'n',
        nodeId: 'n',
        inputs: ['from1'],
        schema: infer(sample, { method: 'rows', rows: 5 }, { inputs }).schema,
        method: { kind: 'rows', count: 5 },
        seed: 1
      }
    ]);
  });

  it('reads strata as values of the column, which forms write as text', () => {
    const [operation] = lower(
      sample,
      {
        method: 'stratified',
        column: 'T',
        strata: [{ value: 'true', fraction: 1 }, { fraction: 0.5 }]
      },
      { inputs }
    );
    expect(operation).toMatchObject({
      method: {
        kind: 'stratified',
        column: 't',
        strata: [
          { value: { value: true, type: { kind: 'boolean' } }, fraction: 1 },
          { value: { value: null, type: { kind: 'boolean' } }, fraction: 0.5 }
        ],
        others: 0
      }
    });
  });
});
