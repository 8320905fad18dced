import { conjunction } from '../../../src/codegen/glue/predicate.js';

describe('conjunction', () => {
  test('puts each condition in parentheses, and none in a comment of another', () => {
    expect(conjunction([['a = 1']])).toEqual(['a = 1']);
    expect(conjunction([['a = ', { parameter: 'p' }], ['b']])).toEqual([
      '(a = ',
      { parameter: 'p' },
      ') AND (b)'
    ]);
    expect(conjunction([['a OR b -- why'], ['c']])).toEqual([
      '(a OR b -- why\n) AND (c)'
    ]);
  });
});
