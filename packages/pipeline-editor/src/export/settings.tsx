import { useState } from 'react';
import { JOB_SETTING_NAMES } from '@glueflow/contract';
import { FailureNote, type OpenField } from '../service/failure.js';
import { useSignals } from '../service/hooks.js';
import { ConnectionPicker } from '../service/picker.js';
import { ChoicesPart } from './choices.js';
import { EstimateNote } from './estimate.js';
import { NumberField, Problems, TextField } from './fields.js';
import { MORE, MorePart } from './more.js';
import { usual, type PartProps } from './part.js';
import { SettingField } from './setting.js';

/** The first page of the export: connection, what to do, job settings. */
export function SettingsPage({
  model,
  trans,
  disabled,
  onOpen
}: PartProps & { onOpen: OpenField }): JSX.Element {
  const { form } = model;
  const refusedBelow = MORE.some(field => form.problemsOf(field).length > 0);
  const [more, setMore] = useState(false);
  const others = form.otherProblems(JOB_SETTING_NAMES);
  return (
    <div className="gf-ExportPage">
      <section aria-label={trans.__('Connection')}>
        <ConnectionPart model={model} trans={trans} disabled={disabled} />
      </section>
      <section aria-label={trans.__('What to do')}>
        <h3>{trans.__('What to do')}</h3>
        <ChoicesPart model={model} trans={trans} disabled={disabled} />
      </section>
      <section aria-label={trans.__('Job')}>
        <h3>{trans.__('Job')}</h3>
        <JobPart model={model} trans={trans} disabled={disabled} />
      </section>
      <section aria-label={trans.__('Workers')}>
        <h3>{trans.__('Workers')}</h3>
        <WorkersPart model={model} trans={trans} disabled={disabled} />
        <EstimateNote
          model={model}
          trans={trans}
          disabled={disabled}
          onOpen={onOpen}
        />
      </section>
      <Problems
        trans={trans}
        problems={others}
        onFix={fix => form.fix(fix)}
        disabled={disabled}
      />
      <details
        className="gf-More"
        open={more || refusedBelow}
        onToggle={event => setMore(event.currentTarget.open)}
      >
        <summary>{trans.__('More')}</summary>
        <MorePart model={model} trans={trans} disabled={disabled} />
      </details>
    </div>
  );
}

function ConnectionPart(props: PartProps): JSX.Element {
  const { model, trans, disabled } = props;
  useSignals(model.identity.changed);
  const { current } = model.identity;
  return (
    <>
      <ConnectionPicker
        connections={model.connections}
        value={model.form.own.connection || undefined}
        usual={model.usualConnection}
        trans={trans}
        disabled={disabled}
        onChange={name => model.form.set('connection', name)}
      />
      {current.state === 'loading' && (
        <p className="gf-Identity gf-mod-loading" role="status">
          {trans.__('Asking AWS who this is…')}
        </p>
      )}
      {current.state === 'ready' && (
        <p className="gf-Identity" role="status">
          {trans.__('Account %1', current.value.account)}
          {' · '}
          <span className="gf-Identity-arn" title={current.value.arn}>
            {current.value.arn}
          </span>
          {' · '}
          {current.value.region}
          {current.value.endpoint !== undefined &&
            ` · ${trans.__('at %1, in place of AWS', current.value.endpoint)}`}
        </p>
      )}
      {current.state === 'failed' && (
        <FailureNote
          error={current.error}
          trans={trans}
          onRetry={() => {
            model.askPlace();
            model.askEstimate();
          }}
        />
      )}
    </>
  );
}

function JobPart(props: PartProps): JSX.Element {
  const { model, trans } = props;
  const { form, roles, buckets } = model;
  useSignals(roles.changed, buckets.changed);
  const { own, settings } = form;
  const text = (field: 'name' | 'role' | 'bucket' | 'region') => ({
    ...usual(props, field),
    value: own[field] ?? '',
    onChange: (value: string) => form.set(field, value || undefined)
  });
  return (
    <div className="gf-ExportGrid">
      <TextField
        {...text('name')}
        label={trans.__('Job name')}
        placeholder={settings.name}
        required={settings.name === ''}
      />
      <TextField
        {...text('role')}
        label={trans.__('IAM role')}
        required
        options={model.offered('role')?.map(({ name, description }) => ({
          value: name,
          label: description
        }))}
        placeholder={trans.__('Name or ARN')}
        help={
          roles.value?.refused === undefined
            ? undefined
            : trans.__(
                'Roles can’t be listed: %1 Type the name or the ARN.',
                roles.value.refused
              )
        }
      />
      <TextField
        {...text('bucket')}
        label={trans.__('S3 bucket')}
        required
        options={model.offered('bucket')?.map(({ name }) => ({
          value: name
        }))}
        placeholder={trans.__('For the script and temporary files')}
        help={
          buckets.value?.refused === undefined
            ? undefined
            : trans.__(
                'Buckets can’t be listed: %1 Type the name.',
                buckets.value.refused
              )
        }
      />
      <SettingField {...usual(props, 'prefix')} form={form} name="prefix" />
      <TextField
        {...text('region')}
        label={trans.__('Region')}
        placeholder={
          model.identity.value?.region ?? trans.__('As the connection says')
        }
      />
      <SettingField
        {...usual(props, 'glueVersion')}
        form={form}
        name="glueVersion"
      />
    </div>
  );
}

function WorkersPart(props: PartProps): JSX.Element {
  const { model, trans } = props;
  const { form } = model;
  const { own, settings } = form;
  return (
    <div className="gf-ExportGrid">
      <SettingField
        {...usual(props, 'workerType')}
        form={form}
        name="workerType"
      />
      <NumberField
        {...usual(props, 'numberOfWorkers')}
        label={
          settings.autoScaling
            ? trans.__('Most workers')
            : trans.__('Number of workers')
        }
        value={own.numberOfWorkers}
        placeholder={String(settings.numberOfWorkers)}
        min={2}
        onChange={value => form.set('numberOfWorkers', value)}
      />
      <SettingField
        {...usual(props, 'executionClass')}
        form={form}
        name="executionClass"
      />
      <SettingField
        {...usual(props, 'autoScaling')}
        form={form}
        name="autoScaling"
      />
    </div>
  );
}
