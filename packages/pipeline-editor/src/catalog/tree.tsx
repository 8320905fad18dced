import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import type { LabIcon } from '@jupyterlab/ui-components';
import {
  useEffect,
  useRef,
  useState,
  type HTMLAttributes,
  type KeyboardEvent,
  type ReactNode
} from 'react';

/** What every line of a tree has. */
export interface TreeRow {
  /** Unique within the tree. */
  id: string;
  level: number;
  /** Id of the row above it in the tree. */
  parent?: string;
  /** Undefined where nothing lies below. */
  expanded?: boolean;
}

/** What a row's element is made with. */
export interface RowHandle {
  current: boolean;
  onFocus(): void;
}

/** Shows rows as a tree that is walked with the arrow keys; nothing when there are none. */
export function Tree<Row extends TreeRow>(props: {
  rows: readonly Row[];
  label: string;
  /** Id of the row to go to, once it is there. */
  revealed: string | undefined;
  onRevealed(): void;
  /** The row that has the focus has changed. */
  onCurrent(row: Row | undefined): void;
  toggle(row: Row, open?: boolean): void;
  /** Enter was pressed on a row. */
  act(row: Row): void;
  /** Another key was pressed on a row; true when that meant something. */
  onKey?(row: Row, event: KeyboardEvent): boolean;
  children(row: Row, handle: RowHandle): ReactNode;
}): JSX.Element | null {
  const { rows, label, onCurrent, onRevealed, toggle } = props;
  const [wanted, setWanted] = useState<string>();
  const host = useRef<HTMLUListElement>(null);
  // The row that is to get the focus, once it is the current one.
  const goal = useRef<string>();
  const current = rows.find(({ id }) => id === wanted) ?? rows[0];
  useEffect(() => onCurrent(current), [current, onCurrent]);
  const revealed = rows.find(({ id }) => id === props.revealed)?.id;
  useEffect(() => {
    if (revealed !== undefined) {
      onRevealed();
      setWanted(revealed);
      goal.current = revealed;
    }
  }, [onRevealed, revealed]);
  useEffect(() => {
    if (goal.current !== undefined && goal.current === current?.id) {
      goal.current = undefined;
      host.current
        ?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')
        ?.focus();
    }
  });
  if (rows.length === 0) {
    return null;
  }
  const go = (row: Row | undefined): void => {
    if (row !== undefined) {
      goal.current = row.id;
      setWanted(row.id);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = rows.indexOf(current);
    const done = (): void => event.preventDefault();
    switch (event.key) {
      case 'ArrowDown':
        done();
        return go(rows[index + 1]);
      case 'ArrowUp':
        done();
        return go(rows[index - 1]);
      case 'Home':
        done();
        return go(rows[0]);
      case 'End':
        done();
        return go(rows.at(-1));
      case 'ArrowRight':
        done();
        return current.expanded === false
          ? toggle(current, true)
          : current.expanded
            ? go(rows[index + 1])
            : undefined;
      case 'ArrowLeft':
        done();
        return current.expanded
          ? toggle(current, false)
          : go(rows.find(({ id }) => id === current.parent));
      case 'Enter':
        done();
        return props.act(current);
      case ' ':
        done();
        return toggle(current);
      default:
        if (props.onKey?.(current, event)) {
          done();
        }
    }
  };
  return (
    <ul
      ref={host}
      className="gf-Catalog-tree"
      role="tree"
      aria-label={label}
      onKeyDown={onKeyDown}
    >
      {rows.map(row =>
        props.children(row, {
          current: row === current,
          onFocus: () => setWanted(row.id)
        })
      )}
    </ul>
  );
}

/** Shows a line of a tree: caret, icon, and what it says. */
export function TreeItem(
  props: HTMLAttributes<HTMLLIElement> & {
    row: TreeRow;
    handle: RowHandle;
    /** For styles and context menus. */
    kind: string;
    icon?: LabIcon;
    /** Opens or closes by the caret alone, where a click on the row means something else. */
    onToggle?(): void;
    children: ReactNode;
  }
): JSX.Element {
  const { row, handle, kind, icon: Icon, onToggle, children, ...rest } = props;
  const { level, expanded } = row;
  const Caret = expanded ? caretDownIcon : caretRightIcon;
  return (
    <li
      {...rest}
      className="gf-Catalog-row"
      role="treeitem"
      data-kind={kind}
      aria-level={level}
      aria-expanded={expanded}
      aria-selected={handle.current}
      tabIndex={handle.current ? 0 : -1}
      style={{
        paddingInlineStart: `calc(${level - 1} * var(--gf-tree-step, 16px) + 4px)`
      }}
      onFocus={handle.onFocus}
      onContextMenu={handle.onFocus}
    >
      <span
        className="gf-Catalog-caret"
        onClick={event => {
          if (expanded !== undefined && onToggle !== undefined) {
            event.stopPropagation();
            onToggle();
          }
        }}
        onDoubleClick={event => event.stopPropagation()}
      >
        {expanded !== undefined && (
          <Caret.react tag="span" width="16px" height="16px" />
        )}
      </span>
      {Icon !== undefined && (
        <span className="gf-Catalog-icon">
          <Icon.react tag="span" width="16px" height="16px" />
        </span>
      )}
      {children}
    </li>
  );
}
