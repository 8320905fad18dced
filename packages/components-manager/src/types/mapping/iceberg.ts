import type { DataType } from '../type.js';
import {
  decimalOf,
  type Losses,
  mapType,
  NO_SUCH_DECIMAL,
  readWith,
  structField,
  UNREADABLE,
  type TypeMapping
} from './mapping.js';

/** A type of Iceberg's JSON form. */
export type IcebergType = string | IcebergStruct | IcebergList | IcebergMap;

export interface IcebergStruct {
  type: 'struct';
  fields: IcebergField[];
}

export interface IcebergField {
  id: number;
  name: string;
  required: boolean;
  type: IcebergType;
  doc?: string;
}

export interface IcebergList {
  type: 'list';
  'element-id': number;
  'element-required': boolean;
  element: IcebergType;
}

export interface IcebergMap {
  type: 'map';
  'key-id': number;
  key: IcebergType;
  'value-id': number;
  'value-required': boolean;
  value: IcebergType;
}

const NO_INTERVAL = 'Iceberg has no intervals, so that it becomes text.';
const AS_INT =
  'Iceberg has no whole numbers below 32 bits; it comes back as int.';

/** Apache Iceberg, as its JSON form writes types; ids are counted from 1 in the order of the specification's own example. */
export const ICEBERG: TypeMapping<IcebergType> = {
  title: 'Apache Iceberg',
  source: 'https://iceberg.apache.org/spec/#schemas-and-data-types',
  to(type) {
    const { value, losses } = mapType<IcebergType>(type, {
      simple: {
        boolean: ['boolean'],
        tinyint: ['int', AS_INT],
        smallint: ['int', AS_INT],
        int: ['int'],
        bigint: ['long'],
        float: ['float'],
        double: ['double'],
        string: ['string'],
        binary: ['binary'],
        date: ['date'],
        timestamp: ['timestamp'],
        timestamp_ntz: [
          'timestamp',
          'Iceberg has one timestamp without time zone; it comes back as timestamp.'
        ],
        void: ['unknown']
      },
      zone: {
        local: ['timestamptz'],
        offset: [
          'timestamptz',
          'Iceberg keeps the instant and drops the offset.'
        ]
      },
      interval: {
        year_month: ['string', NO_INTERVAL],
        day_time: ['string', NO_INTERVAL]
      },
      unknown: () => ['string', UNREADABLE],
      decimal: (precision, scale) => [`decimal(${precision}, ${scale})`],
      text: kind => [
        'string',
        `Iceberg’s text has no length: it comes back as string, not ${kind}.`
      ],
      array: element => [
        { type: 'list', 'element-id': 0, 'element-required': false, element }
      ],
      map: (key, value) => [
        {
          type: 'map',
          'key-id': 0,
          key,
          'value-id': 0,
          'value-required': false,
          value
        }
      ],
      struct: fields => [
        {
          type: 'struct',
          fields: fields.map(
            ({ field: { name, comment, nullable }, value }) => ({
              id: 0,
              name,
              required: nullable === false,
              type: value,
              ...(comment === undefined ? {} : { doc: comment })
            })
          )
        }
      ],
      union: members => [
        {
          type: 'struct',
          fields: members.map((member, index) => ({
            id: 0,
            name: `member${index}`,
            required: false,
            type: member
          }))
        },
        'Iceberg has no union: a struct with a field for each member.'
      ]
    });
    const ids = new Ids();
    return { value: ids.number(value), losses };
  },
  from: readWith(read)
};

/** Numbers fields, all of a struct before those within them. */
class Ids {
  number(type: IcebergType): IcebergType {
    if (typeof type === 'string') {
      return type;
    }
    if (type.type === 'struct') {
      const fields = type.fields.map(field => ({ ...field, id: ++this._last }));
      return {
        ...type,
        fields: fields.map(field => ({
          ...field,
          type: this.number(field.type)
        }))
      };
    }
    if (type.type === 'list') {
      const id = ++this._last;
      return { ...type, 'element-id': id, element: this.number(type.element) };
    }
    const key = ++this._last;
    const value = ++this._last;
    return {
      ...type,
      'key-id': key,
      'value-id': value,
      key: this.number(type.key),
      value: this.number(type.value)
    };
  }

  private _last = 0;
}

const PLAIN: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ['boolean', { kind: 'boolean' }],
  ['int', { kind: 'int' }],
  ['long', { kind: 'bigint' }],
  ['float', { kind: 'float' }],
  ['double', { kind: 'double' }],
  ['string', { kind: 'string' }],
  ['binary', { kind: 'binary' }],
  ['date', { kind: 'date' }],
  ['timestamp', { kind: 'timestamp' }],
  ['timestamptz', { kind: 'timestamp', zone: 'local' }],
  ['unknown', { kind: 'void' }]
]);

const LOSSY: ReadonlyMap<string, readonly [DataType, string]> = new Map<
  string,
  readonly [DataType, string]
>([
  ['uuid', [{ kind: 'string' }, 'A catalog has no UUIDs: text.']],
  ['time', [{ kind: 'string' }, 'A catalog has no time of day: text.']],
  ['timestamp_ns', [{ kind: 'timestamp' }, 'Nanoseconds are dropped.']],
  [
    'timestamptz_ns',
    [{ kind: 'timestamp', zone: 'local' }, 'Nanoseconds are dropped.']
  ]
]);

function read(
  value: IcebergType,
  path: readonly string[],
  losses: Losses
): DataType {
  if (typeof value === 'string') {
    return readPrimitive(value, path, losses);
  }
  const inner = (type: IcebergType, name: string): DataType =>
    read(type, [...path, name], losses);
  switch (value.type) {
    case 'struct':
      return {
        kind: 'struct',
        fields: value.fields.map(({ name, type, doc, required }) =>
          structField(name, inner(type, name), { comment: doc, required })
        )
      };
    case 'list':
      if (value['element-required']) {
        losses.add(path, 'list', 'Elements may be null in a catalog.');
      }
      return { kind: 'array', element: inner(value.element, 'element') };
    case 'map':
      if (value['value-required']) {
        losses.add(path, 'map', 'Values may be null in a catalog.');
      }
      return {
        kind: 'map',
        key: inner(value.key, 'key'),
        value: inner(value.value, 'value')
      };
    default: {
      const native = JSON.stringify(value);
      losses.add(path, native, 'The type is not known.');
      return { kind: 'unknown', native };
    }
  }
}

function readPrimitive(
  text: string,
  path: readonly string[],
  losses: Losses
): DataType {
  const plain = PLAIN.get(text);
  if (plain !== undefined) {
    return plain;
  }
  const [type, reason] = LOSSY.get(text) ?? [];
  if (type !== undefined && reason !== undefined) {
    losses.add(path, text, reason);
    return type;
  }
  const decimal = /^decimal\(\s*(\d+)\s*,\s*(\d+)\s*\)$/.exec(text);
  if (decimal !== null) {
    const [, precision, scale] = decimal.map(Number);
    const type = decimalOf(precision, scale);
    if (type !== undefined) {
      return type;
    }
    losses.add(path, text, NO_SUCH_DECIMAL);
    return { kind: 'unknown', native: text };
  }
  if (/^fixed\[\d+\]$/.test(text)) {
    losses.add(path, text, 'The size of each value is dropped.');
    return { kind: 'binary' };
  }
  losses.add(path, text, 'The type is not known.');
  return { kind: 'unknown', native: text };
}
