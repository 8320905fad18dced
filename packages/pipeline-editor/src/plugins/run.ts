import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  Dialog,
  ICommandPalette,
  ISessionContextDialogs,
  IToolbarWidgetRegistry,
  Notification,
  SessionContextDialogs,
  showDialog
} from '@jupyterlab/apputils';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { IStateDB } from '@jupyterlab/statedb';
import {
  ITranslator,
  nullTranslator,
  type TranslationBundle
} from '@jupyterlab/translation';
import { DOMAIN, type PipelineEditor } from '../editor/editor.js';
import { durationText } from '../format.js';
import type { PipelineWidget } from '../document/widget.js';
import { leave } from '../properties/form/left.js';
import { askParameters } from '../run/ask.js';
import type { Outcome, PipelineSession } from '../run/session.js';
import { SparkStatus } from '../editor/status.js';
import { IPipelineTracker } from '../tokens.js';
import { FACTORY } from './document.js';
import { addPanelCommands } from './panels.js';
import { addRunCommands, CommandIDs } from './runcommands.js';

/** Outputs that a notification names at most; the log names all. */
const MOST_REPORTED = 3;

/** Key of the panel that was shown last, among JupyterLab's state. */
const PANEL_KEY = '@glueflow/pipeline-editor:panel';

/** Runs and previews: commands, menus, what the toolbar says. */
export const run: JupyterFrontEndPlugin<void> = {
  id: '@glueflow/pipeline-editor:run',
  description: 'Runs and previews pipelines in their kernel.',
  autoStart: true,
  requires: [IPipelineTracker],
  optional: [
    ITranslator,
    ICommandPalette,
    IMainMenu,
    IToolbarWidgetRegistry,
    ISessionContextDialogs,
    IStateDB
  ],
  activate: (
    app: JupyterFrontEnd,
    tracker: IPipelineTracker,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    menu: IMainMenu | null,
    toolbars: IToolbarWidgetRegistry | null,
    dialogs: ISessionContextDialogs | null,
    state: IStateDB | null
  ) => {
    const language = translator ?? nullTranslator;
    const trans = language.load(DOMAIN);
    const { commands } = app;
    const kernels =
      dialogs ?? new SessionContextDialogs({ translator: language });
    const ids = [
      ...addRunCommands(app, tracker, trans, {
        restart: editor => restartSpark(editor, kernels),
        changeKernel: editor =>
          kernels.selectKernel(editor.context.sessionContext),
        report: (editor, outcome) => announce(editor, outcome, trans),
        ask: askParameters(trans)
      }),
      ...addPanelCommands(app, tracker, trans)
    ];
    for (const command of ids) {
      palette?.addItem({ command, category: trans.__('Glueflow') });
    }
    const notify = (): void => {
      for (const id of ids) {
        commands.notifyCommandChanged(id);
      }
    };
    const followed = new WeakSet<PipelineSession>();
    tracker.currentChanged.connect(notify);
    tracker.widgetAdded.connect((_, { editor }) => {
      editor.session.stateChanged.connect(notify);
      // Once, however many views the document has.
      if (!followed.has(editor.session)) {
        followed.add(editor.session);
        editor.session.followed.connect((__, outcome) =>
          announce(editor, outcome, trans)
        );
      }
      editor.selection.changed.connect(notify);
      editor.panelRequested.connect((__, panel) => {
        void state?.save(PANEL_KEY, panel);
      });
      void state?.fetch(PANEL_KEY).then(panel => {
        if (typeof panel === 'string' && !editor.isDisposed) {
          editor.showPanel(panel as PipelineEditor.Panel);
        }
      });
    });
    toolbars?.addFactory<PipelineWidget>(
      FACTORY,
      'spark',
      ({ editor }) =>
        new SparkStatus(editor, {
          open: () => void explain(editor, kernels, trans)
        })
    );
    if (menu) {
      const { runMenu, kernelMenu } = menu;
      const isEnabled = (widget: Parameters<typeof tracker.has>[0]): boolean =>
        tracker.has(widget);
      runMenu.codeRunners.run.add({ id: CommandIDs.runTo, isEnabled });
      runMenu.codeRunners.runAll.add({ id: CommandIDs.run, isEnabled });
      runMenu.codeRunners.restart.add({ id: CommandIDs.restart, isEnabled });
      const { kernelUsers } = kernelMenu;
      kernelUsers.interruptKernel.add({ id: CommandIDs.stop, isEnabled });
      kernelUsers.restartKernel.add({ id: CommandIDs.restart, isEnabled });
      kernelUsers.changeKernel.add({ id: CommandIDs.changeKernel, isEnabled });
    }
  }
};

