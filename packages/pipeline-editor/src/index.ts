/**
 * The Glueflow pipeline editor for JupyterLab.
 *
 * @packageDocumentation
 */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { catalog } from './plugins/catalog.js';
import {
  components,
  documents,
  service,
  settings
} from './plugins/document.js';
import { exporting } from './plugins/export.js';
import { jobs } from './plugins/jobs.js';

export * from './tokens.js';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  components,
  service,
  settings,
  documents,
  exporting,
  jobs,
  catalog
];

export default plugins;
