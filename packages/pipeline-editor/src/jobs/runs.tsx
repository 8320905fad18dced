import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef } from 'react';
import { dollars, durationText, stateText } from '../format.js';
import { FailureNote } from '../service/failure.js';
import { useSignals } from '../service/hooks.js';
import { timeText } from '../time.js';
import type { RunFacts } from '../service/jobs.js';
import type { RunLog } from './log.js';
import type { JobsModel, JobsViewProps } from './model.js';

/** The runs of the job that is looked at, and one of them in full. */
export function RunsView(props: JobsViewProps): JSX.Element {
  const { model, trans, openPipeline } = props;
  const { runs, job, refusal, busy } = model;
  useSignals(runs.changed);
  const name = model.place.job ?? '';
  const page = runs.value;
  const { run } = model;
  const pipeline = job?.pipeline;
  return (
    <section className="gf-Runs" aria-label={trans.__('Runs of %1', name)}>
      <header className="gf-Runs-head">
        <h2 title={name}>{name}</h2>
        <div className="gf-Runs-actions">
          {pipeline !== undefined && (
            <button
              type="button"
              className="jp-mod-styled jp-mod-reject gf-mod-small"
              title={pipeline}
              onClick={() => openPipeline(pipeline)}
            >
              {trans.__('Open pipeline')}
            </button>
          )}
          <button
            type="button"
            className="jp-mod-styled jp-mod-accept gf-mod-small"
            disabled={busy}
            onClick={() => void model.start(name)}
          >
            {trans.__('Start a run')}
          </button>
        </div>
      </header>
      {refusal !== undefined && <FailureNote error={refusal} trans={trans} />}
      {runs.error !== undefined && (
        <FailureNote
          error={runs.error}
          trans={trans}
          onRetry={() => void model.askRuns(true)}
        />
      )}
      {page === undefined && runs.error === undefined && (
        <p className="gf-Empty" role="status">
          {trans.__('Listing runs…')}
        </p>
      )}
      {page !== undefined && page.runs.length === 0 && (
        <p className="gf-Empty" role="status">
          {trans.__('This job has not run yet.')}
        </p>
      )}
      {page !== undefined && page.runs.length > 0 && (
        <RunTable model={model} runs={page.runs} chosen={run} trans={trans} />
      )}
      {page?.next !== undefined && (
        <button
          type="button"
          className="gf-LinkButton"
          disabled={busy}
          onClick={() => void model.more()}
        >
          {trans.__('Show older runs')}
        </button>
      )}
      {run !== undefined && (
        <RunDetail key={run.id} model={model} run={run} trans={trans} />
      )}
    </section>
  );
}

