import { DocumentWidget } from '@jupyterlab/docregistry';
import type { PipelineModel } from '../model/model.js';
import type { PipelineEditor } from '../editor/editor.js';
import { PipelinePanel } from './panel.js';

/** A pipeline in JupyterLab's main area. */
export class PipelineWidget extends DocumentWidget<
  PipelinePanel,
  PipelineModel
> {
  constructor(
    readonly editor: PipelineEditor,
    options: Omit<
      DocumentWidget.IOptions<PipelinePanel, PipelineModel>,
      'content' | 'context'
    >
  ) {
    super({
      ...options,
      content: new PipelinePanel(editor),
      context: editor.context
    });
    this.addClass('gf-PipelineWidget');
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    super.dispose();
    this.editor.dispose();
  }
}
