import {
  BasicKeyHandler,
  BasicMouseHandler,
  BasicSelectionModel,
  DataGrid,
  TextRenderer,
  type CellRenderer
} from '@lumino/datagrid';
import { Signal, type ISignal } from '@lumino/signaling';
import { MessageLoop, type Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type { Cell } from '../../run/rows.js';
import { onThemeChanged } from '../../theme.js';
import { cellText, copyText } from './cells.js';
import type { RowsModel } from './model.js';
import { readTheme, type GridTheme } from './theme.js';

/** A cell that a person wants to see, or has moved to. */
export interface CellPlace {
  row: number;
  column: number;
}

const ROW_HEIGHT = 22;
const LEAST_WIDTH = 48;
const MOST_WIDTH = 320;
/** Rows whose widths are measured. */
const MEASURED = 100;
/** Longer texts are cut before they are drawn: the whole is shown on its own. */
const MOST_DRAWN = 500;

/** A read-only grid of rows, drawn in JupyterLab's colours. */
export class RowsGrid extends DataGrid {
  /** @param formulasAsText - Copied text that a spreadsheet would take for a formula is marked as text. */
  constructor(formulasAsText: () => boolean = () => true) {
    super({
      defaultSizes: {
        rowHeight: ROW_HEIGHT,
        columnWidth: 100,
        rowHeaderWidth: 48,
        columnHeaderHeight: ROW_HEIGHT
      },
      headerVisibility: 'all',
      copyConfig: {
        separator: '\t',
        headers: 'none',
        format: ({ value }) => copyText(value as Cell, formulasAsText()),
        warningThreshold: 1_000_000
      }
    });
    this.addClass('gf-RowsGrid');
    this.keyHandler = new KeyHandler(this);
    this.mouseHandler = new MouseHandler(this);
    const { node } = this.viewport;
    node.tabIndex = 0;
    node.setAttribute('role', 'application');
  }

  /** A cell is to be shown in full. */
  get opened(): ISignal<this, CellPlace> {
    return this._opened;
  }

  /** The cursor is on another cell. */
  get moved(): ISignal<this, CellPlace> {
    return this._moved;
  }

  /** The rows shown. */
  get rows(): RowsModel | undefined {
    return this._rows;
  }

  set rows(rows: RowsModel | undefined) {
    if (rows === this._rows) {
      return;
    }
    const before = this._rows;
    const same =
      before !== undefined &&
      rows !== undefined &&
      before.rows.nodeId === rows.rows.nodeId &&
      JSON.stringify(before.rows.columns) === JSON.stringify(rows.rows.columns);
    before?.dispose();
    this._rows = rows;
    const place = [this.scrollX, this.scrollY] as const;
    // Columns that a person has resized stay as they are.
    const widths = same
      ? this._fitted.map((fitted, column) => {
          const width = this.columnSize('body', column);
          return width === fitted ? undefined : width;
        })
      : [];
    // The grid forgets all widths here.
    this.dataModel = rows ?? null;
    this.selectionModel = null;
    if (rows) {
      const selection = new BasicSelectionModel({ dataModel: rows });
      selection.changed.connect(() => {
        const { cursorRow: row, cursorColumn: column } = selection;
        if (row >= 0 && column >= 0) {
          this._moved.emit({ row, column });
        }
      });
      this.selectionModel = selection;
    }
    this._fit();
    if (same) {
      widths.forEach((width, column) => {
        if (width !== undefined) {
          this.resizeColumn('body', column, width);
        }
      });
      this.scrollTo(...place);
    }
  }

  /** What screen readers call the grid. */
  set label(label: string) {
    this.viewport.node.setAttribute('aria-label', label);
  }

  /** Shows the cell that the cursor is on in full. */
  open(place?: CellPlace): void {
    const selection = this.selectionModel;
    const row = place?.row ?? selection?.cursorRow ?? -1;
    const column = place?.column ?? selection?.cursorColumn ?? -1;
    if (row >= 0 && column >= 0) {
      this._opened.emit({ row, column });
    }
  }

  /** Sorts by a column, or by that of the cursor. */
  sort(column = this.selectionModel?.cursorColumn ?? -1): void {
    if (column >= 0) {
      this._rows?.cycle(column);
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._unfollow?.();
    this._rows?.dispose();
    super.dispose();
  }

  protected override onBeforeAttach(message: Message): void {
    super.onBeforeAttach(message);
    this._unfollow = onThemeChanged(() => this._restyle());
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._restyle();
    this._fit();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    // Rows that came while it was hidden had no room at all: the grid keeps the scroll bars that it took for needed.
    MessageLoop.postMessage(this, Widget.ResizeMessage.UnknownSize);
  }

  protected override onAfterDetach(message: Message): void {
    this._unfollow?.();
    super.onAfterDetach(message);
  }

  private _restyle(): void {
    if (!this.isAttached) {
      return;
    }
    const theme = readTheme(this.node);
    this._theme = theme;
    this.style = theme.style;
    this.cellRenderers.update({
      body: bodyRenderer(theme),
      'column-header': headerRenderer(theme),
      'row-header': new TextRenderer({
        font: theme.smallFont,
        textColor: theme.faint,
        horizontalAlignment: 'right'
      }),
      'corner-header': new TextRenderer({ font: theme.smallFont })
    });
  }

  /** Gives columns the width of what is in them, within bounds. */
  private _fit(): void {
    const rows = this._rows;
    const theme = this._theme;
    if (!rows || !theme) {
      return;
    }
    const context = this.canvasGC;
    const width = (text: string, font: string): number => {
      context.font = font;
      return context.measureText(text.slice(0, MOST_DRAWN)).width;
    };
    const count = Math.min(MEASURED, rows.rowCount('body'));
    this._fitted = rows.rows.columns.map(({ name, type }, column) => {
      let widest = Math.max(
        // The mark of sorting needs its room.
        width(name, theme.header) + 18,
        width(type, theme.smallFont)
      );
      for (let row = 0; row < count && widest < MOST_WIDTH; row++) {
        widest = Math.max(
          widest,
          width(cellText(rows.cell(row, column)), theme.font)
        );
      }
      const fitting = Math.ceil(
        Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, widest + 18))
      );
      this.resizeColumn('body', column, fitting);
      return fitting;
    });
    this.resizeColumn(
      'row-header',
      0,
      Math.ceil(
        Math.max(
          32,
          width(
            String(Math.max(9999, rows.rowCount('body'))),
            theme.smallFont
          ) + 14
        )
      )
    );
  }

  private _opened = new Signal<this, CellPlace>(this);
  private _moved = new Signal<this, CellPlace>(this);
  private _rows: RowsModel | undefined;
  /** The width that each column was given. */
  private _fitted: number[] = [];
  private _theme: GridTheme | undefined;
  private _unfollow: (() => void) | undefined;
}

