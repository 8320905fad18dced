import { addIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useId, useState } from 'react';
import { describeConnection } from '@glueflow/contract';
import { ConnectionForm } from './connectionform.js';
import {
  defaultCredentials,
  type ConnectionFacts,
  type Connections
} from './connections.js';
import { FailureNote } from './failure.js';
import { useSignals } from './hooks.js';

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
    `${connection.name} (${describeConnection(connection)})`;
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
