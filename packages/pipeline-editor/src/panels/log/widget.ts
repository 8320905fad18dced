import { Clipboard } from '@jupyterlab/apputils';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type { PipelineEditor } from '../../editor/editor.js';
import type { LogEntry } from '../../run/log.js';
import { clockText } from '../../time.js';

/** From the end by less than this, in pixels, the log follows what comes. */
const NEAR = 24;

/** What runs have printed and what became of them. */
export class LogPanel extends Widget {
  constructor(private readonly _editor: PipelineEditor) {
    super();
    this.addClass('gf-LogPanel');
    const { trans, session } = _editor;
    const header = document.createElement('div');
    header.className = 'gf-Pane-header';
    this._empty = document.createElement('span');
    this._empty.className = 'gf-Pane-note';
    const space = document.createElement('span');
    space.className = 'gf-Pane-space';
    header.append(
      this._empty,
      space,
      button(trans.__('Copy'), () =>
        Clipboard.copyToSystem(session.log.toString())
      ),
      button(trans.__('Clear'), () => session.log.clear())
    );
    this._list = document.createElement('div');
    this._list.className = 'gf-Log';
    this._list.tabIndex = 0;
    this._list.setAttribute('role', 'log');
    this._list.setAttribute('aria-label', trans.__('Log'));
    this.node.append(header, this._list);
    session.log.changed.connect(this._onChanged, this);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._editor.session.log.changed.disconnect(this._onChanged, this);
    super.dispose();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._fill();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._list.scrollTop = this._list.scrollHeight;
  }

  private _onChanged(_: unknown, added: number): void {
    const { entries } = this._editor.session.log;
    if (added === 0) {
      this._fill();
      return;
    }
    const list = this._list;
    const follow =
      list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
    for (const entry of entries.slice(-added)) {
      this._add(entry);
    }
    this._note();
    if (follow) {
      list.scrollTop = list.scrollHeight;
    }
  }

  private _fill(): void {
    this._list.replaceChildren();
    this._run = undefined;
    for (const entry of this._editor.session.log.entries) {
      this._add(entry);
    }
    this._note();
    this._list.scrollTop = this._list.scrollHeight;
  }

  private _note(): void {
    const { trans, session } = this._editor;
    this._empty.textContent =
      session.log.entries.length === 0
        ? trans.__('What runs print, and what becomes of them, is shown here.')
        : session.log.cut
          ? trans.__('Older lines were left out.')
          : '';
  }

  private _add(entry: LogEntry): void {
    if (this._run !== undefined && this._run !== entry.run) {
      this._list.append(document.createElement('hr'));
    }
    this._run = entry.run;
    const row = document.createElement('div');
    row.className = `gf-Log-entry gf-mod-${entry.kind}`;
    const time = document.createElement('time');
    time.dateTime = entry.time.toISOString();
    time.textContent = clockText(entry.time);
    const text = document.createElement('span');
    text.textContent = entry.text.replace(/\n$/, '');
    row.append(time, text);
    const { nodeId } = entry;
    if (entry.kind === 'error' && nodeId !== undefined) {
      row.append(
        button(this._editor.trans.__('Go to the step'), () =>
          this._editor.selection.set({ nodes: [nodeId] })
        )
      );
    }
    this._list.append(row);
  }

  private _list: HTMLDivElement;
  private _empty: HTMLSpanElement;
  private _run: number | undefined;
}

function button(label: string, onClick: () => void): HTMLButtonElement {
  const node = document.createElement('button');
  node.type = 'button';
  node.className = 'gf-Button';
  node.textContent = label;
  node.addEventListener('click', onClick);
  return node;
}
