import type { Component } from '@glueflow/components-manager';
import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { formServices } from '../services.js';

/** Shows the help of a component, rendered by JupyterLab as Markdown that nobody trusts. */
export async function showHelp(
  component: Component,
  trans: TranslationBundle
): Promise<void> {
  const { rendermime } = formServices();
  let body: Widget;
  if (rendermime) {
    const renderer = rendermime.createRenderer('text/markdown');
    await renderer.renderModel(
      rendermime.createModel({
        data: { 'text/markdown': component.help },
        trusted: false
      })
    );
    body = renderer;
  } else {
    body = new Widget();
    body.node.textContent = component.help;
  }
  body.addClass('gf-Help');
  await showDialog({
    title: component.title,
    body,
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
}
