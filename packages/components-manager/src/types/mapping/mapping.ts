import { MAX_PRECISION } from '../parser.js';
import { printType } from '../print.js';
import type {
  Column,
  DataType,
  IntervalSpan,
  SimpleKind,
  StructField,
  TimeZoneKind
} from '../type.js';

/** Something of a type that a mapping can't carry over. */
export interface TypeLoss {
  /** Fields on the way to it, as `address.street`; `element`, `key`, `value` and `member0` within others; empty: the whole type. */
  path: string;
  /** The type that is mapped, in the spelling of its own system. */
  from: string;
  /** What is lost, as a sentence. */
  reason: string;
}

/** A type in another system, with what the mapping lost. */
export interface Mapped<T> {
  value: T;
  losses: readonly TypeLoss[];
}

/** How types of a catalog and those of another system become each other. `from(to(type).value)` is the same type where nothing is lost. */
export interface TypeMapping<T> {
  title: string;
  /** Where the other system's types are documented. */
  source: string;
  to(type: DataType): Mapped<T>;
  /** Never throws: what it can't read is `unknown`, and a loss. */
  from(value: T): Mapped<DataType>;
}

/** The other system's type for one of ours, and what is lost. */
export type Form<T> = readonly [value: T, lost?: string | false];

/** A field of a struct whose type is mapped. */
export interface MappedField<T> {
  field: StructField;
  value: T;
}

/** One form for each kind of type; a kind that is forgotten does not compile. */
export interface FormTable<T> {
  simple: Readonly<Record<SimpleKind, Form<T>>>;
  zone: Readonly<Record<TimeZoneKind, Form<T>>>;
  interval: Readonly<Record<IntervalSpan, Form<T>>>;
  unknown(native: string): Form<T>;
  decimal(precision: number, scale: number): Form<T>;
  text(kind: 'char' | 'varchar', length: number): Form<T>;
  array(element: T): Form<T>;
  map(key: T, value: T, type: { key: DataType; value: DataType }): Form<T>;
  struct(fields: readonly MappedField<T>[]): Form<T>;
  union(members: readonly T[]): Form<T>;
}

/** What a loss says of a type that can't be read. */
export const UNREADABLE = 'The type is not known, so that it becomes text.';

/** Map a type and all within it by a table, collecting what is lost. */
export function mapType<T>(type: DataType, table: FormTable<T>): Mapped<T> {
  const losses: TypeLoss[] = [];
  const map = (part: DataType, path: readonly string[]): T => {
    const [value, lost] = formOf(part, table, (inner, name) =>
      map(inner, [...path, name])
    );
    if (lost) {
      losses.push({
        path: path.join('.'),
        from: printType(part),
        reason: lost
      });
    }
    return value;
  };
  return { value: map(type, []), losses };
}

function formOf<T>(
  type: DataType,
  table: FormTable<T>,
  map: (part: DataType, name: string) => T
): Form<T> {
  switch (type.kind) {
    case 'unknown':
      return table.unknown(type.native ?? 'unknown');
    case 'decimal':
      return table.decimal(type.precision, type.scale);
    case 'char':
    case 'varchar':
      return table.text(type.kind, type.length);
    case 'interval':
      return table.interval[type.span];
    case 'array':
      return table.array(map(type.element, 'element'));
    case 'map':
      return table.map(map(type.key, 'key'), map(type.value, 'value'), type);
    case 'struct':
      return table.struct(
        type.fields.map(field => ({
          field,
          value: map(field.type, field.name)
        }))
      );
    case 'union':
      return table.union(
        type.members.map((member, index) => map(member, `member${index}`))
      );
    default:
      return 'zone' in type && type.zone !== undefined
        ? table.zone[type.zone]
        : table.simple[type.kind];
  }
}

/** Collects what reading another system's type loses. */
export class Losses {
  readonly found: TypeLoss[] = [];

  add(path: readonly string[], from: string, reason: string): void {
    this.found.push({ path: path.join('.'), from, reason });
  }
}

/** Read a type of another system with what is lost: the `from` of a mapping whose types are trees. */
export function readWith<T>(
  read: (value: T, path: readonly string[], losses: Losses) => DataType
): (value: T) => Mapped<DataType> {
  return value => {
    const losses = new Losses();
    return { value: read(value, [], losses), losses: losses.found };
  };
}

/** Return a decimal, where a catalog has one with so many digits. */
export function decimalOf(
  precision: number,
  scale: number
): DataType | undefined {
  return precision >= 1 &&
    precision <= MAX_PRECISION &&
    scale >= 0 &&
    scale <= precision
    ? { kind: 'decimal', precision, scale }
    : undefined;
}

/** What a loss says of a decimal with other numbers of digits. */
export const NO_SUCH_DECIMAL = 'A decimal of a catalog has 1 to 38 digits.';

/** Return a field with a comment and NOT NULL where they are given. */
export function structField(
  name: string,
  type: DataType,
  { comment, required }: { comment?: unknown; required?: boolean }
): StructField {
  return {
    name,
    type,
    ...(typeof comment === 'string' ? { comment } : {}),
    ...(required ? { nullable: false as const } : {})
  };
}

/** Tell what an object with a key for each field would lose; `false` for nothing. */
export function lostAsKeys(names: readonly string[]): string | false {
  if (new Set(names).size < names.length) {
    return 'Fields of the same name become one.';
  }
  // Objects list keys that are whole numbers first, in order of size.
  return names.some(name => /^(?:0|[1-9]\d*)$/.test(name))
    ? 'Fields whose names are numbers come first.'
    : false;
}

/** Join what several parts of a form lose. */
export function lost(
  ...reasons: readonly (string | false | undefined)[]
): string | false {
  return reasons.filter(Boolean).join(' ') || false;
}

/** A column whose type is mapped; what the column is besides stays. */
export interface MappedColumn<T> extends Omit<Column, 'type'> {
  type: T;
  losses: readonly TypeLoss[];
}

/** Map the types of columns, partition keys among them; paths of losses begin with the column's name. */
export function mapColumns<T>(
  columns: readonly Column[],
  mapping: TypeMapping<T>
): MappedColumn<T>[] {
  return columns.map(column => {
    const { value, losses } = mapping.to(column.type);
    return {
      ...column,
      type: value,
      losses: losses.map(loss => ({
        ...loss,
        path: [column.name, loss.path].filter(Boolean).join('.')
      }))
    };
  });
}
