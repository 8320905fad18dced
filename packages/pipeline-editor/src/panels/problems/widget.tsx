import type { Problem } from '@glueflow/components-manager';
import { ReactWidget, UseSignal, LabIcon } from '@jupyterlab/ui-components';
import { useRef, type KeyboardEvent, type ReactElement } from 'react';
import type { PipelineEditor } from '../../editor/editor.js';
import { fixProblem } from '../../model/fixproblem.js';
import { groupProblems } from './groups.js';
import { errorIcon, warningIcon } from './icons.js';

/** Everything wrong with the pipeline, and look-ups that failed: a click goes to the field. */
export class ProblemsPanel extends ReactWidget {
  constructor(private readonly _editor: PipelineEditor) {
    super();
    this.addClass('gf-ProblemsPanel');
  }

  render(): ReactElement {
    const { compiler, session } = this._editor;
    return (
      <UseSignal signal={compiler.changed}>
        {() => (
          <UseSignal signal={compiler.sources.changed}>
            {() => (
              <UseSignal signal={session.nodesChanged}>
                {() => <Problems editor={this._editor} />}
              </UseSignal>
            )}
          </UseSignal>
        )}
      </UseSignal>
    );
  }
}

function Problems({ editor }: { editor: PipelineEditor }): ReactElement {
  const { compiler, session, trans } = editor;
  const list = useRef<HTMLDivElement>(null);
  const groups = groupProblems(
    [...session.problems, ...compiler.problems],
    compiler.current.document,
    trans.__('The pipeline')
  );
  const failures = [...compiler.sources.failures.values()];
  if (groups.length === 0 && failures.length === 0) {
    return (
      <p className="gf-Pane-message">
        {Object.keys(compiler.current.document.nodes).length === 0
          ? trans.__('Nothing to check yet: the pipeline has no steps.')
          : trans.__('No problems.')}
      </p>
    );
  }
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) {
      return;
    }
    const rows = [
      ...(list.current?.querySelectorAll<HTMLElement>('.gf-ProblemRow-go') ??
        [])
    ];
    const now = rows.indexOf(document.activeElement as HTMLElement);
    event.preventDefault();
    rows[Math.min(rows.length - 1, Math.max(0, now + step))]?.focus();
  };
  return (
    <div ref={list} onKeyDown={move}>
      {failures.length > 0 && (
        <section aria-label={trans.__('Look-ups that failed')}>
          <h3>{trans.__('Not looked up')}</h3>
          <ul>
            {failures.map(({ name, error }) => (
              <li
                className="gf-ProblemRow"
                key={`${name.connection} ${name.database} ${name.table}`}
              >
                <warningIcon.react tag="span" className="gf-ProblemRow-icon" />
                <span className="gf-ProblemRow-text">
                  <strong>
                    {name.database}.{name.table}
                    {name.connection ? ` (${name.connection})` : ''}
                  </strong>
                  : {error.message}{' '}
                  {error.remedy && <span>{error.remedy}</span>}
                </span>
              </li>
            ))}
          </ul>
          <button
            type="button"
            className="gf-Button"
            onClick={() => compiler.sources.refresh()}
          >
            {trans.__('Retry')}
          </button>
        </section>
      )}
      {groups.map(({ nodeId, title, problems }) => (
        <section key={nodeId ?? ''} aria-label={title}>
          <h3>{title}</h3>
          <ul>
            {problems.map((problem, index) => (
              <ProblemRow key={index} problem={problem} editor={editor} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function ProblemRow(props: {
  problem: Problem;
  editor: PipelineEditor;
}): ReactElement {
  const { problem, editor } = props;
  const { trans, model } = editor;
  const { severity, message, nodeId, path, fix } = problem;
  const icon: LabIcon = severity === 'error' ? errorIcon : warningIcon;
  const text = (
    <>
      <icon.react tag="span" className="gf-ProblemRow-icon" />
      <span className="gf-hidden">
        {severity === 'error' ? trans.__('Error:') : trans.__('Warning:')}{' '}
      </span>
      <span className="gf-ProblemRow-text">{message}</span>
    </>
  );
  return (
    <li className="gf-ProblemRow">
      {nodeId === undefined ? (
        <span className="gf-ProblemRow-go" tabIndex={0}>
          {text}
        </span>
      ) : (
        <button
          type="button"
          className="gf-ProblemRow-go"
          title={trans.__('Go to the field')}
          onClick={() => editor.goToField({ nodeId, path })}
        >
          {text}
        </button>
      )}
      {fix && !editor.readOnly && (
        <button
          type="button"
          className="gf-Button"
          onClick={() => fixProblem(model, editor.registry, fix)}
        >
          {fix.title}
        </button>
      )}
    </li>
  );
}
