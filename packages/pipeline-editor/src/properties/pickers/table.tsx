import { textOf } from '../form/input.js';
import { useFormScope, type ControlProps } from '../form/scope.js';
import { Combobox } from './combobox.js';
import { toOptions, useOffers } from './remote.js';

/** One of the person's AWS connections, by name. */
export function ConnectionControl(props: ControlProps): JSX.Element {
  const { trans, readOnly, catalog } = useFormScope();
  const [offers, want] = useOffers(
    'connections',
    async () => toOptions(await catalog.connections()),
    trans
  );
  const { value, ...rest } = props;
  return (
    <Combobox
      {...rest}
      value={textOf(value)}
      offers={offers}
      onOpen={want}
      trans={trans}
      disabled={readOnly}
      placeholder={props.placeholder ?? trans.__('Default credentials')}
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
  const { trans, readOnly, catalog, connection } = useFormScope();
  const [offers, want] = useOffers(
    `databases ${connection ?? ''}`,
    async () => toOptions(await catalog.databases(connection)),
    trans
  );
  const { value, ...rest } = props;
  return (
    <Combobox
      {...rest}
      value={textOf(value)}
      offers={offers}
      onOpen={want}
      trans={trans}
      disabled={readOnly}
    />
  );
}

/** A table of the database that the field `database` names. */
export function TableControl(props: ControlProps): JSX.Element {
  const { trans, readOnly, catalog, connection, config } = useFormScope();
  const database =
    typeof config.database === 'string' && !config.database.includes('${')
      ? config.database
      : '';
  const [offers, want] = useOffers(
    `tables ${connection ?? ''} ${database}`,
    async () => toOptions(await catalog.tables(connection, database)),
    trans
  );
  const { value, ...rest } = props;
  return (
    <Combobox
      {...rest}
      value={textOf(value)}
      offers={
        database === ''
          ? {
              state: 'ready',
              options: [],
              hint: trans.__('Choose the database first, or type a name.')
            }
          : offers
      }
      onOpen={() => {
        if (database !== '') {
          want();
        }
      }}
      trans={trans}
      disabled={readOnly}
    />
  );
}
