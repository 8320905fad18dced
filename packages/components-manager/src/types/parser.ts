import { nearest } from '../problem.js';
import { TypeScanner, TypeSyntaxError } from './scan.js';
import type {
  DataType,
  IntervalSpan,
  SimpleKind,
  StructField,
  TimeZoneKind
} from './type.js';

/** A part of a native type that can't be read, or that goes beyond a limit of Hive. */
export interface TypeProblem {
  /** Fields on the way to it, as `address.street`; `element`, `key`, `value` and `member0` within others; empty: the whole type. */
  path: string;
  /** The part as it is written. */
  text: string;
  message: string;
}

/** Names of types without arguments, synonyms included. */
const SIMPLE = new Map<string, SimpleKind>([
  ['boolean', 'boolean'],
  ['bool', 'boolean'],
  ['tinyint', 'tinyint'],
  ['byte', 'tinyint'],
  ['smallint', 'smallint'],
  ['short', 'smallint'],
  ['int', 'int'],
  ['integer', 'int'],
  ['bigint', 'bigint'],
  ['long', 'bigint'],
  ['float', 'float'],
  ['real', 'float'],
  ['double', 'double'],
  ['string', 'string'],
  ['binary', 'binary'],
  ['varbinary', 'binary'],
  ['date', 'date'],
  ['timestamp', 'timestamp'],
  ['timestamp_ltz', 'timestamp'],
  ['timestamptz', 'timestamp'],
  ['timestamp_ntz', 'timestamp_ntz'],
  ['void', 'void'],
  ['null', 'void']
]);

/** Names of timestamps that say what they keep of a time zone. */
const ZONES = new Map<string, TimeZoneKind>([
  ['timestamp_ltz', 'local'],
  ['timestamptz', 'offset']
]);

const INTERVALS = new Map<string, IntervalSpan>([
  ['interval_year_month', 'year_month'],
  ['interval_day_time', 'day_time']
]);

/** Units of Spark's intervals, from long to short. */
const UNITS: readonly (readonly [IntervalSpan, readonly string[]])[] = [
  ['year_month', ['year', 'month']],
  ['day_time', ['day', 'hour', 'minute', 'second']]
];

const DECIMAL = new Set(['decimal', 'dec', 'numeric']);
const NESTED = new Set(['array', 'map', 'struct', 'uniontype']);
const CHARACTER = new Set(['char', 'varchar', 'character']);

/** Deeper than this nobody nests; it keeps hostile input from exhausting the stack. */
const MAX_DEPTH = 100;

/** The most digits a decimal has, in Hive as in Spark. */
export const MAX_PRECISION = 38;

/** Most characters of each type, in Hive as in Spark. */
const MOST_CHARACTERS = { char: 255, varchar: 65_535 } as const;

/** Reads a type; what can't be read is thrown, or collected and kept. */
export class TypeParser extends TypeScanner {
  /** @param _problems - Collects what can't be read, which is then kept; absent: it is thrown. */
  constructor(
    text: string,
    private readonly _problems?: TypeProblem[]
  ) {
    super(text);
  }

  whole(): DataType {
    const type = this._type(0);
    this._space();
    if (this._at < this._text.length) {
      this._fail(`Unexpected “${this._rest()}” after the type`);
    }
    return type;
  }

  native(): DataType {
    try {
      return this.whole();
    } catch (error) {
      if (!(error instanceof TypeSyntaxError)) {
        throw error;
      }
      this._problems?.splice(0);
      return this._unreadable(this._text.trim(), error);
    }
  }

  /** Read a type within another; one that can't be read ends where the other goes on. */
  private _part(name: string, depth: number): DataType {
    if (this._problems === undefined) {
      return this._type(depth);
    }
    this._path.push(name);
    this._space();
    const start = this._at;
    const before = this._problems.length;
    try {
      const type = this._type(depth);
      this._ends();
      return type;
    } catch (error) {
      if (!(error instanceof TypeSyntaxError)) {
        throw error;
      }
      this._at = start;
      this._skip();
      const native = this._text.slice(start, this._at).trim();
      if (native === '' || this._at >= this._text.length) {
        throw error;
      }
      this._problems.splice(before);
      return this._unreadable(native, error);
    } finally {
      this._path.pop();
    }
  }

