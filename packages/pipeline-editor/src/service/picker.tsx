import type { AwsBaseSource, AwsConnection } from '@glueflow/components-core';
import { addIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useId, useState } from 'react';
import type { ServiceError } from './client.js';
import {
  defaultCredentials,
  type ConnectionFacts,
  type Connections
} from './connections.js';
import { FailureNote } from './failure.js';
import { useSignals } from './hooks.js';
import { serviceError } from './remote.js';

/** What a connection is, in a few words. */
export function describeConnection(
  connection: AwsConnection,
  trans: TranslationBundle
): string {
  switch (connection.kind) {
    case 'default':
      return trans.__('default credentials');
    case 'environment':
      return trans.__('keys of the environment');
    case 'profile':
      return trans.__('profile %1', connection.profile);
    case 'sso':
      return trans.__('SSO, profile %1', connection.profile);
    case 'keys':
      return connection.keys === 'variables'
        ? trans.__('keys in %1', connection.accessKeyIdVariable)
        : trans.__('keys typed for the session');
    case 'assume-role':
      return trans.__('role %1', connection.roleArn);
  }
}

/** Chooses a connection of the person's settings, or the default credentials, and adds new ones. */
export function ConnectionPicker(props: {
  connections: Connections;
  /** The connection chosen; undefined: the default one. */
  value: string | undefined;
  /** What is used where none is chosen; empty: the default credentials. */
  usual: string;
  trans: TranslationBundle;
  disabled?: boolean;
  /** Without a label beside it, for toolbars. */
  compact?: boolean;
  onChange(name: string | undefined): void;
}): JSX.Element {
  const { connections, value, usual, trans, disabled, compact, onChange } =
    props;
  const [adding, setAdding] = useState(false);
  const id = useId();
  useSignals(connections.list.changed);
  useEffect(() => void connections.ensure(), [connections]);
  const { list } = connections;
  const known: readonly ConnectionFacts[] = list.value ?? [];
  const label = trans.__('AWS connection');
  const missing =
    value !== undefined &&
    list.current.state === 'ready' &&
    !known.some(({ name }) => name === value);
  const chosen = known.find(({ name }) => name === value);
  const none =
    usual === ''
      ? defaultCredentials(connections.endpoint, trans)
      : trans.__('Default connection (%1)', usual);
  const textOf = (connection: ConnectionFacts): string =>
    `${connection.name} (${describeConnection(connection, trans)})`;
  return (
    <div className="gf-JobField gf-ConnectionPicker">
      {!compact && (
        <label className="gf-JobField-label" htmlFor={id}>
          {label}
        </label>
      )}
      <div className="gf-ConnectionPicker-row">
        <div className="jp-select-wrapper">
          <select
            id={id}
            className="jp-mod-styled"
            aria-label={compact ? label : undefined}
            // In a narrow panel the text is cut off.
            title={chosen ? textOf(chosen) : (value ?? none)}
            value={value ?? ''}
            disabled={disabled}
            aria-invalid={missing}
            onChange={event => onChange(event.target.value || undefined)}
          >
            <option value="">{none}</option>
            {value !== undefined &&
              !known.some(({ name }) => name === value) && (
                <option value={value}>
                  {missing
                    ? trans.__('%1 (not in your settings)', value)
                    : value}
                </option>
              )}
            {known.map(connection => (
              <option key={connection.name} value={connection.name}>
                {textOf(connection)}
              </option>
            ))}
          </select>
        </div>
        <button
          type="button"
          className="gf-IconButton"
          aria-expanded={adding}
          disabled={disabled}
          title={trans.__('Add a connection')}
          aria-label={trans.__('Add a connection')}
          onClick={() => setAdding(!adding)}
        >
          <addIcon.react tag="span" width="16px" height="16px" />
        </button>
      </div>
      {missing && (
        <p className="gf-JobField-missing" role="alert">
          {trans.__(
            'Your settings have no connection “%1”. Add it, or choose another.',
            value
          )}
        </p>
      )}
      {list.error !== undefined && (
        <FailureNote
          error={list.error}
          trans={trans}
          onRetry={() => void connections.refresh()}
        />
      )}
      {adding && (
        <ConnectionForm
          connections={connections}
          trans={trans}
          name={missing ? value : undefined}
          onAdded={name => {
            setAdding(false);
            onChange(name);
          }}
          onCancel={() => setAdding(false)}
        />
      )}
    </div>
  );
}

type Kind = 'sso' | 'profile' | 'environment' | 'keys' | 'default';

interface Draft {
  name: string;
  kind: Kind;
  profile: string;
  idVariable: string;
  secretVariable: string;
  tokenVariable: string;
  assume: boolean;
  roleArn: string;
  externalId: string;
  region: string;
}

