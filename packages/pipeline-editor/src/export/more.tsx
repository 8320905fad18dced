import {
  defaultTimeout,
  type JobSettings,
  type SwitchName
} from '@glueflow/components-manager';
import {
  CheckField,
  LinesField,
  NumberField,
  PairsField,
  SelectField,
  TextField
} from './fields.js';
import { usual, type PartProps } from './part.js';

/** The fields below "More". */
export const MORE: readonly (keyof JobSettings)[] = [
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
  's3Region',
  'tempDir',
  'continuousLog',
  'metrics',
  'observability',
  'jobInsights',
  'sparkUi',
  'sparkUiPath'
];

/** The settings of a job that are seldom changed. */
export function MorePart(props: PartProps): JSX.Element {
  const { model, trans } = props;
  const { form } = model;
  const { own, settings } = form;
  const check = (field: 'queuing' | SwitchName, label: string): JSX.Element => (
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
        {line('description', trans.__('Description'), settings.description)}
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
      </div>
      <fieldset className="gf-Switches">
        <legend>{trans.__('Added for production')}</legend>
        <div className="gf-ExportGrid">
          {check(
            's3Region',
            trans.__('Tell Spark where S3 is (Glue 5.1 and later)')
          )}
          {check('tempDir', trans.__('Folder for temporary files'))}
          {check('continuousLog', trans.__('Continuous logging'))}
          {check('metrics', trans.__('CloudWatch metrics'))}
          {check('observability', trans.__('Observability metrics'))}
          {check('jobInsights', trans.__('Job insights'))}
          {check('sparkUi', trans.__('Spark UI'))}
        </div>
      </fieldset>
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
