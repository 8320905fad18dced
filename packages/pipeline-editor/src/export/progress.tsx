import { checkIcon, errorIcon, stopIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useState } from 'react';
import type { ServiceError } from '../service/client.js';
import { FailureNote, type OpenField } from '../service/failure.js';
import { useSignals } from '../service/hooks.js';
import { serviceError } from '../service/remote.js';
import type { TableName } from '../compile/sources.js';
import type { DeploymentStep } from './deployment.js';
import { dollars, durationText, stateText } from '../format.js';
import type { RunFacts } from '../service/jobs.js';
import type { ExportModel } from './model.js';

/** What the links of the last page do. */
export interface Links {
  /** Goes to a field of a step. */
  openField: OpenField;
  /** Opens a file in JupyterLab. */
  openFile(path: string): void;
  /** Shows a table in the catalog panel. */
  openTable(table: TableName): void;
  /** Opens the Jobs panel. */
  openJob(job: { connection?: string; job: string; run?: string }): void;
}

/** The last page: each step as it is done, then what came of it and where it is. */
export function ProgressPage(props: {
  model: ExportModel;
  trans: TranslationBundle;
  links: Links;
}): JSX.Element {
  const { model, trans, links } = props;
  const { deployment } = model;
  useSignals(deployment.changed);
  const { state, steps, error, run, written } = deployment;
  return (
    <div className="gf-ExportPage" aria-busy={state === 'working'}>
      <ol className="gf-Steps" aria-label={trans.__('Steps')} role="list">
        {steps.map((step, index) => (
          <StepLine key={index} step={step} trans={trans} />
        ))}
      </ol>
      <p className="gf-Steps-end" role="status" data-state={state}>
        {endText(model, trans)}
      </p>
      {error !== undefined && (
        <FailureNote
          error={error}
          trans={trans}
          onRetry={() => void deployment.retry()}
          onOpen={links.openField}
        />
      )}
      {state === 'failed' && error === undefined && (
        <RunFailure model={model} trans={trans} links={links} />
      )}
      {state === 'cancelled' && run !== undefined && (
        <RunGoesOn model={model} trans={trans} />
      )}
      {state !== 'working' && (
        <ResultLinks
          model={model}
          trans={trans}
          links={links}
          written={written}
        />
      )}
    </div>
  );
}

function StepLine(props: {
  step: DeploymentStep;
  trans: TranslationBundle;
}): JSX.Element {
  const { step, trans } = props;
  const says = {
    running: trans.__('under way'),
    done: trans.__('done'),
    failed: trans.__('failed'),
    stopped: trans.__('stopped')
  }[step.state];
  return (
    <li className="gf-Step" data-state={step.state}>
      <span className="gf-Step-icon" role="img" aria-label={says}>
        {step.state === 'done' ? (
          <checkIcon.react tag="span" width="16px" height="16px" />
        ) : step.state === 'failed' ? (
          <errorIcon.react tag="span" width="16px" height="16px" />
        ) : step.state === 'stopped' ? (
          <stopIcon.react tag="span" width="16px" height="16px" />
        ) : (
          <span className="gf-Spinner" />
        )}
      </span>
      <span className="gf-Step-message">{step.message}</span>
    </li>
  );
}

function endText(model: ExportModel, trans: TranslationBundle): string {
  const { state, result, run } = model.deployment;
  switch (state) {
    case 'working':
    case 'idle':
      return '';
    case 'cancelled':
      return run === undefined
        ? trans.__('Cancelled. What the steps say is done stays.')
        : trans.__(
            'Stopped waiting. Run %1 of job %2 goes on.',
            run.id,
            run.job
          );
    case 'failed':
      return run?.state === undefined
        ? trans.__('The export did not succeed.')
        : trans.__('The run ended: %1.', stateText(run.state, trans));
    case 'succeeded': {
      const ended = result?.run;
      if (ended !== undefined) {
        return endedText(ended, result?.links !== undefined, trans);
      }
      return result !== undefined
        ? trans.__('Job %1 is deployed.', result.deployment.job)
        : trans.__('The scripts are written.');
    }
  }
}

