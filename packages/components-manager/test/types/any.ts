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

/** Any type that has a text: names of fields and comments are any text but empty names. */
export const anyType: fc.Arbitrary<DataType> = fc.letrec<{ type: DataType }>(
  tie => ({
    type: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(...SIMPLE).map((kind): DataType => ({ kind })),
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
          length: fc.integer({ min: 1, max: 65535 })
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
              comment: fc.string({ unit: 'binary' })
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
  })
).type;
