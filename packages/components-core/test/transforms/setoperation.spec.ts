import { setOperation } from '../../src/transforms/setoperation.js';
import { infer, lower, problems, show } from '../context.js';

const inputs = { second: 'B int, a string', first: 'a string, b bigint' };

describe('set-operation', () => {
  it('has the columns of the first input, in types that hold both', () => {
    expect(show(infer(setOperation, {}, { inputs }).schema)).toBe(
      'a string, b bigint'
    );
  });

  it.each<[Record<string, string | undefined>, string[]]>([
    [{ first: 'a int', second: 'a int, c int' }, ['missing-columns ']],
    [{ first: 'a int, c int', second: 'a int' }, ['missing-columns ']],
    [{ first: 'a int', second: 'a array<int>' }, ['type-mismatch ']],
    [
      { first: 'a map<int,int>', second: 'a map<int,int>' },
      ['not-comparable ']
    ],
    [{ first: 'a int', second: undefined }, []]
  ])('finds what is wrong with %j', (given, expected) => {
    expect(problems(setOperation, {}, { inputs: given })).toEqual(expected);
  });

  it('lowers to one operation, the first input before the second', () => {
    expect(
      lower(setOperation, { operation: 'except', duplicates: true }, { inputs })
    ).toEqual([
      {
        op: 'setOperation',
        id: 'n',
        nodeId: 'n',
        inputs: ['from2', 'from1'],
        schema: infer(setOperation, {}, { inputs }).schema,
        kind: 'except',
        distinct: false
      }
    ]);
    expect(setOperation.summary({})).toBe('intersect');
  });
});
