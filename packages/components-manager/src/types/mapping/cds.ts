import type { DataType } from '../type.js';
import {
  decimalOf,
  lost,
  lostAsKeys,
  type Losses,
  mapType,
  NO_SUCH_DECIMAL,
  readWith,
  structField,
  UNREADABLE,
  type TypeMapping
} from './mapping.js';

/** The type of an element in SAP's CSN, with the properties that a type has. */
export interface CsnElement {
  type?: string;
  length?: number;
  precision?: number;
  scale?: number | string;
  notNull?: boolean;
  doc?: string;
  items?: CsnElement;
  elements?: Record<string, CsnElement>;
}

/** The longest text of `cds.String`. */
const LONGEST = 5000;

const NO_INTERVAL = 'CDS has no intervals, so that it becomes text.';
const ONE_TIMESTAMP =
  'CDS has one timestamp, in UTC; it comes back as timestamp.';

/** SAP CDS, as CSN writes types; a comment is `doc`. */
export const CDS: TypeMapping<CsnElement> = {
  title: 'SAP CDS',
  source: 'https://cap.cloud.sap/docs/cds/types',
  to: type =>
    mapType<CsnElement>(type, {
      simple: {
        boolean: [{ type: 'cds.Boolean' }],
        tinyint: [
          { type: 'cds.Int16' },
          'CDS has no signed byte; it comes back as smallint.'
        ],
        smallint: [{ type: 'cds.Int16' }],
        int: [{ type: 'cds.Integer' }],
        bigint: [{ type: 'cds.Integer64' }],
        float: [{ type: 'cds.hana.REAL' }],
        double: [{ type: 'cds.Double' }],
        string: [{ type: 'cds.LargeString' }],
        binary: [{ type: 'cds.LargeBinary' }],
        date: [{ type: 'cds.Date' }],
        timestamp: [{ type: 'cds.Timestamp' }],
        timestamp_ntz: [{ type: 'cds.Timestamp' }, ONE_TIMESTAMP],
        void: [
          { type: 'cds.LargeString' },
          'CDS has no type without values: text.'
        ]
      },
      zone: {
        local: [{ type: 'cds.Timestamp' }, ONE_TIMESTAMP],
        offset: [{ type: 'cds.Timestamp' }, ONE_TIMESTAMP]
      },
      interval: {
        year_month: [{ type: 'cds.LargeString' }, NO_INTERVAL],
        day_time: [{ type: 'cds.LargeString' }, NO_INTERVAL]
      },
      unknown: () => [{ type: 'cds.LargeString' }, UNREADABLE],
      decimal: (precision, scale) => [
        { type: 'cds.Decimal', precision, scale }
      ],
      text: (kind, length) =>
        length > LONGEST
          ? [
              { type: 'cds.LargeString' },
              `cds.String has at most ${LONGEST} characters: text without a length.`
            ]
          : [
              {
                type: kind === 'char' ? 'cds.hana.CHAR' : 'cds.String',
                length
              }
            ],
      array: items => [{ items }],
      map: () => [
        { type: 'cds.Map' },
        'cds.Map says nothing of keys and values.'
      ],
      struct: fields => [
        {
          elements: Object.fromEntries(
            fields.map(({ field: { name, comment, nullable }, value }) => [
              name,
              {
                ...value,
                ...(nullable === false ? { notNull: true } : {}),
                ...(comment === undefined ? {} : { doc: comment })
              }
            ])
          )
        },
        lost(lostAsKeys(fields.map(({ field }) => field.name)))
      ],
      union: () => [
        { type: 'cds.LargeString' },
        'CDS has no union, so that it becomes text.'
      ]
    }),
  from: readWith(read)
};

/** Types without arguments; those with a second entry lose something. */
const PLAIN: ReadonlyMap<string, readonly [DataType, string?]> = new Map<
  string,
  readonly [DataType, string?]
