import { union } from '../../src/transforms/union.js';
import {
  columns,
  configure,
  infer,
  lower,
  problems,
  show
} from '../context.js';

const two = (first: string, second: string | undefined) => ({
  inputs: { 'in:One': first, 'in:Two': second }
});

describe('union', () => {
  it('keeps all rows by default', () => {
    expect(configure(union, {})).toEqual({
      distinct: false,
      allowMissing: false
    });
    expect(union.summary({})).toBe('all rows');
    expect(union.summary({ distinct: true, allowMissing: true })).toBe(
      'distinct rows, missing columns filled'
    );
  });

  it.each([
    ['a int, b string', 'B string, a int', {}, 'a int, b string'],
    ['a* int', 'a bigint', {}, 'a bigint'],
    ['a decimal(10,2)', 'a decimal(12,1)', {}, 'a decimal(13,2)'],
    ['a date', 'a timestamp', {}, 'a timestamp'],
    [
      'a int, b int',
      'c string, a int',
      { allowMissing: true },
      'a int, b int, c string'
    ]
  ])('%s and %s with %j yield %s', (first, second, config, expected) => {
    const result = infer(union, config, two(first, second));
    expect(result.problems).toEqual([]);
    expect(show(result.schema)).toBe(expected);
  });

  it.each<[string, string, object, string[]]>([
    ['a int, b int', 'a int', {}, ['missing-columns /allowMissing']],
    ['a int', 'a int, b int', {}, ['missing-columns /allowMissing']],
    ['a int', 'a array<int>', {}, ['type-mismatch ']],
    ['a int', 'a string', {}, ['becomes-text? ']],
    [
      'a map<string,int>',
      'a map<string,int>',
      { distinct: true },
      ['not-comparable /distinct']
    ]
  ])(
    'finds what is wrong with %s and %s, %j',
    (first, second, config, expected) => {
      expect(problems(union, config, two(first, second))).toEqual(expected);
    }
  );

  it('names the input that lacks a column', () => {
    const [problem] = infer(union, {}, two('a int, b int', 'a int')).problems;
    expect(problem.message).toContain('“Two” lacks “b”');
  });

  it('yields nothing known when an input is not', () => {
    expect(infer(union, {}, two('a int', undefined))).toEqual({
      schema: undefined,
      problems: []
    });
  });

  it('lowers to one union', () => {
    expect(lower(union, { distinct: true }, two('a int', 'a int'))).toEqual([
      {
        op: 'union',
        id: 'n',
        nodeId: 'n',
        inputs: ['from1', 'from2'],
        schema: columns('a int'),
        distinct: true,
        allowMissing: false
      }
    ]);
  });
});
