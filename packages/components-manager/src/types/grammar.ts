import { printType } from './print.js';
import { TypeParser, type TypeProblem } from './parser.js';
import type { DataType } from './type.js';

export { MAX_PRECISION, type TypeProblem } from './parser.js';
export { TypeSyntaxError } from './scan.js';

/**
 * Reads a type as the Glue Data Catalog, Hive and Spark SQL write it, in any case of letters.
 *
 * `struct` fields may be quoted with backticks, carry `COMMENT '…'` and `NOT NULL`; an unquoted field name is all that stands
 * before its colon. `decimal` is `decimal(10,0)`; `char` and `varchar` without a length are `string`.
 *
 * Source: Hive LanguageManual "Types"; Spark 3.5 SQL reference "Data Types".
 *
 * @throws TypeSyntaxError
 *
 * @example
 * parseType('array<int>'); // → { kind: 'array', element: { kind: 'int' } }
 */
export function parseType(text: string): DataType {
  const parser = new TypeParser(text);
  return parser.whole();
}

/** Like `parseType`, but a type that can't be read is `unknown`: for types that come from outside. */
export function readType(text: string): DataType {
  try {
    return parseType(text);
  } catch {
    return { kind: 'unknown' };
  }
}

/** A type as a catalog has it, and what it means. */
export interface NativeType {
  /** As the catalog has it, byte for byte. */
  native: string;
  /** Parts that can't be read are `unknown` with their `native` text. */
  type: DataType;
  /** The same type in one spelling: equal for types that differ in case, white space and synonyms only. */
  canonical: string;
  problems: readonly TypeProblem[];
}

/**
 * Read a type of the Glue Data Catalog, whatever it says. A part that can't be read stays as it is written, and its siblings are read.
 *
 * Unlike `parseType` it keeps time zones of timestamps, intervals, and NOT NULL of fields.
 *
 * Source: Hive LanguageManual "Types" and its `TypeInfoUtils`, which take all before a colon as the name of a field.
 *
 * @example
 * readNativeType('struct<a:INT,b:geometry>').type.fields[1].type; // → { kind: 'unknown', native: 'geometry' }
 */
export function readNativeType(text: string): NativeType {
  const problems: TypeProblem[] = [];
  const type = new TypeParser(text, problems).native();
  return { native: text, type, canonical: printType(type), problems };
}
