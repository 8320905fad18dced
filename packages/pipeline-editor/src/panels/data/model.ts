import { DataModel } from '@lumino/datagrid';
import type { Cell, Rows } from '../../run/rows.js';
import { compareCells, kindOf, type CellKind } from './cells.js';

/** By which column the rows are sorted. */
export interface Sorting {
  column: number;
  descending: boolean;
}

/** Before the last row that is there is shown, so many rows ahead, more are asked for. */
const AHEAD = 50;

/**
 * The rows of a preview as a data grid takes them. Column headers have two rows: name and type.
 *
 * Sorting is over the rows that are there; meanwhile no more are asked for.
 */
export class RowsModel extends DataModel {
  /** @param _more - Asks for the rows that follow. Called again and again while the end is in sight. */
  constructor(
    readonly rows: Rows,
    private readonly _more: () => void = () => undefined
  ) {
    super();
    this.kinds = rows.columns.map(({ type }) => kindOf(type));
    this._shown = rows.rows.length;
    rows.changed.connect(this._onChanged, this);
  }

  readonly kinds: readonly CellKind[];

  get sorting(): Sorting | undefined {
    return this._sorting;
  }

  /** Sorts, or with undefined gives back the order the rows came in. */
  sort(sorting: Sorting | undefined): void {
    this._sorting = sorting;
    this._order = sorting && this._sorted(sorting);
    this.emitChanged({ type: 'model-reset' });
  }

  /** Sorts by a column: ascending, then descending, then not. */
  cycle(column: number): void {
    const now = this._sorting;
    this.sort(
      now?.column !== column
        ? { column, descending: false }
        : now.descending
          ? undefined
          : { column, descending: true }
    );
  }

  /** The cell at a place on the screen. */
  cell(row: number, column: number): Cell {
    const index = this._order ? this._order[row] : row;
    return this.rows.rows[index]?.[column] ?? null;
  }

  override rowCount(region: DataModel.RowRegion): number {
    return region === 'body' ? this._shown : 2;
  }

  override columnCount(region: DataModel.ColumnRegion): number {
    return region === 'body' ? this.rows.columns.length : 1;
  }

  override data(
    region: DataModel.CellRegion,
    row: number,
    column: number
  ): unknown {
    switch (region) {
      case 'body':
        if (
          row >= this._shown - AHEAD &&
          !this.rows.complete &&
          this._sorting === undefined
        ) {
          this._more();
        }
        return this.cell(row, column);
      case 'column-header':
        return row === 0
          ? this.rows.columns[column].name
          : this.rows.columns[column].type;
      case 'row-header':
        return (this._order ? this._order[row] : row) + 1;
      case 'corner-header':
        return '';
    }
  }

  override metadata(
    region: DataModel.CellRegion,
    row: number,
    column: number
  ): DataModel.Metadata {
    const kind = region === 'row-header' ? 'number' : this.kinds[column];
    return {
      kind,
      type: row === 1 && region === 'column-header',
      sorted:
        region === 'column-header' && this._sorting?.column === column
          ? this._sorting.descending
            ? 'descending'
            : 'ascending'
          : undefined
    };
  }

  /** Stops following the rows. */
  dispose(): void {
    this.rows.changed.disconnect(this._onChanged, this);
  }

  private _sorted({ column, descending }: Sorting): number[] {
    const { rows } = this.rows;
    const kind = this.kinds[column];
    const sign = descending ? -1 : 1;
    const isNull = (row: number): boolean =>
      (rows[row][column] ?? null) === null;
    return rows
      .map((_, index) => index)
      .sort((a, b) =>
        // Nulls stay last, whichever way.
        isNull(a) || isNull(b)
          ? Number(isNull(a)) - Number(isNull(b)) || a - b
          : sign * compareCells(rows[a][column], rows[b][column], kind) || a - b
      );
  }

  private _onChanged(): void {
    const before = this._shown;
    const now = this.rows.rows.length;
    this._shown = now;
    if (this._sorting) {
      this.sort(this._sorting);
    } else if (now > before) {
      this.emitChanged({
        type: 'rows-inserted',
        region: 'body',
        index: before,
        span: now - before
      });
    }
  }

  private _sorting: Sorting | undefined;
  private _order: number[] | undefined;
  private _shown: number;
}
