import {
  defaultTimeout,
  GLUE_VERSIONS,
  WORKER_TYPES,
  type GlueVersion,
  type JobSettings,
  type WorkerType
} from '@glueflow/components-manager';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useState } from 'react';
import { FailureNote } from '../service/failure.js';
import { useSignals } from '../service/hooks.js';
import { ConnectionPicker } from '../service/picker.js';
import { EstimateNote } from './estimate.js';
import {
  CheckField,
  LinesField,
  NumberField,
  PairsField,
  Problems,
  SelectField,
  TextField
} from './fields.js';
import { folderProblem } from './files.js';
import type { ExportModel } from './model.js';

interface PartProps {
  model: ExportModel;
  trans: TranslationBundle;
  disabled: boolean;
}

/** The fields below "More". */
const MORE: readonly (keyof JobSettings)[] = [
  'description',
  'timeout',
  'maxRetries',
  'maxConcurrentRuns',
  'queuing',
  'bookmark',
  'notifyDelayAfter',
  'defaultArguments',
  'nonOverridableArguments',
  'tags',
  'glueConnections',
  'securityConfiguration',
  'metrics',
  'jobInsights',
  'sparkUi',
  'sparkUiPath'
];
const SHOWN: ReadonlySet<string> = new Set([
  ...MORE,
  'name',
  'role',
  'bucket',
  'prefix',
  'region',
  'connection',
  'glueVersion',
  'workerType',
  'numberOfWorkers',
  'autoScaling',
  'executionClass'
]);

/** The first page of the export: connection, job settings, what to do. */
export function SettingsPage({
  model,
  trans,
  disabled
}: PartProps): JSX.Element {
  const { form } = model;
  const refusedBelow = MORE.some(field => form.problemsOf(field).length > 0);
  const [more, setMore] = useState(false);
  const others = form.otherProblems(SHOWN);
  return (
    <div className="gf-ExportPage">
      <section aria-label={trans.__('Connection')}>
        <ConnectionPart model={model} trans={trans} disabled={disabled} />
      </section>
      <section aria-label={trans.__('Job')}>
        <h3>{trans.__('Job')}</h3>
        <JobPart model={model} trans={trans} disabled={disabled} />
      </section>
      <section aria-label={trans.__('Workers')}>
        <h3>{trans.__('Workers')}</h3>
        <WorkersPart model={model} trans={trans} disabled={disabled} />
        <EstimateNote model={model} trans={trans} disabled={disabled} />
      </section>
      <Problems
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
      <section aria-label={trans.__('What to do')}>
        <h3>{trans.__('What to do')}</h3>
        <ChoicesPart model={model} trans={trans} disabled={disabled} />
      </section>
    </div>
  );
}

