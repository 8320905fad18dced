import { sqlQuery } from '../../src/transforms/sql.js';
import {
  columns,
  configure,
  infer,
  lower,
  problems,
  show
} from '../context.js';

const inputs = { 'in:Flights': 'a int, b string', 'in:Air lines': 'b string' };
const run = (query: string, rest: object = {}): object => ({ query, ...rest });

describe('sqlQuery', () => {
  it('shows the query on its card', () => {
    expect(
      sqlQuery.summary(configure(sqlQuery, run('SELECT *\n  FROM flights')))
    ).toBe('SELECT * FROM flights');
  });

  it('yields what is declared', () => {
    const config = run('SELECT 1 AS x FROM flights', {
      columns: [{ name: 'x', type: 'int' }]
    });
    expect(show(infer(sqlQuery, config, { inputs }).schema)).toBe('x int');
  });

  it('calls no input by a word of SQL', () => {
    const inputs = { 'in:Join': 'a int', 'in:Union': 'b int' };
    const query = 'SELECT a, b FROM join_input CROSS JOIN union_input';
    const { schema, problems: found } = infer(sqlQuery, run(query), { inputs });
    expect(show(schema)).toBe('a int, b int');
    expect(found).toEqual([]);
    expect(
      problems(sqlQuery, run(query, { aliases: ['join', 'u'] }), { inputs })
    ).toContain('bad-alias /aliases/0');
  });

  it('offers the name that the query reads for the only input it does not read', () => {
    const query = 'SELECT f.a FROM flights f JOIN carriers c ON f.b = c.b';
    const found = infer(sqlQuery, run(query), { inputs }).problems;
    const fix = {
      title: 'Call the input “carriers”',
      path: '/edges/e2/alias',
      value: 'carriers'
    };
    expect(found).toMatchObject([{ code: 'unknown-input', fix }]);
    const [first, second] = Object.entries(inputs);
    const named = {
      [first[0]]: first[1],
      [`${second[0]}:${fix.value}`]: second[1]
    };
    expect(infer(sqlQuery, run(query), { inputs: named }).problems).toEqual([]);
    const listed = run(query, { aliases: ['', 'lines'] });
    expect(infer(sqlQuery, listed, { inputs }).problems).toMatchObject([
      { fix: { path: '/nodes/n/config/aliases/1', value: 'carriers' } }
    ]);
    for (const other of ['SELECT a FROM x', 'SELECT a FROM d.flights']) {
      const [problem] = infer(sqlQuery, run(other), { inputs }).problems;
      expect(problem?.fix).toBeUndefined();
    }
  });

  it('works the columns out', () => {
    const given = { inputs, sample: 'z int' };
    expect(
      show(
        infer(
          sqlQuery,
          run('SELECT f.a AS x, count(*) AS n FROM flights f GROUP BY f.a'),
          given
        ).schema
      )
    ).toBe('x int, n bigint');
    expect(
      show(
        infer(
          sqlQuery,
          run('SELECT rank() OVER (ORDER BY a) FROM flights'),
          given
        ).schema
      )
    ).toBe('z int');
  });

  it.each<[object, string[]]>([
    [run('SELECT c FROM flights'), ['unknown-column /query']],
    [
      run("SELECT 'a FROM flights"),
      expect.arrayContaining([
        expect.stringMatching(/ \/query$/)
      ]) as unknown as string[]
    ],
    [
      run('SELECT a FROM flights', { columns: [{ name: 'b', type: 'int' }] }),
      ['declared-columns-differ? /columns']
    ],
    [{}, ['missing-query /query']],
    [run(' -- only a remark'), ['missing-query /query']],
    [run('DROP TABLE flights'), ['not-a-query /query']],
    [run('/* a */ -- b\n ( select 1 as x from flights)'), []],
    [
      run('SELECT a FROM x', { aliases: ['x', 'air lines'] }),
      ['bad-alias /aliases/1']
    ],
    [
      run('SELECT a FROM x', { aliases: ['x', 'X'] }),
      ['duplicate-alias /aliases/1']
    ],
    [
      run('SELECT a FROM x', { aliases: ['x', '', 'z'] }),
      ['unused-alias /aliases/2']
    ],
    [
      run('SELECT a FROM flights', { columns: [{ name: 'a', type: '?' }] }),
      ['bad-type /columns/0/type']
    ]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(sqlQuery, config, { inputs })).toEqual(expected);
  });

  describe('of tables that the query names', () => {
    const tables = { 'nyc.flights': 'missing', 'default.fligts': 'missing' };
    const names = { nyc: ['flights_2013', 'planes'], '': ['nyc', 'other'] };
    const found = (query: string, given: object = { tables, names }) =>
      infer(sqlQuery, run(query), { inputs, ...given }).problems.map(
        ({ code, severity, path, message }) =>
          `${code} ${severity} ${path}: ${message}`
      );

    it.each([
      'SELECT a FROM nyc.flights',
      'SELECT a FROM Flights WHERE a IN (SELECT a FROM `nyc`.FLIGHTS)'
    ])('reports one that the catalog lacks: %s', query => {
      expect(found(query)).toEqual([
        expect.stringMatching(
          /^missing-table error \/query: There is no table “flights” in database “nyc” of the Data Catalog\. Did you mean “flights_2013”\?/i
        )
      ]);
    });

    it('reports a database that is not there', () => {
      const given = {
        tables: { 'nycc.flights': 'missing' },
        names,
        lacking: 'nycc'
      };
      expect(found('SELECT a FROM nycc.flights', given)).toEqual([
        expect.stringMatching(/^missing-database .*Did you mean “nyc”\?/)
      ]);
    });

    it('warns once of a name without a database, which a view may have', () => {
      for (const query of [
        'SELECT a FROM fligts',
        'SELECT a FROM (SELECT * FROM fligts)'
      ]) {
        expect(found(query)).toEqual([
          expect.stringMatching(/^unknown-input warning .*“flights”/)
        ]);
      }
    });

    it('waits for the catalog, and is silent about what is known or elsewhere', () => {
      const query = 'SELECT a FROM nyc.flights';
      expect(found(query, {})).toEqual([]);
      expect(found(query, { tables: { 'nyc.flights': {} } })).toEqual([]);
      const elsewhere = [
        'SELECT a FROM other.nyc.flights',
        'SELECT a FROM csv.`s3://b/x`',
        'SELECT a FROM ${t}',
        'WITH w AS (SELECT 1 AS a) SELECT a FROM w'
      ];
      const missing = new Proxy({}, { get: () => 'missing' });
      for (const query of elsewhere) {
        const parameters = { t: { type: 'string' } };
        expect(found(query, { tables: missing, parameters })).toEqual([]);
      }
    });
  });

  it('lowers to one query, with a name for each input', () => {
    expect(
      lower(
        sqlQuery,
        run('SELECT a FROM f WHERE b = ${x}', {
          aliases: ['f'],
          columns: [{ name: 'a', type: 'int' }]
        }),
        { inputs, parameters: { x: { type: 'string' } } }
      )
    ).toMatchObject([
      {
        op: 'sql',
        id: 'n',
        nodeId: 'n',
        inputs: ['from1', 'from2'],
        schema: columns('a int'),
        query: ['SELECT a FROM f WHERE b = ', { parameter: 'x' }],
        aliases: ['f', 'air_lines'],
        columns: [['a', 'b'], []]
      }
    ]);
  });
});
