import {
  ASSUME_ROLE,
  BASE_SOURCES,
  CONNECTION_PLACE,
  credentialFields,
  fieldAnnotation,
  kindOf,
  type CredentialSchema,
  type Schema
} from '@glueflow/contract';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useState } from 'react';
import type { ServiceError } from './client.js';
import type { Connections } from './connections.js';
import { FailureNote } from './failure.js';
import { useSignals } from './hooks.js';
import { serviceError } from './remote.js';

/** Kinds of credentials that a person can choose, by where they stand in the list: AWS SSO first. */
const OFFERED: readonly CredentialSchema[] = [...BASE_SOURCES]
  .filter(schema => 'choice' in schema['x-credentials'])
  .sort((one, other) => Number(isSso(other)) - Number(isSso(one)));

function isSso(schema: CredentialSchema): boolean {
  return kindOf(schema) === 'sso';
}

/** What a form for a new connection holds: values by the names of the contract's fields. */
export interface Draft {
  name: string;
  schema: CredentialSchema;
  values: Values;
  /** The fields of the role that those credentials assume; undefined: none. */
  role: Values | undefined;
}

type Values = Readonly<Record<string, string>>;

/** The connection that a form describes. Fields that are not filled in are left out. */
function connectionOf({
  schema,
  values,
  role
}: Omit<Draft, 'name'>): Record<string, unknown> {
  const source = pick(schema, values);
  const region = values.region?.trim();
  return {
    ...(role ? { ...pick(ASSUME_ROLE, role), source } : source),
    ...(region ? { region } : {})
  };
}

function pick(
  { properties }: CredentialSchema,
  values: Values
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, part]) => {
      const value = part.const ?? values[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    })
  );
}

/** True when every field that a kind needs is filled in. */
function isComplete(schema: CredentialSchema, values: Values): boolean {
  return credentialFields(schema).every(
    ([name]) => !schema.required?.includes(name) || values[name]?.trim()
  );
}

/** A small form for a new connection. It asks for names of profiles and variables, never for a secret. */
export function ConnectionForm(props: {
  connections: Connections;
  trans: TranslationBundle;
  name?: string;
  onAdded(name: string): void;
  onCancel(): void;
}): JSX.Element {
  const { connections, trans, onAdded, onCancel } = props;
  const profiles = connections.profiles.value ?? [];
  const first = profiles.find(({ kind }) => kind === 'sso') ?? profiles[0];
  const [draft, setDraft] = useState<Draft>({
    name: props.name ?? '',
    schema: schemaOf(first?.kind === 'sso' ? 'sso' : 'profile'),
    values: { ...defaults(), profile: first?.name ?? '' },
    role: undefined
  });
  const [error, setError] = useState<ServiceError>();
  const [busy, setBusy] = useState(false);
  const list = useId();
  useSignals(connections.profiles.changed);
  const set = (change: Partial<Draft>): void =>
    setDraft(before => ({ ...before, ...change }));
  const ready =
    draft.name.trim() !== '' &&
    isComplete(draft.schema, draft.values) &&
    (!draft.role || isComplete(ASSUME_ROLE, draft.role));
  const add = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await connections.add(draft.name.trim(), connectionOf(draft));
      onAdded(draft.name.trim());
    } catch (reason) {
      setError(serviceError(reason));
      setBusy(false);
    }
  };
  const text = (
    label: string,
    name: string,
    value: string,
    onChange: (value: string) => void,
    more: { placeholder?: string; list?: string } = {}
  ): JSX.Element => (
    <div className="gf-JobField" key={name}>
      <label className="gf-JobField-label" htmlFor={`${list}-${name}`}>
        {label}
      </label>
      <input
        id={`${list}-${name}`}
        type="text"
        className="jp-mod-styled"
        value={value}
        spellCheck={false}
        autoComplete="off"
        {...more}
        onChange={event => onChange(event.target.value)}
      />
    </div>
  );
  const field = (
    name: string,
    schema: Schema,
    part: 'values' | 'role',
    needed: boolean
  ): JSX.Element => {
    const { placeholder } = fieldAnnotation(schema);
    const title = trans.__(schema.title ?? name);
    return text(
      needed ? title : trans.__('%1 (if any)', title),
      `${part}-${name}`,
      draft[part]?.[name] ?? '',
      value => set({ [part]: { ...draft[part], [name]: value } }),
      {
        ...(placeholder === undefined
          ? {}
          : { placeholder: trans.__(placeholder) }),
        ...(name === 'profile' ? { list } : {})
      }
    );
  };
  const fields = (
    schema: CredentialSchema,
    part: 'values' | 'role'
  ): JSX.Element[] =>
    credentialFields(schema)
      // The name of a session has a default that nobody need know.
      .filter(([name]) => name !== 'sessionName')
      .map(([name, each]) =>
        field(name, each, part, schema.required?.includes(name) === true)
      );
  return (
    <div
      className="gf-ConnectionForm"
      role="group"
      aria-label={trans.__('New connection')}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onCancel();
        } else if (
          event.key === 'Enter' &&
          event.target instanceof HTMLInputElement
        ) {
          event.preventDefault();
          event.stopPropagation();
          if (ready && !busy) {
            void add();
          }
        }
      }}
    >
      {text(trans.__('Name'), 'name', draft.name, name => set({ name }))}
      <div className="gf-JobField">
        <label className="gf-JobField-label" htmlFor={`${list}-kind`}>
          {trans.__('Credentials')}
        </label>
        <div className="jp-select-wrapper">
          <select
            id={`${list}-kind`}
            className="jp-mod-styled"
            value={OFFERED.indexOf(draft.schema)}
            onChange={event =>
              set({ schema: OFFERED[Number(event.target.value)] })
            }
          >
            {OFFERED.map(({ 'x-credentials': { choice = '' } }, index) => (
              <option key={choice} value={index}>
                {trans.__(choice)}
              </option>
            ))}
          </select>
        </div>
      </div>
      {fields(draft.schema, 'values')}
      <datalist id={list}>
        {profiles.map(({ name, kind }) => (
          <option key={name} value={name}>
            {kind}
          </option>
        ))}
      </datalist>
      {field('region', CONNECTION_PLACE.region, 'values', true)}
      <label className="gf-Check">
        <input
          type="checkbox"
          checked={draft.role !== undefined}
          onChange={event =>
            set({ role: event.target.checked ? {} : undefined })
          }
        />
        <span>{trans.__('Assume a role')}</span>
      </label>
      {draft.role && fields(ASSUME_ROLE, 'role')}
      {error !== undefined && <FailureNote error={error} trans={trans} />}
      <div className="gf-ConnectionForm-actions">
        <button
          type="button"
          className="jp-mod-styled jp-mod-reject gf-mod-small"
          onClick={onCancel}
        >
          {trans.__('Cancel')}
        </button>
        <button
          type="button"
          className="jp-mod-styled jp-mod-accept gf-mod-small"
          disabled={!ready || busy}
          onClick={() => void add()}
        >
          {trans.__('Add connection')}
        </button>
      </div>
    </div>
  );
}

function schemaOf(kind: string): CredentialSchema {
  return OFFERED.find(schema => kindOf(schema) === kind) ?? OFFERED[0];
}

/** The fields that begin with a value: names of variables that AWS's own tools read. */
function defaults(): Record<string, string> {
  return Object.fromEntries(
    OFFERED.flatMap(credentialFields).flatMap(([name, schema]) =>
      typeof schema.default === 'string' ? [[name, schema.default]] : []
    )
  );
}
