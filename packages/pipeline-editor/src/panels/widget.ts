import { Widget } from '@lumino/widgets';
import type { PipelineEditor } from '../editor/editor.js';

/** Placeholder until the part is built. */
export class BottomPanel extends Widget {
  constructor(readonly editor: PipelineEditor) {
    super();
    this.addClass('gf-BottomPanel');
    this.node.textContent = 'BottomPanel';
  }
}
