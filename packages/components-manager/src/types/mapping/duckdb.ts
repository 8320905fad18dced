import type { DataType } from '../type.js';
import {
  lost,
  Losses,
  mapType,
  UNREADABLE,
  type Form,
  type MappedField,
  type TypeMapping
} from './mapping.js';
import { readDuckDbType } from './duckdbtype.js';

const quote = (name: string): string => `"${name.replace(/"/g, '""')}"`;

const ONE_TIMESTAMP =
  'DuckDB has one timestamp without time zone; it comes back as timestamp.';
const ONE_INTERVAL =
  'DuckDB has one interval, of months, days and microseconds.';

/** DuckDB's SQL: `STRUCT("a" INTEGER, "b" VARCHAR[])`. */
export const DUCKDB: TypeMapping<string> = {
  title: 'DuckDB',
  source: 'https://duckdb.org/docs/stable/sql/data_types/overview',
  to: type =>
    mapType<string>(type, {
      simple: {
        boolean: ['BOOLEAN'],
        tinyint: ['TINYINT'],
        smallint: ['SMALLINT'],
        int: ['INTEGER'],
        bigint: ['BIGINT'],
        float: ['FLOAT'],
        double: ['DOUBLE'],
        string: ['VARCHAR'],
        binary: ['BLOB'],
        date: ['DATE'],
        timestamp: ['TIMESTAMP'],
        timestamp_ntz: ['TIMESTAMP', ONE_TIMESTAMP],
        void: ['"NULL"']
      },
      zone: {
        local: ['TIMESTAMP WITH TIME ZONE'],
        offset: [
          'TIMESTAMP WITH TIME ZONE',
          'DuckDB keeps the instant and drops the offset.'
        ]
      },
      interval: {
        year_month: ['INTERVAL', ONE_INTERVAL],
        day_time: ['INTERVAL', ONE_INTERVAL]
      },
      unknown: () => ['VARCHAR', UNREADABLE],
      decimal: (precision, scale) => [`DECIMAL(${precision},${scale})`],
      text: kind => [
        'VARCHAR',
        `DuckDB’s text has no length: it comes back as string, not ${kind}.`
      ],
      array: element => [`${element}[]`],
      map: (key, value) => [`MAP(${key}, ${value})`],
      struct,
      union: members => [
        `UNION(${members.map((member, index) => `"member${index}" ${member}`).join(', ')})`
      ]
    }),
  from(text) {
    const losses = new Losses();
    const value: DataType = readDuckDbType(text, losses);
    return { value, losses: losses.found };
  }
};

function struct(fields: readonly MappedField<string>[]): Form<string> {
  if (fields.length === 0) {
    return ['VARCHAR', 'DuckDB has no struct without fields: text.'];
  }
  const names = fields.map(({ field }) => field.name.toLowerCase());
  if (new Set(names).size < names.length) {
    return [
      'VARCHAR',
      'DuckDB takes no two fields whose names differ in case at most: text.'
    ];
  }
  const columns = fields.map(
    ({ field, value }) => `${quote(field.name)} ${value}`
  );
  return [
    `STRUCT(${columns.join(', ')})`,
    lost(
      fields.some(({ field }) => field.comment !== undefined) &&
        'Comments of fields are dropped.',
      fields.some(({ field }) => field.nullable === false) &&
        'NOT NULL of fields is dropped.'
    )
  ];
}
