import {
  autocompletion,
  closeCompletion,
  completionKeymap,
  completionStatus,
  type CompletionContext,
  startCompletion,
  type CompletionResult
} from '@codemirror/autocomplete';
import { Prec } from '@codemirror/state';
import {
  EditorView,
  keymap,
  ViewPlugin,
  type KeyBinding
} from '@codemirror/view';
import { CodeEditor, type IEditorServices } from '@jupyterlab/codeeditor';
import type { IDisposable } from '@lumino/disposable';
import { suggest, type CodeScope } from './completion.js';

/** The part of a text that another replaces: everything from the first letter that differs to the last. */
export function spliceOf(
  before: string,
  after: string
): { start: number; end: number; text: string } | undefined {
  if (before === after) {
    return undefined;
  }
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) {
    start++;
  }
  let tail = 0;
  while (
    tail < most - start &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail++;
  }
  return {
    start,
    end: before.length - tail,
    text: after.slice(start, after.length - tail)
  };
}

/**
 * The keys that ask for the list leave one that is there. CodeMirror would ask again, and until the answer has come a click on the list
 * chooses nothing.
 */
const LEAVE_OPEN: readonly KeyBinding[] = completionKeymap
  .filter(({ run }) => run === startCompletion)
  .map(binding => ({
    ...binding,
    run: view => completionStatus(view.state) === 'active'
  }));

/**
 * A code field: JupyterLab's editor with completion of what the code can speak of.
 *
 * Undo is the document's: what it brings back comes through `value`.
 */
export class CodeView implements IDisposable {
  constructor(options: CodeView.IOptions) {
    this._options = options;
    this._scope = options.scope;
    this._model = new CodeEditor.Model({
      mimeType: options.scope.kind === 'python' ? 'text/x-python' : 'text/x-sql'
    });
    this._model.sharedModel.setSource(options.value);
    this._editor = options.services.factoryService.newInlineEditor({
      host: options.host,
      model: this._model,
      config: {
        lineNumbers: options.large ?? false,
        lineWrap: true,
        readOnly: options.readOnly,
        tabFocusable: true
      },
      extensions: [
        Prec.highest(keymap.of(LEAVE_OPEN)),
        autocompletion({
          override: [context => this._complete(context)],
          tooltipClass: () => 'gf-Completion'
        }),
        ViewPlugin.define(view => {
          this._view = view;
          return {};
        }),
        EditorView.contentAttributes.of({
          'aria-label': options.label,
          role: 'textbox',
          'aria-multiline': 'true'
        })
      ]
    });
    this._model.sharedModel.changed.connect(this._onChanged, this);
    options.host.addEventListener('click', this._onClick);
  }

  get isDisposed(): boolean {
    return this._editor.isDisposed;
  }

  /** The text. Setting it changes only what differs: the caret stays. */
  get value(): string {
    return this._model.sharedModel.getSource();
  }

  set value(value: string) {
    const splice = spliceOf(this.value, value);
    if (splice) {
      this._silent = true;
      this._model.sharedModel.updateSource(
        splice.start,
        splice.end,
        splice.text
      );
      this._silent = false;
    }
  }

  set scope(scope: CodeScope) {
    this._scope = scope;
  }

  set readOnly(readOnly: boolean) {
    this._editor.setOption('readOnly', readOnly);
  }

  focus(): void {
    this._editor.focus();
  }

  /** Closes the list of what may be meant; says whether it was open. */
  closeCompletion(): boolean {
    return (
      this._view !== undefined &&
      completionStatus(this._view.state) !== null &&
      closeCompletion(this._view)
    );
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._options.host.removeEventListener('click', this._onClick);
    this._model.sharedModel.changed.disconnect(this._onChanged, this);
    this._editor.dispose();
    this._model.dispose();
  }

  /** A click beside or below the text goes to its end. */
  private _onClick = (event: MouseEvent): void => {
    const view = this._view;
    if (view && !view.contentDOM.contains(event.target as Node)) {
      view.dispatch({ selection: { anchor: view.state.doc.length } });
      this.focus();
    }
  };

  private _onChanged(): void {
    if (!this._silent) {
      this._options.onChange(this.value);
    }
  }

  private _complete(context: CompletionContext): CompletionResult | null {
    const before = context.state.sliceDoc(0, context.pos);
    const found = suggest(this._scope, before, context.explicit);
    return found
      ? {
          from: found.from,
          options: found.suggestions,
          validFor: /^(\$\{)?\w*\}?$/
        }
      : null;
  }

  private _options: CodeView.IOptions;
  private _scope: CodeScope;
  private _model: CodeEditor.Model;
  private _editor: CodeEditor.IEditor;
  private _view: EditorView | undefined;
  private _silent = false;
}

export namespace CodeView {
  /** What a code field is made of. */
  export interface IOptions {
    services: IEditorServices;
    host: HTMLElement;
    value: string;
    scope: CodeScope;
    label: string;
    readOnly: boolean;
    /** With line numbers. */
    large?: boolean;
    onChange(value: string): void;
  }
}
