import {
  caretDownIcon,
  caretRightIcon,
  fileIcon,
  folderIcon,
  refreshIcon,
  type LabIcon
} from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useCallback, useId, useState } from 'react';
import { bytesText } from '../../format.js';
import {
  branchIcon,
  commitIcon,
  compareIcon,
  repositoryIcon,
  tagIcon
} from '../../icons.js';
import { useSignals } from '../../service/hooks.js';
import { timeText } from '../../time.js';
import { ListingNote } from '../note.js';
import { Tree, TreeItem, type RowHandle } from '../tree.js';
import type { LakeFSModel } from './model.js';
import type { LakeFSNode, LakeFSRow } from './node.js';

/** What a person can do with a row. */
export interface LakeFSAction {
  /** Id of its command. */
  id: string;
  label: string;
  caption: string;
  icon: LabIcon;
  isEnabled(row: LakeFSRow | undefined): boolean;
  execute(row: LakeFSRow | undefined): void;
}

/** What the section needs of JupyterLab. */
export interface LakeFSSectionProps {
  model: LakeFSModel;
  trans: TranslationBundle;
  /** Buttons of its bar; they are about the row that has the focus. */
  actions: readonly LakeFSAction[];
  /** The row that has the focus has changed. */
  onCurrent(row: LakeFSRow | undefined): void;
  /** Add what a row stands for to the current pipeline. */
  addInput(row: LakeFSRow): void;
}

/** lakeFS below the Data Catalog: one line until it is opened. */
export function LakeFSSection(props: LakeFSSectionProps): JSX.Element {
  const { model, trans, actions } = props;
  const { onCurrent } = props;
  const id = useId();
  useSignals(model.changed);
  const [current, setCurrent] = useState<LakeFSRow>();
  const take = useCallback(
    (row: LakeFSRow | undefined) => {
      setCurrent(row);
      onCurrent(row);
    },
    [onCurrent]
  );
  const { open } = model;
  const Caret = open ? caretDownIcon : caretRightIcon;
  const shown = open && model.rows.length > 0;
  return (
    <section className="gf-LakeFS" data-open={open} aria-label="lakeFS">
      <div className="gf-LakeFS-bar">
        <button
          type="button"
          className="gf-LakeFS-title"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => model.setOpen(!open)}
        >
          <Caret.react tag="span" width="16px" height="16px" />
          lakeFS
        </button>
        {shown &&
          actions.map(({ id, label, caption, icon: Icon, ...action }) => (
            <button
              key={id}
              type="button"
              className="gf-IconButton"
              title={caption}
              aria-label={label}
              // Not `disabled`: a button that has the focus must not lose it.
              aria-disabled={!action.isEnabled(current)}
              onClick={() =>
                action.isEnabled(current) && action.execute(current)
              }
            >
              <Icon.react tag="span" width="16px" height="16px" />
            </button>
          ))}
        {open && (
          <button
            type="button"
            className="gf-IconButton"
            title={trans.__('Refresh lakeFS')}
            aria-label={trans.__('Refresh lakeFS')}
            onClick={() => model.refresh()}
          >
            <refreshIcon.react tag="span" width="16px" height="16px" />
          </button>
        )}
      </div>
      <div id={id} className="gf-LakeFS-content" hidden={!open}>
        {open && (
          <>
            <Messages model={model} trans={trans} />
            <LakeFSTree {...props} onCurrent={take} />
          </>
        )}
      </div>
    </section>
  );
}

