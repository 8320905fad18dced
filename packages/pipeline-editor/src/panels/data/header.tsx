import type { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';
import type { Rows } from '../../run/rows.js';
import type { PipelineSession } from '../../run/session.js';
import { progressText } from './message.js';
import type { Pane } from './pane.js';
import type { RowsModel } from './model.js';

/** The line above a pane: what is shown, how much of it, and what can be done. */
export function PaneHeader(props: {
  pane: Pane;
  session: PipelineSession;
  model: RowsModel | undefined;
  name: ReactElement | string;
  trans: TranslationBundle;
  children?: ReactElement | false;
}): ReactElement {
  const { pane, model, trans, session } = props;
  const { state } = pane;
  const rows = 'rows' in state ? state.rows : undefined;
  return (
    <div className="gf-Pane-header">
      <span className="gf-Pane-name">{props.name}</span>
      {rows && (
        <span className="gf-Pane-count">
          {countText(rows.rows.length, rows.total, rows.complete, trans)}
          {rows.total === null && (
            <button
              type="button"
              className="gf-Link"
              disabled={pane.counting}
              title={trans.__('Count all rows')}
              onClick={() => void pane.count()}
            >
              {pane.counting ? trans.__('Counting…') : trans.__('Count')}
            </button>
          )}
        </span>
      )}
      {rows && (
        <span className="gf-Pane-engine" title={engineTitle(rows, trans)}>
          {rows.engine === 'duckdb' ? trans.__('DuckDB') : trans.__('Spark')}
        </span>
      )}
      {rows && model?.sorting && (
        <span className="gf-Pane-note">
          {rows.complete
            ? trans.__('Sorted by %1', rows.columns[model.sorting.column].name)
            : trans._n(
                'Sorted within the one row loaded',
                'Sorted within the %2 rows loaded',
                rows.rows.length,
                rows.rows.length.toLocaleString()
              )}{' '}
          <button
            type="button"
            className="gf-Link"
            onClick={() => model.sort(undefined)}
          >
            {trans.__('Unsort')}
          </button>
        </span>
      )}
      {state.kind === 'rows' && state.old && (
        <span className="gf-Pane-note gf-mod-warn">
          {pane.waiting.length > 0
            ? trans.__('The code has changed since: press Preview to run it')
            : trans.__('The settings have changed since')}
        </span>
      )}
      {state.kind === 'loading' && rows && (
        <UseSignal signal={session.stateChanged}>
          {() => (
            <UseSignal signal={session.previewChanged}>
              {() => (
                <span className="gf-Pane-note" role="status">
                  {progressText(session, trans)}
                </span>
              )}
            </UseSignal>
          )}
        </UseSignal>
      )}
      {rows && (
        <UseSignal signal={session.nodesChanged}>
          {() => <Warnings texts={warningsOf(pane, session)} trans={trans} />}
        </UseSignal>
      )}
      {rows?.failure && (
        <span className="gf-Pane-note gf-mod-warn" title={rows.failure}>
          {rows.failure}
        </span>
      )}
      <span className="gf-Pane-space" />
      {props.children}
      {state.kind === 'loading' || pane.counting ? (
        <button
          type="button"
          className="gf-Button"
          onClick={() => (pane.counting ? session.stop() : pane.cancel())}
        >
          {trans.__('Cancel')}
        </button>
      ) : (
        state.kind !== 'none' &&
        state.kind !== 'problems' &&
        // The middle of the pane has a button of its own then.
        state.kind !== 'idle' &&
        state.kind !== 'failed' && (
          <button
            type="button"
            className="gf-Button"
            title={trans.__('Read the data again')}
            onClick={() => void pane.preview()}
          >
            {state.kind === 'rows' && state.old && pane.waiting.length > 0
              ? trans.__('Preview')
              : trans.__('Refresh')}
          </button>
        )
      )}
    </div>
  );
}

/** Which engine the rows are from, how long it took, and why it was not the other. */
function engineTitle(rows: Rows, trans: TranslationBundle): string {
  const text =
    rows.engine === 'duckdb'
      ? trans.__('DuckDB answered in %1 s.', rows.seconds)
      : trans.__('Spark answered in %1 s.', rows.seconds);
  return rows.why === undefined ? text : `${text} ${rows.why}`;
}

function warningsOf(pane: Pane, session: PipelineSession): readonly string[] {
  return pane.nodeId === undefined ? [] : session.warnings(pane.nodeId);
}

/** What was logged while the rows were made: the first warning, all of them as a tooltip and to screen readers. */
function Warnings(props: {
  texts: readonly string[];
  trans: TranslationBundle;
}): ReactElement | null {
  const { texts, trans } = props;
  if (texts.length === 0) {
    return null;
  }
  const count = trans._n('%1 warning', '%1 warnings', texts.length);
  return (
    <span className="gf-Pane-note gf-mod-warn" title={texts.join('\n')}>
      {texts.length > 1 && `${count}: `}
      {texts[0]}
      {texts.length > 1 && (
        <span className="gf-hidden">{` ${texts.slice(1).join(' ')}`}</span>
      )}
    </span>
  );
}

/** How many rows are shown, and of how many: "100 of 336,776 rows". */
export function countText(
  loaded: number,
  total: number | null,
  complete: boolean,
  trans: TranslationBundle
): string {
  if (complete || total === loaded) {
    return trans._n('%2 row', '%2 rows', loaded, loaded.toLocaleString());
  }
  return total === null
    ? trans._n('First row', 'First %2 rows', loaded, loaded.toLocaleString())
    : trans._n(
        '%2 of %3 row',
        '%2 of %3 rows',
        total,
        loaded.toLocaleString(),
        total.toLocaleString()
      );
}
