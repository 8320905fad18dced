import { DUCKDB_AGGREGATE, DUCKDB_WINDOW } from './aggregate.js';
import type { DuckDbForm } from './form.js';
import { DUCKDB_NUMBER } from './number.js';
import {
  DUCKDB_CAST,
  DUCKDB_COLLECTION,
  DUCKDB_CONDITIONAL,
  DUCKDB_FORMAT,
  DUCKDB_GENERATOR,
  DUCKDB_HASH,
  DUCKDB_SESSION
} from './other.js';
import { DUCKDB_TEXT } from './text.js';
import { DUCKDB_TIME } from './time.js';

/** The forms of every function of the catalogue. */
const FORMS: Readonly<Record<string, DuckDbForm>> = {
  ...DUCKDB_TEXT,
  ...DUCKDB_NUMBER,
  ...DUCKDB_TIME,
  ...DUCKDB_CONDITIONAL,
  ...DUCKDB_AGGREGATE,
  ...DUCKDB_WINDOW,
  ...DUCKDB_COLLECTION,
  ...DUCKDB_GENERATOR,
  ...DUCKDB_FORMAT,
  ...DUCKDB_HASH,
  ...DUCKDB_CAST,
  ...DUCKDB_SESSION
};

/**
 * Return how DuckDB writes a function of the catalogue; undefined for a name that is none of it.
 *
 * @param name - Not an alias.
 */
export function duckDbForm(name: string): DuckDbForm | undefined {
  return Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
}
