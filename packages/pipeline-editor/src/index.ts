/**
 * The Glueflow pipeline editor for JupyterLab.
 *
 * @packageDocumentation
 */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  components,
  documents,
  service,
  settings
} from './plugins/document.js';

export * from './tokens.js';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  components,
  service,
  settings,
  documents
];

export default plugins;
