import type { CodeOperation } from '@glueflow/components-manager';
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
    [code('if ete: return ete'), []],
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
      code('return ete', { columns: [{ name: 'a', type: 'x' }] }),
      ['bad-type /columns/0/type']
    ]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(customPyspark, config, { inputs })).toEqual(expected);
  });

  it('names inputs by their links, and keeps the names when steps are renamed', () => {
    const named = (inputs: Record<string, string>): unknown => {
      const [operation] = lower(customPyspark, code('return x'), { inputs });
      return (operation as CodeOperation).arguments;
    };
    expect(named({ 'in:Flights:x': '', 'in:Planes': '' })).toEqual([
      'x',
      'planes'
    ]);
    expect(named({ 'in:Late flights:x': '', 'in:x': '' })).toEqual([
      'x',
      'x_2'
    ]);
    expect(
      problems(customPyspark, code('return x'), {
        inputs: { 'in:A:x': '', 'in:B:x': '', 'in:C:class': '' }
      })
    ).toEqual(['duplicate-argument /arguments/1', 'bad-argument /arguments/2']);
  });

  it('reports names that nothing gives a meaning, by line, and how to give them one', () => {
    const found = (text: string, given: object = {}): unknown =>
      infer(customPyspark, code(text, given), {
        inputs: { 'in:Late flights:late': 'a int', 'in:Planes': 'b int' }
      }).problems;
    expect(
      found('import math\nx = late.join(planes)\nreturn x.limit(flights)')
    ).toEqual([
      {
        code: 'unknown-name',
        severity: 'error',
        path: '/code',
        message:
          'Line 3 of the code uses “flights”, which is no argument, no import and no name of Python. The arguments are “late”, “planes”.'
      }
    ]);
    expect(found('return planes.join(flights, "x")')).toMatchObject([
      {
        fix: {
          title: 'Call the input “flights”',
          path: '/edges/e1/alias',
          value: 'flights'
        }
      }
    ]);
    expect(
      found('return planes.join(flights, "x")', { arguments: ['l', 'planes'] })
    ).toMatchObject([
      { fix: { path: '/nodes/n/config/arguments/0', value: 'flights' } }
    ]);
    for (const fine of [
      'return spark.createDataFrame(F.lit(1), args["x"])',
      'for row in late.collect():\n    y = row\nreturn planes.limit(y)'
    ]) {
      expect(found(fine)).toEqual([]);
    }
  });

  it('lowers to the code as it is, with a name for each input', () => {
    expect(
      lower(
        customPyspark,
        code('return ete  # ${x}', { columns: [{ name: 'x', type: 'int' }] }),
        { inputs }
      )
    ).toEqual([
      {
        op: 'code',
        language: 'python',
        engine: 'spark',
        id: 'n',
        nodeId: 'n',
        inputs: ['from1', 'from2'],
        schema: columns('x int'),
        source: 'return ete  # ${x}',
        arguments: ['flights_2013', 'ete']
      }
    ]);
  });
});
