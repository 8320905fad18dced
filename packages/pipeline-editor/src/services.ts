import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';

/** What forms use of JupyterLab; each may be missing. */
export interface FormServices {
  editors?: IEditorServices;
  rendermime?: IRenderMimeRegistry;
}

let provided: FormServices = {};

/** Gives forms what they use of JupyterLab; the plugin calls it before a form is drawn. */
export function provideServices(services: FormServices): void {
  provided = services;
}

/** What forms may use of JupyterLab. */
export function formServices(): FormServices {
  return provided;
}
