import { LabIcon } from '@jupyterlab/ui-components';
import { useEffect, useId, useMemo, useRef, useState, type JSX } from 'react';
import { matches } from '../palette/search.js';
import { useCanvas } from './context.js';
import type { Chooser as ChooserState } from './state.js';

/** More than this are not listed: typing narrows them down. */
const MOST = 100;

/** A list with a search box, over the canvas. Arrows and Enter choose, Escape closes. */
export function Chooser({ chooser }: { chooser: ChooserState }): JSX.Element {
  const canvas = useCanvas();
  const { trans } = canvas.editor;
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const box = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const found = useMemo(
    () =>
      chooser.choices
        .map(choice => ({
          choice,
          score: matches(query, choice.label, [
            choice.caption ?? '',
            choice.words ?? ''
          ])
        }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score)
        .slice(0, MOST)
        .map(({ choice }) => choice),
    [chooser, query]
  );
  const active = Math.min(at, found.length - 1);
  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const close = (id?: string): void => {
    canvas.show({ chooser: undefined });
    canvas.focus();
    if (id !== undefined) {
      chooser.choose(id);
    }
  };
  const width = canvas.view.element?.clientWidth ?? 600;
  const height = canvas.view.element?.clientHeight ?? 400;
  const style = chooser.at
    ? {
        left: Math.max(4, Math.min(chooser.at.x, width - 304)),
        top: Math.max(4, Math.min(chooser.at.y, height - 320))
      }
    : { left: Math.max(4, width / 2 - 150), top: 40 };
  return (
    <div
      className="gf-Chooser nodrag nopan nowheel"
      role="dialog"
      aria-label={chooser.title}
      style={style}
      onBlur={event => {
        if (!event.currentTarget.contains(event.relatedTarget)) {
          canvas.show({ chooser: undefined });
        }
      }}
      onKeyDown={event => {
        event.stopPropagation();
        if (event.key === 'Escape') {
          close();
        } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
          event.preventDefault();
          close(found[active]?.id);
        } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          event.preventDefault();
          const by = event.key === 'ArrowDown' ? 1 : found.length - 1;
          setAt((active + by) % Math.max(1, found.length));
        }
      }}
    >
      <label className="gf-Chooser-title">
        {chooser.title}
        <input
          ref={box}
          className="gf-Chooser-search"
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={
            found.length > 0 ? `${listId}-${active}` : undefined
          }
          placeholder={trans.__('Search')}
          value={query}
          onChange={event => {
            setQuery(event.target.value);
            setAt(0);
          }}
        />
      </label>
      <ul
        ref={list}
        id={listId}
        className="gf-Chooser-list"
        role="listbox"
        aria-label={chooser.title}
      >
        {found.map((choice, index) => (
          <li
            key={choice.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            className={index === active ? 'gf-mod-active' : ''}
            onPointerMove={() => setAt(index)}
            onPointerDown={event => event.preventDefault()}
            onClick={() => close(choice.id)}
          >
            {choice.icon && (
              <LabIcon.resolveReact icon={choice.icon} tag="span" />
            )}
            <span className="gf-Chooser-label">{choice.label}</span>
            {choice.caption !== undefined && (
              <span className="gf-Chooser-caption">{choice.caption}</span>
            )}
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <div className="gf-Chooser-none" role="status">
          {trans.__('Nothing found.')}
        </div>
      )}
    </div>
  );
}
