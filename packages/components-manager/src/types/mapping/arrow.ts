import type { DataType } from '../type.js';
import {
  decimalOf,
  type Losses,
  mapType,
  NO_SUCH_DECIMAL,
  readWith,
  structField,
  UNREADABLE,
  type Form,
  type TypeMapping
} from './mapping.js';

/** A field of Arrow's JSON form of a schema. */
export interface ArrowField {
  name: string;
  nullable: boolean;
  type: ArrowType;
  children: ArrowField[];
  metadata?: { key: string; value: string }[];
}

/** A type of Arrow's JSON form: a name, with arguments that depend on it. */
export interface ArrowType {
  name: string;
  bitWidth?: number;
  isSigned?: boolean;
  precision?: number | string;
  scale?: number;
  unit?: string;
  timezone?: string;
  keysSorted?: boolean;
  mode?: string;
  typeIds?: number[];
  byteWidth?: number;
  listSize?: number;
}

const field = (
  type: ArrowType,
  children: ArrowField[] = [],
  name = ''
): ArrowField => ({ name, nullable: true, type, children });

const named = (found: ArrowField, name: string): ArrowField => ({
  ...found,
  name
});

const int = (bitWidth: number): Form<ArrowField> => [
  field({ name: 'int', bitWidth, isSigned: true })
];

const MICROSECOND = { name: 'timestamp', unit: 'MICROSECOND' };

/** Apache Arrow, as its JSON form writes types; a comment is the metadata `comment`. */
export const ARROW: TypeMapping<ArrowField> = {
  title: 'Apache Arrow',
  source:
    'https://arrow.apache.org/docs/format/Integration.html#json-test-data-format',
  to: type =>
    mapType<ArrowField>(type, {
      simple: {
        boolean: [field({ name: 'bool' })],
        tinyint: int(8),
        smallint: int(16),
        int: int(32),
        bigint: int(64),
        float: [field({ name: 'floatingpoint', precision: 'SINGLE' })],
        double: [field({ name: 'floatingpoint', precision: 'DOUBLE' })],
        string: [field({ name: 'utf8' })],
        binary: [field({ name: 'binary' })],
        date: [field({ name: 'date', unit: 'DAY' })],
        timestamp: [field(MICROSECOND)],
        timestamp_ntz: [
          field(MICROSECOND),
          'Arrow has one timestamp without time zone; it comes back as timestamp.'
        ],
        void: [field({ name: 'null' })]
      },
      zone: {
        local: [field({ ...MICROSECOND, timezone: 'UTC' })],
        offset: [
          field({ ...MICROSECOND, timezone: 'UTC' }),
          'Arrow keeps the instant and drops the offset of each value.'
        ]
      },
      interval: {
        year_month: [field({ name: 'interval', unit: 'YEAR_MONTH' })],
        day_time: [field({ name: 'duration', unit: 'MICROSECOND' })]
      },
      unknown: () => [field({ name: 'utf8' }), UNREADABLE],
      decimal: (precision, scale) => [
        field({ name: 'decimal', precision, scale, bitWidth: 128 })
      ],
      text: kind => [
        field({ name: 'utf8' }),
        `Arrow’s text has no length: it comes back as string, not ${kind}.`
      ],
      array: element => [field({ name: 'list' }, [named(element, 'element')])],
      map: (key, value) => [
        field({ name: 'map', keysSorted: false }, [
          {
            ...field({ name: 'struct' }, [
              { ...named(key, 'key'), nullable: false },
              named(value, 'value')
            ]),
            name: 'entries',
            nullable: false
          }
        ])
      ],
      struct: fields => [
        field(
          { name: 'struct' },
          fields.map(({ field: { name, comment, nullable }, value }) => ({
            ...named(value, name),
            nullable: nullable !== false,
            ...(comment === undefined
              ? {}
              : { metadata: [{ key: 'comment', value: comment }] })
          }))
        )
      ],
      union: members => [
        field(
          {
            name: 'union',
            mode: 'SPARSE',
            typeIds: members.map((_, index) => index)
          },
          members.map((member, index) => named(member, `member${index}`))
        )
      ]
    }),
  from: readWith(read)
};

