import type { DataType, StructField } from '../type.js';
import { decimalOf, type Losses } from './mapping.js';

const UNSIGNED = 'A catalog has no unsigned numbers: the next wider type.';

/** Names of types, aliases included; a second entry says what is lost. */
const NAMES: ReadonlyMap<string, readonly [DataType, string?]> = new Map(
  (
    [
      [['boolean', 'bool', 'logical'], { kind: 'boolean' }],
      [['tinyint', 'int1'], { kind: 'tinyint' }],
      [['smallint', 'int2', 'short'], { kind: 'smallint' }],
      [['integer', 'int4', 'int', 'signed'], { kind: 'int' }],
      [['bigint', 'int8', 'long'], { kind: 'bigint' }],
      [
        ['hugeint', 'uhugeint'],
        { kind: 'decimal', precision: 38, scale: 0 },
        'Numbers beyond 38 digits don’t fit.'
      ],
      [['utinyint'], { kind: 'smallint' }, UNSIGNED],
      [['usmallint'], { kind: 'int' }, UNSIGNED],
      [['uinteger'], { kind: 'bigint' }, UNSIGNED],
      [['ubigint'], { kind: 'decimal', precision: 20, scale: 0 }, UNSIGNED],
      [['float', 'float4', 'real'], { kind: 'float' }],
      [['double', 'float8'], { kind: 'double' }],
      [['varchar', 'char', 'bpchar', 'text', 'string'], { kind: 'string' }],
      [['blob', 'bytea', 'binary', 'varbinary'], { kind: 'binary' }],
      [['date'], { kind: 'date' }],
      [['timestamp', 'datetime', 'timestamp_us'], { kind: 'timestamp' }],
      [['timestamptz'], { kind: 'timestamp', zone: 'local' }],
      [['null'], { kind: 'void' }],
      [['timestamp_s'], { kind: 'timestamp' }, 'The unit is dropped.'],
      [['timestamp_ms'], { kind: 'timestamp' }, 'The unit is dropped.'],
      [['timestamp_ns'], { kind: 'timestamp' }, 'Nanoseconds are dropped.'],
      [
        ['interval'],
        { kind: 'interval', span: 'day_time' },
        'Months of an interval are dropped.'
      ],
      [
        ['time', 'timetz'],
        { kind: 'string' },
        'A catalog has no time of day: text.'
      ],
      [['uuid'], { kind: 'string' }, 'A catalog has no UUIDs: text.'],
      [['json'], { kind: 'string' }, 'A catalog has no JSON: text.'],
      [['bit', 'bitstring'], { kind: 'string' }, 'A catalog has no bits: text.']
    ] as readonly (readonly [readonly string[], DataType, string?])[]
  ).flatMap(([names, type, reason]) =>
    names.map((name): [string, readonly [DataType, string?]] => [
      name,
      [type, reason]
    ])
  )
);

/** Deeper than this nobody nests. */
const MAX_DEPTH = 100;

/** Read a type as DuckDB writes it; what can't be read is `unknown` with its text, and a loss. */
export function readDuckDbType(text: string, losses: Losses): DataType {
  try {
    const before = losses.found.length;
    const reader = new Reader(text, losses);
    const type = reader.type([], 0);
    if (reader.done()) {
      return type;
    }
    losses.found.splice(before);
  } catch (error) {
    if (!(error instanceof Unreadable)) {
      throw error;
    }
    losses.found.splice(0);
  }
  losses.add([], text, 'The type is not known.');
  return { kind: 'unknown', native: text };
}

class Unreadable extends Error {}

class Reader {
  constructor(
    private readonly _text: string,
    private readonly _losses: Losses
  ) {}

  done(): boolean {
    this._take(/\s*/y);
    return this._at === this._text.length;
  }

