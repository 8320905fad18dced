import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  findFunction,
  FUNCTION_FAMILIES,
  isHarmless,
  isImmutable,
  listFunctions
} from '../../src/expression/functions/index.js';
import { functionsPage } from '../../src/expression/functions/page.js';
import { parseSqlExpression } from '../../src/expression/expression.js';
import { inferQuery } from '../../src/expression/query.js';
import { parseType } from '../../src/types/grammar.js';
import { printType, sparkType } from '../../src/types/print.js';
import type { Schema } from '../../src/types/type.js';
import { spark } from '../types/spark.js';
import { sampleCalls } from './samples.js';

const calls = listFunctions().flatMap(sampleCalls);
if (process.env.FUNCTION_CALLS) {
  writeFileSync(process.env.FUNCTION_CALLS, JSON.stringify(calls));
}

/** What Spark 3.5 answers; written by test/types/functions.py. */
const answers = JSON.parse(
  readFileSync(join(__dirname, '../types/functions.json'), 'utf8')
) as {
  arity: Record<string, [number, number | null]>;
  types: Record<string, string | null>;
};

/** The columns of the table in spark.json. */
const schema: Schema = [
  ...spark.table.matchAll(/CAST\(NULL AS (.+?)\) AS (\w+)(?:,|$)/g)
].map(([, type, name]) => ({ name, type: parseType(type.toLowerCase()) }));

/** Operators and words of the syntax, which Spark lists among its functions. */
const SYNTAX =
  /^(and|between|case|cast|div|in|not|or|when|window|range|sql_keywords)$/;

/** Functions whose arity in Spark 3.5 is not that of their calls: windows of their own, syntax, or more arguments in Spark 4. */
const OTHER_ARITY = new Set(
  (
    'concat dense_rank percent_rank rank lag lead ntile explode explode_outer mask count_min_sketch extract uuid mode ' +
    'arrays_zip count decode'
  ).split(' ')
);

describe('The catalogue of functions', () => {
  it('has every name once', () => {
    const names = Object.values(FUNCTION_FAMILIES).flatMap(({ functions }) =>
      functions.flatMap(({ name, aliases }) => [name, ...aliases])
    );
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    expect(names.filter(name => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([]);
  });

  it('knows every function of Spark 3.5', () => {
    const missing = Object.keys(answers.arity).filter(
      name => findFunction(name) === undefined && !SYNTAX.test(name)
    );
    expect(missing).toEqual([]);
  });

  it('has the arity that Spark has', () => {
    const wrong = Object.entries(answers.arity).flatMap(
      ([name, [least, most]]) => {
        const entry = findFunction(name);
        return entry === undefined ||
          SYNTAX.test(name) ||
          OTHER_ARITY.has(entry.name) ||
          (entry.arity[0] === least && entry.arity[1] === (most ?? Infinity))
          ? []
          : [`${name} ${least}..${most ?? ''}, not ${entry.arity.join('..')}`];
      }
    );
    expect(wrong).toEqual([]);
  });

  it('has the types that Spark has, or none', () => {
    const wrong = calls.flatMap(call => {
      const entry = findFunction(call.slice(0, call.indexOf('(')));
      const text =
        entry?.kind === 'window' ? `${call} OVER (ORDER BY i)` : call;
      const { expression } = parseSqlExpression(text, { schema });
      const { type } = expression;
      const answer = answers.types[call];
      if (answer === undefined) {
        return [`${call}: run test/types/functions.py`];
      }
      return JSON.stringify(type).includes('"unknown"') ||
        (answer !== null &&
          sparkType(type).toLowerCase() ===
            sparkType(parseType(answer)).toLowerCase())
        ? []
        : [`${call} is ${answer}, not ${printType(type)}`];
    });
    expect(wrong).toEqual([]);
    expect(calls.length).toBeGreaterThan(350);
  });

  it('says in one sentence what each function does', () => {
    for (const { about, signature } of listFunctions()) {
      expect(about).toMatch(/^[A-Z].*\.$/);
      expect(signature).toMatch(/^[a-z0-9_]+\(.*\)$/);
    }
  });

  it('knows what changes, and takes what is not known for changing', () => {
    for (const name of ['upper', 'sum', 'date_trunc', 'cast', 'from_json']) {
      expect([name, isImmutable(name, false)]).toEqual([name, true]);
    }
    for (const name of [
      'rand',
      'random',
      'now',
      'current_user',
      'user',
      'shuffle',
      'aes_encrypt',
      'my_udf'
    ]) {
      expect([name, isImmutable(name, false)]).toEqual([name, false]);
    }
    expect(isImmutable('unix_timestamp', true)).toBe(false);
    expect(isHarmless('reflect')).toBe(false);
    expect(isHarmless('my_udf')).toBe(false);
  });
});

describe('Arguments', () => {
  const messages = (text: string): string[] =>
    parseSqlExpression(text, { schema }).problems.map(
      ({ code, severity, message }) => `${severity} ${code}: ${message}`
    );

  it('are counted, and the problem names the function', () => {
    expect(messages("lpad(s) = 'x' AND upper(s, s) = coalesce()")).toEqual([
      'error wrong-arguments: “lpad” takes 2 or 3 arguments, and 1 is given. Write lpad(text, length[, fill]).',
      'error wrong-arguments: “upper” takes 1 argument, and 2 are given. Write upper(text).',
      'error wrong-arguments: “coalesce” takes at least 1 argument, and none are given. Write coalesce(value, ...).'
    ]);
    expect(messages('pi(1)')).toEqual([
      'error wrong-arguments: “pi” takes no arguments, and 1 is given. Write pi().'
    ]);
  });

  it.each([
    'my_udf(1, 2, 3)',
    'count(*) > 1',
    'count(DISTINCT i, s)',
    'sum(i) FILTER (WHERE b)',
    'percentile_cont(0.5) WITHIN GROUP (ORDER BY d)',
    'substring(s FROM 2 FOR 3)',
    'trim(BOTH FROM s)',
    "trim(LEADING 'x' FROM s)",
    "overlay(s PLACING 'x' FROM 2 FOR 3)",
    'extract(year FROM dt)',
    "position('b' IN s)",
    'dateadd(MONTH, 2, dt)',
    'timestampdiff(DAY, ts, ts)',
    'mode() WITHIN GROUP (ORDER BY i)',
    'struct(*)'
  ])('of %s are right', text => {
    expect(messages(text)).toEqual([]);
  });

  it('are counted in a query too', () => {
    expect(
      inferQuery('SELECT lpad(s) FROM t', new Map([['t', schema]])).problems
    ).toMatchObject([{ code: 'wrong-arguments' }]);
  });
});

describe('docs/functions.md', () => {
  it('is current (otherwise run: node scripts/docs-components.mjs)', () => {
    expect(
      readFileSync(join(__dirname, '../../../../docs/functions.md'), 'utf8')
    ).toBe(functionsPage());
  });
});
