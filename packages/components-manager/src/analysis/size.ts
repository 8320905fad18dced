import type { ComponentContext } from '../component/component.js';
import { MOST_COLUMNS, type Schema } from '../types/type.js';

/** Columns that all inputs of a step may have together. */
const MOST_INPUT_COLUMNS = 100_000;
/** Columns of all steps of a pipeline together: far more than 10,000 steps of usual tables have. */
const MOST_IN_ALL = 2_000_000;

const REMEDY =
  'Keep only the columns that are needed, with Change schema, before they are multiplied.';

/**
 * Counts the columns of a pipeline while it is analysed, so that a document of a few kilobytes can't keep the page or the service busy for
 * minutes.
 */
export class ColumnBudget {
  /** Return what is wrong with the number of columns that arrive at a step; undefined: nothing. */
  checkInputs({
    inputs
  }: Pick<ComponentContext, 'inputs'>): string | undefined {
    const count = inputs.reduce(
      (sum, { schema }) => sum + (schema?.length ?? 0),
      0
    );
    return count > MOST_INPUT_COLUMNS
      ? `${counted(count)} columns arrive here; ${counted(MOST_INPUT_COLUMNS)} are the most. ${REMEDY}`
      : undefined;
  }

  /** Return what is wrong with the number of columns that a step yields; undefined: nothing. */
  checkOutput(schema: Schema | undefined): string | undefined {
    const count = schema?.length ?? 0;
    if (count > MOST_COLUMNS) {
      return `This yields ${counted(count)} columns; ${counted(MOST_COLUMNS)} are the most. ${REMEDY}`;
    }
    this._all += count;
    return this._all > MOST_IN_ALL
      ? `The steps up to this one have more than ${counted(MOST_IN_ALL)} columns together, which is more than can be checked. ${REMEDY}`
      : undefined;
  }

  private _all = 0;
}

function counted(count: number): string {
  return count.toLocaleString('en-US');
}
