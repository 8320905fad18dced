import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { readNativeType } from '../../src/types/grammar.js';
import { mapColumns, TYPE_MAPPINGS } from '../../src/types/mapping/index.js';
import type { Mapped, TypeMapping } from '../../src/types/mapping/mapping.js';
import { printType } from '../../src/types/print.js';
import type { DataType } from '../../src/types/type.js';
import { anyNativeType } from './any.js';

/** A mapping as one of JSON values, which all are. */
interface AnyMapping {
  to(type: DataType): Mapped<unknown>;
  back(type: DataType): Mapped<DataType>;
  from(value: unknown): Mapped<DataType>;
}

function any<T>({ to, from }: TypeMapping<T>): AnyMapping {
  return {
    to,
    back: type => from(JSON.parse(JSON.stringify(to(type).value)) as T),
    from: value => from(value as T)
  };
}

const MAPPINGS: Readonly<Record<keyof typeof TYPE_MAPPINGS, AnyMapping>> = {
  spark: any(TYPE_MAPPINGS.spark),
  arrow: any(TYPE_MAPPINGS.arrow),
  duckdb: any(TYPE_MAPPINGS.duckdb),
  iceberg: any(TYPE_MAPPINGS.iceberg),
  'json-schema': any(TYPE_MAPPINGS['json-schema']),
  cds: any(TYPE_MAPPINGS.cds)
};
const NAMES = Object.keys(MAPPINGS) as (keyof typeof MAPPINGS)[];

describe.each(NAMES)('the mapping to %s', name => {
  const mapping = MAPPINGS[name];

  it('gives the same type back, or says what it lost', () => {
    fc.assert(
      fc.property(anyNativeType, type => {
        const { losses } = mapping.to(type);
        if (losses.length === 0) {
          const back = mapping.back(type);
          expect(printType(back.value)).toBe(printType(type));
          expect(back.losses).toEqual([]);
        }
      }),
      { numRuns: 1000 }
    );
  });

  it('names types that come back as others, each by its path', () => {
    fc.assert(
      fc.property(anyNativeType, type => {
        const { losses } = mapping.to({
          kind: 'struct',
          fields: [{ name: 'f', type }]
        });
        for (const { path, reason, from } of losses) {
          expect(path === '' || path.split('.')[0] === 'f').toBe(true);
          expect(reason).toMatch(/\.$/);
          expect(from).not.toBe('');
        }
      })
    );
  });

  it('reads its own texts whatever they say', () => {
    const value =
      name === 'spark' || name === 'duckdb' || name === 'iceberg'
        ? 'nope(1)'
        : name === 'arrow'
          ? { name: '', nullable: true, type: { name: 'nope' }, children: [] }
          : { type: 'nope' };
    const { value: type, losses } = mapping.from(value);
    expect(type.kind).toBe('unknown');
    expect(losses).toHaveLength(1);
  });
});

const to = (name: keyof typeof MAPPINGS, text: string): unknown =>
  MAPPINGS[name].to(readNativeType(text).type).value;
const lossesTo = (name: keyof typeof MAPPINGS, text: string): string[] =>
  MAPPINGS[name].to(readNativeType(text).type).losses.map(({ path }) => path);

