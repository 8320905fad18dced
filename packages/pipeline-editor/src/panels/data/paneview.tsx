import { UseSignal } from '@jupyterlab/ui-components';
import { MessageLoop } from '@lumino/messaging';
import { Panel, Widget } from '@lumino/widgets';
import type { ReactElement } from 'react';
import type { PipelineEditor } from '../../editor/editor.js';
import { outputsIn } from '../../editor/outputs.js';
import { View } from '../view.js';
import { cellText } from './cells.js';
import { showCell } from './cellview.js';
import { RowsGrid, type CellPlace } from './grid.js';
import { countText, PaneHeader } from './header.js';
import { PaneMessage, ProgressBar, summaryOf } from './message.js';
import { RowsModel } from './model.js';
import { Pane } from './pane.js';

/** A pane with its grid, or with what there is to say instead. */
export class PaneWidget extends Panel {
  constructor(
    private readonly _editor: PipelineEditor,
    private readonly _options: PaneWidget.IOptions
  ) {
    super();
    this.addClass('gf-Pane');
    this.grid = new RowsGrid(() => _editor.settings.value.copyFormulasAsText);
    this.pane = new Pane(_editor, _options.slot);
    this._header = new View(() => this._renderHeader());
    this._message = new View(() => (
      <UseSignal signal={_editor.session.stateChanged}>
        {() => (
          <UseSignal signal={_editor.session.previewChanged}>
            {() => this._renderMessage()}
          </UseSignal>
        )}
      </UseSignal>
    ));
    this._message.addClass('gf-Pane-over');
    this._live = new Widget();
    this._live.addClass('gf-hidden');
    this._live.node.setAttribute('aria-live', 'polite');
    this._body = new Panel();
    this._body.addClass('gf-Pane-body');
    this._body.addWidget(this.grid);
    this._body.addWidget(this._message);
    this.addWidget(this._header);
    this.addWidget(this._body);
    this.addWidget(this._live);
    // The header takes another line when it needs one: the grid has to know.
    this._observer.observe(this._body.node);
    this.grid.opened.connect((_, place) => this._open(place));
    this.grid.moved.connect((_, place) => this._report(place));
    this.pane.changed.connect(() => this._follow());
    _editor.model.changed.connect(this._rename, this);
    this._follow();
  }

  readonly pane: Pane;
  readonly grid: RowsGrid;

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._editor.model.changed.disconnect(this._rename, this);
    this.grid.rows?.rows.changed.disconnect(this.refresh, this);
    this._observer.disconnect();
    this.pane.dispose();
    super.dispose();
  }

  /** Shows the header anew. */
  refresh(): void {
    this._header.update();
  }

  private _name(): string {
    const { nodeId } = this.pane;
    return nodeId === undefined
      ? ''
      : this._editor.model.document.nodes[nodeId]?.title || nodeId;
  }

  /** The node's title, with that of the output where it has several. */
  private _label(): string {
    const { nodeId, port } = this.pane;
    const output =
      nodeId === undefined || port === undefined
        ? undefined
        : outputsIn(this._editor.compiler.current, nodeId).find(
            ({ id }) => id === port
          );
    return output ? `${this._name()} – ${output.title}` : this._name();
  }

  private _rename(): void {
    if (this._name() !== this._named) {
      this._named = this._name();
      this._header.update();
    }
  }

  private _follow(): void {
    const { state } = this.pane;
    const { trans } = this._editor;
    const rows = 'rows' in state ? state.rows : undefined;
    const before = this.grid.rows?.rows;
    if (before !== rows) {
      before?.changed.disconnect(this.refresh, this);
      this.grid.rows = rows && new RowsModel(rows, () => void this.pane.more());
      this.grid.rows?.changed.connect(this.refresh, this);
      rows?.changed.connect(this.refresh, this);
    }
    this.grid.setHidden(rows === undefined);
    this.grid.toggleClass(
      'gf-mod-old',
      state.kind === 'loading' || (state.kind === 'rows' && state.old)
    );
    this._message.toggleClass(
      'gf-mod-thin',
      state.kind === 'loading' && rows !== undefined
    );
    // What is said of no rows stands below the columns' heads.
    this._message.node.style.top =
      state.kind === 'rows' ? `${this.grid.headerHeight}px` : '';
    this._named = this._name();
    const summary = summaryOf(
      this._label(),
      this.pane,
      (count, total, complete) => countText(count, total, complete, trans),
      trans
    );
    if (summary !== '' && summary !== this._summary) {
      this.grid.label = `${summary}. ${trans.__('Arrow keys move, Enter shows a cell in full, S sorts, Ctrl+C copies.')}`;
      this._live.node.textContent = summary;
    }
    this._summary = summary;
    this._header.update();
    this._message.update();
  }

  private _renderHeader(): ReactElement {
    return (
      <PaneHeader
        pane={this.pane}
        session={this._editor.session}
        model={this.grid.rows}
        name={this._options.name(this._name())}
        trans={this._editor.trans}
      >
        {this._options.tools?.() ?? false}
      </PaneHeader>
    );
  }

  private _renderMessage(): ReactElement | null {
    const { state } = this.pane;
    return state.kind === 'loading' && state.rows ? (
      <div className="gf-Progress" aria-hidden>
        <ProgressBar session={this._editor.session} />
      </div>
    ) : (
      <PaneMessage
        pane={this.pane}
        editor={this._editor}
        nothing={this._options.nothing()}
      />
    );
  }

  private _open({ row, column }: CellPlace): void {
    const { rows } = this.grid;
    if (rows) {
      void showCell(
        rows.rows.columns[column],
        Number(rows.data('row-header', row, 0)),
        rows.cell(row, column),
        this._editor.trans
      ).then(() => this.grid.activate());
    }
  }

  private _report({ row, column }: CellPlace): void {
    const { rows } = this.grid;
    if (rows) {
      const { name } = rows.rows.columns[column];
      const text = cellText(rows.cell(row, column)).slice(0, 200);
      this._live.node.textContent = this._editor.trans.__(
        'Row %1, %2: %3',
        row + 1,
        name,
        text
      );
    }
  }

  private _header: View;
  private _message: View;
  private _body: Panel;
  private _live: Widget;
  private _observer = new ResizeObserver(() => {
    MessageLoop.postMessage(this.grid, Widget.ResizeMessage.UnknownSize);
  });
  private _named = '';
  private _summary = '';
}

export namespace PaneWidget {
  /** How a pane differs from others. */
  export interface IOptions {
    /** Names the place to the session. */
    slot: string;
    /** What the pane is called, with the node's title. */
    name(title: string): ReactElement | string;
    /** What to say where there is no node to show. */
    nothing(): string;
    /** Further things in the header. */
    tools?(): ReactElement | false;
  }
}
