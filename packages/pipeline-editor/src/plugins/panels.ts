import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PipelineEditor } from '../editor/editor.js';
import type { PipelinePanel } from '../document/panel.js';
import type { IPipelineTracker } from '../tokens.js';

/** The commands that show and hide what is around the canvas. */
namespace CommandIDs {
  export const togglePalette = 'glueflow:toggle-palette';
  export const toggleProperties = 'glueflow:toggle-properties';
  export const toggleBottom = 'glueflow:toggle-panels';
  export const showPanel = 'glueflow:show-panel';
}

const PANELS: readonly PipelineEditor.Panel[] = [
  'data',
  'schema',
  'problems',
  'code',
  'log'
];

/** Adds the commands; returns those that the command palette has. */
export function addPanelCommands(
  app: JupyterFrontEnd,
  tracker: IPipelineTracker,
  trans: TranslationBundle
): string[] {
  const { commands } = app;
  const nothing = { type: 'object', properties: {} } as const;
  const toggle = (
    id: string,
    part: PipelinePanel.Part,
    label: string,
    caption: string
  ): void => {
    commands.addCommand(id, {
      label,
      caption,
      describedBy: { args: nothing },
      isToggleable: true,
      isToggled: () => tracker.currentWidget?.content.isShown(part) ?? false,
      isEnabled: () => tracker.currentWidget !== null,
      execute: () => {
        const panel = tracker.currentWidget?.content;
        panel?.setPart(part, !panel.isShown(part));
        commands.notifyCommandChanged(id);
      }
    });
  };
  toggle(
    CommandIDs.togglePalette,
    'palette',
    trans.__('Show Palette'),
    trans.__('Show the components that a pipeline is made of')
  );
  toggle(
    CommandIDs.toggleProperties,
    'properties',
    trans.__('Show Properties'),
    trans.__('Show the settings of the selected step')
  );
  toggle(
    CommandIDs.toggleBottom,
    'bottom',
    trans.__('Show Data and Problems'),
    trans.__('Show data, schema, problems, code and log below the canvas')
  );
  const names: Record<PipelineEditor.Panel, string> = {
    data: trans.__('Show Data'),
    schema: trans.__('Show Schema'),
    problems: trans.__('Show Problems'),
    code: trans.__('Show Code'),
    log: trans.__('Show Log')
  };
  commands.addCommand(CommandIDs.showPanel, {
    label: args => names[panelOf(args.panel)],
    caption: trans.__('Show a panel below the canvas'),
    describedBy: {
      args: {
        type: 'object',
        required: ['panel'],
        properties: {
          panel: { type: 'string', enum: [...PANELS] }
        }
      }
    },
    isEnabled: () => tracker.currentWidget !== null,
    execute: args =>
      tracker.currentWidget?.editor.showPanel(panelOf(args.panel))
  });
  return [
    CommandIDs.togglePalette,
    CommandIDs.toggleProperties,
    CommandIDs.toggleBottom
  ];
}

function panelOf(value: unknown): PipelineEditor.Panel {
  return PANELS.find(panel => panel === value) ?? 'data';
}
