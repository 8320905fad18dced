import { customPyspark } from '../../src/transforms/code.js';
import {
  columns,
  configure,
  infer,
  lower,
  problems,
  show
} from '../context.js';

const inputs = { 'in:Flights, 2013': 'a int', 'in:Été': 'b int' };
const code = (text: string, rest: object = {}): object => ({
  code: text,
  ...rest
});

describe('customPyspark', () => {
  it('shows its first line on its card', () => {
    expect(
      customPyspark.summary(
        configure(customPyspark, code('# note\n\n  x = 1\nreturn a'))
      )
    ).toBe('x = 1 …');
    expect(customPyspark.summary(configure(customPyspark, {}))).toBe('');
  });

  it('yields what is declared, or what a sample showed, or nothing known', () => {
    const declared = code('return a', {
      columns: [{ name: 'x', type: 'int' }]
    });
    expect(show(infer(customPyspark, declared, { inputs }).schema)).toBe(
      'x int'
    );
    expect(
      show(
        infer(customPyspark, code('return a'), { inputs, sample: 'y int' })
          .schema
      )
    ).toBe('y int');
    expect(
      infer(customPyspark, code('return a'), { inputs }).schema
    ).toBeUndefined();
  });

  it.each<[object, string[]]>([
    [{}, ['missing-code /code']],
    [code(' \n'), ['missing-code /code']],
    [code('x = 1  # return x'), ['missing-return /code']],
    [code('returned = 1'), ['missing-return /code']],
    [code('if a: return a'), []],
    [
      code('return a', { arguments: ['a', 'class'] }),
      ['bad-argument /arguments/1']
    ],
    [code('return a', { arguments: ['F'] }), ['bad-argument /arguments/0']],
    [code('return a', { arguments: ['1a'] }), ['bad-argument /arguments/0']],
    [
      code('return a', { arguments: ['a', 'a'] }),
      ['duplicate-argument /arguments/1']
    ],
    [
      code('return a', { arguments: ['a', 'b', 'c'] }),
      ['unused-argument /arguments/2']
    ],
    [
      code('return a', { columns: [{ name: 'a', type: 'x' }] }),
      ['bad-type /columns/0/type']
    ]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(customPyspark, config, { inputs })).toEqual(expected);
  });

  it('lowers to the code as it is, with a name for each input', () => {
    expect(
      lower(
        customPyspark,
        code('return a  # ${x}', { columns: [{ name: 'x', type: 'int' }] }),
        { inputs }
      )
    ).toEqual([
      {
        op: 'code',
        id: 'n',
        nodeId: 'n',
        inputs: ['from1', 'from2'],
        schema: columns('x int'),
        source: 'return a  # ${x}',
        arguments: ['flights_2013', 'ete']
      }
    ]);
  });
});
