import type { Page } from '@playwright/test';

/** What a data grid shows: it is drawn on a canvas, so that its model is asked. */
export interface GridContent {
  columns: { name: string; type: string }[];
  rows: unknown[][];
}

/** What is used of Lumino's widgets and of the grid. */
interface AnyWidget {
  readonly isVisible: boolean;
  hasClass(name: string): boolean;
  children(): Iterable<AnyWidget>;
}

interface Grid extends AnyWidget {
  readonly dataModel: {
    rowCount(region: 'body'): number;
    columnCount(region: 'body'): number;
    data(
      region: 'body' | 'column-header',
      row: number,
      column: number
    ): unknown;
  } | null;
}

/** Read the cells of the grid that the Data panel of the current pipeline shows; undefined while it shows none. */
export function readGrid(page: Page): Promise<GridContent | undefined> {
  return page.evaluate(() => {
    const find = (widget: AnyWidget): Grid | undefined => {
      if (widget.hasClass('gf-RowsGrid')) {
        return widget.isVisible ? (widget as Grid) : undefined;
      }
      for (const child of widget.children()) {
        const found = find(child);
        if (found) {
          return found;
        }
      }
      return undefined;
    };
    const model = find(
      window.jupyterapp.shell.currentWidget as unknown as AnyWidget
    )?.dataModel;
    if (!model) {
      return undefined;
    }
    const columns = Array.from(
      { length: model.columnCount('body') },
      (_, column) => column
    );
    return {
      columns: columns.map(column => ({
        name: String(model.data('column-header', 0, column)),
        type: String(model.data('column-header', 1, column))
      })),
      rows: Array.from({ length: model.rowCount('body') }, (_, row) =>
        columns.map(column => model.data('body', row, column))
      )
    };
  });
}
