import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { DOMAIN } from '../editor/editor.js';
import { preload } from '../document/parts.js';
import { viewMemory } from '../editor/views.js';
import { paletteMemory } from '../palette/memory.js';
import { trustMemory } from '../run/trust.js';
import { IComponentRegistry, IPipelineTracker } from '../tokens.js';
import { addCanvasCommands, CommandIDs } from './canvascommands.js';
import { IEditorSettings } from './tokens.js';

/** The commands of the canvas, in the palette and the menus. */
export const canvas: JupyterFrontEndPlugin<void> = {
  id: '@glueflow/pipeline-editor:canvas',
  description: 'Draws pipelines: the commands of the canvas.',
  autoStart: true,
  requires: [IPipelineTracker, IEditorSettings, IComponentRegistry],
  optional: [ITranslator, ICommandPalette, IMainMenu, IStateDB],
  activate: (
    app: JupyterFrontEnd,
    tracker: IPipelineTracker,
    settings: IEditorSettings,
    registry: IComponentRegistry,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    menu: IMainMenu | null,
    state: IStateDB | null
  ) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    if (state) {
      void paletteMemory.follow(state);
      void viewMemory.follow(state);
      void trustMemory.follow(state);
    }
    const offered = addCanvasCommands({ app, tracker, settings, trans });
    for (const item of offered) {
      palette?.addItem({ ...item, category: trans.__('Glueflow') });
    }
    watchState(app, tracker);
    void app.restored
      .then(() => preload(registry))
      .catch(error => {
        // The first pipeline tries again, and says what is wrong.
        console.warn(
          'The code of Glueflow’s pipelines can’t be loaded.',
          error
        );
      });
    menu?.editMenu.undoers.undo.add({ id: CommandIDs.undo });
    menu?.editMenu.undoers.redo.add({ id: CommandIDs.redo });
  }
};

/** Tells toolbar buttons when what they do can be done, or no longer. */
function watchState(app: JupyterFrontEnd, tracker: IPipelineTracker): void {
  let pending = false;
  const notify = (): void => {
    if (pending) {
      return;
    }
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      for (const id of [CommandIDs.addStep, CommandIDs.undo, CommandIDs.redo]) {
        app.commands.notifyCommandChanged(id);
      }
    });
  };
  tracker.currentChanged.connect(notify);
  tracker.widgetAdded.connect((_, { content, editor }) => {
    editor.model.changed.connect(notify);
    void content.opened.then(notify);
  });
}
