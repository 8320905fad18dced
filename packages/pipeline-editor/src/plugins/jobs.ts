import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ICommandPalette,
  MainAreaWidget,
  showErrorMessage,
  WidgetTracker
} from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { DOMAIN } from '../editor/editor.js';
import { awsGlueIcon } from '../icons.js';
import type { JobsPlace } from '../jobs/model.js';
import type { JobsWidget } from '../jobs/widget.js';
import { IGlueflowService } from '../tokens.js';
import { IEditorSettings } from './tokens.js';

/** The commands of the jobs panel. */
export namespace CommandIDs {
  export const openJobs = 'glueflow:open-jobs';
}

/** The panel "AWS Glue Jobs": one, which comes back after a reload where it was. */
export const jobs: JupyterFrontEndPlugin<void> = {
  id: '@glueflow/pipeline-editor:jobs',
  description:
    'Shows the AWS Glue jobs that a connection can see, and their runs.',
  autoStart: true,
  requires: [IGlueflowService, IEditorSettings],
  optional: [ITranslator, ILayoutRestorer, ICommandPalette, ILauncher],
  activate: (
    app: JupyterFrontEnd,
    service: IGlueflowService,
    settings: IEditorSettings,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null
  ) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const { commands, shell } = app;
    const tracker = new WidgetTracker<MainAreaWidget<JobsWidget>>({
      namespace: 'glueflow-jobs'
    });

    const openPipeline = async (path: string): Promise<void> => {
      try {
        await app.serviceManager.contents.get(path, { content: false });
      } catch {
        await showErrorMessage(
          trans.__('The pipeline can’t be opened'),
          trans.__(
            'JupyterLab has no file %1. The job may come from another folder or machine, or the file was moved.',
            path
          )
        );
        return;
      }
      await commands.execute('docmanager:open', { path });
    };

    const make = async (
      place: JobsPlace
    ): Promise<MainAreaWidget<JobsWidget>> => {
      const [{ JobsModel }, { JobsWidget }] = await Promise.all([
        import('../jobs/model.js'),
        import('../jobs/widget.js')
      ]);
      const model = new JobsModel(
        service,
        place,
        () => settings.value.defaultConnection
      );
      const content = new JobsWidget({
        model,
        trans,
        openPipeline: path => void openPipeline(path)
      });
      const widget = new MainAreaWidget({ content });
      // The panel has a bar of its own.
      widget.toolbar.hide();
      widget.id = 'glueflow-jobs';
      widget.title.label = trans.__('AWS Glue Jobs');
      widget.title.icon = awsGlueIcon;
      widget.title.closable = true;
      model.changed.connect(() => void tracker.save(widget));
      await tracker.add(widget);
      return widget;
    };

    commands.addCommand(CommandIDs.openJobs, {
      label: trans.__('AWS Glue Jobs'),
      caption: trans.__('Jobs of AWS Glue: runs, cost, logs'),
      icon: args => (args.isPalette ? undefined : awsGlueIcon),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            connection: {
              type: 'string',
              description: trans.__('Name of a connection')
            },
            job: { type: 'string', description: trans.__('Job to show') },
            run: { type: 'string', description: trans.__('Run to show') }
          }
        }
      },
      execute: async args => {
        const place: JobsPlace = {
          ...(typeof args.connection === 'string'
            ? { connection: args.connection }
            : {}),
          ...(typeof args.job === 'string' ? { job: args.job } : {}),
          ...(typeof args.run === 'string' ? { run: args.run } : {})
        };
        const found = tracker.find(() => true);
        const widget = found ?? (await make(place));
        if (found) {
          const { model } = found.content;
          if (
            place.connection !== undefined &&
            place.connection !== model.connection
          ) {
            model.setConnection(place.connection);
          }
          if (place.job !== undefined) {
            model.look(place.job, place.run);
            void model.askJobs();
            void model.askRuns(true);
          }
        }
        if (!widget.isAttached) {
          shell.add(widget, 'main');
        }
        shell.activateById(widget.id);
        return widget;
      }
    });
    if (restorer) {
      void restorer.restore(tracker, {
        command: CommandIDs.openJobs,
        args: ({ content }) => ({ ...content.model.place }),
        name: () => 'jobs'
      });
    }
    palette?.addItem({
      command: CommandIDs.openJobs,
      category: trans.__('Glueflow'),
      args: { isPalette: true }
    });
    launcher?.add({
      command: CommandIDs.openJobs,
      category: trans.__('Other'),
      rank: 1
    });
  }
};
