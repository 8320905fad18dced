import { changeSchema } from '../../src/transforms/schema.js';
import {
  columns,
  configure,
  infer,
  lower,
  misfits,
  problems,
  show
} from '../context.js';

const inputs = { in: 'a int, b string, c double, d map<string,int>, p* date' };
const map = (...mappings: object[]): object => ({ mappings });
const only = (...mappings: object[]): object => ({
  mappings,
  keepOthers: false
});

describe('changeSchema', () => {
  it('fills defaults in and needs a column for each line', () => {
    expect(configure(changeSchema, map({ source: 'a' }))).toEqual({
      mappings: [{ source: 'a', drop: false }],
      keepOthers: true
    });
    expect(misfits(changeSchema, map({ target: 'x' }))).toEqual([
      'missing-field /mappings/0/source'
    ]);
  });

  it.each([
    [
      map(
        { source: 'a', target: 'x', type: 'bigint' },
        { source: 'b', drop: true },
        { source: 'c' }
      ),
      'a → x as bigint, drop b'
    ],
    [only({ source: 'a' }), 'only 1 column'],
    [{}, '']
  ])('shows %j as %s', (config, text) => {
    expect(changeSchema.summary(configure(changeSchema, config))).toBe(text);
  });

  it.each([
    [{}, 'a int, b string, c double, d map<string,int>, p date'],
    [
      map(
        { source: 'c' },
        { source: 'a', target: 'x' },
        { source: 'b', drop: true }
      ),
      'c double, x int, d map<string,int>, p date'
    ],
    [
      only({ source: 'A', type: 'bigint' }, { source: 'a', target: 'copy' }),
      'a bigint, copy int'
    ],
    [only({ source: 'b', type: 'string', sourceType: 'string' }), 'b string']
  ])('%j yields %s', (config, expected) => {
    const result = infer(changeSchema, config, { inputs });
    expect(result.problems).toEqual([]);
    expect(show(result.schema)).toBe(expected);
  });

  it.each<[object, string[]]>([
    [map({ source: 'x' }), ['unknown-column /mappings/0/source']],
    [map({ source: '' }), ['missing-column /mappings/0/source']],
    [map({ source: 'x', drop: true }), ['unknown-column /mappings/0/source']],
    [map({ source: 'a', target: 'b' }), ['duplicate-column /keepOthers']],
    [
      map({ source: 'a' }, { source: 'b', target: 'A' }),
      ['duplicate-column /mappings/1/target']
    ],
    [map({ source: 'a', type: 'integr' }), ['bad-type /mappings/0/type']],
    [map({ source: 'd', type: 'int' }), ['impossible-cast /mappings/0/type']],
    [map({ source: 'b', type: 'int' }), ['lossy-cast? /mappings/0/type']],
    [map({ source: 'c', type: 'int' }), ['lossy-cast? /mappings/0/type']],
    [
      map({ source: 'b', type: 'int', sourceType: 'bigint' }),
      [
        'source-type-differs /mappings/0/sourceType',
        'lossy-cast? /mappings/0/type'
      ]
    ],
    [
      map({ source: 'a', sourceType: 'nonsense' }),
      ['bad-type /mappings/0/sourceType']
    ],
    [only({ source: 'a', drop: true }), ['no-columns /mappings']]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(changeSchema, config, { inputs })).toEqual(expected);
  });

  it('offers the type that the column has', () => {
    const [problem] = infer(
      changeSchema,
      map({ source: 'b', sourceType: 'int' }),
      { inputs }
    ).problems;
    expect(problem.fix).toEqual({
      title: 'Expect string',
      path: '/nodes/n/config/mappings/0/sourceType',
      value: 'string'
    });
  });

  describe('where the columns are not known', () => {
    const unknown = { inputs: { in: undefined } };

    it('can not keep the others', () => {
      expect(problems(changeSchema, map({ source: 'a' }), unknown)).toEqual([
        'columns-not-known /keepOthers'
      ]);
    });

    it('checks casts by the types expected', () => {
      const config = only(
        { source: 'a', type: 'int', sourceType: 'map<string,int>' },
        { source: 'b', type: 'bigint', sourceType: 'int' },
        { source: 'c' }
      );
      expect(problems(changeSchema, config, unknown)).toEqual([
        'impossible-cast /mappings/0/type'
      ]);
      expect(show(infer(changeSchema, config, unknown).schema)).toBe(
        'a int, b bigint, c unknown'
      );
    });
  });

  it('lowers to one projection, with casts only where the type changes', () => {
    expect(
      lower(
        changeSchema,
        map(
          { source: 'B', target: 'x', type: 'int' },
          { source: 'a', type: 'int' },
          { source: 'd', drop: true }
        ),
        { inputs }
      )
    ).toEqual([
      {
        op: 'project',
        id: 'n',
        nodeId: 'n',
        inputs: ['from1'],
        schema: columns('x int, a int, c double, p date'),
        items: [
          {
            name: 'x',
            expression: {
              kind: 'cast',
              operand: { kind: 'column', name: 'b' },
              type: { kind: 'int' }
            }
          },
          { name: 'a', expression: { kind: 'column', name: 'a' } },
          { name: 'c', expression: { kind: 'column', name: 'c' } },
          { name: 'p', expression: { kind: 'column', name: 'p' } }
        ]
      }
    ]);
  });
});
