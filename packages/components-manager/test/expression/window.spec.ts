import { parseSqlExpression } from '../../src/expression/expression.js';
import { inferQuery } from '../../src/expression/query.js';
import { isError } from '../../src/problem.js';
import { parseType } from '../../src/types/grammar.js';
import { printType } from '../../src/types/print.js';
import type { Schema } from '../../src/types/type.js';
import { spark } from '../types/spark.js';

const TABLE: Schema = [
  ...spark.table.matchAll(/CAST\(NULL AS (.*?)\) AS (\w+)(?:, (?=CAST)|$)/g)
].map(([, type, name]) => ({ name, type: parseType(type) }));

function infer(text: string): {
  schema?: string;
  columns: readonly string[] | null | undefined;
  codes: string[];
  messages: string;
} {
  const { schema, columns, problems } = inferQuery(
    text,
    new Map([['t', TABLE]]),
    { path: '/query' }
  );
  return {
    schema: schema
      ?.map(({ name, type }) => `${name} ${printType(type)}`)
      .join(', '),
    columns: columns.get('t'),
    codes: problems.filter(isError).map(({ code }) => code),
    messages: problems.map(({ message }) => message).join('\n')
  };
}

describe('window functions', () => {
  it('have the types that Spark finds, in an expression and in a query', () => {
    const wrong: string[] = [];
    for (const [text, expected] of Object.entries(spark.windows)) {
      const { expression, problems } = parseSqlExpression(text, {
        schema: TABLE
      });
      const type = printType(expression.type);
      const refused = problems.some(isError);
      const query = infer(`select ${text} as x from t`);
      if (expected === null) {
        if (!refused || query.schema !== undefined) {
          wrong.push(`${text}: not refused`);
        }
      } else if (/^(interval|struct)/.test(expected) && type === 'unknown') {
        // Types that are not worked out here.
        expect(refused).toBe(false);
      } else if (
        refused ||
        type !== printType(parseType(expected)) ||
        query.schema !== `x ${type}`
      ) {
        wrong.push(`${text}: ${type}, ${query.schema}, not ${expected}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(Object.keys(spark.windows).length).toBeGreaterThan(250);
  });

  it.each<[string, string, string[]]>([
    [
      'select sum(i) over w as x from t window w as (partition by s)',
      'x bigint',
      ['i', 's']
    ],
    [
      'select sum(i) over (w) x from t window w as (partition by s)',
      'x bigint',
      ['i', 's']
    ],
    [
      'select rank() over v r from t window w as (order by i), v as w',
      'r int',
      ['i']
    ],
    [
      'select lag(d) over w x, i from t where b group by all order by x window w as (order by i rows 2 preceding) limit 5 offset 1',
      '',
      []
    ],
    [
      'select sum(i) over w x from t order by x window w as (order by dt)',
      'x bigint',
      ['i', 'dt']
    ],
    [
      'select s, rank() over (order by sum(i) desc) r from t group by s',
      's string, r int',
      ['s', 'i']
    ],
    [
      'select i from t where i > 1 window w as (order by l)',
      'i int',
      ['i', 'l']
    ]
  ])('%s', (text, schema, columns) => {
    const found = infer(text);
    if (schema !== '') {
      expect(found).toMatchObject({ schema, columns, codes: [] });
    } else {
      expect(found.codes).toEqual(['window-frame', 'unknown-column']);
    }
  });

  // Each of these is refused by PySpark 3.5.9 too.
  it.each<[string, string, RegExp]>([
    [
      'select sum(i) over W x from t window w as (order by i)',
      'window-unknown',
      /no window “W”. Did you mean “w”\?/
    ],
    [
      'select sum(i) over w x from t',
      'window-unknown',
      /WINDOW w AS \(PARTITION BY/
    ],
    [
      'select i from t where row_number() over (order by i) = 1',
      'window-not-allowed',
      /can't stand in WHERE/
    ],
    [
      'select s, sum(i) x from t group by s having rank() over (order by s) = 1',
      'window-not-allowed',
      /can't stand in HAVING/
    ],
    [
      'select s from t group by s, row_number() over (order by s)',
      'window-not-allowed',
      /can't stand in GROUP BY/
    ],
    [
      'select i from t where sum(i) > 1',
      'aggregate-not-allowed',
      /can't stand in WHERE.*HAVING/
    ],
    [
      'select s from t group by s, sum(i)',
      'aggregate-not-allowed',
      /can't stand in GROUP BY/
    ],
    [
      'select a.i from t a join t b on sum(a.i) = b.i',
      'aggregate-not-allowed',
      /can't stand in ON/
    ],
    [
      'select i from t where explode(array(i)) = 1',
      'generator-not-allowed',
      /Explode step before/
    ],
    [
      'select sum(i) over w x from t window w as (order by nope)',
      'unknown-column',
      /no column “nope”/
    ],
    [
      'select i r, rank() over (order by r) x from t',
      'alias-in-window',
      /“r” is a name of this SELECT/
    ]
  ])('%s is refused as %s', (text, code, message) => {
    const found = infer(text);
    expect(found.codes).toEqual([code]);
    expect(found.messages).toMatch(message);
    expect(found.schema).toBeUndefined();
  });

  it('can stand in no condition', () => {
    const { problems } = parseSqlExpression('rank() over (order by i) = 1', {
      schema: TABLE,
      expect: 'condition'
    });
    expect(problems.map(({ code }) => code)).toEqual(['window-not-allowed']);
  });
});
