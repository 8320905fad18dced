import { closeIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode
} from 'react';

/** What rows that can be put in order are given. */
export interface RowsProps {
  count: number;
  /** What a row is called, for those who can't see it. */
  name(index: number): string;
  readOnly: boolean;
  trans: TranslationBundle;
  onMove(from: number, to: number): void;
  /** Absent: rows can't be removed. */
  onRemove?(index: number): void;
  /** One row's content. */
  children(index: number): ReactNode;
  /** What stands below a row. */
  after?(index: number): ReactNode;
  /** Further buttons at a row's end. */
  actions?(index: number): ReactNode;
  rowClass?(index: number): string;
  /** Absent: rows stay within this list. */
  across?: RowsAcross;
}

/** What is around several lists of rows that can be moved from one to another. It takes the drops and the keys that move rows. */
export interface RowsAcross {
  /** Where a row stands in the whole. */
  placeOf(index: number): string;
  dragged: string | undefined;
  /** Where what is dragged would go. */
  drop: { place: string; side: 'above' | 'below' } | undefined;
  onStart(index: number): void;
  onEnd(): void;
  onStep(index: number, step: number): void;
}

/**
 * Rows with a handle to put them in order (drag it, or the arrow keys on it, or Alt and an arrow key anywhere in the row) and a button to
 * remove them.
 */
export function Rows(props: RowsProps): JSX.Element | null {
  const { count, readOnly, trans, onMove, onRemove, across } = props;
  const root = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<number>();
  const [over, setOver] = useState<number>();
  // Where the focus goes once the rows are drawn in their new order.
  const focus = useRef<{ index: number; part: string }>();

  useEffect(() => {
    const wanted = focus.current;
    if (wanted === undefined) {
      return;
    }
    focus.current = undefined;
    const rows = root.current?.querySelectorAll<HTMLElement>(
      ':scope > .gf-Row-group > .gf-Row'
    );
    rows?.[Math.min(wanted.index, rows.length - 1)]
      ?.querySelector<HTMLElement>(wanted.part)
      ?.focus();
  });

  const move = (from: number, to: number, part = '.gf-Row-handle'): void => {
    if (to >= 0 && to < count && to !== from && !readOnly) {
      focus.current = { index: to, part };
      onMove(from, to);
    }
  };
  const onKeyDown = (event: KeyboardEvent, index: number): void => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const onHandle = (event.target as HTMLElement).classList.contains(
      'gf-Row-handle'
    );
    if (step !== undefined && (event.altKey || onHandle)) {
      event.preventDefault();
      event.stopPropagation();
      if (!across) {
        move(index, index + step);
      } else if (!readOnly) {
        across.onStep(index, step);
      }
    } else if (
      onHandle &&
      (event.key === 'Delete' || event.key === 'Backspace')
    ) {
      event.preventDefault();
      event.stopPropagation();
      remove(index);
    }
  };
  const remove = (index: number): void => {
    if (!readOnly && onRemove) {
      focus.current = { index, part: '.gf-Row-remove' };
      onRemove(index);
    }
  };

  const indexAt = (target: HTMLElement): number | undefined => {
    const row = target.closest<HTMLElement>('.gf-Row-group');
    return row !== null && row.parentElement === root.current
      ? Number(row.dataset.index)
      : undefined;
  };
  const dropAt = (index: number): 'above' | 'below' | undefined => {
    if (across) {
      return across.drop?.place === across.placeOf(index)
        ? across.drop.side
        : undefined;
    }
    return dragged !== undefined && over === index && over !== dragged
      ? over > dragged
        ? 'below'
        : 'above'
      : undefined;
  };

  if (count === 0) {
    return null;
  }
  return (
    <div
      ref={root}
      className="gf-Rows"
      role="list"
      onDragOver={event => {
        if (dragged !== undefined) {
          event.preventDefault();
          event.stopPropagation();
          event.dataTransfer.dropEffect = 'move';
          const index = indexAt(event.target as HTMLElement);
          if (index !== undefined && index !== over) {
            setOver(index);
          }
        }
      }}
      onDrop={event => {
        if (dragged !== undefined) {
          event.preventDefault();
          event.stopPropagation();
          // Not `over`: that may lag behind the pointer.
          const index = indexAt(event.target as HTMLElement);
          if (index !== undefined) {
            move(dragged, index);
          }
        }
      }}
      onDragEnd={() => {
        across?.onEnd();
        setDragged(undefined);
        setOver(undefined);
      }}
    >
      {Array.from({ length: count }, (_, index) => (
        <div
          key={index}
          role="listitem"
          className="gf-Row-group"
          data-index={index}
          data-place={across?.placeOf(index)}
          data-drop={dropAt(index)}
          data-dragged={
            (across
              ? across.dragged === across.placeOf(index)
              : dragged === index) || undefined
          }
          onKeyDown={event => onKeyDown(event, index)}
        >
          <div className={`gf-Row ${props.rowClass?.(index) ?? ''}`}>
            {!readOnly && (
              <button
                type="button"
                className="gf-Row-handle"
                draggable
                title={trans.__('Drag, or press ↑ or ↓, to move')}
                aria-label={trans.__('Move %1', props.name(index))}
                onDragStart={event => {
                  event.stopPropagation();
                  event.dataTransfer.effectAllowed = 'move';
                  event.dataTransfer.setData('text/plain', props.name(index));
                  if (across) {
                    across.onStart(index);
                  } else {
                    setDragged(index);
                  }
                }}
              />
            )}
            <div className="gf-Row-content">{props.children(index)}</div>
            {props.actions?.(index)}
            {!readOnly && onRemove && (
              <button
                type="button"
                className="gf-FieldButton gf-Row-remove"
                title={trans.__('Remove')}
                aria-label={trans.__('Remove %1', props.name(index))}
                onClick={() => remove(index)}
              >
                <closeIcon.react tag="span" width="14px" height="14px" />
              </button>
            )}
          </div>
          {props.after?.(index)}
        </div>
      ))}
    </div>
  );
}
