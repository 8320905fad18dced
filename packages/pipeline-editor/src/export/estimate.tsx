import type { TranslationBundle } from '@jupyterlab/translation';
import { FailureNote, type OpenField } from '../service/failure.js';
import { useSignals } from '../service/hooks.js';
import type { EstimateFacts } from './facts.js';
import { bytesText, costRange, durationText } from '../format.js';
import type { ExportModel } from './model.js';

/** What the pipeline reads, the workers suggested for it, and what a run is likely to cost; the person decides. */
export function EstimateNote(props: {
  model: ExportModel;
  trans: TranslationBundle;
  disabled: boolean;
  onOpen: OpenField;
}): JSX.Element {
  const { model, trans, disabled, onOpen } = props;
  const { estimate } = model;
  useSignals(estimate.changed, model.identity.changed);
  const { current, value, error } = estimate;
  // What is said beside the connection is not said twice.
  const reported =
    error !== undefined && error.message === model.identity.error?.message;
  return (
    <div className="gf-Estimate" aria-busy={current.state === 'loading'}>
      {value === undefined && current.state === 'loading' && (
        <p role="status">{trans.__('Estimating what the pipeline reads…')}</p>
      )}
      {error !== undefined &&
        (reported ? (
          <p role="status">
            {trans.__('No estimate: the connection can’t be used.')}
          </p>
        ) : (
          <FailureNote
            error={error}
            trans={trans}
            onRetry={() => model.askEstimate()}
            onOpen={onOpen}
          />
        ))}
      {value !== undefined && !reported && (
        <Facts
          facts={value}
          model={model}
          trans={trans}
          disabled={disabled || current.state !== 'ready'}
        />
      )}
    </div>
  );
}

function Facts(props: {
  facts: EstimateFacts;
  model: ExportModel;
  trans: TranslationBundle;
  disabled: boolean;
}): JSX.Element {
  const { facts, model, trans, disabled } = props;
  const { total, suggestion, settings, prices, inputs } = facts;
  const { workerType, numberOfWorkers } = model.form.settings;
  const taken =
    workerType === suggestion.workerType &&
    numberOfWorkers === suggestion.numberOfWorkers;
  const cost = (estimate: EstimateFacts['settings']['estimate']): string =>
    estimate === undefined
      ? trans.__('unknown')
      : trans.__(
          '%1, %2 – %3',
          costRange(estimate.cost),
          durationText(estimate.seconds.low),
          durationText(estimate.seconds.high)
        );
  const complete = total.complete ? '' : '≥ ';
  return (
    <>
      <dl className="gf-Estimate-facts">
        <dt>{trans.__('Reads')}</dt>
        <dd>
          {trans.__(
            '%1 in %2 objects',
            complete + bytesText(total.bytes),
            complete + total.objects.toLocaleString()
          )}
        </dd>
        <dt>{trans.__('A run as set')}</dt>
        <dd>{cost(settings.estimate)}</dd>
        <dt>{trans.__('Suggested')}</dt>
        <dd>
          {trans.__(
            '%1 × %2: %3',
            suggestion.numberOfWorkers,
            suggestion.workerType,
            cost(suggestion.estimate)
          )}{' '}
          {taken ? (
            <span className="gf-Estimate-taken">{trans.__('(in use)')}</span>
          ) : (
            <button
              type="button"
              className="gf-LinkButton"
              disabled={disabled}
              onClick={() => model.takeSuggestion()}
            >
              {trans.__('Use suggestion')}
            </button>
          )}
        </dd>
      </dl>
      <p className="gf-JobField-help">
        {prices.listed
          ? trans.__(
              'By list prices of %1 for %2. What a run needs depends on what it does with the data.',
              prices.date,
              prices.region
            )
          : trans.__(
              'By list prices of %1 for us-east-1: those of %2 are not known here. What a run needs depends on what it does with the data.',
              prices.date,
              prices.region
            )}
      </p>
      {inputs.length > 0 && (
        <details className="gf-Estimate-inputs">
          <summary>{trans.__('What each input reads')}</summary>
          <table>
            <tbody>
              {inputs.map(input => (
                <tr key={input.nodeId}>
                  <th scope="row">{input.title}</th>
                  <td title={input.source}>{input.source}</td>
                  <td className="gf-mod-number">
                    {input.bytes === null
                      ? trans.__('unknown')
                      : (input.complete ? '' : '≥ ') + bytesText(input.bytes)}
                  </td>
                  <td>
                    {[
                      ...(input.partitions === undefined
                        ? []
                        : [
                            trans.__(
                              '%1 of %2 partitions',
                              input.partitions.read,
                              input.partitions.total
                            )
                          ]),
                      ...input.notes
                    ].join(' ')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </>
  );
}
