import { refreshIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useState } from 'react';
import type { Connections } from './connections.js';
import { ConnectionPicker } from './picker.js';

/** What a panel's bar asks and shows: its model. */
export interface BarModel {
  readonly connections: Connections;
  /** The connection of the settings; empty: the default credentials. */
  readonly usualConnection: string;
  readonly search: string;
  setConnection(name: string | undefined): void;
  setSearch(search: string): void;
  /** Asks for everything shown anew. */
  refresh(): void;
}

/** The bar of a panel on what a connection can see: connection, search, refresh. */
export function PanelBar(props: {
  model: BarModel;
  /** The connection that the person chose; undefined: the usual one. */
  connection: string | undefined;
  searchLabel: string;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, connection, searchLabel, trans } = props;
  // As typed: the model may keep it trimmed.
  const [text, setText] = useState(model.search);
  return (
    <div className="gf-PanelBar">
      <ConnectionPicker
        compact
        connections={model.connections}
        value={connection}
        usual={model.usualConnection}
        trans={trans}
        onChange={name => model.setConnection(name)}
      />
      <div className="gf-PanelBar-search">
        <input
          type="search"
          className="jp-mod-styled gf-Search"
          placeholder={trans.__('Search')}
          title={searchLabel}
          aria-label={searchLabel}
          value={text}
          onChange={event => {
            setText(event.target.value);
            model.setSearch(event.target.value);
          }}
        />
        <button
          type="button"
          className="gf-IconButton"
          title={trans.__('Refresh')}
          aria-label={trans.__('Refresh')}
          onClick={() => model.refresh()}
        >
          <refreshIcon.react tag="span" width="16px" height="16px" />
        </button>
      </div>
    </div>
  );
}