>([
  ['cds.Boolean', [{ kind: 'boolean' }]],
  ['cds.UInt8', [{ kind: 'smallint' }, 'A catalog has no unsigned numbers.']],
  ['cds.hana.TINYINT', [{ kind: 'smallint' }, 'It has no sign in SAP HANA.']],
  ['cds.Int16', [{ kind: 'smallint' }]],
  ['cds.hana.SMALLINT', [{ kind: 'smallint' }]],
  ['cds.Int32', [{ kind: 'int' }]],
  ['cds.Integer', [{ kind: 'int' }]],
  ['cds.Int64', [{ kind: 'bigint' }]],
  ['cds.Integer64', [{ kind: 'bigint' }]],
  ['cds.Double', [{ kind: 'double' }]],
  ['cds.hana.REAL', [{ kind: 'float' }]],
  [
    'cds.DecimalFloat',
    [{ kind: 'double' }, 'Decimal digits beyond those of a double are dropped.']
  ],
  [
    'cds.hana.SMALLDECIMAL',
    [{ kind: 'double' }, 'Decimal digits beyond those of a double are dropped.']
  ],
  ['cds.Date', [{ kind: 'date' }]],
  ['cds.Time', [{ kind: 'string' }, 'A catalog has no time of day: text.']],
  [
    'cds.DateTime',
    [{ kind: 'timestamp' }, 'Whole seconds come back as a timestamp.']
  ],
  ['cds.Timestamp', [{ kind: 'timestamp' }]],
  ['cds.LargeString', [{ kind: 'string' }]],
  ['cds.hana.CLOB', [{ kind: 'string' }]],
  ['cds.LargeBinary', [{ kind: 'binary' }]],
  [
    'cds.UUID',
    [{ kind: 'varchar', length: 36 }, 'A catalog has no UUIDs: text.']
  ],
  [
    'cds.Map',
    [
      { kind: 'map', key: { kind: 'string' }, value: { kind: 'string' } },
      'Values of cds.Map have any type: text.'
    ]
  ],
  [
    'cds.Vector',
    [{ kind: 'array', element: { kind: 'float' } }, 'The length is dropped.']
  ]
]);

/** Names of texts with a length. */
const TEXTS: ReadonlyMap<string, 'char' | 'varchar'> = new Map([
  ['cds.String', 'varchar'],
  ['cds.hana.VARCHAR', 'varchar'],
  ['cds.hana.NVARCHAR', 'varchar'],
  ['cds.hana.CHAR', 'char'],
  ['cds.hana.NCHAR', 'char']
]);

function read(
  element: CsnElement,
  path: readonly string[],
  losses: Losses
): DataType {
  const { type, length, items, elements } = element;
  const lose = (result: DataType, reason: string): DataType => {
    losses.add(path, type ?? '', reason);
    return result;
  };
  if (elements !== undefined) {
    return {
      kind: 'struct',
      fields: Object.entries(elements).map(([name, inner]) =>
        structField(name, read(inner, [...path, name], losses), {
          comment: inner.doc,
          required: inner.notNull === true
        })
      )
    };
  }
  if (items !== undefined) {
    return {
      kind: 'array',
      element: read(items, [...path, 'element'], losses)
    };
  }
  if (type === undefined) {
    return lose(
      { kind: 'unknown' },
      'The element has no type of its own: ask its source.'
    );
  }
  const [plain, reason] = PLAIN.get(type) ?? [];
  if (plain !== undefined) {
    return reason === undefined ? plain : lose(plain, reason);
  }
  const text = TEXTS.get(type);
  if (text !== undefined) {
    return length === undefined ? { kind: 'string' } : { kind: text, length };
  }
  if (type === 'cds.Decimal') {
    return decimal(element, lose);
  }
  if (type === 'cds.Binary' || type === 'cds.hana.BINARY') {
    return length === undefined
      ? { kind: 'binary' }
      : lose({ kind: 'binary' }, 'The length is dropped.');
  }
  return lose({ kind: 'unknown', native: type }, 'The type is not known.');
}

function decimal(
  { precision, scale }: CsnElement,
  lose: (result: DataType, reason: string) => DataType
): DataType {
  const digits = typeof scale === 'number' ? scale : 0;
  if (precision === undefined || typeof scale === 'string') {
    return lose(
      { kind: 'decimal', precision: 38, scale: 10 },
      'The number of digits is open; a catalog’s is fixed.'
    );
  }
  return (
    decimalOf(precision, digits) ??
    lose(
      { kind: 'unknown', native: `decimal(${precision},${digits})` },
      NO_SUCH_DECIMAL
    )
  );
}