async function restartSpark(
  editor: PipelineEditor,
  dialogs: ISessionContextDialogs
): Promise<void> {
  const { sessionContext } = editor.context;
  if (sessionContext.hasNoKernel) {
    await dialogs.selectKernel(sessionContext);
  } else {
    await dialogs.restart(sessionContext);
  }
}

/** Says more than the toolbar has room for, and offers what can be done. */
async function explain(
  editor: PipelineEditor,
  dialogs: ISessionContextDialogs,
  trans: TranslationBundle
): Promise<void> {
  const { session, context } = editor;
  const retry = session.state === 'failed' || session.state === 'unavailable';
  const { button } = await showDialog({
    title: trans.__('Spark'),
    body:
      session.message ||
      (session.state === 'ready'
        ? trans.__(
            'Spark %1 runs in the kernel “%2” and keeps what was computed until the kernel ends.',
            session.version,
            context.sessionContext.kernelDisplayName
          )
        : trans.__(
            'Spark runs in this document’s kernel, “%1”.',
            context.sessionContext.kernelDisplayName
          )),
    buttons: [
      Dialog.createButton({
        label: trans.__('Change kernel…'),
        actions: ['change']
      }),
      ...(context.sessionContext.hasNoKernel
        ? []
        : [
            Dialog.createButton({
              label: trans.__('Restart…'),
              actions: ['restart']
            })
          ]),
      ...(retry
        ? [
            Dialog.createButton({
              label: trans.__('Try again'),
              actions: ['retry']
            })
          ]
        : []),
      Dialog.okButton({ label: trans.__('Close') })
    ]
  });
  const [action] = button.actions;
  if (action === 'change') {
    await dialogs.selectKernel(context.sessionContext);
  } else if (action === 'restart') {
    await restartSpark(editor, dialogs);
  } else if (action === 'retry') {
    session.reconnect();
  }
}

/** What was reported of an editor's last run: it goes when there is something newer. */
const notices = new WeakMap<PipelineEditor, string>();

/** Tells how a run ended where a person who looks elsewhere sees it. */
function announce(
  editor: PipelineEditor,
  outcome: Outcome,
  trans: TranslationBundle
): void {
  const { state, message, nodeId, problems } = outcome;
  const name = editor.context.localPath;
  const step =
    nodeId === undefined
      ? undefined
      : editor.model.document.nodes[nodeId]?.title || undefined;
  const showLog = {
    label: trans.__('Show log'),
    callback: () => editor.showPanel('log')
  };
  const before = notices.get(editor);
  if (before !== undefined) {
    Notification.dismiss(before);
  }
  let id: string | undefined;
  switch (state) {
    case 'refused':
      if (problems && problems.length > 0) {
        for (const { nodeId: id } of problems) {
          if (id !== undefined) {
            leave(editor.model, id);
          }
        }
        editor.showPanel('problems');
        id = Notification.error(
          trans._n(
            'It can’t run: %2',
            'It can’t run: there are %1 problems. %2',
            problems.length,
            message ?? ''
          ),
          {
            autoClose: 8000,
            actions: [
              {
                label: trans.__('Show problems'),
                callback: () => editor.showPanel('problems')
              }
            ]
          }
        );
      } else {
        id = Notification.error(message ?? '', { autoClose: 8000 });
      }
      break;
    case 'failed':
      id = Notification.error(
        step === undefined
          ? trans.__('%1: %2', name, message ?? '')
          : trans.__('%1, “%2”: %3', name, step, message ?? ''),
        {
          autoClose: 15000,
          actions: [
            ...(nodeId === undefined
              ? []
              : [
                  {
                    label: trans.__('Show the step'),
                    callback: () => editor.selection.set({ nodes: [nodeId] })
                  }
                ]),
            showLog
          ]
        }
      );
      break;
    case 'succeeded':
      id = Notification.success(
        [
          trans.__('%1 ran in %2.', name, durationText(outcome.seconds ?? 0)),
          [
            ...(outcome.written ?? []).slice(0, MOST_REPORTED),
            ...((outcome.written ?? []).length > MOST_REPORTED ? ['…'] : [])
          ].join('; ')
        ]
          .filter(Boolean)
          .join(' '),
        {
          autoClose: outcome.written === undefined ? 4000 : 8000,
          actions: [showLog]
        }
      );
      break;
    case 'stopped':
      break;
  }
  if (id === undefined) {
    notices.delete(editor);
  } else {
    notices.set(editor, id);
  }
}
