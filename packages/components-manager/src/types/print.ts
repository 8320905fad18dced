import type { DataType, StructField, TimeZoneKind } from './type.js';

/**
 * Prints a type as the Glue Data Catalog has it: `struct<a:int,b:array<string>>`. `parseType` reads it back the same.
 *
 * @example
 * printType(parseType('STRUCT<a: INT>')); // → 'struct<a:int>'
 */
export function printType(type: DataType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'char':
    case 'varchar':
      return `${type.kind}(${type.length})`;
    case 'array':
      return `array<${printType(type.element)}>`;
    case 'map':
      return `map<${printType(type.key)},${printType(type.value)}>`;
    case 'struct':
      return `struct<${type.fields.map(printField).join(',')}>`;
    case 'union':
      return `uniontype<${type.members.map(printType).join(',')}>`;
    case 'interval':
      return `interval_${type.span}`;
    case 'timestamp':
      return `timestamp${'zone' in type ? zoneSuffix(type.zone) : ''}`;
    case 'unknown':
      return type.native ?? 'unknown';
    default:
      return type.kind;
  }
}

function zoneSuffix(zone: TimeZoneKind | undefined): string {
  return zone === undefined
    ? ''
    : zone === 'local'
      ? ' with local time zone'
      : ' with time zone';
}

function printField(field: StructField): string {
  const name = /^[\p{L}\p{N}_]+$/u.test(field.name)
    ? field.name
    : quoteIdentifier(field.name);
  const required = field.nullable === false ? ' NOT NULL' : '';
  return `${name}:${printType(field.type)}${required}${printComment(field)}`;
}

/**
 * Prints a type as Spark SQL takes it: ``STRUCT<`a b`: INT>``.
 *
 * A Hive union is the struct that Spark's Avro reader makes of one. Source: Spark 3.5 SQL reference "Data Types".
 *
 * @throws RangeError for a type not known
 */
export function sparkType(type: DataType): string {
  switch (type.kind) {
    case 'unknown':
      throw new RangeError('A type that is not known can’t be printed');
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'char':
    case 'varchar':
      return `${type.kind.toUpperCase()}(${type.length})`;
    case 'array':
      return `ARRAY<${sparkType(type.element)}>`;
    case 'map':
      return `MAP<${sparkType(type.key)}, ${sparkType(type.value)}>`;
    case 'struct':
      return `STRUCT<${type.fields
        .map(
          field =>
            `${sparkIdentifier(field.name)}: ${sparkType(field.type)}${field.nullable === false ? ' NOT NULL' : ''}${printComment(field)}`
        )
        .join(', ')}>`;
    case 'union':
      return sparkType({
        kind: 'struct',
        fields: type.members.map((member, index) => ({
          name: `member${index}`,
          type: member
        }))
      });
    case 'interval':
      return type.span === 'year_month'
        ? 'INTERVAL YEAR TO MONTH'
        : 'INTERVAL DAY TO SECOND';
    default:
      return type.kind.toUpperCase();
  }
}

/** A name in backticks, backticks within it doubled. */
export function quoteIdentifier(name: string): string {
  return `\`${name.replace(/`/g, '``')}\``;
}

/** A name as Spark SQL takes it, in backticks unless it is plain. */
export function sparkIdentifier(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : quoteIdentifier(name);
}

function printComment(field: StructField): string {
  return field.comment === undefined
    ? ''
    : ` COMMENT '${field.comment.replace(/[\\']/g, '\\$&')}'`;
}
