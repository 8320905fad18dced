import { asDecimal, isIntegral, isText, sameType } from './cast.js';
import { printType } from './print.js';
import { matchFields, type Evidence, type FieldMatch } from './match.js';
import type { DataType } from './type.js';

/** A column, or a field of a struct, as two schemas are compared. */
export interface ComparedField {
  name: string;
  type: DataType;
  comment?: string;
  nullable?: false;
  /** True for a partition key. */
  partition?: boolean;
  /** What names the column whatever it is called, as `iceberg.field.id`. */
  id?: string;
}

export type SchemaChangeKind =
  | 'added'
  | 'removed'
  | 'renamed'
  | 'widened'
  | 'narrowed'
  | 'changed'
  | 'reordered'
  | 'nullability'
  | 'partition'
  | 'comment';

/** One difference of two schemas. */
export interface SchemaChange {
  kind: SchemaChangeKind;
  /** Names on the way to it, in the new schema where it is there: `address.street`, `items.element`. */
  path: string;
  /** The type, name, position, comment before. */
  from?: string;
  to?: string;
  /** What speaks for a rename. */
  evidence?: readonly Evidence[];
  /** Queries that name the columns as before, over files that are there and those to come. */
  readers: 'safe' | 'breaking';
  /** Programs that go on writing rows of the old schema. */
  writers: 'safe' | 'breaking';
  reason: string;
}

/** How two schemas are compared. */
export interface CompareOptions {
  /** What ties a value in a file to its column: its name (Parquet, Avro, JSON), or its position (CSV, text). Default: `name`. */
  files?: 'name' | 'position';
}

/**
 * Compare two schemas, fields of structs within as well. Changes come in the order of the new schema, what is gone last.
 *
 * A rename is one only by evidence: an id, or the same type with the same comment, or with a like name at the same position.
 * What is safe by the kind of files follows "Handle schema updates" of Amazon Athena:
 * https://docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html
 *
 * @example
 * const [change] = compareSchemas([{ name: 'n', type: parseType('int') }], [{ name: 'n', type: parseType('bigint') }]);
 * change.kind; // → 'widened'
 */
export function compareSchemas(
  before: readonly ComparedField[],
  after: readonly ComparedField[],
  { files = 'name' }: CompareOptions = {}
): SchemaChange[] {
  const comparison = new Comparison(files === 'position');
  comparison.fields(before, after, []);
  return comparison.changes;
}

class Comparison {
  constructor(private readonly _byPosition: boolean) {}

  readonly changes: SchemaChange[] = [];

  fields(
    before: readonly ComparedField[],
    after: readonly ComparedField[],
    path: readonly string[]
  ): void {
    const { matches, added, removed } = matchFields(before, after);
    const last = Math.max(-1, ...matches.map(match => match.to));
    const whole = new Map(matches.map(match => [match.to, match]));
    const fresh = new Set(added);
    after.forEach((field, index) => {
      const at = [...path, field.name];
      const match = whole.get(index);
      if (match !== undefined) {
        this._field(before[match.from], field, match, at);
      } else if (fresh.has(index)) {
        this._added(field, index < last, at);
      }
    });
    for (const index of removed) {
      const { name, type } = before[index];
      this._add('removed', [...path, name], {
        from: printType(type),
        readers: 'breaking',
        writers: 'breaking',
        reason: 'What reads or writes the column no longer finds it.'
      });
    }
  }

  private _added(
    { type, nullable }: ComparedField,
    inside: boolean,
    path: readonly string[]
  ): void {
    const shifts = inside && this._byPosition;
    const required = nullable === false;
    this._add('added', path, {
      to: printType(type),
      readers: shifts ? 'breaking' : 'safe',
      writers: shifts || required ? 'breaking' : 'safe',
      reason: shifts
        ? 'Files are read by position: the columns after it shift.'
        : required
          ? 'Rows without it are refused.'
          : 'Rows without it have null.'
    });
  }

