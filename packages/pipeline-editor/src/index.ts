/**
 * The Glueflow pipeline editor for JupyterLab.
 *
 * @packageDocumentation
 */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { canvas } from './plugins/canvas.js';
import { catalog } from './plugins/catalog.js';
import {
  components,
  documents,
  service,
  settings
} from './plugins/document.js';
import { exporting } from './plugins/export.js';
import { jobs } from './plugins/jobs.js';
import { properties } from './plugins/properties.js';
import { run } from './plugins/run.js';

export * from './tokens.js';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  components,
  service,
  settings,
  documents,
  canvas,
  exporting,
  jobs,
  catalog,
  properties,
  run
];

export default plugins;
