import { Widget } from '@lumino/widgets';
import type { PipelineEditor } from '../editor/editor.js';

/** Says why a file can't be shown as a pipeline; the file stays as it is. */
export class RefusalWidget extends Widget {
  constructor(editor: PipelineEditor) {
    super();
    this.addClass('gf-Refusal');
    const { trans, context, commands } = editor;
    const refusal = editor.model.refusal;
    const heading = document.createElement('h2');
    heading.textContent =
      refusal?.reason === 'newer'
        ? trans.__('This pipeline was saved by a newer Glueflow')
        : trans.__('This file can’t be shown as a pipeline');
    const hint = document.createElement('p');
    hint.textContent = trans.__(
      'It is open for reading only and stays as it is.'
    );
    const list = document.createElement('ul');
    for (const { message } of refusal?.problems ?? []) {
      const item = document.createElement('li');
      item.textContent = message;
      list.append(item);
    }
    const button = document.createElement('button');
    button.className = 'jp-mod-styled jp-mod-accept';
    button.textContent = trans.__('Open as text');
    button.addEventListener('click', () => {
      void commands.execute('docmanager:open', {
        path: context.path,
        factory: 'Editor'
      });
    });
    this.node.setAttribute('role', 'alert');
    this.node.append(heading, list, hint, button);
  }
}
