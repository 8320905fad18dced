import { joinConf, joinList, parseConf } from '../../src/job/conf.js';
import { NO_NEEDS, withNeeds } from '../../src/job/need.js';

// AWS Glue developer guide, aws-glue-programming-etl-glue-arguments, --conf: several properties in one argument.
describe('parseConf', () => {
  it.each([
    ['', {}],
    ['  ', {}],
    ['spark.a=1', { 'spark.a': '1' }],
    ['--conf spark.a=1', { 'spark.a': '1' }],
    ['spark.a=1 --conf spark.b=2', { 'spark.a': '1', 'spark.b': '2' }],
    ['spark.a=x=y  --conf  spark.b=', { 'spark.a': 'x=y', 'spark.b': '' }],
    ['spark.a=one two', { 'spark.a': 'one two' }],
    ['spark.a=--configure', { 'spark.a': '--configure' }],
    ['spark.a=1 --conf spark.a=2', { 'spark.a': '2' }],
    ['\tspark.a=1\n--conf spark.b=2', { 'spark.a': '1', 'spark.b': '2' }]
  ])('reads %j', (text, expected) => {
    expect(Object.fromEntries(parseConf(text))).toEqual(expected);
  });
});

describe('joinConf', () => {
  it.each([
    ['', {}, ''],
    ['', { 'spark.a': '1' }, 'spark.a=1'],
    ['', { 'spark.a': '1', 'spark.b': '2' }, 'spark.a=1 --conf spark.b=2'],
    ['spark.x=9', { 'spark.a': '1' }, 'spark.x=9 --conf spark.a=1'],
    ['--conf spark.x=9 ', { 'spark.a': '1' }, 'spark.x=9 --conf spark.a=1'],
    ['spark.a=mine', { 'spark.a': '1' }, 'spark.a=mine'],
    [
      'spark.sql.extensions=com.x.Mine --conf spark.b=2',
      { 'spark.sql.extensions': 'org.y.Iceberg' },
      'spark.sql.extensions=com.x.Mine,org.y.Iceberg --conf spark.b=2'
    ]
  ])('joins %j and %j', (own, needed, expected) => {
    expect(joinConf(own, needed)).toBe(expected);
  });

  it('is the same when it is done twice', () => {
    const needed = { 'spark.a': '1', 'spark.sql.extensions': 'x' };
    const once = joinConf('spark.sql.extensions=y', needed);
    expect(joinConf(once, needed)).toBe(once);
  });
});

describe('joinList', () => {
  it('keeps each item once', () => {
    expect(joinList('delta, hudi', 'iceberg,delta')).toBe('delta,hudi,iceberg');
    expect(joinList('', 'iceberg')).toBe('iceberg');
  });
});

describe('withNeeds', () => {
  it('adds nothing for a script without needs', () => {
    expect(withNeeds({ '--x': '1' }, NO_NEEDS)).toEqual({ '--x': '1' });
  });

  it('adds arguments beside the own ones, which win', () => {
    const needs = {
      ...NO_NEEDS,
      arguments: {
        '--enable-glue-datacatalog': 'true',
        '--datalake-formats': 'iceberg'
      },
      conf: { 'spark.a': '1' }
    };
    expect(withNeeds({}, needs)).toEqual({
      '--enable-glue-datacatalog': 'true',
      '--datalake-formats': 'iceberg',
      '--conf': 'spark.a=1'
    });
    expect(
      withNeeds(
        {
          '--enable-glue-datacatalog': '',
          '--datalake-formats': 'delta',
          '--conf': 'spark.b=2'
        },
        needs
      )
    ).toEqual({
      '--enable-glue-datacatalog': '',
      '--datalake-formats': 'delta,iceberg',
      '--conf': 'spark.b=2 --conf spark.a=1'
    });
  });
});
