import fc from 'fast-check';
import type { DataType } from '../../src/types/type.js';

const SIMPLE = [
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'string',
  'binary',
  'date',
  'timestamp',
  'timestamp_ntz',
  'void'
] as const;

/** Types that a catalog can have besides those of `anyType`. */
const NATIVE: fc.Arbitrary<DataType> = fc.constantFrom<DataType[]>(
  { kind: 'interval', span: 'year_month' },
  { kind: 'interval', span: 'day_time' },
  { kind: 'timestamp', zone: 'local' },
  { kind: 'timestamp', zone: 'offset' },
  { kind: 'unknown', native: 'geometry(4326)' },
  { kind: 'unknown', native: 'set<int,string>' }
);

function types(native: boolean): fc.Arbitrary<DataType> {
  return fc.letrec<{ type: DataType }>(tie => ({
    type: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(...SIMPLE).map((kind): DataType => ({ kind })),
      ...(native ? [NATIVE] : []),
      fc
        .tuple(fc.integer({ min: 1, max: 38 }), fc.nat(38))
        .map(([precision, scale]): DataType => ({
          kind: 'decimal',
          precision,
          scale: Math.min(precision, scale)
        })),
      fc
        .record({
          kind: fc.constantFrom('char' as const, 'varchar' as const),
          length: fc.integer({ min: 1, max: native ? 255 : 65535 })
        })
        .map((type): DataType => type),
      tie('type').map((element): DataType => ({ kind: 'array', element })),
      fc
        .tuple(tie('type'), tie('type'))
        .map(([key, value]): DataType => ({ kind: 'map', key, value })),
      fc
        .array(
          fc.record(
            {
              name: fc.string({ minLength: 1, unit: 'binary' }),
              type: tie('type'),
              comment: fc.string({ unit: 'binary' }),
              ...(native ? { nullable: fc.constant<false>(false) } : {})
            },
            { requiredKeys: ['name', 'type'] }
          ),
          { maxLength: 4 }
        )
        .map((fields): DataType => ({ kind: 'struct', fields })),
      fc
        .array(tie('type'), { minLength: 1, maxLength: 3 })
        .map((members): DataType => ({ kind: 'union', members }))
    )
  })).type;
}

/** Any type that has a text: names of fields and comments are any text but empty names. */
export const anyType = types(false);

/** Any type that a catalog can have: intervals, time zones, NOT NULL and types nobody knows as well. */
export const anyNativeType = types(true);