  private _unreadable(native: string, error: TypeSyntaxError): DataType {
    this._flag(native, error.message);
    return { kind: 'unknown', native };
  }

  private _flag(text: string, message: string): void {
    this._problems?.push({ path: this._path.join('.'), text, message });
  }

  /** Fail unless what follows may stand after a type within another. */
  private _ends(): void {
    const after = /\s*(?:[,>]|not\s+null\b|comment\s*['"])/iy;
    after.lastIndex = this._at;
    if (!after.test(this._text)) {
      this._fail(`Unexpected “${this._rest()}” after the type`);
    }
  }

  /** Go to the comma or bracket that ends the type that begins here. */
  private _skip(): void {
    const part =
      /[<(]|[>)]|,|`(?:[^`]|``)*`|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"/gs;
    part.lastIndex = this._at;
    let open = 0;
    for (
      let match = part.exec(this._text);
      match !== null;
      match = part.exec(this._text)
    ) {
      const [found] = match;
      if (open === 0 && (found === ',' || found === '>')) {
        this._at = match.index;
        return;
      }
      if (found === '<' || found === '(') {
        open++;
      } else if (found === '>' || found === ')') {
        open--;
      }
    }
    this._at = this._text.length;
  }

  private _type(depth: number): DataType {
    if (depth > MAX_DEPTH) {
      this._fail(`The type is nested more than ${MAX_DEPTH} levels deep`);
    }
    this._space();
    const start = this._at;
    const name = this._word();
    switch (name) {
      case 'array': {
        this._expect('<');
        const element = this._part('element', depth + 1);
        this._expect('>');
        return { kind: 'array', element };
      }
      case 'map': {
        this._expect('<');
        const key = this._part('key', depth + 1);
        this._expect(',');
        const value = this._part('value', depth + 1);
        this._expect('>');
        return { kind: 'map', key, value };
      }
      case 'struct':
        return { kind: 'struct', fields: this._fields(depth) };
      case 'uniontype': {
        this._expect('<');
        const members = [this._part('member0', depth + 1)];
        while (this._take(',')) {
          members.push(this._part(`member${members.length}`, depth + 1));
        }
        this._expect('>');
        return { kind: 'union', members };
      }
    }
    if (DECIMAL.has(name)) {
      return this._decimal();
    }
    if (CHARACTER.has(name)) {
      const varying = name === 'character' && this._keyword('varying');
      const length = this._length();
      const kind = name === 'varchar' || varying ? 'varchar' : 'char';
      if (length !== undefined && length > MOST_CHARACTERS[kind]) {
        this._flag(
          this._text.slice(start, this._at),
          `A ${kind} has at most ${MOST_CHARACTERS[kind]} characters`
        );
      }
      return length === undefined ? { kind: 'string' } : { kind, length };
    }
    if (this._problems !== undefined && name.startsWith('interval')) {
      const interval = this._interval(name);
      if (interval !== undefined) {
        return interval;
      }
    }
    const simple = SIMPLE.get(name);
    if (simple === undefined) {
      this._at = start;
      this._fail(this._unknown(name));
    }
    if (name === 'double') {
      this._keyword('precision');
    }
    if (name === 'timestamp') {
      return this._timestamp();
    }
    const zone = ZONES.get(name);
    return zone !== undefined && this._problems !== undefined
      ? { kind: 'timestamp', zone }
      : { kind: simple };
  }

  /** Hive's names, and Spark's `interval FROM to TO`. */
  private _interval(name: string): DataType | undefined {
    const known = INTERVALS.get(name);
    if (known !== undefined) {
      return { kind: 'interval', span: known };
    }
    if (name !== 'interval') {
      return undefined;
    }
    for (const [span, units] of UNITS) {
      const from = units.findIndex(unit => this._keyword(unit));
      if (from >= 0) {
        if (this._keyword('to') && !units.some(unit => this._keyword(unit))) {
          this._fail(`Expected one of ${units.join(', ')}`);
        }
        return { kind: 'interval', span };
      }
    }
    return undefined;
  }

  private _timestamp(): DataType {
    if (this._keyword('without')) {
      this._require('time');
      this._require('zone');
      return { kind: 'timestamp_ntz' };
    }
    if (!this._keyword('with')) {
      return { kind: 'timestamp' };
    }
    const zone = this._keyword('local') ? 'local' : 'offset';
    this._require('time');
    this._require('zone');
    return this._problems === undefined
      ? { kind: 'timestamp' }
      : { kind: 'timestamp', zone };
  }

  private _decimal(): DataType {
    const start = this._at;
    if (!this._take('(')) {
      return { kind: 'decimal', precision: 10, scale: 0 };
    }
    const precision = this._number('precision');
    const scale = this._take(',') ? this._number('scale') : 0;
    this._expect(')');
    if (precision < 1 || precision > MAX_PRECISION || scale > precision) {
      this._at = start;
      this._fail(
        `A decimal has 1 to ${MAX_PRECISION} digits, and no more of them after the point: decimal(${precision},${scale})`
      );
    }
    return { kind: 'decimal', precision, scale };
  }

  private _length(): number | undefined {
    if (!this._take('(')) {
      return undefined;
    }
    const start = this._at;
    const length = this._number('length');
    this._expect(')');
    if (length < 1) {
      this._at = start;
      this._fail('The length must be 1 or more');
    }
    return length;
  }

  private _fields(depth: number): StructField[] {
    this._expect('<');
    const fields: StructField[] = [];
    if (this._take('>')) {
      return fields;
    }
    do {
      const name = this._fieldName();
      const field: StructField = { name, type: this._part(name, depth + 1) };
      if (this._keyword('not')) {
        this._require('null');
        if (this._problems !== undefined) {
          field.nullable = false;
        }
      }
      if (this._keyword('comment')) {
        field.comment = this._string();
      }
      fields.push(field);
    } while (this._take(','));
    this._expect('>');
    return fields;
  }

  /** A quoted name, or everything before the colon; the colon may be a space, as in Spark's own DDL. */
  private _fieldName(): string {
    this._space();
    if (this._text[this._at] === '`') {
      const name = this._quoted('`');
      this._take(':');
      return name;
    }
    const match = /[^:<>,`']*/y;
    match.lastIndex = this._at;
    const raw = match.exec(this._text)?.[0] ?? '';
    if (this._text[this._at + raw.length] === ':') {
      // No type stands before a colon: what does is a part of the name, as in `ns:name:string`.
      const more = /(?:[^\s:<>,`'"()]+:)*/y;
      more.lastIndex = this._at + raw.length + 1;
      const name = `${raw}:${more.exec(this._text)?.[0] ?? ''}`
        .slice(0, -1)
        .trim();
      if (name === '') {
        this._fail('A field needs a name before the colon');
      }
      this._at = more.lastIndex;
      return name;
    }
    const ddl = /([^\s:<>,`]+)\s+(?=\S)/y;
    ddl.lastIndex = this._at;
    const found = ddl.exec(this._text);
    if (found === null) {
      this._fail('Expected a field as name:type');
    }
    this._at = ddl.lastIndex;
    return found[1];
  }

  private _unknown(name: string): string {
    const close = nearest(name, [
      ...SIMPLE.keys(),
      ...DECIMAL,
      ...NESTED,
      ...CHARACTER
    ]);
    return close === undefined
      ? `There is no type “${name}”`
      : `There is no type “${name}”. Did you mean ${close}?`;
  }

  private readonly _path: string[] = [];
}
