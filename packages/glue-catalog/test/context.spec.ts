import fc from 'fast-check';
import {
  canonicalJson,
  CONTEXT_PREFIX,
  ContextError,
  DamagedContextError,
  missingColumns,
  parseContext,
  readContext,
  writeContext,
  type BusinessContext
} from '../src/index.js';

const CRAWLER = {
  classification: 'parquet',
  recordCount: '5',
  UPDATED_BY_CRAWLER: 'c',
  'spark.sql.sources.schema': '{}',
  'glueflow.contextual': 'not ours'
};

const CONTEXT: BusinessContext = {
  label: 'Orders',
  owner: 'sales@example.com',
  certification: { level: 'certified', by: 'Ana', on: '2026-01-02' },
  measures: [
    { name: 'revenue', column: 'amount', aggregation: 'sum', unit: 'EUR' }
  ],
  dimensions: [{ name: 'Country', column: 'country' }],
  hierarchies: [
    { name: 'Place', kind: 'leveled', levels: ['country', 'town'] }
  ],
  columns: { amount: { label: 'Amount', tags: ['money'] } }
};

const text = fc.string({ unit: 'binary', maxLength: 20 });
const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 10 });
const few = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(item, { maxLength: 3 });
const some = { requiredKeys: [] };
const properties = fc.dictionary(text, text, { maxKeys: 3 });

const anyContext: fc.Arbitrary<BusinessContext> = fc.record(
  {
    label: text,
    description: text,
    steward: text,
    owner: text,
    certification: fc.record(
      {
        level: fc.constantFrom('draft', 'certified', 'deprecated'),
        by: text
      },
      { requiredKeys: ['level'] }
    ),
    tags: few(text),
    properties,
    dimensions: few(fc.record({ name, column: name, label: text })),
    measures: few(
      fc.record(
        {
          name,
          column: name,
          aggregation: fc.constantFrom('sum', 'count-distinct', 'none'),
          unit: text,
          format: text
        },
        { requiredKeys: ['name', 'aggregation'] }
      )
    ),
    hierarchies: few(
      fc.record({
        name,
        kind: fc.constantFrom('leveled', 'parent-child'),
        levels: few(name)
      })
    ),
    relationships: few(
      fc.record({
        name,
        to: fc.record({ database: name, table: name }),
        columns: fc.array(fc.record({ from: name, to: name }), {
          minLength: 1,
          maxLength: 2
        })
      })
    ),
    columns: fc.dictionary(
      name,
      fc.record({ label: text, tags: few(text), properties }, some),
      { maxKeys: 3 }
    ),
    source: fc.record(
      {
        system: name,
        annotations: fc.dictionary(text, fc.jsonValue(), { maxKeys: 3 })
      },
      { requiredKeys: ['system'] }
    ),
    lineage: fc.record(
      { upstream: few(fc.record({ table: name })), job: text },
      some
    )
  },
  some
);

