import { readNativeType } from '../grammar.js';
import { sparkType } from '../print.js';
import type { DataType } from '../type.js';
import { mapType, UNREADABLE, type Form, type TypeMapping } from './mapping.js';

const keep = (type: DataType): Form<DataType> => [type];

/** Spark SQL's DDL: `STRUCT<a: INT>`. */
export const SPARK: TypeMapping<string> = {
  title: 'Spark SQL',
  source: 'https://spark.apache.org/docs/latest/sql-ref-datatypes.html',
  to(type) {
    const { value, losses } = mapType<DataType>(type, {
      simple: {
        boolean: keep({ kind: 'boolean' }),
        tinyint: keep({ kind: 'tinyint' }),
        smallint: keep({ kind: 'smallint' }),
        int: keep({ kind: 'int' }),
        bigint: keep({ kind: 'bigint' }),
        float: keep({ kind: 'float' }),
        double: keep({ kind: 'double' }),
        string: keep({ kind: 'string' }),
        binary: keep({ kind: 'binary' }),
        date: keep({ kind: 'date' }),
        timestamp: keep({ kind: 'timestamp' }),
        timestamp_ntz: keep({ kind: 'timestamp_ntz' }),
        void: keep({ kind: 'void' })
      },
      zone: {
        local: [
          { kind: 'timestamp' },
          'Spark’s TIMESTAMP is one with local time zone; it comes back as timestamp.'
        ],
        offset: [
          { kind: 'timestamp' },
          'Spark keeps the instant and drops the offset.'
        ]
      },
      interval: {
        year_month: keep({ kind: 'interval', span: 'year_month' }),
        day_time: keep({ kind: 'interval', span: 'day_time' })
      },
      unknown: () => [{ kind: 'string' }, UNREADABLE],
      decimal: (precision, scale) => [{ kind: 'decimal', precision, scale }],
      text: (kind, length) => [{ kind, length }],
      array: element => [{ kind: 'array', element }],
      map: (key, value) => [{ kind: 'map', key, value }],
      struct: fields => [
        {
          kind: 'struct',
          fields: fields.map(({ field, value }) => ({ ...field, type: value }))
        }
      ],
      union: members => [
        { kind: 'union', members: [...members] },
        'Spark has no union: a struct with a field for each member.'
      ]
    });
    return { value: sparkType(value), losses };
  },
  from(text) {
    const { type, problems } = readNativeType(text);
    return {
      value: withoutZones(type),
      losses: problems.map(({ path, text: from, message: reason }) => ({
        path,
        from,
        reason
      }))
    };
  }
};

/** Spark's TIMESTAMP and TIMESTAMP_LTZ are one type. */
function withoutZones(type: DataType): DataType {
  switch (type.kind) {
    case 'timestamp':
      return { kind: 'timestamp' };
    case 'array':
      return { ...type, element: withoutZones(type.element) };
    case 'map':
      return {
        ...type,
        key: withoutZones(type.key),
        value: withoutZones(type.value)
      };
    case 'struct':
      return {
        ...type,
        fields: type.fields.map(field => ({
          ...field,
          type: withoutZones(field.type)
        }))
      };
    case 'union':
      return { ...type, members: type.members.map(withoutZones) };
    default:
      return type;
  }
}