function read(
  { type, children }: ArrowField,
  path: readonly string[],
  losses: Losses
): DataType {
  const child = (index: number, name: string): DataType =>
    children[index] === undefined
      ? unreadable()
      : read(children[index], [...path, name], losses);
  const shown = JSON.stringify(type);
  const lose = (result: DataType, reason: string): DataType => {
    losses.add(path, shown, reason);
    return result;
  };
  const unreadable = (): DataType =>
    lose({ kind: 'unknown', native: shown }, 'The type is not known.');
  switch (type.name) {
    case 'null':
      return { kind: 'void' };
    case 'bool':
      return { kind: 'boolean' };
    case 'int':
      return type.isSigned === false ? unsigned() : signed();
    case 'floatingpoint':
      return type.precision === 'DOUBLE'
        ? { kind: 'double' }
        : type.precision === 'SINGLE'
          ? { kind: 'float' }
          : lose({ kind: 'float' }, 'A half float comes back as float.');
    case 'utf8':
      return { kind: 'string' };
    case 'largeutf8':
    case 'utf8view':
      return lose({ kind: 'string' }, 'It comes back as utf8.');
    case 'binary':
      return { kind: 'binary' };
    case 'largebinary':
    case 'binaryview':
      return lose({ kind: 'binary' }, 'It comes back as binary.');
    case 'fixedsizebinary':
      return lose({ kind: 'binary' }, 'The size of each value is dropped.');
    case 'date':
      return type.unit === 'DAY'
        ? { kind: 'date' }
        : lose({ kind: 'date' }, 'Milliseconds of a date are dropped.');
    case 'time':
      return lose({ kind: 'string' }, 'A catalog has no time of day.');
    case 'timestamp': {
      const result: DataType =
        type.timezone === undefined
          ? { kind: 'timestamp' }
          : { kind: 'timestamp', zone: 'local' };
      return type.unit !== 'MICROSECOND'
        ? lose(result, `The unit ${type.unit} is dropped.`)
        : type.timezone === undefined || type.timezone === 'UTC'
          ? result
          : lose(result, `The time zone ${type.timezone} is dropped.`);
    }
    case 'duration':
      return type.unit === 'MICROSECOND'
        ? { kind: 'interval', span: 'day_time' }
        : lose(
            { kind: 'interval', span: 'day_time' },
            `The unit ${type.unit} is dropped.`
          );
    case 'interval':
      return type.unit === 'YEAR_MONTH'
        ? { kind: 'interval', span: 'year_month' }
        : lose(
            { kind: 'interval', span: 'day_time' },
            `The unit ${type.unit} is dropped.`
          );
    case 'decimal': {
      const { precision, scale = 0 } = type;
      return (
        (typeof precision === 'number' && decimalOf(precision, scale)) ||
        lose({ kind: 'unknown', native: shown }, NO_SUCH_DECIMAL)
      );
    }
    case 'list':
      return { kind: 'array', element: child(0, 'element') };
    case 'largelist':
    case 'listview':
    case 'largelistview':
    case 'fixedsizelist':
      return lose(
        { kind: 'array', element: child(0, 'element') },
        'It comes back as list.'
      );
    case 'map': {
      const [key, value] = children[0]?.children ?? [];
      return key === undefined || value === undefined
        ? unreadable()
        : {
            kind: 'map',
            key: read(key, [...path, 'key'], losses),
            value: read(value, [...path, 'value'], losses)
          };
    }
    case 'struct':
      return {
        kind: 'struct',
        fields: children.map(inner =>
          structField(inner.name, read(inner, [...path, inner.name], losses), {
            comment: inner.metadata?.find(({ key }) => key === 'comment')
              ?.value,
            required: !inner.nullable
          })
        )
      };
    case 'union':
      return {
        kind: 'union',
        members: children.map((_, index) => child(index, `member${index}`))
      };
    default:
      return unreadable();
  }

  function signed(): DataType {
    const kinds = { 8: 'tinyint', 16: 'smallint', 32: 'int', 64: 'bigint' };
    const kind = kinds[type.bitWidth as keyof typeof kinds] as
      'tinyint' | 'smallint' | 'int' | 'bigint' | undefined;
    return kind === undefined ? unreadable() : { kind };
  }

  function unsigned(): DataType {
    const kinds: Readonly<Record<number, DataType>> = {
      8: { kind: 'smallint' },
      16: { kind: 'int' },
      32: { kind: 'bigint' },
      64: { kind: 'decimal', precision: 20, scale: 0 }
    };
    const kind = kinds[type.bitWidth ?? 0];
    return kind === undefined
      ? unreadable()
      : lose(kind, 'A catalog has no unsigned numbers: the next wider type.');
  }
}