describe('TYPE_MAPPINGS', () => {
  it.each([
    [
      'spark',
      'struct<a:array<int>,u:uniontype<int,string>>',
      'STRUCT<a: ARRAY<INT>, u: STRUCT<member0: INT, member1: STRING>>',
      ['u']
    ],
    [
      'duckdb',
      "struct<A b:array<array<int>>,c:map<string,char(3)> comment 'x'>",
      'STRUCT("A b" INTEGER[][], "c" MAP(VARCHAR, VARCHAR))',
      ['c.value', '']
    ],
    [
      'duckdb',
      'timestamp with local time zone',
      'TIMESTAMP WITH TIME ZONE',
      []
    ],
    ['iceberg', 'decimal(9,2)', 'decimal(9, 2)', []],
    [
      'iceberg',
      'struct<a:struct<b:tinyint NOT NULL>,m:map<string,bigint>>',
      {
        type: 'struct',
        fields: [
          {
            id: 1,
            name: 'a',
            required: false,
            type: {
              type: 'struct',
              fields: [{ id: 3, name: 'b', required: true, type: 'int' }]
            }
          },
          {
            id: 2,
            name: 'm',
            required: false,
            type: {
              type: 'map',
              'key-id': 4,
              key: 'string',
              'value-id': 5,
              'value-required': false,
              value: 'long'
            }
          }
        ]
      },
      ['a.b']
    ],
    [
      'cds',
      "struct<id:varchar(10) NOT NULL comment 'Key',v:decimal(15,2),l:array<string>>",
      {
        elements: {
          id: { type: 'cds.String', length: 10, notNull: true, doc: 'Key' },
          v: { type: 'cds.Decimal', precision: 15, scale: 2 },
          l: { items: { type: 'cds.LargeString' } }
        }
      },
      []
    ],
    [
      'json-schema',
      'struct<a:smallint NOT NULL,m:map<int,string>>',
      {
        type: 'object',
        properties: {
          a: { type: 'integer', minimum: -32768, maximum: 32767 },
          m: { type: 'object', additionalProperties: { type: 'string' } }
        },
        required: ['a']
      },
      ['m']
    ]
  ] as const)('writes for %s: %s', (name, text, value, losses) => {
    expect(to(name, text)).toEqual(value);
    expect(lossesTo(name, text)).toEqual(losses);
  });

  it('writes what Arrow’s JSON form has for a list', () => {
    expect(to('arrow', 'array<int>')).toEqual({
      name: '',
      nullable: true,
      type: { name: 'list' },
      children: [
        {
          name: 'element',
          nullable: true,
          type: { name: 'int', bitWidth: 32, isSigned: true },
          children: []
        }
      ]
    });
  });

  it.each([
    ['duckdb', 'DECIMAL', 'decimal(18,3)', []],
    ['duckdb', 'UBIGINT[]', 'array<decimal(20,0)>', ['element']],
    [
      'duckdb',
      'STRUCT(a ENUM(\'x\', \'y,z\'), "b ""q" INT[3])',
      'struct<a:string,`b "q`:array<int>>',
      ['a', 'b "q']
    ],
    [
      'duckdb',
      'timestamp with time zone',
      'timestamp with local time zone',
      []
    ],
    ['duckdb', 'VARCHAR(10)', 'string', []],
    [
      'duckdb',
      'STRUCT(a UUID)[][]',
      'array<array<struct<a:string>>>',
      ['element.element.a']
    ],
    ['duckdb', 'INT INT', 'INT INT', ['']],
    ['iceberg', 'fixed[16]', 'binary', ['']],
    ['iceberg', 'timestamptz_ns', 'timestamp with local time zone', ['']],
    ['iceberg', 'variant', 'variant', ['']],
    ['iceberg', 'decimal(39, 0)', 'decimal(39, 0)', ['']],
    ['iceberg', 'decimal(9, 10)', 'decimal(9, 10)', ['']],
    ['iceberg', 'decimal(0, 0)', 'decimal(0, 0)', ['']],
    ['cds', { type: 'cds.Association' }, 'cds.Association', ['']],
    ['cds', {}, 'unknown', ['']],
    ['cds', { type: 'cds.String' }, 'string', []],
    ['cds', { type: 'cds.Decimal' }, 'decimal(38,10)', ['']],
    [
      'cds',
      { elements: { a: { type: 'cds.UUID' } } },
      'struct<a:varchar(36)>',
      ['a']
    ],
    [
      'json-schema',
      { type: 'number', multipleOf: 0.001, exclusiveMaximum: 0.1 },
      'double',
      ['']
    ],
    [
      'json-schema',
      { type: ['string', 'null'], maxLength: 5 },
      'varchar(5)',
      []
    ],
    ['json-schema', { type: 'string', format: 'uuid' }, 'string', ['']],
    [
      'json-schema',
      { type: 'integer', minimum: 0, maximum: 200 },
      'smallint',
      []
    ],
    [
      'spark',
      'STRUCT<a: TIMESTAMP_LTZ, b: nope>',
      'struct<a:timestamp,b:nope>',
      ['b']
    ]
  ] as const)('reads %s: %j', (name, value, canonical, losses) => {
    const read = MAPPINGS[name].from(value);
    expect(printType(read.value)).toBe(canonical);
    expect(read.losses.map(({ path }) => path)).toEqual(losses);
  });

  it('keeps what a column is besides its type', () => {
    expect(
      mapColumns(
        [
          { name: 'a', type: { kind: 'int' }, comment: 'A' },
          { name: 'p', type: { kind: 'char', length: 2 }, partition: true }
        ],
        TYPE_MAPPINGS.duckdb
      )
    ).toEqual([
      { name: 'a', type: 'INTEGER', comment: 'A', losses: [] },
      {
        name: 'p',
        type: 'VARCHAR',
        partition: true,
        losses: [expect.objectContaining({ path: 'p', from: 'char(2)' })]
      }
    ]);
  });

  it('writes JSON Schemas that Ajv takes', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    fc.assert(
      fc.property(anyNativeType, type => {
        expect(
          ajv.validateSchema(
            TYPE_MAPPINGS['json-schema'].to(type).value as object
          )
        ).toBe(true);
      }),
      { numRuns: 50 }
    );
  });

  it('reads texts of DuckDB nested deeply in time', () => {
    const text = `${'STRUCT(a '.repeat(90)}INT${')'.repeat(90)}`;
    expect(TYPE_MAPPINGS.duckdb.from(text).losses).toEqual([]);
    expect(
      TYPE_MAPPINGS.duckdb.from('STRUCT(a '.repeat(10_000)).value.kind
    ).toBe('unknown');
  });
});
