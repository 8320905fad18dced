import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon, runIcon, stopIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { PipelineEditor } from '../editor/editor.js';
import { outputsIn } from '../editor/outputs.js';
import type { Outcome, PipelineSession } from '../run/session.js';
import type { IPipelineTracker } from '../tokens.js';

/** The commands of runs and previews. */
export namespace CommandIDs {
  export const run = 'glueflow:run';
  export const runTo = 'glueflow:run-to-node';
  export const preview = 'glueflow:preview-node';
  export const otherEngine = 'glueflow:preview-other-engine';
  export const stop = 'glueflow:stop-run';
  export const restart = 'glueflow:restart-spark';
  export const clear = 'glueflow:clear-results';
  export const changeKernel = 'glueflow:change-kernel';
  export const goToProblem = 'glueflow:go-to-problem';
}

/** What the commands leave to others. */
export interface RunActions {
  restart(editor: PipelineEditor): Promise<void>;
  changeKernel(editor: PipelineEditor): Promise<void>;
  report(editor: PipelineEditor, outcome: Outcome): void;
  ask: PipelineSession.Ask;
}

/** Class of React Flow's element of a node; its `data-id` is the node's id. */
const NODE_CLASS = 'react-flow__node';

/** Adds the commands; returns those that the command palette has. */
export function addRunCommands(
  app: JupyterFrontEnd,
  tracker: IPipelineTracker,
  trans: TranslationBundle,
  actions: RunActions
): string[] {
  const { commands } = app;
  const current = (): PipelineEditor | undefined =>
    tracker.currentWidget?.editor;
  const usable = (): PipelineEditor | undefined => {
    const editor = current();
    return editor?.model.refusal === undefined ? editor : undefined;
  };
  /** The node that is meant: named, right-clicked, or selected. */
  const nodeOf = (args: ReadonlyPartialJSONObject): string | undefined => {
    if (typeof args.nodeId === 'string') {
      return args.nodeId;
    }
    const hit = args.context
      ? app.contextMenuHitTest(node => node.classList.contains(NODE_CLASS))
      : undefined;
    return hit?.dataset.id ?? current()?.selection.node;
  };
  const oneNode = {
    type: 'object',
    properties: {
      nodeId: {
        type: 'string',
        description: trans.__('Id of the step; default: the selected one')
      },
      context: {
        type: 'boolean',
        description: trans.__('Take the step under the context menu')
      }
    }
  } as const;
  const nothing = { type: 'object', properties: {} } as const;

  commands.addCommand(CommandIDs.run, {
    label: trans.__('Run Pipeline'),
    caption: trans.__('Run the whole pipeline in the kernel, outputs included'),
    icon: args => (args.toolbar ? runIcon : undefined),
    describedBy: {
      args: {
        type: 'object',
        properties: { toolbar: { type: 'boolean' } }
      }
    },
    isEnabled: () => {
      const editor = usable();
      return editor !== undefined && editor.session.busy !== 'run';
    },
    execute: async () => {
      const editor = usable();
      if (editor) {
        const outcome = await editor.session.run(undefined, actions.ask);
        actions.report(editor, outcome);
      }
    }
  });
  commands.addCommand(CommandIDs.runTo, {
    label: trans.__('Run to Here'),
    caption: trans.__(
      'Run what the selected step needs, and the step; results are kept'
    ),
    describedBy: { args: oneNode },
    isEnabled: args => {
      const editor = usable();
      return (
        editor !== undefined &&
        editor.session.busy !== 'run' &&
        nodeOf(args) !== undefined
      );
    },
    execute: async args => {
      const editor = usable();
      const nodeId = nodeOf(args);
      if (editor && nodeId !== undefined) {
        const outcome = await editor.session.runTo(nodeId, actions.ask);
        if (outcome.state !== 'succeeded') {
          actions.report(editor, outcome);
        }
      }
    }
  });
  commands.addCommand(CommandIDs.preview, {
    label: trans.__('Preview'),
    caption: trans.__('Show the first rows of the selected step'),
    describedBy: { args: oneNode },
    isEnabled: args => usable() !== undefined && nodeOf(args) !== undefined,
    execute: args => {
      const editor = usable();
      const nodeId = nodeOf(args);
      if (editor && nodeId !== undefined) {
        editor.selection.set({ nodes: [nodeId] });
        editor.showPanel('data');
        editor.requestPreview();
      }
    }
  });
  /** The node and the output that the Data panel shows, and the engine that could answer in place of the one that has. */
  const other = (): 'duckdb' | 'spark' | undefined => {
    const editor = usable();
    const node = editor?.selection.node;
    if (editor === undefined || node === undefined) {
      return undefined;
    }
    const outputs = outputsIn(editor.compiler.current, node);
    const port =
      outputs.length < 2
        ? undefined
        : editor.shownOutputs.of(node, outputs)?.id;
    return editor.session.otherEngine(node, port);
  };
  commands.addCommand(CommandIDs.otherEngine, {
    label: () => {
      const engine = other();
      return engine === 'spark'
        ? trans.__('Preview with Spark')
        : engine === 'duckdb'
          ? trans.__('Preview with DuckDB')
          : trans.__('Preview with the Other Engine');
    },
    caption: trans.__(
      'Show the first rows of the selected step as the other engine gives them'
    ),
    describedBy: { args: nothing },
    isEnabled: () => other() !== undefined,
    execute: () => {
      const engine = other();
      const editor = usable();
      if (editor && engine) {
        editor.showPanel('data');
        editor.requestPreview(engine);
      }
    }
  });
  commands.addCommand(CommandIDs.stop, {
    label: trans.__('Stop'),
    caption: trans.__('Stop Spark’s work; the kernel and what it keeps stay'),
    icon: args => (args.toolbar ? stopIcon : undefined),
    describedBy: {
      args: {
        type: 'object',
        properties: { toolbar: { type: 'boolean' } }
      }
    },
    isEnabled: () => {
      const session = current()?.session;
      return session?.busy !== undefined && !session.stopping;
    },
    execute: () => current()?.session.stop()
  });
  commands.addCommand(CommandIDs.restart, {
    label: trans.__('Restart Spark (Kernel)…'),
    caption: trans.__(
      'Restart the pipeline’s kernel: everything it keeps is lost'
    ),
    icon: args => (args.toolbar ? refreshIcon : undefined),
    describedBy: {
      args: {
        type: 'object',
        properties: { toolbar: { type: 'boolean' } }
      }
    },
    isEnabled: () => usable() !== undefined,
    execute: async () => {
      const editor = usable();
      if (editor) {
        await actions.restart(editor);
      }
    }
  });
  commands.addCommand(CommandIDs.clear, {
    label: trans.__('Clear Results'),
    caption: trans.__('Drop every result kept, and the states of steps'),
    describedBy: { args: nothing },
    isEnabled: () => {
      const editor = usable();
      return editor !== undefined && editor.session.busy !== 'run';
    },
    execute: () => usable()?.session.clear()
  });
  commands.addCommand(CommandIDs.changeKernel, {
    label: trans.__('Change Kernel of the Pipeline…'),
    caption: trans.__('Choose the kernel that the pipeline runs in'),
    describedBy: { args: nothing },
    isEnabled: () => current() !== undefined,
    execute: async () => {
      const editor = current();
      if (editor) {
        await actions.changeKernel(editor);
      }
    }
  });
  commands.addCommand(CommandIDs.goToProblem, {
    label: trans.__('Go to Problem'),
    caption: trans.__('Select a step and focus a field of its form'),
    describedBy: {
      args: {
        type: 'object',
        required: ['nodeId'],
        properties: {
          nodeId: { type: 'string', description: trans.__('Id of the step') },
          path: {
            type: 'string',
            description: trans.__(
              'JSON pointer to the field within the step’s configuration'
            )
          }
        }
      }
    },
    execute: args => {
      if (typeof args.nodeId === 'string') {
        current()?.goToField({
          nodeId: args.nodeId,
          path: typeof args.path === 'string' ? args.path : ''
        });
      }
    }
  });
  const { goToProblem: _, ...listed } = CommandIDs;
  return Object.values(listed);
}
