import type { LiteralValue } from '../../typed.js';
import type { Sql } from '../../../sql/tree.js';
import type { DataType } from '../../../types/type.js';

/** An argument as DuckDB has it, with the type that its values have in Spark. */
export interface DuckDbArgument {
  sql: Sql;
  type: DataType;
  /** The value of a literal. */
  literal?: LiteralValue;
}

/** Why there is no form, as a sentence. */
export interface FormGap {
  why: string;
}

/**
 * What a parameter takes: `s` text, `i` int, `l` bigint, `d` double, `n` a number of its own type, `b` a condition, `D` a date, `T` a
 * timestamp, `a` anything, `L` a literal, `A` an array, `c` the type that all `c` have in common, `k` the type that both `k` are compared in. Spark
 * casts arguments of other types, and so does the form. `*` before a letter:
 * any number of them.
 */
export type Takes = string;

/** How DuckDB writes a function of Spark SQL. Only `same` and `rewritten` are printed. */
export type DuckDbForm =
  | (Written & { kind: 'same' })
  | (Written & {
      kind: 'rewritten';
      /** How, as a phrase of the manual. */
      how: string;
    })
  | {
      kind: 'differs';
      /** Why the same rows could give another value, as a phrase of the manual. */
      why: string;
    };

/** A form that is printed. */
export interface Written {
  takes: Takes;
  /** The type that DuckDB gives it by itself; `first`: that of the first argument; `cast`: not known, so that it is cast. */
  natural: DataType['kind'] | 'first' | 'cast';
  /** Absent: a call of the same name. */
  write?: (args: readonly DuckDbArgument[]) => Sql | FormGap;
}

/** Return the form of a function that is the same in DuckDB. */
export function same(
  takes: Takes,
  natural: Written['natural'] = 'cast'
): DuckDbForm {
  return { kind: 'same', takes, natural };
}

/** Return the form of a function that DuckDB writes in another way. */
export function rewritten(
  how: string,
  takes: Takes,
  natural: Written['natural'],
  write: (args: readonly DuckDbArgument[]) => Sql | FormGap
): DuckDbForm {
  return { kind: 'rewritten', how, takes, natural, write };
}

/** Return the form of a function that DuckDB has no form of. */
export function differs(why: string): DuckDbForm {
  return { kind: 'differs', why };
}

/** A function that DuckDB lacks. */
export const MISSING = differs('DuckDB has no such function');
/** A function of floating-point numbers whose last digit is the library's. */
export const LAST_DIGIT = differs('the last digits may be others');
/** A function of chance. */
export const CHANCE = differs('chance gives other values');
/** A function that tells of Spark. */
export const OF_SPARK = differs('it tells of Spark’s own session or files');
/** A function that is not compared with Spark yet. */
export const OTHER_RULES = differs(
  'DuckDB’s function has rules of its own for some values'
);
