import type {
  DuckDbArgument,
  FormGap
} from '../../expression/functions/duckdb/form.js';
import { isGap } from '../../expression/functions/duckdb/cast.js';
import type { Sql } from '../../sql/tree.js';

/** Thrown within a printer alone: a part has no form in DuckDB, for the reason of the message. */
export class NoForm extends Error {}

/** Return what was found, or throw why there is nothing. */
export function settled(found: DuckDbArgument | FormGap): DuckDbArgument {
  if ('why' in found) {
    throw new NoForm(found.why);
  }
  return found;
}

/** Return arguments that were found, or throw why there are none. */
export function settledAll(
  found: DuckDbArgument[] | FormGap
): DuckDbArgument[] {
  if ('why' in found) {
    throw new NoForm(found.why);
  }
  return found;
}

/** Return SQL that was found, or throw why there is none. */
export function settledSql(found: Sql | FormGap): Sql {
  if (isGap(found)) {
    throw new NoForm(found.why);
  }
  return found;
}
