import type { DataType } from '../../types/type.js';
import { UNKNOWN } from '../arithmetic.js';
import { AGGREGATE_FUNCTIONS } from './aggregate.js';
import { CAST_FUNCTIONS } from './cast.js';
import { COLLECTION_FUNCTIONS } from './collection.js';
import { CONDITIONAL_FUNCTIONS } from './conditional.js';
import type { FunctionEntry } from './entry.js';
import { FORMAT_FUNCTIONS } from './format.js';
import { GENERATOR_FUNCTIONS } from './generator.js';
import { HASH_FUNCTIONS } from './hash.js';
import { NUMBER_FUNCTIONS } from './number.js';
import { SESSION_FUNCTIONS } from './session.js';
import { TEXT_FUNCTIONS } from './text.js';
import { TIME_FUNCTIONS } from './time.js';
import { WINDOW_FUNCTIONS } from './window.js';

/** The families of functions: one file each. */
export type FunctionFamily =
  | 'aggregate'
  | 'cast'
  | 'collection'
  | 'conditional'
  | 'format'
  | 'generator'
  | 'hash'
  | 'number'
  | 'session'
  | 'text'
  | 'time'
  | 'window';

/** Every function that is known, by family. */
export const FUNCTION_FAMILIES: Readonly<
  Record<FunctionFamily, { title: string; functions: readonly FunctionEntry[] }>
> = {
  text: { title: 'Text', functions: TEXT_FUNCTIONS },
  number: { title: 'Numbers', functions: NUMBER_FUNCTIONS },
  time: { title: 'Dates and times', functions: TIME_FUNCTIONS },
  conditional: { title: 'Choices and nulls', functions: CONDITIONAL_FUNCTIONS },
  aggregate: { title: 'Aggregates', functions: AGGREGATE_FUNCTIONS },
  window: { title: 'Window functions', functions: WINDOW_FUNCTIONS },
  collection: {
    title: 'Arrays, maps and structs',
    functions: COLLECTION_FUNCTIONS
  },
  generator: { title: 'Generators', functions: GENERATOR_FUNCTIONS },
  format: { title: 'JSON, CSV and XML', functions: FORMAT_FUNCTIONS },
  hash: { title: 'Bits and hashes', functions: HASH_FUNCTIONS },
  cast: { title: 'Casts', functions: CAST_FUNCTIONS },
  session: { title: 'Session and chance', functions: SESSION_FUNCTIONS }
};

const BY_NAME: ReadonlyMap<string, FunctionEntry> = new Map(
  Object.values(FUNCTION_FAMILIES).flatMap(({ functions }) =>
    functions.flatMap(entry =>
      [entry.name, ...entry.aliases].map(name => [name, entry] as const)
    )
  )
);

/** Words with parentheses after them that are part of the syntax or name a type. */
const SYNTAX: ReadonlySet<string> = new Set([
  'cast',
  'dec',
  'numeric',
  'timestampadd',
  'timestampdiff',
  'try_cast',
  'varchar'
]);

/** Return all functions that are known, each once, in the order of their names. */
export function listFunctions(): readonly FunctionEntry[] {
  return [...new Set(BY_NAME.values())].sort((a, b) =>
    a.name < b.name ? -1 : 1
  );
}

/**
 * Return what is known of a function; undefined for a name that is none of Spark's, such as a function that a person registered.
 *
 * @param name - A name or an alias in lower case.
 */
export function findFunction(name: string): FunctionEntry | undefined {
  return BY_NAME.get(name);
}

/**
 * Return the type of a function's result, as Spark 3.5 has it; unknown where it is not sure.
 *
 * @param name - In lower case.
 *
 * @example
 * resultType('sum', [{ kind: 'int' }]) // bigint
 */
export function resultType(name: string, args: readonly DataType[]): DataType {
  return findFunction(name)?.type(args) ?? UNKNOWN;
}

/** Return true for a function that must have a window. */
export function needsWindow(name: string): boolean {
  return findFunction(name)?.kind === 'window';
}

/** Return true for a function that is known and makes one value of one row: Spark takes none over a window. */
export function isScalar(name: string): boolean {
  return findFunction(name)?.kind === 'scalar';
}

/** Return true for a function that is known to make many rows or columns of one row. */
export function isGenerator(name: string): boolean {
  return findFunction(name)?.kind === 'generator';
}

/** Return true for a function, or a word of the syntax, that is known to compute a value from its arguments only. `name` is in lower case. */
export function isHarmless(name: string): boolean {
  return SYNTAX.has(name) || (findFunction(name)?.harmless ?? false);
}

/**
 * Return true for a function that is known to have the same value for the same arguments, today and tomorrow. One that is not known counts as
 * changing: a result that is kept by mistake shows old data. `name` is in lower case.
 *
 * @param empty - The call has no arguments.
 */
export function isImmutable(name: string, empty: boolean): boolean {
  const entry = findFunction(name);
  return entry === undefined
    ? SYNTAX.has(name)
    : entry.determinism === 'immutable' &&
        !(empty && entry.presentWithoutArgument);
}