/** How a run that succeeded is reported; without AWS nobody pays. */
function endedText(
  { seconds, cost }: RunFacts,
  onAws: boolean,
  trans: TranslationBundle
): string {
  const time = durationText(seconds);
  return cost === undefined
    ? trans.__('The run succeeded in %1.', time)
    : onAws
      ? trans.__('The run succeeded in %1, for about %2.', time, dollars(cost))
      : trans.__(
          'The run succeeded in %1. On AWS it would have cost about %2.',
          time,
          dollars(cost)
        );
}

function RunFailure(props: {
  model: ExportModel;
  trans: TranslationBundle;
  links: Links;
}): JSX.Element {
  const { model, trans } = props;
  const run = model.deployment.result?.run;
  return (
    <div className="gf-Failure" role="alert">
      <p className="gf-Failure-message">
        {run?.message ?? trans.__('AWS gave no reason. See the run’s log.')}
      </p>
      <div className="gf-Failure-actions">
        <button
          type="button"
          className="jp-mod-styled jp-mod-reject gf-mod-small"
          onClick={() => void model.deployment.retry()}
        >
          {trans.__('Retry')}
        </button>
      </div>
    </div>
  );
}

function RunGoesOn(props: {
  model: ExportModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const { deployment } = model;
  const [error, setError] = useState<ServiceError>();
  const stopping = deployment.run?.state === 'STOPPING';
  const stop = (): void => {
    setError(undefined);
    deployment
      .stopRun(model.place)
      .catch((reason: unknown) => setError(serviceError(reason)));
  };
  return (
    <div className="gf-Failure gf-mod-note">
      <div className="gf-Failure-actions">
        <button
          type="button"
          className="jp-mod-styled jp-mod-warn gf-mod-small"
          disabled={stopping}
          onClick={stop}
        >
          {trans.__('Stop the run')}
        </button>
        {stopping && (
          <span role="status">{trans.__('AWS was asked to stop it.')}</span>
        )}
      </div>
      {error !== undefined && (
        <FailureNote error={error} trans={trans} onRetry={stop} />
      )}
    </div>
  );
}

function ResultLinks(props: {
  model: ExportModel;
  trans: TranslationBundle;
  links: Links;
  written: readonly string[];
}): JSX.Element | null {
  const { model, trans, links, written } = props;
  const { result, run } = model.deployment;
  const { connection } = model.place;
  if (written.length === 0 && result === undefined && run === undefined) {
    return null;
  }
  const job = result?.deployment.job ?? run?.job;
  return (
    <ul className="gf-Links" aria-label={trans.__('Links')}>
      {written.map(path => (
        <li key={path}>
          <button
            type="button"
            className="gf-LinkButton"
            onClick={() => links.openFile(path)}
          >
            {trans.__('Open %1', path)}
          </button>
        </li>
      ))}
      {job !== undefined && (
        <li>
          <button
            type="button"
            className="gf-LinkButton"
            onClick={() => links.openJob({ connection, job, run: run?.id })}
          >
            {run === undefined
              ? trans.__('Show job %1', job)
              : trans.__('Show the run of job %1', job)}
          </button>
        </li>
      )}
      {result?.run?.state === 'SUCCEEDED' &&
        model.outputs.map(({ nodeId, name, table }) =>
          table === undefined ? null : (
            <li key={nodeId}>
              <button
                type="button"
                className="gf-LinkButton"
                onClick={() =>
                  links.openTable({
                    ...(connection ? { connection } : {}),
                    ...table
                  })
                }
              >
                {trans.__('Show table %1 in the Data Catalog', name)}
              </button>
            </li>
          )
        )}
      {result?.links !== undefined &&
        (
          [
            [trans.__('Job in the AWS console'), result.links.job],
            [trans.__('Script in the AWS console'), result.links.script],
            [trans.__('Run in the AWS console'), result.links.run]
          ] as const
        ).map(([label, address]) =>
          address === undefined ? null : (
            <li key={label}>
              <a href={address} target="_blank" rel="noopener noreferrer">
                {label}
              </a>
            </li>
          )
        )}
    </ul>
  );
}
