import fc from 'fast-check';
import { parseText, printText } from '../../src/document/text.js';
import {
  columnsOf,
  parseSqlExpression,
  typeOf,
  type ExpressionResult
} from '../../src/expression/expression.js';
import {
  quoteString,
  tokenize,
  withoutEnd
} from '../../src/expression/lexer.js';
import { printSql } from '../../src/expression/print.js';
import type { Expression } from '../../src/expression/typed.js';
import { parseType } from '../../src/types/grammar.js';
import { printType } from '../../src/types/print.js';
import type { Column, Schema } from '../../src/types/type.js';
import { spark } from '../types/spark.js';

const columns = (types: Record<string, string>): Schema =>
  Object.entries(types).map(([name, type]) => ({
    name,
    type: parseType(type)
  }));

const SCHEMA = columns({
  month: 'int',
  origin: 'string',
  dep_time: 'timestamp',
  flag: 'boolean',
  place: 'struct<lat:double,name:string>',
  'a.b': 'int',
  Price: 'decimal(10,2)'
});

const PARAMETERS = new Map<string, Column>([
  ['day', { name: 'day', type: { kind: 'date' } }],
  ['n', { name: 'n', type: { kind: 'bigint' } }]
]);

const read = (text: string): ExpressionResult =>
  parseSqlExpression(text, {
    schema: SCHEMA,
    parameters: PARAMETERS,
    path: '/sql',
    documentPath: '/nodes/f/config/sql'
  });

const codes = (text: string): string[] =>
  read(text).problems.map(problem => problem.code);

