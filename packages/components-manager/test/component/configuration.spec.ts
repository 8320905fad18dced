import fc from 'fast-check';
import type { Component } from '../../src/component/component.js';
import {
  checkConfiguration,
  configurationProblems,
  isValueOf,
  type ParameterMap
} from '../../src/component/configuration.js';
import type {
  JsonObject,
  PipelineParameter
} from '../../src/document/document.js';
import { filter } from './sample.js';

const component = filter as unknown as Component;

const PARAMETERS: ParameterMap = new Map<string, PipelineParameter>([
  ['text', { type: 'string' }],
  ['bucket', { type: 'string', default: 'data' }],
  ['place', { type: 'string', default: 's3://data/x' }],
  ['count', { type: 'integer', default: 5 }],
  ['none', { type: 'integer', default: 0 }],
  ['open', { type: 'integer' }],
  ['rate', { type: 'number' }]
]);

const check = (config: JsonObject): string[] =>
  configurationProblems(
    component,
    { condition: 'x', ...config },
    PARAMETERS,
    '/c'
  ).map(({ path, message }) => `${path}: ${message}`);

describe('checkConfiguration', () => {
  it('fills in defaults and leaves the argument alone', () => {
    const config: JsonObject = { condition: 'x' };
    const result = checkConfiguration(component, config, PARAMETERS);
    expect(result.problems).toEqual([]);
    expect(result.config).toEqual({ condition: 'x', limit: 10, mode: 'fast' });
    expect(config).toEqual({ condition: 'x' });
  });

  it('copies what defaults or parameters change, and shares the rest', () => {
    const freeze = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null) {
        Object.values(value).forEach(freeze);
        Object.freeze(value);
      }
      return value;
    };
    const item = {
      type: 'object',
      properties: { name: { type: 'string' }, size: { type: 'integer' } }
    };
    const sized = {
      ...item,
      properties: { ...item.properties, size: { type: 'integer', default: 1 } }
    };
    const configurationOf = (each: object): Component => ({
      ...component,
      configuration: {
        type: 'object',
        properties: {
          plain: { type: 'array', items: item },
          items: { type: 'array', items: each },
          mode: { type: 'string', default: 'fast' }
        }
      }
    });
    const config = freeze<JsonObject>({
      plain: [{ name: 'a' }],
      items: [{ name: '${bucket}' }, { name: '${text}' }, { name: 'c' }]
    });
    const shared = checkConfiguration(
      configurationOf(item),
      config,
      PARAMETERS
    );
    expect(shared.config).toEqual({ ...config, mode: 'fast' });
    expect(shared.config.plain).toBe(config.plain);
    const copied = checkConfiguration(
      configurationOf(sized),
      config,
      PARAMETERS
    );
    expect(copied.config).toEqual({
      plain: [{ name: 'a' }],
      items: [
        { name: '${bucket}', size: 1 },
        { name: '${text}', size: 1 },
        { name: 'c', size: 1 }
      ],
      mode: 'fast'
    });
  });

  it('says everything wrong at once, in words', () => {
    const problems = configurationProblems(
      component,
      {
        conditon: 'x',
        limit: 0,
        mode: 'fats',
        columns: ['a', 'a'],
        path: 'file:/x',
        rate: '3'
      },
      PARAMETERS,
      '/nodes/n/config'
    );
    expect(
      problems.map(({ path, message }) => `${path}: ${message}`).sort()
    ).toEqual([
      '/columns: “Columns” says the same twice (entries 1 and 2). Remove one.',
      '/condition: “Condition” is not set. Give it a value.',
      '/conditon: There is no field “conditon” here. Did you mean “condition” (Condition)?',
      '/limit: “Limit” must be 1 or more.',
      '/mode: “Mode” can’t be “fats”. Did you mean “fast”?',
      '/path: “Path” is not of the right form: “file:/x”. It must fit ^s3://.',
      '/rate: “Rate” must be a number, not text.'
    ]);
    expect(problems.find(({ path }) => path === '/mode')?.fix).toEqual({
      title: 'Use “fast”',
      path: '/nodes/n/config/mode',
      value: 'fast'
    });
  });

  it('speaks only of the branch that is meant', () => {
    expect(
      check({ group: { kind: 'all', parts: [{ kind: 'one', value: 'x' }] } })
    ).toEqual([
      '/group/parts/0/value: “Value” must be a whole number, not text.'
    ]);
    expect(check({ group: { kind: 'one' } })).toEqual([
      '/group/value: “Value” is not set. Give it a value.'
    ]);
    expect(check({ group: { kind: 'one', value: 1 } })).toEqual([]);
  });

  it('takes parameters for fields of their type', () => {
    const config = {
      condition: { $parameter: 'text' },
      limit: { $parameter: 'count' },
      rate: { $parameter: 'open' },
      path: { $parameter: 'place' },
      columns: ['a', { $parameter: 'text' }],
      group: { kind: 'one', value: { $parameter: 'open' } }
    };
    const result = checkConfiguration(component, config, PARAMETERS);
    expect(result.problems).toEqual([]);
    expect(result.config).toEqual({ ...config, mode: 'fast' });
    expect([...result.parameters].sort()).toEqual([
      'count',
      'open',
      'place',
      'text'
    ]);
  });

  it.each<[JsonObject, string]>([
    [
      { limit: { $parameter: 'text' } },
      '/limit: “Limit” must be a whole number, but the parameter “text” is of type string.'
    ],
    [
      { limit: { $parameter: 'rate' } },
      '/limit: “Limit” must be a whole number, but the parameter “rate” is of type number.'
    ],
    [
      { limit: { $parameter: 'cout' } },
      '/limit: “Limit” uses the parameter “cout”, which the pipeline does not declare. Did you mean “count”?'
    ],
    [
      { limit: { $parameter: 'none' } },
      '/limit: “Limit” must be 1 or more. The value is the default of the parameter “none”.'
    ],
    [
      { columns: { $parameter: 'text' } },
      '/columns: “Columns” must be a list, but the parameter “text” is of type string.'
    ],
    [
      { mode: { $parameter: 'text' } },
      '/mode: “Mode” can’t come from a parameter (“text”): the script itself depends on it.'
    ],
    [
      { code: { $parameter: 'text' } },
      '/code: “Code” can’t come from a parameter (“text”)'
    ],
    [
      { path: '${nothing}/x' },
      '/path: ${nothing} uses the parameter “nothing”, which the pipeline does not declare. Declare it.'
    ],
    [
      { path: 'x/${bucket}' },
      '/path: “Path” is not of the right form: “x/data”. It must fit ^s3://. The value is the default of the parameter “bucket”.'
    ],
    [{ oops: { $parameter: 'text' } }, '/oops: There is no field “oops” here.']
  ])('of %j says what is wrong', (config, message) => {
    const found = check(config);
    expect(found).toHaveLength(1);
    expect(found[0].startsWith(message)).toBe(true);
  });

  it.each<[JsonObject]>([
    [{ path: 's3://${bucket}/x' }],
    [{ path: '${text}/x' }],
    [{ path: 's3://$${nothing}' }],
    [{ code: 'f"${nothing}"' }]
  ])('finds nothing wrong with %j', config => {
    expect(check(config)).toEqual([]);
  });

  it('never throws, and keeps every field', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const config = fc.dictionary(
      fc.constantFrom(
        'condition',
        'limit',
        'mode',
        'code',
        'path',
        'columns',
        'group',
        '__proto__',
        'x'
      ),
      fc.oneof(
        value,
        fc.constantFrom(
          { $parameter: 'count' },
          { $parameter: 'zzz' },
          '${bucket} ${x}',
          { kind: 'all', parts: [{}] }
        )
      )
    );
    fc.assert(
      fc.property(config, each => {
        const before = JSON.stringify(each);
        const result = checkConfiguration(
          component,
          each as JsonObject,
          PARAMETERS
        );
        expect(JSON.stringify(each)).toBe(before);
        for (const key of Object.keys(each)) {
          expect(
            Object.getOwnPropertyDescriptor(result.config, key)?.value
          ).toEqual(Object.getOwnPropertyDescriptor(each, key)?.value);
        }
      }),
      { numRuns: 300 }
    );
  });
});

describe('isValueOf', () => {
  it.each([
    ['integer', 3, true],
    ['integer', 3.5, false],
    ['number', 3.5, true],
    ['boolean', 'true', false],
    ['string', 'x', true],
    ['date', '2012-02-29', true],
    ['date', '2013-02-29', false],
    ['timestamp', '2013-01-31 12:30:00.5', true],
    ['timestamp', '2013-01-31T24:00', false]
  ] as const)('%s %j: %s', (type, value, expected) => {
    expect(isValueOf(type, value)).toBe(expected);
  });
});
