import type { ComponentRegistry } from '@glueflow/components-manager';
import type { IWidgetTracker } from '@jupyterlab/apputils';
import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { GlueflowService } from './service/client.js';
import type { PipelineWidget } from './document/widget.js';

/** The open pipelines. */
export type IPipelineTracker = IWidgetTracker<PipelineWidget>;

export const IPipelineTracker = new Token<IPipelineTracker>(
  '@glueflow/pipeline-editor:IPipelineTracker',
  'The open Glueflow pipelines.'
);

/** The components that pipelines can use: extensions add theirs with `add`. */
export type IComponentRegistry = ComponentRegistry;

export const IComponentRegistry = new Token<IComponentRegistry>(
  '@glueflow/pipeline-editor:IComponentRegistry',
  'The components of Glueflow pipelines. Add your own with `add`.'
);

/** The Glueflow service behind JupyterLab. */
export type IGlueflowService = GlueflowService;

export const IGlueflowService = new Token<IGlueflowService>(
  '@glueflow/pipeline-editor:IGlueflowService',
  'Speaks with the Glueflow service: AWS, connections, jobs, the Data Catalog.'
);

/** One entry of the "Generate code" menu. */
export interface IExportTarget {
  /** Command that exports the current pipeline. */
  command: string;
  /** Lower comes first. */
  rank: number;
}

/** The "Generate code" menu of the toolbar: extensions add their targets. */
export interface IExportMenu {
  add(target: IExportTarget): IDisposable;
}

export const IExportMenu = new Token<IExportMenu>(
  '@glueflow/pipeline-editor:IExportMenu',
  'The "Generate code" menu of pipelines. Add a command of your own with `add`.'
);