function isNull({ value }: CellRenderer.CellConfig): boolean {
  return value === null || value === undefined;
}

function bodyRenderer(theme: GridTheme): TextRenderer {
  return new TextRenderer({
    font: config =>
      isNull(config)
        ? theme.nullFont
        : config.metadata.kind === 'json'
          ? theme.codeFont
          : theme.font,
    textColor: config => (isNull(config) ? theme.faint : theme.text),
    horizontalAlignment: config =>
      config.metadata.kind === 'number' ? 'right' : 'left',
    // A number without its first digits is another number.
    elideDirection: 'right',
    format: ({ value }) => cut(cellText(value as Cell))
  });
}

function headerRenderer(theme: GridTheme): TextRenderer {
  return new TextRenderer({
    font: ({ metadata }) => (metadata.type ? theme.smallFont : theme.header),
    textColor: ({ metadata }) => (metadata.type ? theme.faint : theme.text),
    horizontalAlignment: ({ metadata }) =>
      metadata.kind === 'number' ? 'right' : 'left',
    elideDirection: 'right',
    format: ({ value, metadata }) => {
      const mark =
        metadata.type || metadata.sorted === undefined
          ? ''
          : metadata.sorted === 'ascending'
            ? ' ▲'
            : ' ▼';
      return cut(String(value)) + mark;
    }
  });
}

function cut(text: string): string {
  return text.length > MOST_DRAWN ? `${text.slice(0, MOST_DRAWN)}…` : text;
}

/** Enter opens a cell, S sorts by its column; Tab leaves the grid, as everywhere. */
class KeyHandler extends BasicKeyHandler {
  constructor(private readonly _grid: RowsGrid) {
    super();
  }

  override onKeyDown(grid: DataGrid, event: KeyboardEvent): void {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === 'Tab') {
      return;
    }
    if (event.key === 'Enter' && plain) {
      event.preventDefault();
      event.stopPropagation();
      this._grid.open();
      return;
    }
    if (event.key.toLowerCase() === 's' && plain) {
      event.preventDefault();
      event.stopPropagation();
      this._grid.sort();
      return;
    }
    const { selectionModel } = grid;
    if (
      event.key.startsWith('Arrow') &&
      selectionModel !== null &&
      selectionModel.cursorRow < 0 &&
      grid.rowCount('body') > 0
    ) {
      // The first key puts the cursor on the first cell.
      event.preventDefault();
      event.stopPropagation();
      selectionModel.select({
        r1: 0,
        c1: 0,
        r2: 0,
        c2: 0,
        cursorRow: 0,
        cursorColumn: 0,
        clear: 'all'
      });
      return;
    }
    super.onKeyDown(grid, event);
  }
}

/** A double click opens a cell; a click on a column's name sorts, on its type it selects the column. */
class MouseHandler extends BasicMouseHandler {
  constructor(private readonly _grid: RowsGrid) {
    super();
  }

  override onMouseDoubleClick(grid: DataGrid, event: MouseEvent): void {
    const { region, row, column } = grid.hitTest(event.clientX, event.clientY);
    if (region === 'body') {
      this._grid.open({ row, column });
    }
    this.release();
  }

  override onMouseUp(grid: DataGrid, event: MouseEvent): void {
    const pressed =
      this.pressData?.type === 'select' ? this.pressData : undefined;
    super.onMouseUp(grid, event);
    if (pressed?.region !== 'column-header' || event.button !== 0) {
      return;
    }
    const hit = grid.hitTest(event.clientX, event.clientY);
    if (
      hit.region === 'column-header' &&
      hit.row === 0 &&
      hit.column === pressed.column
    ) {
      this._grid.sort(hit.column);
    }
  }
}