describe('parseSqlExpression', () => {
  it.each([
    ['month > 1;', 'month > 1'],
    ["origin = ';' ;; ", "origin = ';'  "],
    ['month > ${n}; -- or\n', 'month > ${n} -- or\n'],
    ['month /* ; */ > 1', 'month /* ; */ > 1']
  ])('takes %j without the “;” at its end', (text, expected) => {
    const { expression, problems } = read(text);
    expect(problems).toEqual([]);
    expect(printText(expression.text)).toBe(expected);
  });

  it('finds the types that Spark finds', () => {
    const schema = [
      ...spark.table.matchAll(/CAST\(NULL AS (.*?)\) AS (\w+)(?:, (?=CAST)|$)/g)
    ].map(([, type, name]) => ({ name, type: parseType(type) }));
    const wrong: string[] = [];
    let known = 0;
    for (const [text, expected] of Object.entries(spark.expressions)) {
      const { expression, problems } = parseSqlExpression(text, { schema });
      if (expression.type.kind === 'unknown') {
        continue;
      }
      known++;
      const wanted = expected === null ? null : printType(parseType(expected));
      const refused =
        expected === null &&
        problems.some(({ code }) => code === 'newer-syntax');
      if (printType(expression.type) !== wanted && !refused) {
        wrong.push(`${text}: ${printType(expression.type)}, not ${expected}`);
      }
      if (problems.length > 0 && expected !== null) {
        wrong.push(`${text}: ${problems[0].message}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(known).toBeGreaterThan(250);
  });

  it.each<[string, string[] | null]>([
    ["ORIGIN = 'JFK' and `Month` <= 3", ['origin', 'month']],
    ['place.name is not null', ['place']],
    ['transform(array(1), x -> x + month)', ['month']],
    ['count(*) > 1', []],
    ['struct(*) is null', null],
    ['month in (select 1)', null],
    ['sum(month) over (partition by origin) > 1', ['month', 'origin']],
    ["origin = 'month' -- origin\n and flag", ['origin', 'flag']],
    ['/* month /* nested */ */ flag', ['flag']]
  ])('%s reads %j', (text, expected) => {
    const result = read(text);
    expect(result.expression.columns).toEqual(expected);
    expect(result.problems).toEqual([]);
  });

  it.each([
    ['', ['empty-sql']],
    ['  /* nothing */ ', ['empty-sql']],
    ["origin = 'JFK", ['open-quote']],
    ['`month = 1', ['open-quote']],
    ['month /* x', ['open-quote']],
    ['(month = 1', ['unbalanced']],
    ['month = 1)', ['unbalanced']],
    ['month[1) = 1', ['unbalanced']],
    ['month = 1; drop', ['statement-end']],
    ['month = 1 -- why', ['open-comment']],
    ['month =', ['incomplete-sql']],
    ['month >', ['incomplete-sql']],
    ['AND month = 1', ['incomplete-sql']],
    ["origin = '${n}'", ['parameter-in-quotes']],
    ["origin = 'a-${n}'", ['parameter-in-quotes']],
    ['`${n}` = 1', ['parameter-in-quotes']],
    ['month = ${m}', ['undeclared-parameter']],
    ['mnth = 1', ['unknown-column']],
    [
      'mnth = 1 and mnth = 2 and orign = 1',
      ['unknown-column', 'unknown-column']
    ],
    ['place.nam = 1', ['unknown-field']],
    ['month.x = 1', ['unknown-field']],
    ["month = 'May'", ['incomparable-types']],
    ['flag = month', ['incomparable-types']],
    ['month = origin', ['incomparable-types']],
    ['place = 1', ['incomparable-types']],
    ['month between ${day} and 3', ['incomparable-types']],
    ["dep_time > 'noon'", ['incomparable-types']],
    ["origin = 'O''Hare'", ['doubled-quote']],
    ['größe = 1', ['needs-backticks']],
    ['month::string is null', ['newer-syntax']],
    // Nothing to be sure of.
    ["month = '3'", []],
    ["dep_time > '2013-01-31'", []],
    ['dep_time > ${day}', []],
    ["origin = '$${n}'", ['spark-variable']],
    ["origin = '$\\{n}'", []],
    ['origin = "it\'s; (-- /*"', []],
    ['some unknown syntax', []],
    ['month < 3', []],
    ['cast(null as array<int>) is null', []],
    ["like(origin, 'a%')", []]
  ])('of %j says %j', (text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  it('offers the nearest column as a fix of the whole text', () => {
    expect(read('`orign` = 1 or month = 2').problems[0]).toEqual({
      code: 'unknown-column',
      column: 'orign',
      severity: 'error',
      path: '/sql',
      message:
        'There is no column “orign” in the input. Did you mean “origin”?',
      fix: {
        title: 'Use “origin”',
        path: '/nodes/f/config/sql',
        value: 'origin = 1 or month = 2'
      }
    });
    expect(read('a.b = 1').problems[0].fix?.value).toBe('`a.b` = 1');
  });

  it('lets every name pass where the columns are not known', () => {
    expect(parseSqlExpression('anything.at_all = 1').problems).toEqual([]);
  });

  it('wants a condition to be true or false', () => {
    const scope = { schema: SCHEMA, expect: 'condition' as const };
    const said = (text: string): string[] =>
      parseSqlExpression(text, scope).problems.map(({ code }) => code);
    expect(said('month + 1')).toEqual(['not-a-condition']);
    expect(said('month > 1')).toEqual([]);
    expect(said('some_function(month)')).toEqual([]);
  });

  it.each([
    ["origin = 'JFK' AND month <= 3", "(origin = 'JFK') AND (month <= 3)"],
    ['-2147483648 < a', '(-2147483648) < a'],
    ['-2147483648L < a', '(-2147483648L) < a'],
    ['a AND b AND c OR d', '(a AND b AND c) OR d'],
    ['NOT a AND b', '(NOT a) AND b'],
    ['-1 + 2 * 3', '(-1) + (2 * 3)'],
    ['month NOT IN (1, ${n})', 'NOT (month IN (1, ${n}))'],
    ['month IS NOT DISTINCT FROM 1', 'month <=> 1'],
    ['month NOT BETWEEN 1 AND 2', 'NOT (month BETWEEN 1 AND 2)'],
    ['a = b IS NULL', '(a = b) IS NULL'],
    [
      'CAST(origin AS INT) = 1.50',
      'CAST(origin AS INT) = CAST(1.50BD AS DECIMAL(3,2))'
    ],
    ["d > DATE'2013-01-31'", "d > DATE'2013-01-31'"],
    ['year(d) = 2013L', 'year(d) = 2013L'],
    ['`a b`.`c` = 1', undefined],
    ["origin LIKE 'a%' ESCAPE '!'", undefined],
    ['month IN (1, month)', undefined],
    ["DATE'2013-1-1' = d", undefined]
  ])('%s has the tree %s', (text, expected) => {
    const { tree } = parseSqlExpression(text).expression;
    expect(tree && printText(printSql(tree))).toBe(expected);
  });

  it('never throws, and keeps the text', () => {
    const pieces = fc.constantFrom(
      ...[
        'month',
        'and',
        'or',
        'not',
        '(',
        ')',
        ',',
        '=',
        '<',
        '-',
        '*',
        '1',
        '1.5',
        "'a'",
        '"',
        "'",
        '`',
        '--',
        '/*',
        '*/',
        '\n'
      ],
      ...[
        '${n}',
        '${',
        'case',
        'when',
        'then',
        'end',
        'in',
        'between',
        'cast(',
        'as',
        'int',
        '[',
        ']',
        '.',
        '->',
        ';',
        'interval',
        'date',
        '::'
      ]
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 30 }).map(parts => parts.join(' '))
    );
    fc.assert(
      fc.property(text, each => {
        expect(read(each).expression.text).toEqual(withoutEnd(parseText(each)));
      }),
      { numRuns: 500 }
    );
  });

  it('stays quick and whole with absurd depth and length', () => {
    expect(codes(`${'('.repeat(5000)}1${')'.repeat(5000)}`)).toEqual([]);
    const long = Array.from({ length: 20_000 }, () => 'flag').join(' and ');
    expect(read(long).problems).toEqual([]);
  });
});

describe('tokenize', () => {
  it('gives tokens that together are the text', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            ...`ab1.'"\`\\-/* \n(){}$;=<>éß`,
            '${n}',
            '\u{1F600}'
          )
        }),
        text => {
          const parsed = parseText(text);
          const written = parsed
            .map(part =>
              typeof part === 'string' ? part : `\${${part.parameter}}`
            )
            .join('');
          const tokens = tokenize(parsed);
          expect(tokens.map(token => token.text).join('')).toBe(written);
          expect(tokens.every(token => token.text.length > 0)).toBe(true);
        }
      ),
      { numRuns: 500 }
    );
  });

  it('reads back every string that quoteString writes', () => {
    const odd = fc.string({
      unit: fc.constantFrom('$', '{', '}', '\\', "'", '\n', '\0', 'u', '0')
    });
    fc.assert(
      fc.property(fc.oneof(odd, fc.string({ unit: 'binary' })), value => {
        const tokens = tokenize([quoteString(value)]);
        expect(tokens).toHaveLength(1);
        expect(tokens[0].text).not.toContain('${');
        expect(tokens[0]).toMatchObject({ kind: 'string', value });
      })
    );
  });
});

