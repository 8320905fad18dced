import {
  EditorState,
  RangeSetBuilder,
  StateEffect,
  StateField
} from '@codemirror/state';
import {
  Decoration,
  EditorView,
  keymap,
  lineNumbers,
  type DecorationSet
} from '@codemirror/view';
import { isError } from '@glueflow/components-manager';
import { Clipboard } from '@jupyterlab/apputils';
import { EditorLanguageRegistry, jupyterTheme } from '@jupyterlab/codemirror';
import type { Message } from '@lumino/messaging';
import { Panel, Widget } from '@lumino/widgets';
import type { ReactElement } from 'react';
import type { PipelineEditor } from '../../editor/editor.js';
import { View } from '../view.js';
import { blockLines, nodeAtLine, type LineRange } from './lines.js';

/** The job script that the pipeline means, with the lines of the selected node marked. */
export class CodePanel extends Panel {
  constructor(private readonly _editor: PipelineEditor) {
    super();
    this.addClass('gf-CodePanel');
    const { compiler, selection } = _editor;
    this._header = new View(() => this._render());
    this._code.addClass('gf-CodePanel-code');
    this.addWidget(this._header);
    this.addWidget(this._code);
    compiler.changed.connect(this._refresh, this);
    selection.changed.connect(this._mark, this);
  }

  /** The script as it is shown. */
  get text(): string {
    return this._text ?? '';
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._editor.compiler.changed.disconnect(this._refresh, this);
    this._editor.selection.changed.disconnect(this._mark, this);
    this._view?.destroy();
    super.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._refresh();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._refresh();
  }

  protected override onActivateRequest(_: Message): void {
    this._view?.focus();
  }

  private _refresh(): void {
    if (!this.isVisible) {
      return;
    }
    const { script } = this._editor.compiler.compile();
    this._lines = script?.lines ?? {};
    if (script?.text !== this._text) {
      this._text = script?.text;
      this._code.setHidden(script === undefined);
      if (script !== undefined) {
        this._show(script.text);
      }
    }
    this._header.update();
    this._mark();
  }

  private _show(text: string): void {
    if (this._view === undefined) {
      this._view = this._create(text);
      return;
    }
    const { state } = this._view;
    const before = state.doc.toString();
    let start = 0;
    const most = Math.min(before.length, text.length);
    while (start < most && before[start] === text[start]) {
      start++;
    }
    let end = 0;
    while (
      end < most - start &&
      before[before.length - 1 - end] === text[text.length - 1 - end]
    ) {
      end++;
    }
    // Only what is new, so that the place in view stays.
    this._view.dispatch({
      changes: {
        from: start,
        to: before.length - end,
        insert: text.slice(start, text.length - end)
      }
    });
  }

  private _create(text: string): EditorView {
    const { trans } = this._editor;
    const view = new EditorView({
      parent: this._code.node,
      state: EditorState.create({
        doc: text,
        extensions: [
          EditorState.readOnly.of(true),
          lineNumbers(),
          jupyterTheme,
          marks,
          keymap.of([
            {
              key: 'Enter',
              run: ({ state }) => this._select(state.selection.main.head)
            }
          ]),
          EditorView.contentAttributes.of({
            'aria-label': trans.__('The job script, read-only'),
            'aria-readonly': 'true',
            // So that those without a mouse can scroll it.
            tabindex: '0'
          }),
          EditorView.domEventHandlers({
            click: (event, { state }) => {
              const place = view.posAtCoords({
                x: event.clientX,
                y: event.clientY
              });
              // A selection of text is to be copied, not to lead elsewhere.
              if (place !== null && state.selection.main.empty) {
                this._select(place);
              }
            }
          })
        ]
      })
    });
    const python = EditorLanguageRegistry.getDefaultLanguages().find(
      ({ name }) => name === 'Python'
    );
    void python?.load?.().then(support => {
      view.dispatch({ effects: StateEffect.appendConfig.of(support) });
    });
    return view;
  }

  private _select(place: number): boolean {
    const line = this._view?.state.doc.lineAt(place).number ?? 0;
    const node = nodeAtLine(this._lines, line);
    if (node === undefined) {
      return false;
    }
    this._own = node;
    this._editor.selection.set({ nodes: [node] });
    this._own = undefined;
    return true;
  }

  private _mark(): void {
    const view = this._view;
    if (view === undefined || !this.isVisible) {
      return;
    }
    const { node } = this._editor.selection;
    const ranges = node === undefined ? [] : blockLines(this._lines, node);
    const { doc } = view.state;
    const effects: StateEffect<unknown>[] = [setMarks.of(ranges)];
    const [first] = ranges;
    // What was clicked here is in view already.
    if (
      first &&
      this._own !== node &&
      node !== this._marked &&
      first[0] <= doc.lines
    ) {
      effects.push(
        EditorView.scrollIntoView(doc.line(first[0]).from, {
          y: 'start',
          yMargin: 20
        })
      );
    }
    this._marked = node;
    view.dispatch({ effects });
  }

  private _render(): ReactElement | null {
    if (!this.isVisible) {
      // Nobody sees it: a script of 1,000 steps takes its time.
      return null;
    }
    const { trans, compiler } = this._editor;
    if (this._text !== undefined) {
      return (
        <div className="gf-Pane-header">
          <span className="gf-Pane-note">
            {trans.__(
              'The script as it is exported: optimised, with what filters can be pushed into the reads. Click a line to select its step.'
            )}
          </span>
          <span className="gf-Pane-space" />
          <button
            type="button"
            className="gf-Button"
            onClick={() => Clipboard.copyToSystem(this.text)}
          >
            {trans.__('Copy')}
          </button>
        </div>
      );
    }
    const problems = compiler.compile().problems.filter(isError);
    return (
      <div className="gf-Pane-message">
        <p>{trans.__('There is no script until these are fixed:')}</p>
        <ul>
          {problems.slice(0, 5).map(({ message, nodeId, path }, index) => (
            <li key={index}>
              {nodeId === undefined ? (
                message
              ) : (
                <button
                  type="button"
                  className="gf-Link"
                  onClick={() => this._editor.goToField({ nodeId, path })}
                >
                  {message}
                </button>
              )}
            </li>
          ))}
        </ul>
        {problems.length > 5 && (
          <button
            type="button"
            className="gf-Button"
            onClick={() => this._editor.showPanel('problems')}
          >
            {trans.__('Show all %1 problems', problems.length)}
          </button>
        )}
      </div>
    );
  }

  private _header: View;
  private _code = new Widget();
  private _view: EditorView | undefined;
  private _text: string | undefined;
  private _lines: Readonly<Record<string, readonly LineRange[]>> = {};
  private _own: string | undefined;
  private _marked: string | undefined;
}

const setMarks = StateEffect.define<readonly LineRange[]>();

const marked = Decoration.line({ class: 'gf-CodePanel-marked' });

const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, transaction) => {
    let now = before.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) {
        const builder = new RangeSetBuilder<Decoration>();
        const { doc } = transaction.state;
        for (const [first, last] of effect.value) {
          for (let line = first; line <= Math.min(last, doc.lines); line++) {
            const { from } = doc.line(line);
            builder.add(from, from, marked);
          }
        }
        now = builder.finish();
      }
    }
    return now;
  },
  provide: field => EditorView.decorations.from(field)
});