/** The connection that a form describes. */
export function connectionOf(draft: Draft): AwsConnection {
  const { kind, profile, region, assume, roleArn, externalId } = draft;
  const place = region.trim() === '' ? {} : { region: region.trim() };
  const source: AwsBaseSource =
    kind === 'sso' || kind === 'profile'
      ? { kind, profile: profile.trim() }
      : kind === 'keys'
        ? {
            kind,
            keys: 'variables',
            accessKeyIdVariable: draft.idVariable.trim(),
            secretAccessKeyVariable: draft.secretVariable.trim(),
            ...(draft.tokenVariable.trim() === ''
              ? {}
              : { sessionTokenVariable: draft.tokenVariable.trim() })
          }
        : { kind };
  return assume
    ? {
        kind: 'assume-role',
        roleArn: roleArn.trim(),
        ...(externalId.trim() === '' ? {} : { externalId: externalId.trim() }),
        source,
        ...place
      }
    : { ...source, ...place };
}

/** A small form for a new connection. It asks for names of profiles and variables, never for a secret. */
function ConnectionForm(props: {
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
    kind: first?.kind === 'sso' ? 'sso' : 'profile',
    profile: first?.name ?? '',
    idVariable: 'AWS_ACCESS_KEY_ID',
    secretVariable: 'AWS_SECRET_ACCESS_KEY',
    tokenVariable: '',
    assume: false,
    roleArn: '',
    externalId: '',
    region: ''
  });
  const [error, setError] = useState<ServiceError>();
  const [busy, setBusy] = useState(false);
  const list = useId();
  useSignals(connections.profiles.changed);
  const set = (change: Partial<Draft>): void =>
    setDraft(before => ({ ...before, ...change }));
  const named = draft.kind === 'sso' || draft.kind === 'profile';
  const ready =
    draft.name.trim() !== '' &&
    (!named || draft.profile.trim() !== '') &&
    (!draft.assume || draft.roleArn.trim() !== '');
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
    field: Exclude<keyof Draft, 'assume' | 'kind'>,
    more: { placeholder?: string; list?: string } = {}
  ): JSX.Element => (
    <div className="gf-JobField">
      <label className="gf-JobField-label" htmlFor={`${list}-${field}`}>
        {label}
      </label>
      <input
        id={`${list}-${field}`}
        type="text"
        className="jp-mod-styled"
        value={draft[field]}
        spellCheck={false}
        autoComplete="off"
        {...more}
        onChange={event => set({ [field]: event.target.value })}
      />
    </div>
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
      {text(trans.__('Name'), 'name')}
      <div className="gf-JobField">
        <label className="gf-JobField-label" htmlFor={`${list}-kind`}>
          {trans.__('Credentials')}
        </label>
        <div className="jp-select-wrapper">
          <select
            id={`${list}-kind`}
            className="jp-mod-styled"
            value={draft.kind}
            onChange={event => set({ kind: event.target.value as Kind })}
          >
            <option value="sso">
              {trans.__('AWS SSO (IAM Identity Center)')}
            </option>
            <option value="profile">{trans.__('Named profile')}</option>
            <option value="environment">
              {trans.__('Keys of the environment')}
            </option>
            <option value="keys">
              {trans.__('Keys in variables of other names')}
            </option>
            <option value="default">{trans.__('Default credentials')}</option>
          </select>
        </div>
      </div>
      {named && (
        <>
          {text(trans.__('Profile'), 'profile', { list })}
          <datalist id={list}>
            {profiles.map(({ name, kind }) => (
              <option key={name} value={name}>
                {kind}
              </option>
            ))}
          </datalist>
        </>
      )}
      {draft.kind === 'keys' && (
        <>
          {text(trans.__('Variable of the access key id'), 'idVariable')}
          {text(
            trans.__('Variable of the secret access key'),
            'secretVariable'
          )}
          {text(
            trans.__('Variable of the session token (if any)'),
            'tokenVariable'
          )}
        </>
      )}
      {text(trans.__('Region'), 'region', {
        placeholder: trans.__('As the profile or the environment says')
      })}
      <label className="gf-Check">
        <input
          type="checkbox"
          checked={draft.assume}
          onChange={event => set({ assume: event.target.checked })}
        />
        <span>{trans.__('Assume a role')}</span>
      </label>
      {draft.assume && (
        <>
          {text(trans.__('Role ARN'), 'roleArn', {
            placeholder: 'arn:aws:iam::123456789012:role/data-engineer'
          })}
          {text(trans.__('External id (if any)'), 'externalId')}
        </>
      )}
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
