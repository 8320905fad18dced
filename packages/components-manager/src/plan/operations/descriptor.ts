import type { Text } from '../../document/text.js';
import type { Schema } from '../../types/type.js';
import type { OperationBase } from './base.js';

/** Names of columns of a frame, in lower case (`key`); null: all columns, or not known which. */
export type ColumnSet = ReadonlySet<string> | null;

/**
 * The columns of a result by which rows of an input may be filtered before the operation as well as after it; names are in lower case.
 *
 * `except`: all columns under their own names, but some of the result. `only`: names in the result to names in the input.
 */
export type PassedColumns =
  { except: ReadonlySet<string> } | { only: ReadonlyMap<string, string> };

/** Every column passes. */
export const ALL_COLUMNS: PassedColumns = { except: new Set() };

/** No column passes. */
export const NO_COLUMNS: PassedColumns = { only: new Map() };

/**
 * How far a result depends on the inputs alone.
 *
 * - `deterministic`: the same rows for the same inputs.
 * - `arbitrary`: one of several results that are equally right, such as any one row of each key. A result that was kept is one of them.
 * - `volatile`: another result each time by its meaning (chance, the clock, data that is not named). A result must not be kept.
 */
export type Determinism = 'deterministic' | 'arbitrary' | 'volatile';

/** What becomes of the order of the rows of the first input: it stays, the operation makes one, or there is none afterwards. */
export type RowOrder = 'keeps' | 'makes' | 'loses';

/**
 * What a limit on the rows of a result means for an input.
 *
 * - `stays`: nothing.
 * - `passes`: the result has a row for each row of the input, in the same order.
 * - `copies`: the first n rows of the result come from the first n rows of the input (and of other such inputs), so that a copy of the
 *   limit may be applied to it.
 */
export type LimitPassing = 'stays' | 'passes' | 'copies';

/** A person's own code in an operation, where a target or the trust in a document needs to know of it. */
export type OperationCode =
  | { language: 'python'; source: string }
  | { language: 'sql'; query: Text; aliases: readonly string[] };

/**
 * Everything the compiler knows of one kind of operation, apart from how a target prints it.
 *
 * There is one for each, beside the operation's type (`plan/operations/<operation>.ts`). Rules, kept results, estimates and tests ask it
 * and so need not know the operations.
 */
export interface OperationDescriptor<O extends OperationBase> {
  /** Where its rows come from or go to: a `source` reads them from outside, a `sink` writes them, a `transform` does neither. */
  readonly role: 'source' | 'transform' | 'sink';

  /**
   * Return the columns of the result: of each of its frames, where it has several outputs.
   *
   * @param inputs - The columns of each input; undefined where they are not known.
   * @returns The columns in order; undefined where they can't be known.
   */
  output(
    operation: O,
    inputs: readonly (Schema | undefined)[]
  ): Schema | undefined;

  /**
   * Return the columns needed of an input.
   *
   * @param slot - The place of the input, from 0.
   * @param used - The columns of the result that something uses.
   */
  needs(operation: O, slot: number, used: ColumnSet): ColumnSet;

  /**
   * Return the operation with fewer columns in its result, where it can yield fewer, and with the columns that its inputs have now.
   *
   * @param used - The columns of the result that something uses.
   * @param inputs - The columns of each input, already narrowed.
   */
  narrow(
    operation: O,
    used: ColumnSet,
    inputs: readonly (Schema | undefined)[]
  ): O;

  /**
   * Return the columns that pass through from an input, such that a deterministic condition on them alone chooses the same rows of the
   * result whether it is applied to the result or to the input.
   *
   * @param slot - The place of the input, from 0.
   */
  passes(operation: O, slot: number): PassedColumns;

  /**
   * True where a condition has to be applied to every input to be applied to the result, as for a union; false where one input that
   * passes its columns is enough.
   */
  readonly filtersEveryInput: boolean;

  /**
   * Return what a limit on the result's rows means for an input.
   *
   * @param slot - The place of the input, from 0.
   */
  limit(operation: O, slot: number): LimitPassing;

  /**
   * Return how far the result depends on the inputs alone, apart from expressions and a person's code, which are judged by themselves
   * (`volatile.ts`).
   *
   * @param isOrdered - Return true where the rows of the first input are in an order that was asked for.
   */
  determinism(operation: O, isOrdered: () => boolean): Determinism;

  /** Return what becomes of the order of rows. */
  order(operation: O): RowOrder;

  /** Return the operation as far as its result depends on it, without what is only known about it. Equal definitions, equal results. */
  definition(operation: O): object;

  /** Return one operation in place of two of this kind, the lower read by the upper alone; undefined where they can't be one. */
  merge?(operation: O, below: O): O | undefined;

  /** Return true where the result is the input. `input`: its columns, where known. Absent: it never is. */
  changesNothing?(operation: O, input: Schema | undefined): boolean;

  /** Return the person's own code that it runs; undefined for none. */
  code(operation: O): OperationCode | undefined;
}

/** What most operations have in common; a descriptor states the rest. */
export const COMMON = {
  role: 'transform',
  filtersEveryInput: false,
  narrow: <O extends OperationBase>(operation: O): O => operation,
  limit: (): LimitPassing => 'stays',
  definition: ({ schema: _schema, ...rest }: OperationBase): object => rest,
  code: (): undefined => undefined
} as const;
