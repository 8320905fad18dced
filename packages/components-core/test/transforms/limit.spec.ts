import { limit } from '../../src/transforms/limit.js';
import { infer, lower, misfits, problems, show } from '../context.js';

const inputs = { in: 'a int, b string' };

describe('limit', () => {
  it('passes the columns on', () => {
    expect(show(infer(limit, { count: 0 }, { inputs }).schema)).toBe(inputs.in);
    expect(limit.summary({ count: { $parameter: 'n' } })).toBe('${n} rows');
  });

  it('needs a whole number that is not negative', () => {
    expect(problems(limit, {}, { inputs })).toEqual(['missing-count /count']);
    expect(misfits(limit, { count: -1 })).toHaveLength(1);
    expect(misfits(limit, { count: 1.5 })).toHaveLength(1);
    expect(misfits(limit, { count: 'ten' })).toHaveLength(1);
  });

  it('lowers to one limit, by a number or a parameter', () => {
    expect(lower(limit, { count: 10 }, { inputs })).toEqual([
      {
        op: 'limit',
        id: 'n',
        nodeId: 'n',
        inputs: ['from1'],
        schema: infer(limit, { count: 10 }, { inputs }).schema,
        count: 10
      }
    ]);
    expect(
      lower(
        limit,
        { count: { $parameter: 'n' } },
        { inputs, parameters: { n: { type: 'integer' } } }
      )[0]
    ).toMatchObject({ count: { parameter: 'n' } });
  });
});
