import { isGroup, type ConditionGroup } from '@glueflow/components-core';
import {
  createContext,
  useContext,
  useEffect,
  useRef,
  useState,
  type ReactNode
} from 'react';
import type { RowsAcross } from '../list/rows.js';
import { conditionAt, movedTo, stepped, type ConditionPath } from './model.js';

type Drop =
  | { place: string; side: 'above' | 'below'; group?: undefined }
  | { group: string; place?: undefined };

interface Moves {
  dragged: string | undefined;
  drop: Drop | undefined;
  start(place: string): void;
  end(): void;
  step(place: ConditionPath, step: number): void;
}

const Context = createContext<Moves | undefined>(undefined);

/** Conditions within can be moved from group to group: dragged, or with the arrow keys. */
export function ConditionMoves(props: {
  group: ConditionGroup;
  readOnly: boolean;
  onChange(group: ConditionGroup): void;
  children: ReactNode;
}): JSX.Element {
  const { group, readOnly, onChange } = props;
  const root = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<string>();
  const [drop, setDrop] = useState<Drop>();
  // Where the focus goes once the conditions are drawn in their new places.
  const focus = useRef<string>();

  useEffect(() => {
    if (focus.current !== undefined) {
      const row = `[data-place="${focus.current}"]`;
      focus.current = undefined;
      root.current
        ?.querySelector<HTMLElement>(`${row} > .gf-Row > .gf-Row-handle`)
        ?.focus();
    }
  });

  const move = (from: ConditionPath, to: ConditionPath | undefined): void => {
    const moved = to && movedTo(group, from, to);
    if (moved && !readOnly) {
      focus.current = textOf(moved.place);
      onChange(moved.group);
    }
  };
  const end = (): void => {
    setDragged(undefined);
    setDrop(undefined);
  };
  return (
    <Context.Provider
      value={{
        dragged,
        drop,
        start: setDragged,
        end,
        step: (place, step) => move(place, stepped(group, place, step))
      }}
    >
      <div
        ref={root}
        onDragOver={event => {
          const found =
            dragged === undefined
              ? undefined
              : dropAt(event.target as HTMLElement, event.clientY);
          if (dragged === undefined || found === undefined) {
            return;
          }
          event.preventDefault();
          event.stopPropagation();
          const inside = targetOf(group, found);
          const fits =
            inside !== undefined &&
            movedTo(group, placeOf(dragged), inside) !== undefined;
          event.dataTransfer.dropEffect = fits ? 'move' : 'none';
          const next = fits ? found : undefined;
          if (JSON.stringify(next) !== JSON.stringify(drop)) {
            setDrop(next);
          }
        }}
        onDrop={event => {
          if (dragged !== undefined) {
            event.preventDefault();
            event.stopPropagation();
            // Not what was drawn last: that may lag behind the pointer.
            const at = dropAt(event.target as HTMLElement, event.clientY);
            if (at !== undefined) {
              move(placeOf(dragged), targetOf(group, at));
            }
            end();
          }
        }}
      >
        {props.children}
      </div>
    </Context.Provider>
  );
}

/** What the rows of the group at a place need to be moved out of it, and whether something would be dropped at its end. */
export function useMoves(place: ConditionPath): {
  across: RowsAcross;
  isOver: boolean;
} {
  const moves = useContext(Context);
  if (moves === undefined) {
    throw new Error('Conditions were drawn outside of their builder.');
  }
  const { dragged, drop } = moves;
  return {
    isOver: drop?.group === textOf(place),
    across: {
      placeOf: index => textOf([...place, index]),
      dragged,
      drop: drop?.place === undefined ? undefined : drop,
      onStart: index => moves.start(textOf([...place, index])),
      onEnd: moves.end,
      onStep: (index, step) => moves.step([...place, index], step)
    }
  };
}

/** A place as an attribute holds it. */
export function textOf(place: ConditionPath): string {
  return place.join('/');
}

function placeOf(text: string): ConditionPath {
  return text === '' ? [] : text.split('/').map(Number);
}

/** What is under the pointer: above or below a condition, or a group, at whose end it would go. */
function dropAt(target: HTMLElement, y: number): Drop | undefined {
  const found = target.closest<HTMLElement>('[data-place], [data-group]');
  if (found?.dataset.place === undefined) {
    return found?.dataset.group === undefined
      ? undefined
      : { group: found.dataset.group };
  }
  const { top, height } = found.getBoundingClientRect();
  return {
    place: found.dataset.place,
    side: y < top + height / 2 ? 'above' : 'below'
  };
}

function targetOf(root: ConditionGroup, drop: Drop): ConditionPath | undefined {
  if (drop.place === undefined) {
    const place = placeOf(drop.group);
    const group = conditionAt(root, place);
    return group !== undefined && isGroup(group)
      ? [...place, group.conditions?.length ?? 0]
      : undefined;
  }
  const place = placeOf(drop.place);
  return drop.side === 'above'
    ? place
    : [...place.slice(0, -1), place[place.length - 1] + 1];
}
