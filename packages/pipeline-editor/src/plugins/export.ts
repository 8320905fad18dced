import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ICommandPalette,
  IToolbarWidgetRegistry,
  Notification
} from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import {
  MenuSvg,
  ReactWidget,
  ToolbarButtonComponent
} from '@jupyterlab/ui-components';
import { createElement } from 'react';
import { stepName } from '../canvas/links.js';
import { DOMAIN, type PipelineEditor } from '../editor/editor.js';
import type { PipelineWidget } from '../document/widget.js';
import { folderOf, writeText } from '../export/files.js';
import { ExportMemory } from '../export/memory.js';
import { ExportMenu } from '../export/menu.js';
import type { ExportModel } from '../export/model.js';
import { planScript, type ScriptTarget } from '../export/script.js';
import { mayOverwrite, tellFailure } from '../export/tell.js';
import { awsGlueIcon } from '../icons.js';
import { leave } from '../properties/form/left.js';
import { serviceError } from '../service/remote.js';
import { IExportMenu, IGlueflowService, IPipelineTracker } from '../tokens.js';
import { FACTORY } from './document.js';
import { CommandIDs as CatalogCommandIDs } from './catalog.js';
import { CommandIDs as JobsCommandIDs } from './jobs.js';
import { IEditorSettings } from './tokens.js';

/** The commands of the export. */
namespace CommandIDs {
  export const exportToGlue = 'glueflow:export-to-glue';
  export const exportScript = 'glueflow:export-script';
  export const exportSql = 'glueflow:export-sql';
}

