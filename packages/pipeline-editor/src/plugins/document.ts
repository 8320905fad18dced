import { createRegistry } from '@glueflow/components-core';
import { emptyDocument, serializeDocument } from '@glueflow/components-manager';
import { ICollaborativeContentProvider } from '@jupyter/collaborative-drive';
import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  createToolbarFactory,
  ICommandPalette,
  IToolbarWidgetRegistry,
  WidgetTracker
} from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { IMainMenu } from '@jupyterlab/mainmenu';
import type { Contents } from '@jupyterlab/services';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { DOMAIN } from '../editor/editor.js';
import { PipelineWidgetFactory } from '../document/factory.js';
import { EditorSettings } from '../settings.js';
import type { PipelineWidget } from '../document/widget.js';
import { pipelineIcon } from '../icons.js';
import { PIPELINE, PipelineModelFactory } from '../model/model.js';
import { YPipeline } from '../model/shared.js';
import { GlueflowService } from '../service/client.js';
import {
  IComponentRegistry,
  IGlueflowService,
  IPipelineTracker
} from '../tokens.js';
import { IEditorSettings } from './tokens.js';

/** Name of the widget factory, as "Open With" shows it. */
export const FACTORY = 'Pipeline';

/** The commands of documents. */
namespace CommandIDs {
  export const createNew = 'glueflow:create-new';
}

/** Id of the plugin whose settings are the editor's. */
const SETTINGS_ID = '@glueflow/pipeline-editor:plugin';

/** The components of pipelines, to which other extensions add theirs. */
export const components: JupyterFrontEndPlugin<IComponentRegistry> = {
  id: '@glueflow/pipeline-editor:components',
  description: 'The components of Glueflow pipelines.',
  autoStart: true,
  provides: IComponentRegistry,
  activate: () => createRegistry()
};

/** The service behind JupyterLab. */
export const service: JupyterFrontEndPlugin<IGlueflowService> = {
  id: '@glueflow/pipeline-editor:service',
  description: 'Speaks with the Glueflow service behind JupyterLab.',
  autoStart: true,
  provides: IGlueflowService,
  activate: (app: JupyterFrontEnd) =>
    new GlueflowService(app.serviceManager.serverSettings)
};

/** The person's settings; "documents" reads them, once the toolbar's part of them can be. */
export const settings: JupyterFrontEndPlugin<IEditorSettings> = {
  id: '@glueflow/pipeline-editor:settings',
  description: 'The settings of the pipeline editor.',
  autoStart: true,
  provides: IEditorSettings,
  activate: () => new EditorSettings()
};

/** The document type: file type, model, widget, tracker, "New pipeline". */
export const documents: JupyterFrontEndPlugin<IPipelineTracker> = {
  id: SETTINGS_ID,
  description: 'Opens *.glueflow files as pipelines.',
  autoStart: true,
  provides: IPipelineTracker,
  requires: [IComponentRegistry, IGlueflowService, IEditorSettings],
  optional: [
    ITranslator,
    ILayoutRestorer,
    ICommandPalette,
    ILauncher,
    IMainMenu,
    IDefaultFileBrowser,
    IToolbarWidgetRegistry,
    ISettingRegistry,
    ICollaborativeContentProvider
  ],
  activate: (
    app: JupyterFrontEnd,
    registry: IComponentRegistry,
    glueflow: IGlueflowService,
    editorSettings: IEditorSettings,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    menu: IMainMenu | null,
    browser: IDefaultFileBrowser | null,
    toolbars: IToolbarWidgetRegistry | null,
    settingRegistry: ISettingRegistry | null,
    collaboration: ICollaborativeContentProvider | null
  ) => {
    const language = translator ?? nullTranslator;
    const trans = language.load(DOMAIN);
    const { commands, docRegistry } = app;
    const collaborative = collaboration !== null;
    docRegistry.addFileType({
      name: PIPELINE,
      displayName: trans.__('Glueflow Pipeline'),
      extensions: ['.glueflow'],
      mimeTypes: ['application/json'],
      fileFormat: 'text',
      contentType: (collaborative ? PIPELINE : 'file') as Contents.ContentType,
      icon: pipelineIcon
    });
    collaboration?.sharedModelFactory.registerDocumentFactory(
      PIPELINE as Contents.ContentType,
      () => YPipeline.create()
    );
    docRegistry.addModelFactory(new PipelineModelFactory(collaborative));
    const factory = new PipelineWidgetFactory({
      name: FACTORY,
      label: trans.__('Pipeline'),
      modelName: PIPELINE,
      fileTypes: [PIPELINE],
      defaultFor: [PIPELINE],
      canStartKernel: true,
      // The first preview or run starts it: many pipelines are only looked at, and a file that is no pipeline needs none.
      preferKernel: false,
      shutdownOnClose: true,
      // The provider of shared documents, where there is one.
      ...(collaborative ? { contentProviderId: 'rtc' } : {}),
      translator: language,
      ...(toolbars && settingRegistry
        ? {
            toolbarFactory: createToolbarFactory(
              toolbars,
              settingRegistry,
              FACTORY,
              SETTINGS_ID,
              language
            )
          }
        : {}),
      registry,
      service: glueflow,
      settings: editorSettings,
      commands
    });
    docRegistry.addWidgetFactory(factory);
    void settingRegistry
      ?.load(SETTINGS_ID)
      .then(found => editorSettings.follow(found))
      .catch(error => {
        console.warn('The settings of Glueflow can’t be read.', error);
      });
    const tracker = new WidgetTracker<PipelineWidget>({
      namespace: 'glueflow-pipeline'
    });
    factory.widgetCreated.connect((_, widget) => {
      widget.title.icon = pipelineIcon;
      widget.context.pathChanged.connect(() => {
        void tracker.save(widget);
      });
      void tracker.add(widget);
    });
    if (restorer) {
      void restorer.restore(tracker, {
        command: 'docmanager:open',
        args: widget => ({ path: widget.context.path, factory: FACTORY }),
        name: widget => widget.context.path
      });
    }
    commands.addCommand(CommandIDs.createNew, {
      label: args =>
        args.isPalette
          ? trans.__('New Glueflow Pipeline')
          : trans.__('Glueflow Pipeline'),
      caption: trans.__('Draw a data pipeline for AWS Glue'),
      icon: args => (args.isPalette ? undefined : pipelineIcon),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            cwd: {
              type: 'string',
              description: trans.__('Folder to make it in')
            },
            isLauncher: { type: 'boolean' },
            isPalette: { type: 'boolean' }
          }
        }
      },
      execute: async args => {
        const { contents } = app.serviceManager;
        const created = await contents.newUntitled({
          path: (args.cwd as string | undefined) ?? browser?.model.path ?? '',
          type: 'file',
          ext: '.glueflow'
        });
        const pipeline = emptyDocument();
        pipeline.job = {
          ...(editorSettings.value.defaultJob as typeof pipeline.job)
        };
        await contents.save(created.path, {
          type: 'file',
          format: 'text',
          content: serializeDocument(pipeline)
        });
        return commands.execute('docmanager:open', {
          path: created.path,
          factory: FACTORY
        });
      }
    });
    palette?.addItem({
      command: CommandIDs.createNew,
      args: { isPalette: true },
      category: trans.__('Glueflow')
    });
    launcher?.add({
      command: CommandIDs.createNew,
      category: trans.__('Other'),
      rank: 0
    });
    menu?.fileMenu.newMenu.addGroup([{ command: CommandIDs.createNew }], 30);

    return tracker;
  }
};