describe('printSql', () => {
  const leaf: fc.Arbitrary<Expression> = fc.oneof(
    fc
      .string({ minLength: 1, unit: 'binary' })
      .map((name): Expression => ({ kind: 'column', name })),
    fc.string({ unit: 'binary' }).map((value): Expression => ({
      kind: 'literal',
      value,
      type: { kind: 'string' }
    })),
    fc.integer().map((value): Expression => ({
      kind: 'literal',
      value,
      type: { kind: 'int' }
    })),
    fc
      .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
      .map((value): Expression => ({
        kind: 'literal',
        value: String(value),
        type: { kind: 'bigint' }
      })),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value): Expression => ({
        kind: 'literal',
        value: value + 0,
        type: { kind: 'double' }
      })),
    fc.constant<Expression>({
      kind: 'parameter',
      name: 'n',
      type: { kind: 'bigint' }
    })
  );
  const tree = fc.letrec<{ tree: Expression }>(tie => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc
        .tuple(
          fc.constantFrom('eq', 'lt', 'eqNullSafe', 'add', 'divide', 'like'),
          tie('tree'),
          tie('tree')
        )
        .map(
          ([name, a, b]) =>
            ({ kind: 'call', function: name, args: [a, b] }) as Expression
        ),
      fc
        .tuple(
          fc.constantFrom('not', 'isNull', 'isNotNull', 'lower', 'year'),
          tie('tree')
        )
        .map(
          ([name, a]) =>
            ({ kind: 'call', function: name, args: [a] }) as Expression
        ),
      tie('tree').map((operand): Expression => ({
        kind: 'cast',
        operand,
        type: parseType('struct<a:array<decimal(5,2)>>')
      }))
    )
  })).tree;

  it('prints what reads back as the same tree', () => {
    fc.assert(
      fc.property(tree, expression => {
        const text = printText(printSql(expression));
        const again = parseSqlExpression(text, { parameters: PARAMETERS });
        expect(
          again.problems.filter(({ severity }) => severity === 'error')
        ).toEqual([]);
        expect(again.expression.tree).toEqual(expression);
      }),
      { numRuns: 300 }
    );
  });
});

describe('expressions of a plan', () => {
  const { expression } = read("month = 1 and lower(origin) = 'x'");

  it('know the columns they read', () => {
    expect(columnsOf(expression)).toEqual(['month', 'origin']);
    expect(expression.tree && columnsOf(expression.tree)).toEqual([
      'month',
      'origin'
    ]);
    expect(columnsOf({ ...expression, columns: null })).toBeNull();
  });

  it('may have lists of any length', () => {
    const args: Expression[] = Array.from({ length: 300_000 }, () => ({
      kind: 'column',
      name: 'month'
    }));
    const all: Expression = { kind: 'call', function: 'in', args };
    expect(columnsOf(all)).toEqual(['month']);
  });

  it('know their type', () => {
    const price: Expression = { kind: 'column', name: 'price' };
    expect(typeOf(price, { schema: SCHEMA })).toEqual(
      parseType('decimal(10,2)')
    );
    expect(
      typeOf(
        { kind: 'call', function: 'multiply', args: [price, price] },
        { schema: SCHEMA }
      )
    ).toEqual(parseType('decimal(21,4)'));
    expect(typeOf(expression)).toEqual({ kind: 'boolean' });
  });
});
