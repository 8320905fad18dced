import type { TranslationBundle } from '@jupyterlab/translation';
import { useId } from 'react';
import { PanelBar } from '../service/bar.js';
import { FailureNote } from '../service/failure.js';
import { useSignals } from '../service/hooks.js';
import { timeText } from '../time.js';
import type { JobFacts } from '../service/jobs.js';
import type { JobsModel, JobsViewProps } from './model.js';
import { RunsView } from './runs.js';

/** The jobs of a connection, and the runs of one of them. */
export function JobsView(props: JobsViewProps): JSX.Element {
  const { model, trans } = props;
  useSignals(model.changed, model.jobs.changed);
  const { job } = model.place;
  return (
    <div className="gf-Jobs">
      <PanelBar
        model={model}
        connection={model.place.connection}
        searchLabel={trans.__('Search jobs')}
        trans={trans}
      />
      <div className="gf-Jobs-parts" data-chosen={job !== undefined}>
        <JobList model={model} trans={trans} />
        {job === undefined ? (
          <p className="gf-Empty">
            {trans.__('Choose a job to see its runs.')}
          </p>
        ) : (
          <RunsView key={job} {...props} />
        )}
      </div>
    </div>
  );
}

function JobList(props: {
  model: JobsModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const { jobs, shown } = model;
  const { current } = jobs;
  const id = useId();
  const chosen = model.place.job;
  const move = (step: number): void => {
    const index = shown.findIndex(({ name }) => name === chosen);
    const next = shown.at(
      Math.min(shown.length - 1, Math.max(0, index + step))
    );
    if (next !== undefined) {
      model.look(next.name);
    }
  };
  const empty =
    current.state === 'ready' && shown.length === 0
      ? current.value.length === 0
        ? trans.__(
            'There are no jobs here. Export a pipeline to AWS Glue to make one.'
          )
        : trans.__('No job matches the search.')
      : undefined;
  return (
    <div className="gf-Jobs-list" aria-busy={current.state === 'loading'}>
      {jobs.error !== undefined && (
        <FailureNote
          error={jobs.error}
          trans={trans}
          onRetry={() => model.refresh()}
        />
      )}
      {current.state === 'loading' && jobs.value === undefined && (
        <p className="gf-Empty" role="status">
          {trans.__('Listing jobs…')}
        </p>
      )}
      {empty !== undefined && (
        <p className="gf-Empty" role="status">
          {empty}
        </p>
      )}
      {shown.length > 0 && (
        <ul
          role="listbox"
          tabIndex={0}
          aria-label={trans.__('Jobs')}
          aria-activedescendant={
            chosen === undefined ? undefined : `${id}-${chosen}`
          }
          onKeyDown={event => {
            const steps: Record<string, number> = {
              ArrowDown: 1,
              ArrowUp: -1,
              Home: -shown.length,
              End: shown.length
            };
            if (Object.hasOwn(steps, event.key)) {
              event.preventDefault();
              move(steps[event.key]);
            }
          }}
        >
          {shown.map(job => (
            <JobItem
              key={job.name}
              id={`${id}-${job.name}`}
              job={job}
              chosen={job.name === chosen}
              trans={trans}
              onChoose={() => model.look(job.name)}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function JobItem(props: {
  id: string;
  job: JobFacts;
  chosen: boolean;
  trans: TranslationBundle;
  onChoose(): void;
}): JSX.Element {
  const { id, job, chosen, trans, onChoose } = props;
  const facts = [
    job.glueVersion === undefined ? '' : trans.__('Glue %1', job.glueVersion),
    job.workerType === undefined
      ? ''
      : `${job.numberOfWorkers ?? '?'} × ${job.workerType}`,
    job.modified === undefined ? '' : timeText(job.modified)
  ].filter(Boolean);
  return (
    <li
      id={id}
      role="option"
      aria-selected={chosen}
      title={job.description ?? job.name}
      onClick={onChoose}
      ref={element => {
        if (chosen) {
          element?.scrollIntoView?.({ block: 'nearest' });
        }
      }}
    >
      <span className="gf-Jobs-name">{job.name}</span>
      <span className="gf-Jobs-facts">{facts.join(' · ')}</span>
    </li>
  );
}
