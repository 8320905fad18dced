import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import {
  CONNECTION,
  CREDENTIALS,
  faultsOf,
  JOB_SETTINGS,
  KERNEL_REPLIES,
  KERNEL_REQUESTS,
  type Schema
} from '../src/index.js';

const ajv = new Ajv2020({ strict: false, allErrors: true });

describe('faultsOf', () => {
  const names = [
    ...new Set(CREDENTIALS.flatMap(({ properties }) => Object.keys(properties)))
  ];
  const values = fc.oneof(
    fc.constantFrom<unknown>(
      'default',
      'profile',
      'keys',
      'variables',
      'session',
      'assume-role',
      'arn:aws:iam::123456789012:role/x',
      'NAME',
      'not a name',
      ''
    ),
    fc.boolean(),
    fc.integer()
  );
  const flat = fc.dictionary(
    fc.constantFrom(...names, 'region', 'pathStyle', 'other'),
    values
  );
  const connections = fc
    .tuple(flat, flat, fc.boolean())
    .map(([outer, inner, nests]) =>
      nests ? { ...outer, source: inner } : outer
    );

  it('agrees with Ajv on connections', () => {
    const validate = ajv.compile(CONNECTION);
    fc.assert(
      fc.property(connections, value => {
        expect(faultsOf(CONNECTION, value).length === 0).toBe(validate(value));
      }),
      { numRuns: 500 }
    );
  });

  it('agrees with Ajv on each job setting', () => {
    const validators = JOB_SETTINGS.map(
      ([, schema]) => [schema, ajv.compile(schema)] as const
    );
    const any = fc.oneof(
      fc.constantFrom<unknown>('FLEX', '5.1', 's3://b/k', '', null),
      fc.integer({ min: -1, max: 20000 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.array(fc.oneof(fc.string(), fc.integer())),
      fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()))
    );
    fc.assert(
      fc.property(any, value => {
        for (const [schema, validate] of validators) {
          expect(faultsOf(schema, value).length === 0).toBe(validate(value));
        }
      }),
      { numRuns: 300 }
    );
  });

  it('agrees with Ajv on each message of editor and kernel', () => {
    const all = { ...KERNEL_REQUESTS, ...KERNEL_REPLIES };
    const schemas: Schema[] = Object.values(all);
    const validators = schemas.map(
      schema => [schema, ajv.compile(schema)] as const
    );
    const part = fc.constantFrom<unknown>(
      ...['', 'a', 0, 1, 1.5, -1, 20000, null, true, {}, []],
      ...[[1, 2], [1], { line: 1, column: 2 }, { a: null, b: 1 }, { a: 'x' }],
      { script: '', arguments: {}, steps: [] },
      { script: '', arguments: {}, steps: [{ lines: [[1, 2, 3]] }] }
    );
    fc.assert(
      fc.property(
        fc.nat(schemas.length - 1),
        fc.infiniteStream(part),
        (index, parts) => {
          const [schema, validate] = validators[index];
          const members = Object.entries(schema.properties ?? {}).map(
            ([name, each]) => [
              name,
              each.const ?? each.enum?.[0] ?? parts.next().value
            ]
          );
          const value: unknown = Object.fromEntries(members);
          expect(faultsOf(schema, value).length === 0).toBe(validate(value));
        }
      ),
      { numRuns: 500 }
    );
  });

  it('counts and tells apart the items of a pair', () => {
    const pair: Schema = {
      type: 'array',
      prefixItems: [{ type: 'integer' }, { type: 'string' }],
      minItems: 2,
      maxItems: 2
    };
    const faults = (value: unknown) =>
      faultsOf(pair, value).map(
        ({ keyword, path }) => `${keyword} /${path.join('/')}`
      );
    expect(faults([1, 'a'])).toEqual([]);
    expect(faults([1, 2])).toEqual(['type /1']);
    expect(faults([1])).toEqual(['minItems /']);
    expect(faults([1, 'a', 2])).toEqual(['maxItems /']);
  });

  it('says where each fault is', () => {
    const schema: Schema = {
      type: 'object',
      properties: {
        list: { type: 'array', items: { type: 'integer', maximum: 3 } },
        name: { type: 'string', minLength: 2 }
      },
      required: ['name', 'other'],
      additionalProperties: false
    };
    expect(
      faultsOf(schema, { list: [1, 4, 'x'], name: 'a', more: 1 }).map(
        ({ keyword, path }) => `${keyword} /${path.join('/')}`
      )
    ).toEqual([
      'maximum /list/1',
      'type /list/2',
      'minLength /name',
      'additionalProperties /more',
      'required /other'
    ]);
  });
});
