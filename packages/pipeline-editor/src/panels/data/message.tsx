import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement, ReactNode } from 'react';
import type { PipelineEditor } from '../../editor/editor.js';
import { isError, type CodeReason } from '@glueflow/components-manager';
import type { PipelineSession } from '../../run/session.js';
import type { Pane } from './pane.js';

/** What stands in a pane where there are no rows: why, and what to do. */
export function PaneMessage(props: {
  pane: Pane;
  editor: PipelineEditor;
  nothing: string;
}): ReactElement | null {
  const { pane, editor } = props;
  const { trans, session } = editor;
  const { state } = pane;
  switch (state.kind) {
    case 'none':
      return <Message>{props.nothing}</Message>;
    case 'problems':
      return <Problems pane={pane} editor={editor} />;
    case 'idle':
      return <Idle pane={pane} editor={editor} />;
    case 'loading':
      return (
        <Message>
          <Progress editor={editor} />
        </Message>
      );
    case 'failed': {
      const { nodeId, line, credentials, message } = state.outcome;
      return (
        <Message error>
          <p className="gf-Pane-cause">
            {message || trans.__('The preview failed.')}
          </p>
          {(nodeId !== undefined || line !== undefined) && (
            <p>
              {nodeId !== undefined && (
                <>
                  <button
                    type="button"
                    className="gf-Link"
                    onClick={() => editor.selection.set({ nodes: [nodeId] })}
                  >
                    {editor.model.document.nodes[nodeId]?.title || nodeId}
                  </button>{' '}
                </>
              )}
              {line !== undefined && (
                <>
                  {nodeId === undefined
                    ? trans.__('Line %1 of the script', line)
                    : trans.__('(line %1 of the script)', line)}
                </>
              )}
            </p>
          )}
          <p>
            <button
              type="button"
              className="gf-Button"
              onClick={() => void pane.preview()}
            >
              {credentials ? trans.__('Retry') : trans.__('Try again')}
            </button>{' '}
            <button
              type="button"
              className="gf-Button"
              onClick={() => editor.showPanel('log')}
            >
              {trans.__('Show log')}
            </button>
          </p>
        </Message>
      );
    }
    case 'rows':
      return state.rows.complete && state.rows.rows.length === 0 ? (
        <Message>{trans.__('No rows: the result is empty.')}</Message>
      ) : null;
    default:
      return session.isDisposed ? null : <></>;
  }
}

/** How far a preview is, in words and as a bar. */
function Progress(props: { editor: PipelineEditor }): ReactElement {
  const { session, trans } = props.editor;
  return (
    <div className="gf-Progress" role="status">
      <span>{progressText(session, trans)}</span>
      <ProgressBar session={session} />
    </div>
  );
}

/** How far a preview is, as a bar alone: over rows that are shown, where words would cover the heads of the columns. */
export function ProgressBar({
  session
}: {
  session: PipelineSession;
}): ReactElement {
  const { tasksDone, tasksTotal } = session.previewing ?? {};
  return (
    <progress
      {...(tasksTotal ? { value: tasksDone ?? 0, max: tasksTotal } : {})}
    />
  );
}

/** How far a preview is, in words. */
export function progressText(
  { previewing, state, busy }: PipelineSession,
  trans: TranslationBundle
): string {
  const total = previewing?.tasksTotal;
  const isStarting =
    state === 'starting' || state === 'cold' || state === 'connecting';
  return previewing?.quick && isStarting
    ? state === 'connecting'
      ? trans.__('The kernel is starting…')
      : trans.__('Reading…')
    : isStarting
      ? trans.__('Spark is starting…')
      : busy === 'run'
        ? trans.__('Waiting for the run to end…')
        : total
          ? trans.__(
              'Reading: %1 of %2 tasks',
              previewing?.tasksDone ?? 0,
              total
            )
          : trans.__('Reading…');
}

function Problems({
  pane,
  editor
}: {
  pane: Pane;
  editor: PipelineEditor;
}): ReactElement {
  const { trans, model } = editor;
  const problems =
    pane.state.kind === 'problems' ? pane.state.problems.filter(isError) : [];
  const elsewhere = problems.filter(
    ({ nodeId }) => nodeId !== pane.nodeId && nodeId !== undefined
  );
  const [first] = problems;
  return (
    <Message>
      <p>
        {elsewhere.length === problems.length && first?.nodeId !== undefined
          ? trans.__(
              'A step before this one, “%1”, must be fixed first:',
              model.document.nodes[first.nodeId]?.title || first.nodeId
            )
          : trans.__('This can be previewed once its settings are right:')}
      </p>
      {first && <p className="gf-Pane-cause">{first.message}</p>}
      <p>
        {first?.nodeId !== undefined && (
          <>
            <button
              type="button"
              className="gf-Button"
              onClick={() =>
                editor.goToField({
                  nodeId: first.nodeId ?? '',
                  path: first.path
                })
              }
            >
              {trans.__('Go to it')}
            </button>{' '}
          </>
        )}
        <button
          type="button"
          className="gf-Button"
          onClick={() => editor.showPanel('problems')}
        >
          {trans._n('Show the problem', 'Show %1 problems', problems.length)}
        </button>
      </p>
    </Message>
  );
}