/** Export: the "Generate code" menu, the export dialog, the script alone. */
export const exporting: JupyterFrontEndPlugin<IExportMenu> = {
  id: '@glueflow/pipeline-editor:export',
  description: 'Exports pipelines to AWS Glue.',
  autoStart: true,
  provides: IExportMenu,
  requires: [IPipelineTracker, IGlueflowService, IEditorSettings],
  optional: [
    ITranslator,
    ICommandPalette,
    IToolbarWidgetRegistry,
    IEditorLanguageRegistry,
    IDocumentManager,
    IStateDB
  ],
  activate: (
    app: JupyterFrontEnd,
    tracker: IPipelineTracker,
    service: IGlueflowService,
    settings: IEditorSettings,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    toolbars: IToolbarWidgetRegistry | null,
    languages: IEditorLanguageRegistry | null,
    documents: IDocumentManager | null,
    state: IStateDB | null
  ) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const { commands } = app;
    const { contents } = app.serviceManager;
    const targets = new ExportMenu();
    const memory = state && new ExportMemory(state);
    const models = new WeakMap<object, Promise<ExportModel>>();
    let shown: { isDisposed: boolean; model: ExportModel } | undefined;

    const find = (args: { path?: unknown }): PipelineWidget | null =>
      typeof args.path === 'string'
        ? (tracker.find(widget => widget.context.path === args.path) ?? null)
        : tracker.currentWidget;
    const isEnabled = (args: { path?: unknown }): boolean => {
      const widget = find(args);
      return widget !== null && widget.editor.model.refusal === undefined;
    };
    const describedBy = {
      args: {
        type: 'object' as const,
        properties: {
          path: {
            type: 'string' as const,
            description: trans.__(
              'Path of an open pipeline; the current one when absent'
            )
          }
        }
      }
    };

    /** An editor that shows a file we wrote shows its new text, unless that would lose what was typed. */
    const reload = async (path: string): Promise<void> => {
      const widget = documents?.findWidget(path, null);
      const context = widget && documents?.contextForWidget(widget);
      if (context && !context.model.dirty) {
        await context.revert();
      }
    };

    const make = async (widget: PipelineWidget): Promise<ExportModel> => {
      const { context } = widget;
      const [{ ExportModel }, kept] = await Promise.all([
        import('../export/model.js'),
        memory?.read(context.path)
      ]);
      const model = new ExportModel({
        context,
        service,
        files: contents,
        settings,
        trans,
        kept
      });
      memory?.follow(model, () => context.path);
      context.disposed.connect(() => model.dispose());
      model.deployment.changed.connect(({ state, written }) => {
        if (state !== 'succeeded' && state !== 'failed') {
          return;
        }
        void Promise.all(written.map(reload));
        if (shown?.model === model && !shown.isDisposed) {
          return;
        }
        // The dialog was closed meanwhile.
        const name = context.path.split('/').at(-1);
        Notification.emit(
          state === 'succeeded'
            ? trans.__('%1 was exported to AWS Glue.', name)
            : trans.__('The export of %1 to AWS Glue did not succeed.', name),
          state === 'succeeded' ? 'success' : 'error',
          {
            autoClose: state === 'succeeded' ? 5000 : false,
            actions: [
              {
                label: trans.__('Show'),
                callback: () => void open(widget)
              }
            ]
          }
        );
      });
      return model;
    };

    /** One export for each document, however often it is asked for. */
    const modelOf = (widget: PipelineWidget): Promise<ExportModel> => {
      const known = models.get(widget.context) ?? make(widget);
      models.set(widget.context, known);
      return known;
    };

    const openField = (
      widget: PipelineWidget,
      field: PipelineEditor.IField
    ): void => {
      if (app.shell.currentWidget !== widget) {
        app.shell.activateById(widget.id);
      }
      leave(widget.editor.model, field.nodeId);
      widget.editor.goToField(field);
    };

    const open = async (widget: PipelineWidget): Promise<void> => {
      if (shown && !shown.isDisposed) {
        return;
      }
      await widget.context.ready;
      const [model, { ExportWidget }, python] = await Promise.all([
        modelOf(widget),
        import('../export/widget.js'),
        languages?.getLanguage('text/x-python')
      ]);
      const dialog = new ExportWidget({
        model,
        trans,
        language: python?.support,
        readOnly: widget.editor.readOnly,
        activate: () => app.shell.activateById(widget.id),
        links: {
          openField: field => openField(widget, field),
          openFile: path => void commands.execute('docmanager:open', { path }),
          openTable: table =>
            void commands.execute(CatalogCommandIDs.openCatalog, {
              ...table
            }),
          openJob: job =>
            void commands.execute(JobsCommandIDs.openJobs, {
              ...job
            })
        }
      });
      shown = {
        model,
        get isDisposed() {
          return dialog.isDisposed;
        }
      };
      dialog.launch();
    };

    commands.addCommand(CommandIDs.exportToGlue, {
      label: trans.__('Export to AWS Glue…'),
      caption: trans.__(
        'Write the job script and a deployment script, deploy the job and run it'
      ),
      icon: args => (args.isPalette ? undefined : awsGlueIcon),
      describedBy,
      isEnabled,
      execute: async args => {
        const widget = find(args);
        if (widget) {
          await open(widget);
        }
      }
    });
    const writeScript = async (
      target: ScriptTarget,
      args: { path?: unknown }
    ): Promise<void> => {
      const widget = find(args);
      if (!widget) {
        return;
      }
      await widget.context.ready;
      const { context } = widget;
      const { job } = context.model.sharedModel.document;
      try {
        const file = await planScript(service, contents, {
          text: context.model.sharedModel.getSource(),
          path: contents.localPath(context.path),
          job: job.name,
          connection:
            job.connection || settings.value.defaultConnection || undefined,
          folder: folderOf(contents, context.path),
          target
        });
        if (
          file.state === 'changed' &&
          !(await mayOverwrite(file.path, trans))
        ) {
          return;
        }
        if (file.state !== 'unchanged') {
          await writeText(contents, file.path, file.text);
          await reload(file.path);
        }
        await commands.execute('docmanager:open', { path: file.path });
      } catch (error) {
        const again = await tellFailure(
          trans.__('The script can’t be generated'),
          serviceError(error),
          trans,
          {
            name: id => stepName(context.model.sharedModel.document, id),
            open: field => openField(widget, field)
          }
        );
        if (again) {
          await writeScript(target, args);
        }
      }
    };
    commands.addCommand(CommandIDs.exportScript, {
      label: trans.__('Script Only'),
      caption: trans.__('Write the job script beside the pipeline and open it'),
      describedBy,
      isEnabled,
      execute: args => writeScript('glue', args)
    });
    commands.addCommand(CommandIDs.exportSql, {
      label: trans.__('SQL (DuckDB)'),
      caption: trans.__(
        'Write the pipeline as SQL for DuckDB beside it and open it'
      ),
      describedBy,
      isEnabled,
      execute: args => writeScript('duckdb', args)
    });
    targets.add({ command: CommandIDs.exportToGlue, rank: 0 });
    targets.add({ command: CommandIDs.exportScript, rank: 10 });
    targets.add({ command: CommandIDs.exportSql, rank: 20 });
    for (const command of [
      CommandIDs.exportToGlue,
      CommandIDs.exportScript,
      CommandIDs.exportSql
    ]) {
      palette?.addItem({
        command,
        category: trans.__('Glueflow'),
        args: { isPalette: true }
      });
    }

    toolbars?.addFactory<PipelineWidget>(FACTORY, 'generate-code', widget => {
      // JupyterLab's own ToolbarButton calls itself pressed or not, which a button with a menu can't be.
      const props: ToolbarButtonComponent.IProps = {
        icon: awsGlueIcon,
        label: trans.__('Generate code'),
        tooltip: trans.__(
          'Generate code: export to AWS Glue, script only, SQL'
        ),
        className: 'gf-GenerateCode',
        'aria-haspopup': 'menu',
        onClick: () => {
          app.shell.activateById(widget.id);
          const menu = new MenuSvg({ commands });
          menu.addClass('gf-GenerateMenu');
          const { path } = widget.context;
          for (const { command } of targets.targets) {
            menu.addItem({ command, args: { path } });
          }
          const { left, bottom } = button.node.getBoundingClientRect();
          menu.open(left, bottom, { forceY: false });
        }
      };
      const button = ReactWidget.create(
        createElement(ToolbarButtonComponent, props)
      );
      button.addClass('jp-ToolbarButton');
      return button;
    });
    return targets;
  }
};