  private _field(
    before: ComparedField,
    after: ComparedField,
    { from, to, evidence, moved }: FieldMatch,
    path: readonly string[]
  ): void {
    if (before.name !== after.name) {
      const caseOnly = before.name.toLowerCase() === after.name.toLowerCase();
      this._add('renamed', path, {
        from: before.name,
        to: after.name,
        evidence,
        readers: caseOnly ? 'safe' : 'breaking',
        writers: caseOnly ? 'safe' : 'breaking',
        reason: caseOnly
          ? 'Spark and Athena do not look at case.'
          : 'What names the column as before no longer finds it.'
      });
    }
    if (moved) {
      this._add('reordered', path, {
        from: String(from),
        to: String(to),
        ...both(this._byPosition ? 'breaking' : 'safe'),
        reason: this._byPosition
          ? 'Files are read by position: values land in other columns.'
          : 'Files are read by name.'
      });
    }
    if (Boolean(before.partition) !== Boolean(after.partition)) {
      this._add('partition', path, {
        from: before.partition ? 'partition key' : 'column',
        to: after.partition ? 'partition key' : 'column',
        ...both('breaking'),
        reason: 'Values of a partition key stand in paths, others in files.'
      });
    }
    if (before.nullable !== after.nullable) {
      const tightened = after.nullable === false;
      this._add('nullability', path, {
        from: tightened ? 'nullable' : 'not null',
        to: tightened ? 'not null' : 'nullable',
        readers: tightened ? 'safe' : 'breaking',
        writers: tightened ? 'breaking' : 'safe',
        reason: tightened
          ? 'Rows with null are refused.'
          : 'What reads the column may meet null.'
      });
    }
    this._type(before.type, after.type, path);
    if ((before.comment ?? '') !== (after.comment ?? '')) {
      this._add('comment', path, {
        from: before.comment ?? '',
        to: after.comment ?? '',
        ...both('safe'),
        reason: 'A comment changes no values.'
      });
    }
  }

  private _type(
    before: DataType,
    after: DataType,
    path: readonly string[]
  ): void {
    if (before.kind === 'array' && after.kind === 'array') {
      this._type(before.element, after.element, [...path, 'element']);
    } else if (before.kind === 'map' && after.kind === 'map') {
      this._type(before.key, after.key, [...path, 'key']);
      this._type(before.value, after.value, [...path, 'value']);
    } else if (before.kind === 'struct' && after.kind === 'struct') {
      this.fields(before.fields, after.fields, path);
    } else if (!sameType(before, after)) {
      this._changed(before, after, path);
    }
  }

  private _changed(
    before: DataType,
    after: DataType,
    path: readonly string[]
  ): void {
    const texts = { from: printType(before), to: printType(after) };
    if (widens(before, after)) {
      this._add('widened', path, {
        ...texts,
        ...both('safe'),
        reason: 'Each value of the old type is one of the new type.'
      });
    } else if (widens(after, before)) {
      this._add('narrowed', path, {
        ...texts,
        ...both('breaking'),
        reason: 'Values of the old type may not fit.'
      });
    } else {
      this._add('changed', path, {
        ...texts,
        ...both('breaking'),
        reason:
          before.kind === 'unknown' || after.kind === 'unknown'
            ? 'A type that is not known can’t be judged.'
            : 'The types have other values.'
      });
    }
  }

  private _add(
    kind: SchemaChangeKind,
    path: readonly string[],
    rest: Omit<SchemaChange, 'kind' | 'path'>
  ): void {
    this.changes.push({ kind, path: path.join('.'), ...rest });
  }
}

function both(
  judgement: SchemaChange['readers']
): Pick<SchemaChange, 'readers' | 'writers'> {
  return { readers: judgement, writers: judgement };
}

/** Whole numbers from narrow to wide. */
const WHOLE = ['tinyint', 'smallint', 'int', 'bigint'];

/** Whole numbers that a floating-point type holds without rounding. */
const EXACT = { float: ['tinyint', 'smallint'], double: WHOLE.slice(0, 3) };

/** Tell whether each value of a type is a value of another one, and means the same there. */
function widens(from: DataType, to: DataType): boolean {
  if (from.kind === 'void') {
    return to.kind !== 'unknown';
  }
  if (from.kind === 'union' && to.kind === 'union') {
    return (
      from.members.length < to.members.length &&
      from.members.every((member, index) => sameType(member, to.members[index]))
    );
  }
  if (isText(from) && isText(to)) {
    return lengthOf(from) < lengthOf(to) || to.kind === 'string';
  }
  if (to.kind === 'double' || to.kind === 'float') {
    return (
      (from.kind === 'float' && to.kind === 'double') ||
      EXACT[to.kind].includes(from.kind)
    );
  }
  if (isIntegral(from) && isIntegral(to)) {
    return WHOLE.indexOf(from.kind) < WHOLE.indexOf(to.kind);
  }
  const narrow = asDecimal(from);
  return (
    narrow !== undefined &&
    to.kind === 'decimal' &&
    to.scale >= narrow.scale &&
    to.precision - to.scale >= wholeDigits(from, narrow)
  );
}

function wholeDigits(
  type: DataType,
  { precision, scale }: { precision: number; scale: number }
): number {
  // Spark counts twenty digits for a bigint; its longest number has nineteen.
  return type.kind === 'bigint' ? 19 : precision - scale;
}

/** How much a text holds; of equal length, a varchar holds what a char does, without its padding. */
function lengthOf(type: DataType): number {
  return type.kind === 'varchar'
    ? type.length + 0.5
    : type.kind === 'char'
      ? type.length
      : Infinity;
}
