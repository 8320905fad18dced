import { ReactWidget } from '@jupyterlab/ui-components';
import type { PipelineEditor } from '../editor/editor.js';
import { PropertiesPanel } from './panel.js';

/** The side panel with the properties of what is selected. */
export class PropertiesWidget extends ReactWidget {
  constructor(readonly editor: PipelineEditor) {
    super();
    this.addClass('gf-PropertiesWidget');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', editor.trans.__('Properties'));
  }

  protected override render(): JSX.Element {
    return <PropertiesPanel editor={this.editor} />;
  }
}
