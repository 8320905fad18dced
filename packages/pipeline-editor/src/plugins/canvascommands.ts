import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import { redoIcon, undoIcon, type LabIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type {
  ReadonlyJSONObject,
  ReadonlyPartialJSONObject
} from '@lumino/coreutils';
import {
  chooseComponent,
  chooseLink,
  connectTo,
  findStep
} from '../canvas/choosers.js';
import { COLORS, colorOf } from '../canvas/colors.js';
import type { CanvasController } from '../canvas/controller.js';
import type { Alignment, Direction } from '../canvas/geometry.js';
import type { CanvasWidget } from '../canvas/widget.js';
import type { PipelineWidget } from '../document/widget.js';
import type { IPipelineTracker } from '../tokens.js';
import { alignLabel, colorLabel } from './canvaslabels.js';
import type { IEditorSettings } from './tokens.js';

/** The commands of the canvas. */
export namespace CommandIDs {
  export const undo = 'glueflow:undo';
  export const redo = 'glueflow:redo';
  export const addStep = 'glueflow:add-step';
  export const selectAll = 'glueflow:select-all';
  export const selectNext = 'glueflow:select-next';
  export const clearSelection = 'glueflow:clear-selection';
  export const move = 'glueflow:move-selection';
  export const openProperties = 'glueflow:open-properties';
  export const rename = 'glueflow:rename';
  export const remove = 'glueflow:delete';
  export const removeBridge = 'glueflow:delete-and-bridge';
  export const cut = 'glueflow:cut';
  export const copy = 'glueflow:copy';
  export const paste = 'glueflow:paste';
  export const duplicate = 'glueflow:duplicate';
  export const connectTo = 'glueflow:connect-to';
  export const chooseLink = 'glueflow:choose-link';
  export const orderLink = 'glueflow:order-link';
  export const find = 'glueflow:find-step';
  export const align = 'glueflow:align';
  export const arrange = 'glueflow:arrange';
  export const addNote = 'glueflow:add-note';
  export const addGroup = 'glueflow:add-group';
  export const setColor = 'glueflow:set-color';
  export const help = 'glueflow:show-help';
  export const fit = 'glueflow:fit';
  export const zoomIn = 'glueflow:zoom-in';
  export const zoomOut = 'glueflow:zoom-out';
  export const zoomReset = 'glueflow:zoom-reset';
  export const toggleMinimap = 'glueflow:toggle-minimap';
  export const toggleSnap = 'glueflow:toggle-snap';
}

/** One entry of the command palette. */
export interface Offered {
  command: string;
  args?: ReadonlyJSONObject;
}

interface Entry {
  label: string | ((args: ReadonlyPartialJSONObject) => string);
  caption: string;
  /** Needs a pipeline that can be edited. */
  edits?: boolean;
  needs?:
    'node' | 'nodes' | 'edge' | 'annotation' | 'box' | 'boxes' | 'something';
  icon?: LabIcon;
  args?: Record<string, ReadonlyJSONObject>;
  enabled?(canvas: CanvasController): boolean;
  run(
    canvas: CanvasController,
    args: ReadonlyPartialJSONObject,
    widget: PipelineWidget
  ): unknown;
}

const ALIGNMENTS: readonly Alignment[] = [
  'left',
  'center',
  'right',
  'top',
  'middle',
  'bottom',
  'distribute-horizontally',
  'distribute-vertically'
];
const DIRECTIONS: readonly Direction[] = ['left', 'right', 'up', 'down'];

/** Adds the commands; returns those that the command palette offers. */
export function addCanvasCommands({
  app,
  tracker,
  settings,
  trans
}: {
  app: JupyterFrontEnd;
  tracker: IPipelineTracker;
  settings: IEditorSettings;
  trans: TranslationBundle;
}): Offered[] {
  const { commands, shell } = app;
  /** The canvas in front, once it is there. */
  const current = (): CanvasController | undefined => {
    const widget = tracker.currentWidget;
    return widget && widget === shell.currentWidget
      ? controllerOf(widget)
      : undefined;
  };
  const direction = { type: 'string', enum: [...DIRECTIONS] };
  const entries: Record<string, Entry> = {
    [CommandIDs.undo]: {
      label: () => {
        const name = current()?.editor.model.undoLabel;
        return name === undefined
          ? trans.__('Undo')
          : trans.__('Undo %1', name);
      },
      caption: trans.__('Take the last edit of the pipeline back'),
      edits: true,
      icon: undoIcon,
      enabled: canvas => canvas.editor.model.canUndo(),
      run: canvas => canvas.stepHistory('undo')
    },
    [CommandIDs.redo]: {
      label: () => {
        const name = current()?.editor.model.redoLabel;
        return name === undefined
          ? trans.__('Redo')
          : trans.__('Redo %1', name);
      },
      caption: trans.__('Do again what was taken back'),
      edits: true,
      icon: redoIcon,
      enabled: canvas => canvas.editor.model.canRedo(),
      run: canvas => canvas.stepHistory('redo')
    },
    [CommandIDs.addStep]: {
      label: trans.__('Add Step…'),
      caption: trans.__('Choose a step to add after the selected one'),
      edits: true,
      args: {
        component: {
          type: 'string',
          description: trans.__('Id of its component; asked for without one')
        }
      },
      run: (canvas, { component }) => {
        if (typeof component === 'string') {
          return canvas.add(component, {
            after: canvas.editor.selection.node
          });
        }
        return chooseComponent(canvas);
      }
    },
    [CommandIDs.selectAll]: {
      label: trans.__('Select All'),
      caption: trans.__('Select everything on the canvas'),
      run: canvas => canvas.selectAll()
    },
    [CommandIDs.selectNext]: {
      label: trans.__('Select the Next Step'),
      caption: trans.__(
        'Select the step a link leads to, or the nearest in a direction'
      ),
      args: { direction, extend: { type: 'boolean' } },
      run: (canvas, args) =>
        canvas.step(directionOf(args.direction), args.extend === true)
    },
    [CommandIDs.clearSelection]: {
      label: trans.__('Clear the Selection'),
      caption: trans.__('Dismiss a message of the canvas, or select nothing'),
      run: canvas => canvas.dismiss()
    },
    [CommandIDs.move]: {
      label: trans.__('Move the Selection'),
      caption: trans.__('Move what is selected by a step of the grid'),
      edits: true,
      args: { direction, far: { type: 'boolean' } },
      run: (canvas, args) =>
        canvas.nudge(directionOf(args.direction), args.far === true)
    },
    [CommandIDs.openProperties]: {
      label: trans.__('Open Properties'),
      caption: trans.__('Go to the settings of the selected step'),
      needs: 'node',
      run: (canvas, _, widget) => {
        const nodeId = canvas.editor.selection.node;
        if (nodeId !== undefined) {
          widget.content.setPart('properties', true);
          canvas.editor.goToField({ nodeId, path: '' });
        }
      }
    },
    [CommandIDs.rename]: {
      label: trans.__('Rename'),
      caption: trans.__('Edit the title or the text in place'),
      edits: true,
      needs: 'something',
      run: canvas => canvas.edit()
    },
    [CommandIDs.remove]: {
      label: trans.__('Delete'),
      caption: trans.__('Delete what is selected, with its links'),
      edits: true,
      needs: 'something',
      run: canvas => canvas.remove()
    },
    [CommandIDs.removeBridge]: {
      label: trans.__('Delete and Bridge'),
      caption: trans.__(
        'Delete the selected steps and link what fed them to what they fed'
      ),
      edits: true,
      needs: 'nodes',
      run: canvas => canvas.remove(true)
    },
    [CommandIDs.cut]: {
      label: trans.__('Cut'),
      caption: trans.__('Cut what is selected'),
      edits: true,
      needs: 'box',
      run: canvas => toClipboard(canvas, 'cut')
    },
    [CommandIDs.copy]: {
      label: trans.__('Copy'),
      caption: trans.__('Copy what is selected'),
      needs: 'box',
      run: canvas => toClipboard(canvas, 'copy')
    },
    [CommandIDs.paste]: {
      label: trans.__('Paste'),
      caption: trans.__(
        'Paste steps that were copied, of this pipeline or another'
      ),
      edits: true,
      run: canvas => fromClipboard(canvas)
    },
    [CommandIDs.duplicate]: {
      label: trans.__('Duplicate'),
      caption: trans.__('Put a copy of what is selected beside it'),
      edits: true,
      needs: 'box',
      run: canvas => canvas.duplicate()
    },
    [CommandIDs.connectTo]: {
      label: trans.__('Connect to…'),
      caption: trans.__('Choose what the selected step is linked to'),
      edits: true,
      needs: 'node',
      run: connectTo
    },
    [CommandIDs.chooseLink]: {
      label: trans.__('Select a Link…'),
      caption: trans.__('Choose one of the links of the selected step'),
      needs: 'node',
      run: chooseLink
    },
    [CommandIDs.orderLink]: {
      label: ({ by }) =>
        by === 'later'
          ? trans.__('Move Input Down')
          : trans.__('Move Input Up'),
      caption: trans.__('Change the order of links into one input'),
      edits: true,
      needs: 'edge',
      args: { by: { type: 'string', enum: ['earlier', 'later'] } },
      run: (canvas, { by }) => canvas.reorder(by === 'later' ? 1 : -1)
    },
    [CommandIDs.find]: {
      label: trans.__('Find Step…'),
      caption: trans.__('Find a step by its title, kind or settings'),
      run: findStep
    },
    [CommandIDs.align]: {
      label: ({ to }) => alignLabel(trans, to),
      caption: trans.__('Line up what is selected'),
      edits: true,
      needs: 'boxes',
      args: { to: { type: 'string', enum: [...ALIGNMENTS] } },
      run: (canvas, { to }) =>
        canvas.align(ALIGNMENTS.find(each => each === to) ?? 'left')
    },
    [CommandIDs.arrange]: {
      label: trans.__('Lay Out'),
      caption: trans.__(
        'Lay the pipeline, or the selected steps, out from left to right'
      ),
      edits: true,
      run: canvas => canvas.arrange()
    },
    [CommandIDs.addNote]: {
      label: trans.__('Add Note'),
      caption: trans.__('Put a note on the canvas'),
      edits: true,
      run: canvas => canvas.addNote()
    },
    [CommandIDs.addGroup]: {
      label: trans.__('Group'),
      caption: trans.__('Draw a coloured group around the selected steps'),
      edits: true,
      run: canvas => canvas.addGroup()
    },
    [CommandIDs.setColor]: {
      label: ({ color }) => colorLabel(trans, color),
      caption: trans.__('Give the selected note or group another colour'),
      edits: true,
      needs: 'annotation',
      args: { color: { type: 'string', enum: [...COLORS] } },
      run: (canvas, { color }) => canvas.setColor(colorOf(color))
    },
    [CommandIDs.help]: {
      label: trans.__('Help on This Step'),
      caption: trans.__('What the selected step does, and its settings'),
      needs: 'node',
      run: async ({ editor }) => {
        const { node } = editor.selection;
        const step =
          node === undefined ? undefined : editor.model.document.nodes[node];
        const component = step && editor.registry.get(step.component);
        if (component) {
          const { showHelp } = await import('../palette/help.js');
          await showHelp(component, trans);
        }
      }
    },
    [CommandIDs.fit]: {
      label: trans.__('Zoom to Fit'),
      caption: trans.__('Show the whole pipeline'),
      run: canvas => canvas.view.fit()
    },
    [CommandIDs.zoomIn]: {
      label: trans.__('Zoom In'),
      caption: trans.__('Show the canvas bigger'),
      run: canvas => canvas.view.zoom('in')
    },
    [CommandIDs.zoomOut]: {
      label: trans.__('Zoom Out'),
      caption: trans.__('Show the canvas smaller'),
      run: canvas => canvas.view.zoom('out')
    },
    [CommandIDs.zoomReset]: {
      label: trans.__('Zoom to 100 %'),
      caption: trans.__('Show the canvas in its own size'),
      run: canvas => canvas.view.zoom('reset')
    }
  };
  for (const [id, entry] of Object.entries(entries)) {
    commands.addCommand(id, {
      label: entry.label,
      caption: entry.caption,
      ...(entry.icon ? { icon: entry.icon } : {}),
      describedBy: {
        args: { type: 'object', properties: { ...entry.args } }
      },
      isEnabled: () => {
        const canvas = current();
        return (
          canvas !== undefined &&
          !(entry.edits && canvas.readOnly) &&
          (entry.needs === undefined || has(canvas, entry.needs)) &&
          (entry.enabled?.(canvas) ?? true)
        );
      },
      execute: args => {
        const canvas = current();
        const widget = tracker.currentWidget;
        return canvas && widget ? entry.run(canvas, args, widget) : undefined;
      }
    });
  }
  addToggles(commands, settings, trans);
  return [
    ...Object.entries(entries)
      .filter(([, { args }]) => args === undefined)
      .map(([command]) => ({ command })),
    { command: CommandIDs.addStep },
    ...ALIGNMENTS.map(to => ({ command: CommandIDs.align, args: { to } })),
    ...COLORS.map(color => ({ command: CommandIDs.setColor, args: { color } })),
    ...['earlier', 'later'].map(by => ({
      command: CommandIDs.orderLink,
      args: { by }
    })),
    { command: CommandIDs.toggleMinimap },
    { command: CommandIDs.toggleSnap }
  ];
}

function addToggles(
  commands: CommandRegistry,
  settings: IEditorSettings,
  trans: TranslationBundle
): void {
  const toggles = [
    {
      id: CommandIDs.toggleMinimap,
      name: 'minimap' as const,
      label: trans.__('Show Minimap'),
      caption: trans.__('Show or hide the minimap of pipelines')
    },
    {
      id: CommandIDs.toggleSnap,
      name: 'snap' as const,
      label: trans.__('Snap to Grid'),
      caption: trans.__('Steps that are moved snap to the grid, or not')
    }
  ];
  for (const { id, name, label, caption } of toggles) {
    commands.addCommand(id, {
      label,
      caption,
      describedBy: { args: { type: 'object', properties: {} } },
      isToggled: () => settings.value[name],
      execute: () => settings.set(name, !settings.value[name])
    });
    settings.changed.connect(() => commands.notifyCommandChanged(id));
  }
}

/** What can be done on a pipeline's canvas; undefined until that is there. */
export function controllerOf(
  widget: PipelineWidget
): CanvasController | undefined {
  return (widget.content.canvas as CanvasWidget | undefined)?.controller;
}

function has(
  { editor }: CanvasController,
  needed: NonNullable<Entry['needs']>
): boolean {
  const { node, value } = editor.selection;
  const { nodes, edges, annotations } = value;
  switch (needed) {
    case 'node':
      return node !== undefined;
    case 'nodes':
      return nodes.size > 0;
    case 'edge':
      return edges.size === 1;
    case 'annotation':
      return annotations.size > 0;
    case 'box':
      return nodes.size + annotations.size > 0;
    case 'boxes':
      return nodes.size + annotations.size > 1;
    case 'something':
      return nodes.size + edges.size + annotations.size > 0;
  }
}

function directionOf(value: unknown): Direction {
  return DIRECTIONS.find(each => each === value) ?? 'right';
}

/** Copies by way of the browser's own event, which needs no leave; by its API where that is not to be had. */
async function toClipboard(
  canvas: CanvasController,
  action: 'cut' | 'copy'
): Promise<void> {
  canvas.focus();
  if (!document.execCommand(action)) {
    const text = action === 'cut' ? canvas.cut() : canvas.copy();
    await navigator.clipboard?.writeText(text).catch(() => undefined);
  }
}

/** Pastes what the clipboard holds, or, where nobody may read it, what was copied here last. */
async function fromClipboard(canvas: CanvasController): Promise<void> {
  const { pointer } = canvas.view;
  let text = '';
  try {
    text = (await navigator.clipboard?.readText()) ?? '';
  } catch {
    // Reading was not allowed.
  }
  canvas.view.pointer = pointer;
  if (!(text !== '' && canvas.paste(text))) {
    if (!canvas.paste()) {
      canvas.notify(
        canvas.editor.trans.__('There are no copied steps to paste.')
      );
    }
  }
  canvas.focus();
}