describe('a business context', () => {
  it('comes back as it was written, whatever it says', () => {
    fc.assert(
      fc.property(anyContext, context => {
        const { parameters } = writeContext(CRAWLER, context);
        expect(readContext(parameters)).toEqual({
          status: Object.keys(context).length > 0 ? 'ok' : 'none',
          lostKeys: [],
          edited: [],
          // JSON has no negative zero.
          recovered: JSON.parse(JSON.stringify(context)) as BusinessContext
        });
        expect(parameters).toMatchObject(CRAWLER);
        // What is written again is the same, whatever the order of members.
        expect(
          writeContext(parameters, readContext(parameters).recovered).parameters
        ).toEqual(parameters);
      }),
      { numRuns: 1000 }
    );
  });

  it('has a summary for people, and keys of its own', () => {
    const { parameters, bytes, warning } = writeContext({}, CONTEXT);
    expect(parameters[`${CONTEXT_PREFIX}.summary`]).toBe(
      'Orders · certification: certified · owner: sales@example.com · measures: revenue (sum, EUR) · dimensions: Country · hierarchies: Place'
    );
    expect(parameters[`${CONTEXT_PREFIX}.columns`]).toBe(
      '{"amount":{"label":"Amount","tags":["money"]}}'
    );
    expect(bytes).toBeLessThan(2000);
    expect(warning).toBeUndefined();
    expect(writeContext({ ...CRAWLER, ...parameters }, {}).parameters).toEqual(
      CRAWLER
    );
  });

  it('is split below the limit of a value, and warns of its weight', () => {
    const description = '€😀'.repeat(150_000);
    const { parameters, warning } = writeContext({}, { description });
    const sizes = Object.values(parameters).map(value =>
      Buffer.byteLength(value)
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(512_000);
    expect(parameters[`${CONTEXT_PREFIX}.description.3`]).toBeDefined();
    expect(readContext(parameters)).toMatchObject({
      status: 'ok',
      recovered: { description }
    });
    expect(warning).toContain('KiB');
    delete parameters[`${CONTEXT_PREFIX}.description.2`];
    expect(readContext(parameters)).toMatchObject({
      status: 'damaged',
      lostKeys: ['description']
    });
  });

  describe('damaged by hand', () => {
    const { parameters } = writeContext(CRAWLER, CONTEXT);
    const damage = (
      changes: Record<string, string | undefined>
    ): Record<string, string> =>
      JSON.parse(JSON.stringify({ ...parameters, ...changes })) as Record<
        string,
        string
      >;

    it.each([
      ['measures', undefined, ['measures'], []],
      ['measures', '[{', ['measures'], []],
      ['measures', '[{"name":"x"}]', ['measures'], []],
      ['label', '"Sales orders"', [], ['label']],
      ['steward', '"Bo"', [], ['steward']]
    ])('loses or edits %s: %s', (section, value, lostKeys, edited) => {
      const damaged = damage({ [`${CONTEXT_PREFIX}.${section}`]: value });
      const read = readContext(damaged);
      expect(read).toMatchObject({ status: 'damaged', lostKeys, edited });
      expect(read.recovered.owner).toBe('sales@example.com');
      expect(read.recovered).toHaveProperty('columns', CONTEXT.columns);
      expect(() => writeContext(damaged, CONTEXT)).toThrow(DamagedContextError);
      const repaired = writeContext(damaged, read.recovered, { repair: true });
      expect(readContext(repaired.parameters)).toEqual({
        status: 'ok',
        lostKeys: [],
        edited: [],
        recovered: read.recovered
      });
    });

    it.each([undefined, 'x', '{"version":1}', 'null'])(
      'is recovered without its index: %s',
      index => {
        const damaged = damage({ [CONTEXT_PREFIX]: index });
        const read = readContext(damaged);
        expect(read.status).toBe('damaged');
        expect(read.lostKeys).toEqual([]);
        expect(read.recovered).toEqual(CONTEXT);
      }
    );

    it('is not touched when a later version wrote it', () => {
      const newer = damage({ [CONTEXT_PREFIX]: '{"version":2,"sections":[]}' });
      expect(readContext(newer).status).toBe('newer');
      expect(() => writeContext(newer, CONTEXT)).toThrow('a later version');
    });

    it('is read, whatever stands there', () => {
      const keys = Object.keys(parameters).filter(key =>
        key.startsWith(CONTEXT_PREFIX)
      );
      fc.assert(
        fc.property(
          fc.constantFrom(...keys),
          fc.oneof(fc.string(), fc.json()),
          (key, value) => {
            const { status, lostKeys, recovered } = readContext(
              damage({ [key]: value })
            );
            parseContext(recovered);
            expect(['ok', 'damaged', 'newer']).toContain(status);
            expect(lostKeys.length).toBeLessThanOrEqual(1);
          }
        ),
        { numRuns: 1000 }
      );
    });
  });

  it('is refused with all that is wrong', () => {
    let thrown: unknown;
    try {
      parseContext({
        measures: [{ aggregation: 'avg' }],
        colour: 1,
        tags: 'x'
      });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ContextError);
    expect(
      (thrown as ContextError).problems.map(({ path }) => path).sort()
    ).toEqual([
      'colour',
      'measures[0].aggregation',
      'measures[0].name',
      'tags'
    ]);
    expect(String(thrown)).toContain('it must be one of sum, count');
  });

  it('names columns that the table has not', () => {
    expect(
      missingColumns(CONTEXT, {
        Name: 't',
        StorageDescriptor: { Columns: [{ Name: 'amount' }] },
        PartitionKeys: [{ Name: 'country' }]
      })
    ).toEqual([
      {
        path: 'hierarchies[0].levels[1]',
        message: 'the table has no column town'
      }
    ]);
  });

  it('has one text for one value', () => {
    expect(canonicalJson({ b: [1, { d: null, c: undefined }], a: 'é' })).toBe(
      '{"a":"é","b":[1,{"d":null}]}'
    );
  });
});
