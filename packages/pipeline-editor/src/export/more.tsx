import { defaultTimeout } from '@glueflow/components-manager';
import {
  JOB_SETTINGS,
  type JobSettingName,
  type JobSettings
} from '@glueflow/contract';
import { usual, type PartProps } from './part.js';
import { SettingField } from './setting.js';

/** The fields below "More": those of the contract that have no place above it. */
export const MORE: readonly JobSettingName[] = namesOf('more', 'production');

function namesOf(...parts: string[]): JobSettingName[] {
  return JOB_SETTINGS.filter(
    ([
      ,
      {
        'x-job': { part }
      }
    ]) => parts.includes(part ?? '')
  ).map(([name]) => name);
}

/** Kinds of settings that take a line each, below the others. */
const LONG: ReadonlySet<unknown> = new Set(['object', 'array']);

/** The settings of a job that are seldom changed. */
export function MorePart(props: PartProps): JSX.Element {
  const { model, trans } = props;
  const { settings } = model.form;
  const more = JOB_SETTINGS.filter(
    ([
      ,
      {
        'x-job': { part }
      }
    ]) => part === 'more'
  );
  const draw = (name: JobSettingName): JSX.Element => (
    <SettingField
      key={name}
      {...usual(props, name)}
      form={model.form}
      name={name}
      placeholder={placeholderOf(name, settings)}
    />
  );
  return (
    <>
      <div className="gf-ExportGrid">
        {more
          .filter(([, { type }]) => !LONG.has(type))
          .map(([name]) => draw(name))}
      </div>
      <fieldset className="gf-Switches">
        <legend>{trans.__('Added for production')}</legend>
        <div className="gf-ExportGrid">{namesOf('production').map(draw)}</div>
      </fieldset>
      {more
        .filter(([, { type }]) => LONG.has(type))
        .map(([name]) => draw(name))}
    </>
  );
}

/** What an empty field shows where that depends on other settings. */
function placeholderOf(
  name: JobSettingName,
  settings: JobSettings
): string | undefined {
  switch (name) {
    case 'description':
      return settings.description;
    case 'timeout':
      return String(defaultTimeout(settings.glueVersion));
    default:
      return undefined;
  }
}