function Messages(props: {
  model: LakeFSModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const { repositories } = model;
  const { current, value, error } = repositories;
  if (value?.missing && error === undefined) {
    return (
      <div className="gf-Empty" role="status">
        <p>{trans.__('No lakeFS server is set up here.')}</p>
        <p>
          {trans.__(
            'Write its address and an access key into ~/.lakectl.yaml, as lakectl does, then choose Refresh. Or start JupyterLab with LAKECTL_SERVER_ENDPOINT_URL, LAKECTL_CREDENTIALS_ACCESS_KEY_ID and LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY.'
          )}
        </p>
      </div>
    );
  }
  const says =
    value === undefined && current.state === 'loading'
      ? trans.__('Listing repositories…')
      : current.state === 'ready' && value?.nodes.length === 0
        ? trans.__(
            'lakeFS has no repositories here. In a terminal: glueflow lakefs create lakefs://NAME s3://BUCKET/PREFIX'
          )
        : '';
  return (
    <ListingNote error={error} trans={trans} onRetry={() => model.refresh()}>
      {says}
    </ListingNote>
  );
}

function LakeFSTree(props: LakeFSSectionProps): JSX.Element {
  const { model, trans, onCurrent, addInput } = props;
  const onRevealed = useCallback(() => model.reached(), [model]);
  const act = (row: LakeFSRow): void => {
    if (row.kind === 'more' || row.kind === 'error') {
      model.again(row);
    } else if (row.kind === 'object') {
      addInput(row);
    } else {
      model.toggle(row);
    }
  };
  return (
    <Tree
      rows={model.rows}
      label="lakeFS"
      revealed={model.revealed}
      onRevealed={onRevealed}
      onCurrent={onCurrent}
      toggle={(row, open) => model.toggle(row, open)}
      act={act}
      onKey={(row, { key }) => {
        const closes = key === 'Delete' && row.kind === 'comparison';
        if (closes) {
          model.close(row);
        }
        return closes;
      }}
    >
      {(row, handle) => (
        <Row
          key={row.id}
          row={row}
          handle={handle}
          trans={trans}
          onAct={() => act(row)}
        />
      )}
    </Tree>
  );
}

const ICONS: Partial<Record<LakeFSRow['kind'], LabIcon>> = {
  repository: repositoryIcon,
  branch: branchIcon,
  tag: tagIcon,
  commit: commitIcon,
  comparison: compareIcon,
  folder: folderIcon,
  object: fileIcon
};

function Row(props: {
  row: LakeFSRow;
  handle: RowHandle;
  trans: TranslationBundle;
  onAct(): void;
}): JSX.Element {
  const { row, handle, trans, onAct } = props;
  const { kind, error } = row;
  const { folder, label, detail, title } = textOf(row, trans);
  return (
    <TreeItem
      row={row}
      handle={handle}
      kind={kind}
      icon={ICONS[kind]}
      data-change={
        row.node?.kind === 'change' ? row.node.change.type : undefined
      }
      title={[title ?? `${folder ?? ''}${label}`, error?.remedy]
        .filter(Boolean)
        .join('\n')}
      onClick={() => {
        handle.onFocus();
        if (kind !== 'object') {
          onAct();
        }
      }}
      onDoubleClick={() => kind === 'object' && onAct()}
    >
      {folder !== undefined && (
        <span className="gf-LakeFS-folder">{folder}</span>
      )}
      <span className="gf-Catalog-label">{label}</span>
      {detail !== undefined && (
        <span className="gf-Catalog-detail">{detail}</span>
      )}
    </TreeItem>
  );
}

interface RowText {
  /** The folder of a path, which may be cut. */
  folder?: string;
  label: string;
  detail?: string;
  /** The whole of it, where the label is not. */
  title?: string;
}

function textOf(row: LakeFSRow, trans: TranslationBundle): RowText {
  const { kind, node, count, error } = row;
  switch (kind) {
    case 'loading':
      return { label: trans.__('Loading…') };
    case 'more':
      return { label: trans.__('Show more') };
    case 'error':
      return {
        label: trans.__('%1 Press Enter to try again.', error?.message ?? '')
      };
    case 'empty':
      return { label: emptyText(node, trans) };
    default:
      return node === undefined ? { label: '' } : nodeText(node, count, trans);
  }
}

function emptyText(
  node: LakeFSNode | undefined,
  trans: TranslationBundle
): string {
  switch (node?.kind) {
    case 'uncommitted':
      return trans.__('No uncommitted changes');
    case 'comparison':
      return trans.__('Nothing to merge');
    case 'commit':
      return trans.__('No changes');
    case 'repository':
      return trans.__('No branches');
    default:
      return trans.__('No objects');
  }
}

function nodeText(
  node: LakeFSNode,
  count: string | undefined,
  trans: TranslationBundle
): RowText {
  switch (node.kind) {
    case 'repository':
      return { label: node.repository };
    case 'branch':
      return {
        label: node.reference,
        ...(isHidden(node) ? { detail: trans.__('left by a run') } : {})
      };
    case 'tag':
      return { label: node.reference, detail: trans.__('tag') };
    case 'uncommitted':
      return {
        label: trans.__('Uncommitted changes'),
        detail: count === '0' ? undefined : count
      };
    case 'commits':
      return { label: trans.__('Commits') };
    case 'objects':
      return { label: trans.__('Objects') };
    case 'folder':
      return { label: lastPart(node.path), title: node.path };
    case 'object':
      return {
        label: lastPart(node.path),
        detail: node.bytes === undefined ? undefined : bytesText(node.bytes),
        title: [node.path, node.modified && timeText(node.modified)]
          .filter(Boolean)
          .join('\n')
      };
    case 'commit': {
      const { id, message, committer, created, metadata } = node.commit;
      return {
        label: message.split('\n', 1)[0] || trans.__('(no message)'),
        detail: id.slice(0, 8),
        title: [
          message,
          id,
          committer,
          timeText(created),
          ...Object.entries(metadata).map(
            ([name, value]) => `${name}: ${value}`
          )
        ].join('\n')
      };
    }
    case 'change': {
      const { path, type } = node.change;
      const label = lastPart(path);
      return {
        folder: path.slice(0, path.length - label.length),
        label,
        detail: changeText(type, trans)
      };
    }
    case 'comparison':
      return {
        label: trans.__('%1 into %2', node.other, node.base),
        detail: count === '0' ? undefined : count,
        title: trans.__(
          'What a merge of %1 into %2 would change',
          node.other,
          node.base
        )
      };
  }
}

function changeText(
  type: (LakeFSNode & { kind: 'change' })['change']['type'],
  trans: TranslationBundle
): string {
  return {
    added: trans.__('added'),
    removed: trans.__('removed'),
    changed: trans.__('changed'),
    conflict: trans.__('conflict'),
    prefix_changed: trans.__('changed')
  }[type];
}

/** Branches of transactions are hidden; one that is still there was left by a run that failed. */
function isHidden({ reference }: { reference: string }): boolean {
  return reference.startsWith('tx-');
}

/** The last part of a path, with the slash of a folder. */
function lastPart(path: string): string {
  return /[^/]*\/?$/.exec(path)?.[0] || path;
}