function RunTable(props: {
  model: JobsModel;
  runs: readonly RunFacts[];
  chosen: RunFacts | undefined;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, runs, chosen, trans } = props;
  return (
    <div className="gf-Runs-scroll">
      <table className="gf-Runs-table">
        <thead>
          <tr>
            <th scope="col">{trans.__('State')}</th>
            <th scope="col">{trans.__('Started')}</th>
            <th scope="col" className="gf-mod-number">
              {trans.__('Duration')}
            </th>
            <th scope="col" className="gf-mod-number">
              {trans.__('DPU-hours')}
            </th>
            <th scope="col" className="gf-mod-number">
              {trans.__('Cost')}
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map(run => (
            <tr
              key={run.id}
              data-chosen={run === chosen}
              onClick={() => model.look(run.job, run.id)}
            >
              <td>
                <button
                  type="button"
                  className="gf-RunState"
                  data-state={run.state}
                  aria-pressed={run === chosen}
                  title={run.id}
                  onClick={event => {
                    event.stopPropagation();
                    model.look(run.job, run.id);
                  }}
                >
                  {stateText(run.state, trans)}
                  {run.attempt > 0 && ` (${trans.__('retry %1', run.attempt)})`}
                </button>
              </td>
              <td title={run.started}>
                {run.started === undefined ? '' : timeText(run.started)}
              </td>
              <td className="gf-mod-number">{durationText(run.seconds)}</td>
              <td
                className="gf-mod-number"
                title={
                  run.dpuSecondsComputed
                    ? trans.__(
                        'AWS does not tell: all workers for the whole time.'
                      )
                    : undefined
                }
              >
                {run.dpuSeconds === undefined
                  ? ''
                  : `${run.dpuSecondsComputed ? '≤ ' : ''}${(run.dpuSeconds / 3600).toFixed(2)}`}
              </td>
              <td
                className="gf-mod-number"
                title={
                  run.priceDate === undefined
                    ? undefined
                    : trans.__('By list prices of %1', run.priceDate)
                }
              >
                {run.cost === undefined ? '' : dollars(run.cost)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RunDetail(props: {
  model: JobsModel;
  run: RunFacts;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, run, trans } = props;
  const args = Object.entries(run.arguments);
  return (
    <section className="gf-Run" aria-label={trans.__('Run %1', run.id)}>
      <header className="gf-Runs-head">
        <h3 title={run.id}>
          {trans.__('Run %1', run.id)}
          <span className="gf-RunState" data-state={run.state} role="status">
            {stateText(run.state, trans)}
          </span>
        </h3>
        <div className="gf-Runs-actions">
          {run.ended ? (
            <button
              type="button"
              className="jp-mod-styled jp-mod-reject gf-mod-small"
              disabled={model.busy}
              title={trans.__('Start a run with the arguments of this one')}
              onClick={() => void model.start(run.job, run.id)}
            >
              {trans.__('Run again')}
            </button>
          ) : (
            <button
              type="button"
              className="jp-mod-styled jp-mod-warn gf-mod-small"
              disabled={model.busy || run.state === 'STOPPING'}
              onClick={() => void model.stop(run.job, run.id)}
            >
              {trans.__('Stop')}
            </button>
          )}
        </div>
      </header>
      {run.message !== undefined && (
        <pre className="gf-Run-message" role="alert">
          {run.message}
        </pre>
      )}
      {args.length > 0 && (
        <details className="gf-Run-arguments">
          <summary>{trans.__('Arguments')}</summary>
          <dl>
            {args.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      <LogView model={model} log={model.log} trans={trans} />
    </section>
  );
}

function LogView(props: {
  model: JobsModel;
  log: RunLog;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, log, trans } = props;
  useSignals(log.changed);
  const host = useRef<HTMLPreElement>(null);
  const stick = useRef(true);
  const { lines, state, error, dropped } = log;
  useEffect(() => {
    const element = host.current;
    if (element !== null && stick.current) {
      element.scrollTop = element.scrollHeight;
    }
  }, [lines]);
  return (
    <>
      <h4 className="gf-Log-title">{trans.__('Log')}</h4>
      {error !== undefined && (
        <FailureNote
          error={error}
          trans={trans}
          onRetry={() => model.readLog()}
        />
      )}
      {lines.length === 0 && error === undefined ? (
        <p className="gf-Empty" role="status">
          {state === 'reading'
            ? trans.__('Waiting for the log…')
            : trans.__('The run has written nothing to its log.')}
        </p>
      ) : (
        <pre
          ref={host}
          className="gf-Log"
          tabIndex={0}
          role="log"
          aria-label={trans.__('Log')}
          onScroll={({ currentTarget: element }) => {
            stick.current =
              element.scrollHeight - element.scrollTop - element.clientHeight <
              20;
          }}
        >
          {dropped > 0 && (
            <span className="gf-Log-dropped">
              {trans.__('(%1 earlier entries are not shown)', dropped)}
              {'\n'}
            </span>
          )}
          {lines.map((line, index) => (
            <span key={dropped + index} data-kind={line.kind} title={line.time}>
              {line.text.replace(/\n?$/, '\n')}
            </span>
          ))}
        </pre>
      )}
    </>
  );
}
