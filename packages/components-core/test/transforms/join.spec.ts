import { join } from '../../src/transforms/join.js';
import {
  columns,
  configure,
  infer,
  lower,
  misfits,
  problems,
  show
} from '../context.js';

const inputs = {
  left: 'k int, v string, p* int',
  right: 'K bigint, v double, week date'
};
const on = (...pairs: string[]): object => ({
  keys: pairs.map(pair => {
    const [left, right = left] = pair.split('=');
    return { left, right };
  })
});

describe('join', () => {
  it('fills defaults in; a suffix goes with the suffix rule only', () => {
    expect(configure(join, on('k'))).toEqual({
      ...on('k'),
      how: 'inner',
      collision: 'suffix',
      suffix: '_right'
    });
    expect(
      misfits(join, {
        ...on('k'),
        collision: 'keepLeft',
        suffix: '_x'
      })
    ).toEqual(['unknown-field /suffix']);
    expect(misfits(join, { how: 'cross' })).toEqual(['wrong-value /how']);
  });

  it('shows kind and keys on its card', () => {
    expect(
      join.summary(configure(join, { ...on('k=K', 'v=w'), how: 'left' }))
    ).toBe('left on k, v = w');
    expect(join.summary({})).toBe('inner');
    expect(join.summary({ keys: [{ left: '', right: '' }] })).toBe('inner');
    expect(join.summary({ keys: [{ left: 'a', right: '' }] })).toBe(
      'inner on a = ?'
    );
  });

  it('says in which input a column is to be chosen', () => {
    expect(
      infer(join, { keys: [{ left: '', right: '' }] }, { inputs }).problems.map(
        ({ message }) => message
      )
    ).toEqual([
      'Choose a column of the left input.',
      'Choose a column of the right input.'
    ]);
  });

  it('offers in the place of an unknown key only what can be compared', () => {
    const offered = (right: string, keys: object): unknown[] =>
      infer(join, keys, {
        inputs: { left: 'dest string, k int', right }
      }).problems.map(({ code, fix }) => [code, fix?.value]);
    expect(offered('faa string, dst boolean', on('dest'))).toEqual([
      ['unknown-column', undefined]
    ]);
    expect(offered('dests string, dst boolean', on('dest'))).toEqual([
      ['unknown-column', 'dests']
    ]);
    expect(offered('flag boolean, k int', on('des=k'))).toEqual([
      ['unknown-column', undefined]
    ]);
  });

  it.each([
    ['inner', {}, 'k int, v string, p int, v_right double, week date'],
    ['left', { suffix: '2' }, 'k int, v string, p int, v2 double, week date'],
    ['right', {}, 'k bigint, v string, p int, v_right double, week date'],
    ['full', {}, 'k bigint, v string, p int, v_right double, week date'],
    ['inner', { collision: 'keepLeft' }, 'k int, v string, p int, week date'],
    ['inner', { collision: 'keepRight' }, 'k int, p int, v double, week date'],
    ['semi', {}, 'k int, v string, p int'],
    ['anti', {}, 'k int, v string, p int']
  ])('%s with %j yields %s', (how, rest, expected) => {
    const result = infer(join, { ...on('k'), how, ...rest }, { inputs });
    expect(result.problems).toEqual([]);
    expect(show(result.schema)).toBe(expected);
  });

  it('keeps both keys when their names differ', () => {
    expect(
      show(
        infer(join, on('k=w'), {
          inputs: { left: 'k date', right: 'w timestamp' }
        }).schema
      )
    ).toBe('k date, w timestamp');
  });

  it.each<[object, string[]]>([
    [{}, ['missing-keys /keys']],
    [on('='), ['missing-column /keys/0/left', 'missing-column /keys/0/right']],
    [
      on('kk=wek'),
      ['unknown-column /keys/0/left', 'unknown-column /keys/0/right']
    ],
    [on('v'), ['type-mismatch /keys/0/right']],
    [on('v=k'), ['type-mismatch /keys/0/right']],
    [on('k', 'K'), ['duplicate-key /keys/1']],
    [{ ...on('k'), suffix: '' }, ['duplicate-column /suffix']]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(join, config, { inputs })).toEqual(expected);
  });

  it('finds a suffix that makes another name twice', () => {
    const given = {
      inputs: { left: 'k int, v int, v_right int', right: 'k int, v int' }
    };
    expect(problems(join, on('k'), given)).toEqual([
      'duplicate-column /suffix'
    ]);
  });

  it('can not compare maps', () => {
    const given = {
      inputs: { left: 'm map<string,int>', right: 'm map<string,int>' }
    };
    expect(problems(join, on('m'), given)).toEqual([
      'type-mismatch /keys/0/right'
    ]);
  });

  it('names the side in a message', () => {
    const [problem] = infer(join, on('k=wek'), {
      inputs: { ...inputs, right: 'week int' }
    }).problems;
    expect(problem.message).toContain('the right input');
    expect(problem.fix).toMatchObject({
      path: '/nodes/n/config/keys/0/right'
    });
  });

  describe('#lower()', () => {
    it('says where each column comes from', () => {
      expect(lower(join, { ...on('K=k'), how: 'full' }, { inputs })).toEqual([
        {
          op: 'join',
          id: 'n',
          nodeId: 'n',
          inputs: ['from1', 'from2'],
          schema: columns(
            'k bigint, v string, p int, v_right double, week date'
          ),
          how: 'full',
          keys: [{ left: 'k', right: 'K' }],
          output: [
            { name: 'k', side: 'both', column: 'k', rightColumn: 'K' },
            { name: 'v', side: 'left', column: 'v' },
            { name: 'p', side: 'left', column: 'p' },
            { name: 'v_right', side: 'right', column: 'v' },
            { name: 'week', side: 'right', column: 'week' }
          ],
          collision: { rule: 'suffix', suffix: '_right' }
        }
      ]);
    });

    it('takes the key of a right join from the right', () => {
      expect(
        lower(join, { ...on('k'), how: 'right' }, { inputs })[0]
      ).toMatchObject({
        output: expect.arrayContaining([
          { name: 'k', side: 'right', column: 'K' }
        ])
      });
    });

    it('takes the left input first, whatever the order of the links', () => {
      const { left, right } = inputs;
      expect(
        lower(join, on('k'), { inputs: { right, left } })[0].inputs
      ).toEqual(['from2', 'from1']);
    });

    it('leaves the columns to the target where a side is not known', () => {
      const [operation] = lower(join, on('k'), {
        inputs: { left: 'k int', right: undefined }
      });
      expect(operation).not.toHaveProperty('output');
      expect(operation).not.toHaveProperty('schema');
    });

    it('knows the columns of a semi join by the left side alone', () => {
      expect(
        show(
          lower(
            join,
            { ...on('k'), how: 'semi' },
            { inputs: { left: 'k int', right: undefined } }
          )[0].schema
        )
      ).toBe('k int');
    });
  });
});