function Idle({
  pane,
  editor
}: {
  pane: Pane;
  editor: PipelineEditor;
}): ReactElement {
  const { session, trans, settings } = editor;
  // A start of Spark keeps nobody from asking for what does not come by itself.
  const isToBeAsked =
    session.state === 'starting' &&
    (pane.waiting.length > 0 || !settings.value.autoPreview);
  switch (isToBeAsked ? 'ready' : session.state) {
    case 'none':
    case 'unavailable':
    case 'failed':
      return (
        <Message error={session.state !== 'none'}>
          <p className="gf-Pane-cause">
            {session.message ||
              trans.__(
                'The pipeline’s kernel has gone. A preview starts another.'
              )}
          </p>
          <button
            type="button"
            className="gf-Button"
            onClick={() => {
              session.reconnect();
              void pane.preview();
            }}
          >
            {trans.__('Try again')}
          </button>
        </Message>
      );
    case 'asleep':
    case 'cold':
    case 'ready':
      break;
    default:
      return (
        <Message>
          <p role="status">
            {settings.value.autoPreview
              ? trans.__(
                  'Spark is starting. The data is shown as soon as it is ready.'
                )
              : trans.__('Spark is starting…')}
          </p>
          <progress />
        </Message>
      );
  }
  const { waiting } = pane;
  return (
    <Message>
      {waiting.length > 0 && (
        <>
          <p>
            {trans.__(
              'Code in a pipeline runs only when you ask for it. Waiting:'
            )}
          </p>
          <ul className="gf-Pane-waiting">
            {waiting.map(({ nodeId, title, code }) => (
              <li key={nodeId}>
                <button
                  type="button"
                  className="gf-Link"
                  onClick={() => editor.selection.set({ nodes: [nodeId] })}
                >
                  {title || nodeId}
                </button>
                {': '}
                {code.reasons
                  .map(reason => reasonText(reason, trans))
                  .join(' ')}
              </li>
            ))}
          </ul>
          <p>
            {trans.__(
              'Read it first if the file is not your own. Preview runs it on this machine.'
            )}
          </p>
        </>
      )}
      <button
        type="button"
        className="gf-Button gf-mod-accept"
        onClick={() => void pane.preview()}
      >
        {trans.__('Preview')}
      </button>
    </Message>
  );
}

function Message(props: {
  error?: boolean;
  children: ReactNode;
}): ReactElement {
  return (
    <div
      className={`gf-Pane-message${props.error ? ' gf-mod-error' : ''}`}
      role={props.error ? 'alert' : undefined}
    >
      {props.children}
    </div>
  );
}

/** Why a step's code waits. */
function reasonText(reason: CodeReason, trans: TranslationBundle): string {
  switch (reason.kind) {
    case 'python':
      return trans.__('it runs Python.');
    case 'function':
      return trans.__(
        'its SQL calls the function “%1”, which is not known to be harmless.',
        reason.name
      );
    case 'table':
      return trans.__(
        'its SQL reads “%1”, which is no input of the step.',
        reason.name
      );
    case 'statement':
      return trans.__(
        'its SQL does more than read its inputs: “%1”.',
        reason.name
      );
  }
}

/** What a screen reader announces of a preview. */
export function summaryOf(
  name: string,
  pane: Pane,
  count: (rows: number, total: number | null, complete: boolean) => string,
  trans: TranslationBundle
): string {
  const { state } = pane;
  if (state.kind !== 'rows') {
    return '';
  }
  const { rows, columns, total, complete } = state.rows;
  const some = columns
    .slice(0, 30)
    .map(({ name: column, type }) => `${column} (${type})`)
    .join(', ');
  return trans.__(
    'Preview of %1: %2; %3: %4',
    name,
    count(rows.length, total, complete),
    trans._n('%1 column', '%1 columns', columns.length),
    columns.length > 30 ? `${some}…` : some
  );
}
