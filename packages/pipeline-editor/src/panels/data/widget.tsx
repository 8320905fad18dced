import { frameId } from '@glueflow/components-manager';
import { UUID } from '@lumino/coreutils';
import type { Message } from '@lumino/messaging';
import { SplitPanel } from '@lumino/widgets';
import type { ReactElement } from 'react';
import type { PipelineEditor } from '../../editor/editor.js';
import { outputsIn } from '../../editor/outputs.js';
import type { PreviewEngine } from '../../run/programs.js';
import { OutputChoice } from '../outputchoice.js';
import { PaneWidget } from './paneview.js';

/** The data of the selected node, and beside it, if wanted, that of one of its inputs. */
export class DataPanel extends SplitPanel {
  constructor(private readonly _editor: PipelineEditor) {
    super({ orientation: 'horizontal', spacing: 1 });
    this.addClass('gf-DataPanel');
    const { trans, selection, compiler } = _editor;
    const view = UUID.uuid4();
    this.output = new PaneWidget(_editor, {
      slot: `output ${view}`,
      name: title => this._outputName(title),
      nothing: () =>
        selection.value.nodes.size > 1
          ? trans.__('Select one step to see its data.')
          : trans.__('Select a step to see its data.'),
      tools: () => this._tools()
    });
    this.input = new PaneWidget(_editor, {
      slot: `input ${view}`,
      name: title => this._inputName(title),
      nothing: () => trans.__('The selected step has no input.')
    });
    this.input.addClass('gf-mod-input');
    this.addWidget(this.input);
    this.addWidget(this.output);
    this.input.hide();
    this.input.pane.active = false;
    this.output.pane.active = false;
    selection.changed.connect(this._follow, this);
    compiler.changed.connect(this._onCompiled, this);
    _editor.previewRequested.connect(this.preview, this);
    _editor.shownOutputs.changed.connect(this._followOutput, this);
    this._follow();
  }

  readonly input: PaneWidget;
  readonly output: PaneWidget;

  /** True when the input is shown beside the output. */
  get sideBySide(): boolean {
    return !this.input.isHidden;
  }

  set sideBySide(value: boolean) {
    this.input.setHidden(!value);
    if (value) {
      this.setRelativeSizes([1, 1]);
    }
    this._activate();
    this._followInputs();
    this.output.refresh();
  }

  /** Asks for the rows of the selected node. */
  preview(_?: PipelineEditor, engine: PreviewEngine = 'auto'): void {
    void this.output.pane.preview(engine);
    if (this.sideBySide) {
      void this.input.pane.preview();
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._editor.selection.changed.disconnect(this._follow, this);
    this._editor.compiler.changed.disconnect(this._onCompiled, this);
    this._editor.previewRequested.disconnect(this.preview, this);
    this._editor.shownOutputs.changed.disconnect(this._followOutput, this);
    super.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._activate();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._activate();
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this._activate();
  }

  protected override onActivateRequest(_: Message): void {
    this.output.grid.activate();
  }

  private _activate(): void {
    this.output.pane.active = this.isVisible;
    this.input.pane.active = this.isVisible && this.sideBySide;
  }

  private _follow(): void {
    this._chosen = undefined;
    this._followOutput();
    this._followInputs();
  }

  private _onCompiled(): void {
    this._followOutput();
    this._followInputs();
  }

  /** Shows the chosen output of the selected node. */
  private _followOutput(): void {
    const { selection, shownOutputs, compiler } = this._editor;
    const { node } = selection;
    const outputs = node === undefined ? [] : outputsIn(compiler.current, node);
    const port =
      node === undefined || outputs.length < 2
        ? undefined
        : shownOutputs.of(node, outputs)?.id;
    this.output.pane.show(node, port);
    this.output.refresh();
  }

  private _followInputs(): void {
    const inputs = this._inputs();
    const now = inputs.find(({ frame }) => frame === this._chosen) ?? inputs[0];
    this.input.pane.show(now?.node, now?.port);
    this._shownInput = now?.frame;
    this.input.refresh();
    const said = JSON.stringify(inputs);
    if (said !== this._said) {
      this._said = said;
      this.output.refresh();
    }
  }

  /** The outputs of nodes that the selected node reads, in order of its ports. */
  private _inputs(): {
    node: string;
    port: string | undefined;
    frame: string;
    title: string;
  }[] {
    const { node } = this._editor.selection;
    const { analysis } = this._editor.compiler;
    if (node === undefined || !Object.hasOwn(analysis.document.nodes, node)) {
      return [];
    }
    const component = analysis.registry.get(
      analysis.document.nodes[node].component
    );
    return analysis.graph.inputsOf(node).map(({ from, to }) => {
      const outputs = outputsIn(analysis, from.node);
      const output = outputs.find(({ id }) => id === from.port);
      const source = analysis.document.nodes[from.node]?.title || from.node;
      const title =
        outputs.length > 1 && output ? `${source} – ${output.title}` : source;
      const port = component?.inputs.find(({ id }) => id === to.port);
      return {
        node: from.node,
        port: outputs.length > 1 ? from.port : undefined,
        frame: frameId(from.node, from.port),
        title:
          port && (component?.inputs.length ?? 0) > 1
            ? `${port.title}: ${title}`
            : title
      };
    });
  }

  private _outputName(title: string): ReactElement | string {
    const { selection, compiler } = this._editor;
    const { node } = selection;
    return node === undefined ||
      outputsIn(compiler.current, node).length < 2 ? (
      title
    ) : (
      <>
        {title} <OutputChoice editor={this._editor} node={node} />
      </>
    );
  }

  private _inputName(title: string): ReactElement | string {
    const inputs = this._inputs();
    const { trans } = this._editor;
    if (inputs.length < 2) {
      return title === '' ? '' : trans.__('Input: %1', title);
    }
    return (
      <label className="gf-Pane-choice">
        {trans.__('Input:')}{' '}
        <select
          className="gf-Select"
          value={this._shownInput ?? ''}
          onChange={event => {
            this._chosen = event.target.value;
            this._followInputs();
          }}
        >
          {inputs.map(({ frame, title: name }) => (
            <option key={`${frame} ${name}`} value={frame}>
              {name}
            </option>
          ))}
        </select>
      </label>
    );
  }

  private _tools(): ReactElement | false {
    const { trans } = this._editor;
    return (
      this._inputs().length > 0 && (
        <button
          type="button"
          className="gf-Button"
          aria-pressed={this.sideBySide}
          title={trans.__('Show the data that goes in beside what comes out')}
          onClick={() => {
            this.sideBySide = !this.sideBySide;
          }}
        >
          {trans.__('Input')}
        </button>
      )
    );
  }

  /** The frame that the person has chosen to see of the inputs, and the one that is shown. */
  private _chosen: string | undefined;
  private _shownInput: string | undefined;
  private _said = '';
}
