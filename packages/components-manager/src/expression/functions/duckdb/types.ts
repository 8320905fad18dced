import type { SqlType } from '../../../sql/tree.js';
import type { DataType } from '../../../types/type.js';

const SIMPLE: Partial<Record<DataType['kind'], string>> = {
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  int: 'INTEGER',
  bigint: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  varchar: 'VARCHAR',
  binary: 'BLOB',
  date: 'DATE',
  // Both kinds are the time in UTC, which is the zone of a job's session.
  timestamp: 'TIMESTAMP',
  timestamp_ntz: 'TIMESTAMP'
};

/**
 * Return the DuckDB type whose values are those of a Spark type; undefined where there is none: texts of a fixed length (which Spark fills
 * up with blanks), unions, and types not known.
 */
export function duckDbType(type: DataType): SqlType | undefined {
  switch (type.kind) {
    case 'decimal':
      return {
        kind: 'simple',
        name: `DECIMAL(${type.precision}, ${type.scale})`
      };
    case 'array': {
      const element = duckDbType(type.element);
      return element && { kind: 'list', element };
    }
    case 'map': {
      const key = duckDbType(type.key);
      const value = duckDbType(type.value);
      return key && value && { kind: 'map', key, value };
    }
    case 'struct': {
      const fields = type.fields.map(field => ({
        name: field.name,
        type: duckDbType(field.type)
      }));
      return fields.every(isTyped) ? { kind: 'struct', fields } : undefined;
    }
    default: {
      const name = SIMPLE[type.kind];
      return name === undefined ? undefined : { kind: 'simple', name };
    }
  }
}

function isTyped(field: {
  name: string;
  type: SqlType | undefined;
}): field is { name: string; type: SqlType } {
  return field.type !== undefined;
}
