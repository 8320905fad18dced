import { ReactWidget, UseSignal, stopIcon } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';
import type { PipelineEditor } from './editor.js';

/** In the toolbar: how far Spark and the run are, and what to do about it. */
export class SparkStatus extends ReactWidget {
  constructor(
    private readonly _editor: PipelineEditor,
    private readonly _options: SparkStatus.IOptions
  ) {
    super();
    this.addClass('gf-SparkStatus');
  }

  render(): ReactElement {
    const { session } = this._editor;
    return (
      <UseSignal signal={session.stateChanged}>
        {() => (
          <UseSignal signal={session.previewChanged}>
            {() => this._render()}
          </UseSignal>
        )}
      </UseSignal>
    );
  }

  private _render(): ReactElement {
    const { session, trans } = this._editor;
    const { text, state, title } = statusOf(this._editor);
    return (
      <>
        <button
          type="button"
          className={`gf-SparkStatus-text gf-mod-${state}`}
          title={title}
          onClick={() => this._options.open()}
        >
          <span className="gf-SparkStatus-mark" aria-hidden="true" />
          <span aria-live="polite">{text}</span>
        </button>
        {session.busy !== undefined && (
          <button
            type="button"
            className="gf-SparkStatus-stop"
            title={trans.__('Stop Spark’s work; the kernel stays')}
            disabled={session.stopping}
            onClick={() => session.stop()}
          >
            <stopIcon.react tag="span" width="16px" height="16px" />
            {trans.__('Stop')}
          </button>
        )}
      </>
    );
  }
}

export namespace SparkStatus {
  /** What a status is made of. */
  export interface IOptions {
    /** The person wants to know more, or to do something about it. */
    open(): void;
  }
}

/** What the toolbar says. `state` is the look: `wait`, `ready`, `busy` or `error`. */
function statusOf(editor: PipelineEditor): {
  text: string;
  state: 'wait' | 'ready' | 'busy' | 'error' | 'none';
  title: string;
} {
  const { session, trans, model } = editor;
  const kernel = editor.context.sessionContext.kernelDisplayName;
  const title = session.message || trans.__('Kernel: %1', kernel);
  if (session.stopping) {
    return { text: trans.__('Spark: stopping…'), state: 'busy', title };
  }
  const { progress } = session;
  if (progress !== undefined && progress.total > 0) {
    const { done, total, nodeId, tasksDone, tasksTotal } = progress;
    const node =
      nodeId === undefined ? '' : model.document.nodes[nodeId]?.title || nodeId;
    const tasks = tasksTotal
      ? trans.__('%1 of %2 tasks', tasksDone ?? 0, tasksTotal)
      : '';
    return {
      text: trans.__('Running: %1 of %2', Math.min(done + 1, total), total),
      state: 'busy',
      title: [node, tasks].filter(Boolean).join(': ') || title
    };
  }
  switch (session.state) {
    case 'asleep':
    case 'cold':
      return {
        text: trans.__('Spark: not started'),
        state: 'none',
        title:
          session.message ||
          trans.__('Spark starts with the first preview or run.')
      };
    case 'none':
      return {
        text: trans.__('No kernel'),
        state: 'none',
        title:
          session.message ||
          trans.__('The kernel has gone. A preview or run starts another.')
      };
    case 'connecting':
      return { text: trans.__('Spark: connecting…'), state: 'wait', title };
    case 'starting':
      return { text: trans.__('Spark: starting…'), state: 'wait', title };
    case 'unavailable':
      return { text: trans.__('Spark: not available'), state: 'error', title };
    case 'failed':
      return { text: trans.__('Spark: failed'), state: 'error', title };
    case 'ready':
      return session.busy !== undefined
        ? { text: trans.__('Spark: reading…'), state: 'busy', title }
        : {
            text: trans.__('Spark: ready'),
            state: 'ready',
            title: trans.__(
              'Spark %1 in the kernel %2',
              session.version,
              kernel
            )
          };
  }
}
