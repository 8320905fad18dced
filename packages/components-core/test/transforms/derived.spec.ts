import { derivedColumns } from '../../src/transforms/derived.js';
import { infer, lower, problems, show } from '../context.js';

const inputs = { in: 'a int, b.c string, `d double, s struct<x:int>, p date' };

/** Settings of columns from names and expressions. */
function made(...columns: [string, string, string?][]): object {
  return {
    columns: columns.map(([name, expression, type]) => ({
      name,
      expression,
      ...(type === undefined ? {} : { type })
    }))
  };
}

describe('derived-columns', () => {
  it('adds columns at the end and replaces those of a name in their place', () => {
    expect(
      show(
        infer(
          derivedColumns,
          made(
            ['sum', 'a + 1'],
            ['B.C', 'length(`b.c`)'],
            ['x', 's.x', 'bigint']
          ),
          { inputs }
        ).schema
      )
    ).toBe(
      'a int, B.C int, `d double, s struct<x:int>, p date, sum int, x bigint'
    );
  });

  it('shows names and expressions on its card', () => {
    expect(
      derivedColumns.summary({
        columns: [{ name: 'n', expression: 'a\n+ 1' }, { name: 'm' }]
      })
    ).toBe('n = a + 1, m = ');
  });

  it.each<[object, string[]]>([
    [{}, ['missing-column /columns']],
    [
      { columns: [{ name: 'x' }] },
      ['missing-expression /columns/0/expression']
    ],
    [made(['', 'a']), ['missing-name /columns/0/name']],
    [made(['x', 'a'], ['X', 'a']), ['duplicate-column /columns/1/name']],
    [made(['x', 'z + 1']), ['unknown-column /columns/0/expression']],
    [made(['x', '(a']), ['unbalanced /columns/0/expression']],
    [made(['x', 'sum(a)']), ['aggregate-not-allowed /columns/0/expression']],
    [
      made(['x', 'explode(array(a))']),
      ['generator-not-allowed /columns/0/expression']
    ],
    [made(['x', 'sum(a) OVER (PARTITION BY p)']), []],
    [made(['x', 'row_number()']), ['window-missing /columns/0/expression']],
    [made(['x', 'a', 'numbr']), ['bad-type /columns/0/type']],
    [made(['x', 's', 'int']), ['impossible-cast /columns/0/type']],
    [made(['x', '`b.c`', 'int']), ['lossy-cast? /columns/0/type']]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(derivedColumns, config, { inputs })).toEqual(expected);
  });

  it('passes a parameter on as a literal', () => {
    expect(
      show(
        infer(derivedColumns, made(['x', 'a > ${q}']), {
          inputs,
          parameters: { q: { type: 'integer' } }
        }).schema
      )
    ).toContain('x boolean');
  });

  it('knows no columns where none are known that arrive, and no problem', () => {
    const result = infer(derivedColumns, made(['x', 'a + 1']), {
      inputs: { in: undefined }
    });
    expect(result).toEqual({ schema: undefined, problems: [] });
  });

  it('lowers to one projection beside all other columns', () => {
    const [operation, ...others] = lower(
      derivedColumns,
      made(['B.C', 'a + 1', 'bigint']),
      { inputs }
    );
    expect(others).toEqual([]);
    expect(operation).toMatchObject({
      op: 'project',
      id: 'n',
      inputs: ['from1'],
      keepOthers: true,
      items: [
        {
          name: 'B.C',
          expression: {
            kind: 'cast',
            type: { kind: 'bigint' },
            operand: { kind: 'sql', text: ['a + 1'], columns: ['a'] }
          }
        }
      ]
    });
    expect(show(operation.schema)).toBe(
      'a int, B.C bigint, `d double, s struct<x:int>, p date'
    );
  });
});
