import { unpivot } from '../../src/transforms/unpivot.js';
import { infer, lower, problems, show } from '../context.js';

const inputs = { in: 'k string, a int, b bigint, d double, m map<int,int>' };

describe('unpivot', () => {
  it.each<[object, string]>([
    [
      { columns: ['a', 'B'] },
      'k string, d double, m map<int,int>, name string, value bigint'
    ],
    [
      {
        columns: ['a', 'd'],
        keep: 'listed',
        ids: ['K'],
        nameColumn: 'what',
        valueColumn: 'n'
      },
      'k string, what string, n double'
    ],
    [{ columns: ['m'], keep: 'listed' }, 'name string, value map<int,int>']
  ])('yields the columns of %j', (config, expected) => {
    expect(show(infer(unpivot, config, { inputs }).schema)).toBe(expected);
  });

  it.each<[object, string[]]>([
    [{}, ['missing-column /columns']],
    [{ columns: ['z'] }, ['unknown-column /columns/0']],
    [{ columns: ['a', 'A'] }, ['duplicate-column /columns/1']],
    [{ columns: ['a', 'm'] }, ['type-mismatch /columns']],
    [{ columns: ['a', 'k'] }, ['becomes-text? /columns']],
    [{ columns: ['a'], nameColumn: 'K' }, ['duplicate-column /nameColumn']],
    [
      { columns: ['a'], nameColumn: 'x', valueColumn: 'X' },
      ['duplicate-column /valueColumn']
    ],
    [
      { columns: ['a'], keep: 'listed', ids: ['z', 'k', 'K'] },
      ['unknown-column /ids/0', 'duplicate-column /ids/2']
    ]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(unpivot, config, { inputs })).toEqual(expected);
  });

  it('needs to know which columns are kept', () => {
    const unknown = { inputs: { in: undefined } };
    expect(problems(unpivot, { columns: ['a'] }, unknown)).toEqual([
      'columns-not-known /keep'
    ]);
    expect(
      problems(unpivot, { columns: ['a'], keep: 'listed' }, unknown)
    ).toEqual([]);
  });

  it('lowers to one unpivot', () => {
    const config = { columns: ['A', 'b'], keep: 'listed', ids: ['K'] };
    expect(lower(unpivot, { ...config, dropNulls: true }, { inputs })).toEqual([
      {
        op: 'unpivot',
        id: 'n',
        nodeId: 'n',
        inputs: ['from1'],
        schema: infer(unpivot, config, { inputs }).schema,
        ids: ['k'],
        columns: ['a', 'b'],
        nameColumn: 'name',
        valueColumn: 'value',
        dropNulls: true
      }
    ]);
    expect(unpivot.summary({ columns: ['a', 'b'] })).toBe('a, b → name, value');
  });
});