/** What every field of a setting is given. */
function usual(
  { model, trans, disabled }: PartProps,
  field: keyof JobSettings
): {
  trans: TranslationBundle;
  disabled: boolean;
  problems: ReturnType<ExportModel['form']['problemsOf']>;
  onFix: ExportModel['form']['fix'];
} {
  return {
    trans,
    disabled,
    problems: model.form.problemsOf(field),
    onFix: fix => model.form.fix(fix)
  };
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
            ` · ${trans.__('at %1', current.value.endpoint)}`}
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
        options={(roles.value?.roles ?? []).map(({ name, description }) => ({
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
        options={(buckets.value?.buckets ?? []).map(({ name }) => ({
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
      <TextField
        {...usual(props, 'prefix')}
        label={trans.__('Prefix')}
        value={own.prefix ?? ''}
        placeholder={settings.prefix}
        onChange={value => form.set('prefix', value || undefined)}
      />
      <TextField
        {...text('region')}
        label={trans.__('Region')}
        placeholder={
          model.identity.value?.region ?? trans.__('As the connection says')
        }
      />
      <SelectField
        {...usual(props, 'glueVersion')}
        label={trans.__('Glue version')}
        value={settings.glueVersion}
        options={GLUE_VERSIONS.map(value => ({ value, label: value }))}
        onChange={value => form.set('glueVersion', value as GlueVersion)}
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
      <SelectField
        {...usual(props, 'workerType')}
        label={trans.__('Worker type')}
        value={settings.workerType}
        options={WORKER_TYPES.map(value => ({ value, label: value }))}
        onChange={value => form.set('workerType', value as WorkerType)}
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
      <SelectField
        {...usual(props, 'executionClass')}
        label={trans.__('Execution class')}
        value={settings.executionClass}
        options={[
          { value: 'STANDARD', label: trans.__('Standard') },
          {
            value: 'FLEX',
            label: trans.__('Flex (spare capacity, cheaper, may wait)')
          }
        ]}
        onChange={value =>
          form.set('executionClass', value as JobSettings['executionClass'])
        }
      />
      <CheckField
        {...usual(props, 'autoScaling')}
        label={trans.__('Auto scaling')}
        value={settings.autoScaling}
        onChange={value => form.set('autoScaling', value)}
      />
    </div>
  );
}

function MorePart(props: PartProps): JSX.Element {
  const { model, trans } = props;
  const { form } = model;
  const { own, settings } = form;
  const check = (
    field: 'queuing' | 'metrics' | 'jobInsights' | 'sparkUi',
    label: string
  ): JSX.Element => (
    <CheckField
      {...usual(props, field)}
      label={label}
      value={settings[field]}
      onChange={value => form.set(field, value)}
    />
  );
  const number = (
    field: 'timeout' | 'maxRetries' | 'maxConcurrentRuns' | 'notifyDelayAfter',
    label: string,
    placeholder: string,
    min = 1
  ): JSX.Element => (
    <NumberField
      {...usual(props, field)}
      label={label}
      value={own[field]}
      placeholder={placeholder}
      min={min}
      onChange={value => form.set(field, value)}
    />
  );
  const line = (
    field: 'description' | 'securityConfiguration' | 'sparkUiPath',
    label: string,
    placeholder?: string
  ): JSX.Element => (
    <TextField
      {...usual(props, field)}
      label={label}
      value={own[field] ?? ''}
      placeholder={placeholder}
      onChange={value => form.set(field, value || undefined)}
    />
  );
  const pairs = (
    field: 'defaultArguments' | 'nonOverridableArguments' | 'tags',
    label: string,
    names: [string, string],
    help?: string
  ): JSX.Element => (
    <PairsField
      {...usual(props, field)}
      label={label}
      help={help}
      value={settings[field]}
      nameLabel={names[0]}
      valueLabel={names[1]}
      onChange={(value, typed) =>
        form.edit(
          { [field]: Object.keys(value).length > 0 ? value : undefined },
          typed ? `job:${field}` : undefined
        )
      }
    />
  );
  const argument: [string, string] = [
    trans.__('Argument (--name)'),
    trans.__('Value')
  ];
  return (
    <>
      <div className="gf-ExportGrid">
        {line('description', trans.__('Description'))}
        {number(
          'timeout',
          trans.__('Timeout (minutes)'),
          String(defaultTimeout(settings.glueVersion))
        )}
        {number('maxRetries', trans.__('Retries'), '0', 0)}
        {number('maxConcurrentRuns', trans.__('Concurrent runs'), '1')}
        {number(
          'notifyDelayAfter',
          trans.__('Notify after (minutes)'),
          trans.__('Never')
        )}
        <SelectField
          {...usual(props, 'bookmark')}
          label={trans.__('Job bookmark')}
          value={settings.bookmark}
          options={[
            { value: 'disable', label: trans.__('Disable') },
            { value: 'enable', label: trans.__('Enable') },
            { value: 'pause', label: trans.__('Pause') }
          ]}
          onChange={value =>
            form.set('bookmark', value as JobSettings['bookmark'])
          }
        />
        {line(
          'securityConfiguration',
          trans.__('Security configuration'),
          trans.__('None')
        )}
        {line(
          'sparkUiPath',
          trans.__('Spark event logs'),
          trans.__('Below the bucket and prefix')
        )}
        {check('queuing', trans.__('Queue runs that find no room'))}
        {check('metrics', trans.__('CloudWatch metrics'))}
        {check('jobInsights', trans.__('Job insights'))}
        {check('sparkUi', trans.__('Spark UI'))}
      </div>
      {pairs('defaultArguments', trans.__('Job parameters'), argument)}
      {pairs(
        'nonOverridableArguments',
        trans.__('Job parameters that a run can’t change'),
        argument
      )}
      {pairs('tags', trans.__('Tags'), [trans.__('Key'), trans.__('Value')])}
      <LinesField
        {...usual(props, 'glueConnections')}
        label={trans.__('Glue connections')}
        help={trans.__(
          'Names of AWS Glue’s own connections (for a VPC or a database), one a line.'
        )}
        value={settings.glueConnections}
        onChange={value =>
          form.set('glueConnections', value.length > 0 ? value : undefined)
        }
      />
    </>
  );
}

function ChoicesPart(props: PartProps): JSX.Element {
  const { model, trans, disabled } = props;
  const { choices, parameters } = model;
  const outside = folderProblem(choices.folder ?? '') !== undefined;
  return (
    <>
      <TextField
        trans={trans}
        disabled={disabled}
        label={trans.__('Folder of the scripts')}
        value={choices.folder ?? model.folder}
        placeholder={trans.__('JupyterLab’s root folder')}
        problems={
          outside
            ? [
                {
                  code: 'folder',
                  severity: 'error',
                  path: '',
                  message: trans.__(
                    'The folder must be within JupyterLab’s root folder, without “..”.'
                  )
                }
              ]
            : []
        }
        onChange={folder => model.choose({ folder })}
      />
      <CheckField
        trans={trans}
        disabled={disabled}
        label={trans.__('Generate deployment script')}
        help={trans.__(
          'A Python program that deploys the job anywhere, with boto3 alone.'
        )}
        value={choices.deployScript}
        onChange={deployScript => model.choose({ deployScript })}
      />
      <CheckField
        trans={trans}
        disabled={disabled}
        label={trans.__('Deploy now')}
        help={trans.__('Uploads the script and creates or updates the job.')}
        value={choices.deploy}
        onChange={deploy => model.choose({ deploy })}
      />
      <CheckField
        trans={trans}
        disabled={disabled || !choices.deploy}
        label={trans.__('Start a run')}
        help={trans.__('Starts the job once it is deployed, and follows it.')}
        value={choices.deploy && choices.run}
        onChange={run => model.choose({ run })}
      />
      {choices.deploy && choices.run && Object.keys(parameters).length > 0 && (
        <fieldset className="gf-JobField">
          <legend className="gf-JobField-label">
            {trans.__('Parameters of the run')}
          </legend>
          <div className="gf-ExportGrid">
            {Object.entries(parameters).map(([name, parameter]) => (
              <TextField
                key={name}
                trans={trans}
                disabled={disabled}
                label={name}
                required={parameter.default === undefined}
                placeholder={
                  parameter.default === undefined
                    ? parameter.type
                    : String(parameter.default)
                }
                value={choices.params[name] ?? ''}
                problems={model.runProblems.filter(
                  ({ path }) => path === `/parameters/${name}`
                )}
                onChange={value => {
                  const { [name]: _, ...rest } = choices.params;
                  model.choose({
                    params: value === '' ? rest : { ...rest, [name]: value }
                  });
                }}
              />
            ))}
          </div>
        </fieldset>
      )}
    </>
  );
}
