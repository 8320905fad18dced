import fc from 'fast-check';
import { inferQuery } from '../../src/expression/query.js';
import { parseType } from '../../src/types/grammar.js';
import { printType } from '../../src/types/print.js';
import type { Schema } from '../../src/types/type.js';

const columns = (types: Record<string, string>): Schema =>
  Object.entries(types).map(([name, type]) => ({
    name,
    type: parseType(type)
  }));

const INPUTS = new Map<string, Schema | undefined>([
  [
    'flights',
    columns({
      month: 'int',
      carrier: 'string',
      delay: 'double',
      s: 'struct<a:int>'
    })
  ],
  ['airlines', columns({ carrier: 'string', name: 'string' })],
  ['other', undefined]
]);

function infer(text: string): {
  schema?: string;
  columns: Record<string, readonly string[] | null>;
  codes: string[];
  fixes: unknown[];
} {
  const result = inferQuery(text, INPUTS, {
    path: '/query',
    documentPath: '/d',
    parameters: new Map()
  });
  return {
    schema: result.schema
      ?.map(({ name, type }) => `${name} ${printType(type)}`)
      .join(', '),
    columns: Object.fromEntries(
      [...result.columns].filter(([, used]) => used?.length !== 0)
    ),
    codes: result.problems.map(({ code }) => code),
    fixes: result.problems.map(({ fix }) => fix?.value)
  };
}

describe('inferQuery', () => {
  it.each<[string, string | undefined, Record<string, string[] | null>]>([
    [
      'select month, upper(carrier) as c from flights',
      'month int, c string',
      { flights: ['month', 'carrier'] }
    ],
    ['select month from flights;', 'month int', { flights: ['month'] }],
    [
      "select ';' as x, month from flights ; ; /* end; */",
      'x string, month int',
      { flights: ['month'] }
    ],
    ['select 1 as one', 'one int', {}],
    [
      'select * from airlines',
      'carrier string, name string',
      { airlines: null }
    ],
    [
      'select a.*, month m from flights f cross join airlines as a',
      'carrier string, name string, m int',
      { flights: ['month'], airlines: null }
    ],
    [
      'select f.carrier, name, avg(delay) d from flights f join airlines a on f.carrier = a.carrier where month < 3 group by f.carrier, name having d > 1 order by d desc nulls last limit 3',
      'carrier string, name string, d double',
      { flights: ['carrier', 'delay', 'month'], airlines: ['name', 'carrier'] }
    ],
    [
      'select carrier, name from flights left join airlines using (carrier)',
      'carrier string, name string',
      { flights: ['carrier'], airlines: ['name', 'carrier'] }
    ],
    [
      'select s.a, flights.s.a b, `Month` from flights',
      'a int, b int, Month int',
      { flights: ['s', 'month'] }
    ],
    [
      'select month + 1 as next, next * 2 as twice from flights',
      'next int, twice unknown',
      { flights: ['month'] }
    ],
    [
      'select month * 2 as carrier from flights group by carrier, month',
      'carrier int',
      { flights: ['month', 'carrier'] }
    ],
    ['select x from other', 'x unknown', { other: ['x'] }],
    ['select count(*) as n from flights', 'n bigint', {}],
    ['select count(*) from flights', undefined, {}],
    ['select explode(array(1)) as e from flights', undefined, {}],
    [
      'with a as (select 1) select * from a',
      undefined,
      { flights: null, airlines: null, other: null }
    ],
    [
      'select month from flights union all select 1',
      undefined,
      { flights: null, airlines: null, other: null }
    ],
    [
      'select month from (select * from flights)',
      undefined,
      { flights: null, airlines: null, other: null }
    ]
  ])('%s yields %s', (text, schema, used) => {
    const result = infer(text);
    expect(result.codes).toEqual([]);
    expect(result.schema).toBe(schema);
    expect(result.columns).toEqual(used);
  });

  it.each([
    [
      'select mnth from flights',
      ['unknown-column'],
      'select month from flights'
    ],
    [
      'select f.mnth from flights f',
      ['unknown-column'],
      'select f.month from flights f'
    ],
    ['select s.b from flights', ['unknown-field'], undefined],
    [
      'select carrier from flights join airlines on true',
      ['ambiguous-column'],
      undefined
    ],
    ['select month from flight', ['unknown-input'], undefined],
    ["select month from flights where carrier = 'x", ['open-quote'], undefined],
    ['select month; from flights;', ['statement-end'], undefined],
    ['select ori', ['missing-from'], undefined],
    ['select ori, dest where x = 1', ['missing-from'], undefined],
    [';', ['empty-sql'], undefined],
    ['', ['empty-sql'], undefined],
    ['select ${p} as p from flights', ['undeclared-parameter'], undefined],
    [
      "select month from flights where month = 'May'",
      ['incomparable-types'],
      undefined
    ]
  ])('of %j says %j', (text, codes, fix) => {
    const result = infer(text);
    expect(result.codes).toEqual(codes);
    if (fix !== undefined) {
      expect(result.fixes[0]).toBe(fix);
    }
  });

  it('never throws', () => {
    const words =
      'select * from over ( ) partition window w rows rank() ; unbounded preceding flights f , join on using ( ) where month = 1 group by order limit as having carrier . and union left semi'.split(
        ' '
      );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words)), parts => {
        infer(parts.join(' '));
        infer(`select ${parts.join(' ')}`);
      }),
      { numRuns: 300 }
    );
  });

  it('adds FROM where one input can be meant', () => {
    const { problems } = inferQuery(
      'SELECT ori',
      new Map([['flights', undefined]]),
      { documentPath: '/d', path: '/query' }
    );
    expect(problems).toEqual([
      {
        code: 'missing-from',
        severity: 'error',
        path: '/query',
        message:
          'The query has no FROM, so there is no column “ori”. Add FROM flights after the columns.',
        fix: {
          title: 'Add FROM flights',
          path: '/d',
          value: 'SELECT ori FROM flights'
        }
      }
    ]);
  });
});
