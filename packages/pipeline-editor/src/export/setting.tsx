import { isObject, type Json } from '@glueflow/components-manager';
import { jobSetting, type JobSettingName } from '@glueflow/contract';
import {
  CheckField,
  LinesField,
  NumberField,
  PairsField,
  SelectField,
  TextField,
  type FieldProps
} from './fields.js';
import type { JobForm } from './form.js';

/** The field of a job setting, drawn as the contract describes it. */
export function SettingField(
  props: Omit<FieldProps, 'label' | 'help'> & {
    form: JobForm;
    name: JobSettingName;
    /** What the field shows when it is empty; absent: as the contract says. */
    placeholder?: string;
  }
): JSX.Element {
  const { form, name, ...usual } = props;
  const { trans } = usual;
  const schema = jobSetting(name);
  const { 'x-job': about } = schema;
  const own: unknown = form.own[name];
  const value: unknown = form.settings[name];
  const set = (next: Json | undefined): void =>
    form.edit({ [name]: next }, `job:${name}`);
  const field = {
    ...usual,
    label: trans.__(schema.title ?? name),
    placeholder:
      props.placeholder ??
      (about.placeholder !== undefined
        ? trans.__(about.placeholder)
        : schema.default === undefined
          ? undefined
          : String(schema.default))
  };
  if (schema.enum !== undefined) {
    return (
      <SelectField
        {...field}
        value={String(value)}
        options={schema.enum.map(choice => ({
          value: choice,
          label: trans.__(about.choices?.[choice] ?? choice)
        }))}
        onChange={set}
      />
    );
  }
  switch (schema.type) {
    case 'boolean':
      return <CheckField {...field} value={value === true} onChange={set} />;
    case 'integer':
      return (
        <NumberField
          {...field}
          value={typeof own === 'number' ? own : undefined}
          min={schema.minimum}
          onChange={set}
        />
      );
    case 'object':
      return (
        <PairsField
          {...field}
          value={textsOf(value)}
          nameLabel={trans.__(about.entry?.[0] ?? 'Name')}
          valueLabel={trans.__(about.entry?.[1] ?? 'Value')}
          onChange={(next, typed) =>
            form.edit(
              { [name]: Object.keys(next).length > 0 ? next : undefined },
              typed ? `job:${name}` : undefined
            )
          }
        />
      );
    case 'array':
      return (
        <LinesField
          {...field}
          help={schema.description && trans.__(schema.description)}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={next => set(next.length > 0 ? next : undefined)}
        />
      );
    default:
      return (
        <TextField
          {...field}
          value={own === undefined ? '' : String(own)}
          onChange={next => set(next || undefined)}
        />
      );
  }
}

function textsOf(value: unknown): Record<string, string> {
  return isObject(value) ? (value as Record<string, string>) : {};
}
