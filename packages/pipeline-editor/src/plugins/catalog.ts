import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Clipboard, ICommandPalette, Notification } from '@jupyterlab/apputils';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { addTableInput } from '../catalog/add.js';
import { LakeFSModel } from '../catalog/lakefs/model.js';
import { catalogModel } from '../catalog/model.js';
import { CatalogWidget } from '../catalog/widget.js';
import type { TableName } from '../compile/sources.js';
import { DOMAIN, type PipelineEditor } from '../editor/editor.js';
import { componentIcon } from '../icons.js';
import { IGlueflowService, IPipelineTracker } from '../tokens.js';
import { controllerOf } from './canvascommands.js';
import { addLakeFSCommands, lakefsActions } from './lakefs.js';
import { IEditorSettings } from './tokens.js';

/** The commands of the catalog. */
export namespace CommandIDs {
  export const openCatalog = 'glueflow:open-catalog';
  export const addTable = 'glueflow:add-table';
  export const copyName = 'glueflow:copy-table-name';
  export const refresh = 'glueflow:refresh-catalog';
}

/** Key of what the panel keeps: the connection, and whether lakeFS is open. */
const STATE = 'glueflow-catalog';

/** The sidebar "Glue Data Catalog". */
export const catalog: JupyterFrontEndPlugin<void> = {
  id: '@glueflow/pipeline-editor:catalog',
  description:
    'Browses the Glue Data Catalog; tables become inputs of pipelines.',
  autoStart: true,
  requires: [IGlueflowService, IEditorSettings, IPipelineTracker],
  optional: [ITranslator, ILayoutRestorer, ICommandPalette, IStateDB],
  activate: (
    app: JupyterFrontEnd,
    service: IGlueflowService,
    settings: IEditorSettings,
    tracker: IPipelineTracker,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    state: IStateDB | null
  ) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const { commands, shell } = app;
    const model = catalogModel(service, {
      defaultConnection: () => settings.value.defaultConnection
    });
    /** Adds an input to the current pipeline and shows it. */
    const addInput = (
      name: string,
      add: (editor: PipelineEditor) => string
    ): void => {
      const pipeline = tracker.currentWidget;
      const editor = pipeline?.editor;
      if (!pipeline || editor === undefined || editor.readOnly) {
        Notification.warning(
          editor === undefined
            ? trans.__('Open a pipeline first, then add %1 to it.', name)
            : trans.__('The current pipeline can’t be edited.'),
          { autoClose: 5000 }
        );
        return;
      }
      const id = add(editor);
      // What was added is to be seen, also where the pipeline stood behind another tab.
      if (!pipeline.isVisible) {
        shell.activateById(pipeline.id);
      }
      requestAnimationFrame(() => {
        controllerOf(pipeline)?.keepInSight(id);
      });
    };
    const addTable = (table: TableName): void =>
      addInput(table.table, editor => addTableInput(editor, table));
    const lakefs = new LakeFSModel(service);
    const widget = new CatalogWidget({
      model,
      trans,
      addTable,
      lakefs: {
        model: lakefs,
        actions: lakefsActions(lakefs, trans),
        addInput: row => addLakeFS(row)
      }
    });
    const addLakeFS = addLakeFSCommands(app, {
      widget,
      trans,
      palette,
      addInput,
      hasPipeline: () => tracker.currentWidget !== null
    });
    widget.id = 'glueflow-catalog';
    widget.title.icon = componentIcon('glue-catalog-input');
    widget.title.caption = trans.__('Glue Data Catalog');
    widget.node.setAttribute('role', 'region');
    widget.node.setAttribute('aria-label', trans.__('Glue Data Catalog'));
    restorer?.add(widget, widget.id);
    shell.add(widget, 'left', { rank: 600, type: 'Glue Data Catalog' });

    void state?.fetch(STATE).then(kept => {
      const { connection, lakefsOpen } = (kept ?? {}) as {
        connection?: unknown;
        lakefsOpen?: unknown;
      };
      if (typeof connection === 'string') {
        model.restore(connection);
      }
      if (lakefsOpen === true) {
        lakefs.setOpen(true, widget.isVisible);
      }
      const facts = (): { connection?: string; lakefsOpen?: true } => ({
        ...(model.chosen === undefined ? {} : { connection: model.chosen }),
        ...(lakefs.open ? { lakefsOpen: true } : {})
      });
      let last = JSON.stringify(facts());
      const keep = (): void => {
        const now = JSON.stringify(facts());
        if (now !== last) {
          last = now;
          void state.save(STATE, facts());
        }
      };
      model.changed.connect(keep);
      lakefs.changed.connect(keep);
    });

    /** The table that a command is about: its arguments, otherwise the row that has the focus. */
    const tableOf = (args: {
      database?: unknown;
      table?: unknown;
      connection?: unknown;
    }): TableName | undefined => {
      const { database, table, connection } = args;
      if (typeof database === 'string' && typeof table === 'string') {
        return {
          ...(typeof connection === 'string' ? { connection } : {}),
          database,
          table
        };
      }
      return widget.current && model.tableOf(widget.current);
    };
    const describedBy = {
      args: {
        type: 'object' as const,
        properties: {
          database: { type: 'string' as const },
          table: { type: 'string' as const },
          connection: { type: 'string' as const }
        }
      }
    };

    commands.addCommand(CommandIDs.openCatalog, {
      label: trans.__('Glue Data Catalog'),
      caption: trans.__('Databases, tables and columns to make inputs from'),
      describedBy,
      execute: args => {
        shell.activateById(widget.id);
        const { database, table, connection } = args;
        if (typeof database === 'string' && typeof table === 'string') {
          model.reveal({
            ...(typeof connection === 'string' ? { connection } : {}),
            database,
            table
          });
        }
      }
    });
    commands.addCommand(CommandIDs.addTable, {
      label: trans.__('Add to Pipeline'),
      caption: trans.__(
        'Add an input that reads the table to the current pipeline'
      ),
      icon: componentIcon('glue-catalog-input'),
      describedBy,
      isEnabled: args =>
        tracker.currentWidget !== null && tableOf(args) !== undefined,
      execute: args => {
        const table = tableOf(args);
        if (table) {
          addTable(table);
        }
      }
    });
    commands.addCommand(CommandIDs.copyName, {
      label: trans.__('Copy Name'),
      caption: trans.__('Copy the name of the database, table or column'),
      describedBy,
      isEnabled: args =>
        tableOf(args) !== undefined || widget.current !== undefined,
      execute: args => {
        const { current } = widget;
        const named = args.table === undefined ? undefined : tableOf(args);
        if (named) {
          Clipboard.copyToSystem(`${named.database}.${named.table}`);
        } else if (current) {
          Clipboard.copyToSystem(
            current.kind === 'table'
              ? `${current.database}.${current.label}`
              : current.label
          );
        }
      }
    });
    commands.addCommand(CommandIDs.refresh, {
      label: trans.__('Refresh'),
      caption: trans.__('Ask the Data Catalog again'),
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => model.refresh()
    });
    const row = '.gf-Catalog-row';
    app.contextMenu.addItem({
      command: CommandIDs.addTable,
      selector: `${row}[data-kind="table"]`,
      rank: 0
    });
    for (const kind of ['table', 'column', 'database']) {
      app.contextMenu.addItem({
        command: CommandIDs.copyName,
        selector: `${row}[data-kind="${kind}"]`,
        rank: 1
      });
    }
    app.contextMenu.addItem({
      command: CommandIDs.refresh,
      selector: '.gf-CatalogWidget',
      rank: 2
    });
    palette?.addItem({
      command: CommandIDs.openCatalog,
      category: trans.__('Glueflow')
    });
  }
};
