import { useEffect, useState, type ReactNode } from 'react';
import { defaultCredentials } from '../../service/connections.js';
import { textOf } from '../form/value.js';
import { useFormScope, type ControlProps } from '../form/scope.js';
import type { Offer } from './catalog.js';
import { Combobox } from './combobox.js';
import { toOptions, useOffers } from './remote.js';

/** A name of something that the service knows. */
function RemoteControl(
  props: ControlProps & {
    /** What is asked for, as one text: another one asks anew. */
    topic: string;
    ask(): Promise<readonly Offer[]>;
    /** Why nothing can be asked yet. */
    hint?: string;
    footer?: ReactNode;
    /** It may be one that is not there yet. */
    free?: boolean;
  }
): JSX.Element {
  const { trans, readOnly, catalog } = useFormScope();
  const { value, topic, ask, hint, ...rest } = props;
  const [offers, want, follow] = useOffers(
    topic,
    async () => toOptions(await ask()),
    trans,
    () => catalog.version
  );
  return (
    <Combobox
      {...rest}
      value={textOf(value)}
      offers={
        hint === undefined ? offers : { state: 'ready', options: [], hint }
      }
      onOpen={hint === undefined ? want : undefined}
      follow={hint === undefined ? follow : undefined}
      trans={trans}
      disabled={readOnly}
    />
  );
}

/** One of the person's AWS connections, by name. */
export function ConnectionControl(props: ControlProps): JSX.Element {
  const { trans, catalog, connection } = useFormScope();
  const [endpoint, setEndpoint] = useState<string>();
  useEffect(() => {
    let gone = false;
    catalog.endpoint().then(
      found => gone || setEndpoint(found),
      // The list of connections says so when it is opened.
      () => undefined
    );
    return () => {
      gone = true;
    };
  }, [catalog]);
  return (
    <RemoteControl
      {...props}
      topic="connections"
      ask={() => catalog.connections()}
      placeholder={
        props.placeholder ??
        (connection === undefined
          ? defaultCredentials(endpoint, trans)
          : trans.__('Default connection (%1)', connection))
      }
      footer={
        <div className="gf-Combobox-note">
          {trans.__(
            'New connections are added in “Export to AWS Glue”, or by: glueflow connections add.'
          )}
        </div>
      }
    />
  );
}

/** A database of the Data Catalog. */
export function DatabaseControl(props: ControlProps): JSX.Element {
  const { catalog, connection, config } = useFormScope();
  const owner = plain(config.catalogId);
  return (
    <RemoteControl
      {...props}
      topic={`databases ${connection ?? ''} ${owner ?? ''}`}
      ask={() => catalog.databases(connection, owner)}
    />
  );
}

/** A table of the database that the field `database` names. */
export function TableControl(props: ControlProps): JSX.Element {
  const { trans, catalog, connection, config, component } = useFormScope();
  const database = plain(config.database) ?? '';
  const owner = plain(config.catalogId);
  return (
    <RemoteControl
      {...props}
      topic={`tables ${connection ?? ''} ${database} ${owner ?? ''}`}
      free={component.inputs.length > 0}
      ask={() => catalog.tables(connection, database, owner)}
      onChange={value => {
        props.onChange(value);
        if (database !== '' && typeof value === 'string') {
          catalog.taken(database, value);
        }
      }}
      hint={
        database === ''
          ? trans.__('Choose the database first, or type a name.')
          : undefined
      }
    />
  );
}

/** A repository of lakeFS. */
export function RepositoryControl(props: ControlProps): JSX.Element {
  const { catalog } = useFormScope();
  return (
    <RemoteControl
      {...props}
      topic="lakefs"
      ask={() => catalog.repositories()}
      free
    />
  );
}

/** A branch, or any reference, of the repository that the field `repository` names. */
export function ReferenceControl(
  props: ControlProps & { onlyBranches: boolean }
): JSX.Element {
  const { trans, catalog, config } = useFormScope();
  const { onlyBranches, ...control } = props;
  const repository = plain(config.repository) ?? '';
  return (
    <RemoteControl
      {...control}
      topic={`lakefs ${repository} ${onlyBranches}`}
      ask={() => catalog.references(repository, onlyBranches)}
      free
      placeholder={control.placeholder ?? 'main'}
      hint={
        repository === ''
          ? trans.__('Choose the repository first, or type a name.')
          : undefined
      }
    />
  );
}

/** The text of a field without parameters; undefined when it is empty or holds one. */
function plain(field: unknown): string | undefined {
  return typeof field === 'string' && field !== '' && !field.includes('${')
    ? field
    : undefined;
}