  type(path: readonly string[], depth: number): DataType {
    if (depth > MAX_DEPTH) {
      throw new Unreadable();
    }
    const start = this._at;
    const before = this._losses.found.length;
    let type = this._base(path, depth);
    for (;;) {
      const size = this._take(/\s*\[\s*(\d*)\s*\]/y);
      if (size === undefined) {
        return type;
      }
      // Brackets stand after the type within them: its losses lie one deeper than it seemed.
      const inner = this._losses.found.splice(before);
      for (const loss of inner) {
        const rest = loss.path.slice(path.join('.').length);
        this._losses.add(
          [
            ...path,
            `element${rest && !rest.startsWith('.') ? '.' : ''}${rest}`
          ],
          loss.from,
          loss.reason
        );
      }
      if (size[1] !== '') {
        this._losses.add(
          path,
          this._text.slice(start, this._at).trim(),
          'The size of the array is dropped.'
        );
      }
      type = { kind: 'array', element: type };
    }
  }

  private _base(path: readonly string[], depth: number): DataType {
    const start = this._at;
    const name = (
      this._take(/\s*([A-Za-z_]\w*)/y)?.[1] ??
      this._take(/\s*"((?:[^"]|"")*)"/y)?.[1] ??
      this._fail()
    ).toLowerCase();
    switch (name) {
      case 'struct':
      case 'row':
        return { kind: 'struct', fields: this._fields(path, depth) };
      case 'union':
        return {
          kind: 'union',
          members: this._fields(path, depth).map(({ type }) => type)
        };
      case 'map': {
        this._expect(/\s*\(/y);
        const key = this.type([...path, 'key'], depth + 1);
        this._expect(/\s*,/y);
        const value = this.type([...path, 'value'], depth + 1);
        this._expect(/\s*\)/y);
        return { kind: 'map', key, value };
      }
      case 'enum':
        this._expect(/\s*\(\s*'(?:[^']|'')*'(?:\s*,\s*'(?:[^']|'')*')*\s*\)/y);
        return this._lossy(
          path,
          start,
          { kind: 'string' },
          'Values are not listed.'
        );
      case 'decimal':
      case 'numeric':
      case 'dec': {
        const digits = this._take(/\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)/y);
        const precision = Number(digits?.[1] ?? 18);
        const scale = Number(digits ? (digits[2] ?? 0) : 3);
        return decimalOf(precision, scale) ?? this._fail();
      }
    }
    const zone = this._take(/\s+(with|without)\s+time\s+zone\b/iy)?.[1];
    const full = zone?.toLowerCase() === 'with' ? `${name}tz` : name;
    const [type, reason] = NAMES.get(full) ?? this._fail();
    if (type.kind === 'string') {
      this._take(/\s*\(\s*\d+\s*\)/y);
    }
    return reason === undefined ? type : this._lossy(path, start, type, reason);
  }

  private _lossy(
    path: readonly string[],
    start: number,
    type: DataType,
    reason: string
  ): DataType {
    this._losses.add(path, this._text.slice(start, this._at).trim(), reason);
    return type;
  }

  private _fields(path: readonly string[], depth: number): StructField[] {
    this._expect(/\s*\(/y);
    const fields: StructField[] = [];
    do {
      const quoted = this._take(/\s*"((?:[^"]|"")*)"/y)?.[1];
      const name =
        quoted?.replace(/""/g, '"') ??
        this._take(/\s*([\p{L}_][\p{L}\p{N}_$]*)/uy)?.[1] ??
        this._fail();
      fields.push({ name, type: this.type([...path, name], depth + 1) });
    } while (this._take(/\s*,/y));
    this._expect(/\s*\)/y);
    return fields;
  }

  private _expect(pattern: RegExp): void {
    if (this._take(pattern) === undefined) {
      this._fail();
    }
  }

  private _take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this._at;
    const found = pattern.exec(this._text);
    if (found === null) {
      return undefined;
    }
    this._at = pattern.lastIndex;
    return found;
  }

  private _fail(): never {
    throw new Unreadable();
  }

  private _at = 0;
}
