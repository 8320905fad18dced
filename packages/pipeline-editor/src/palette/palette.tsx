import type { Component } from '@glueflow/components-manager';
import { LabIcon } from '@jupyterlab/ui-components';
import { MimeData } from '@lumino/coreutils';
import { Drag } from '@lumino/dragdrop';
import {
  useCallback,
  useRef,
  useState,
  useSyncExternalStore,
  type JSX,
  type KeyboardEvent,
  type PointerEvent as ReactPointerEvent
} from 'react';
import { COMPONENT_MIME } from '../model/mime.js';
import type { PipelineEditor } from '../editor/editor.js';
import { componentIcon } from '../icons.js';
import { showHelp } from './help.js';
import { paletteMemory } from './memory.js';
import { searchComponents } from './search.js';

/** A press becomes a drag when the pointer has gone this far, in pixels. */
const DRAG_DISTANCE = 5;
const ADD = 'glueflow:add-step';

interface Section {
  title: string;
  components: readonly Component[];
}

/** Search box and list of components. */
export function Palette({ editor }: { editor: PipelineEditor }): JSX.Element {
  const { registry, trans, commands } = editor;
  const [query, setQuery] = useState('');
  const list = useRef<HTMLDivElement>(null);
  useSyncExternalStore(
    useCallback(listener => {
      paletteMemory.changed.connect(listener);
      return () => {
        paletteMemory.changed.disconnect(listener);
      };
    }, []),
    () => `${paletteMemory.favourites.join()} ${paletteMemory.recent.join()}`
  );
  // Read each time: other extensions may add components at any moment.
  const components = registry.list();
  const sections = sectionsOf(editor, components, query);
  const found = query.trim() !== '' ? sections[0].components : [];
  const add = (component: Component): void => {
    void commands.execute(ADD, { component: component.id });
  };
  return (
    <>
      <div className="gf-Palette-search">
        <input
          type="search"
          aria-label={trans.__('Search steps')}
          placeholder={trans.__('Search')}
          title={trans.__('By name or by what it does, such as “group by”')}
          value={query}
          onChange={event => setQuery(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter' && found.length > 0) {
              add(found[0]);
            } else if (event.key === 'Escape' && query !== '') {
              // Without a text it leads back to the canvas.
              event.preventDefault();
              setQuery('');
            } else if (event.key === 'ArrowDown') {
              event.preventDefault();
              entries(list.current)[0]?.focus();
            }
          }}
        />
      </div>
      <div
        ref={list}
        className="gf-Palette-list"
        onKeyDown={event => onListKey(event, list.current)}
      >
        {sections.map(({ title, components: shown }, section) => (
          <section key={title} aria-label={title}>
            <h3>{title}</h3>
            {shown.length === 0 ? (
              <p className="gf-Palette-none" role="status">
                {trans.__('No step does that. Try another word.')}
              </p>
            ) : (
              <ul>
                {shown.map((component, index) => (
                  <Entry
                    key={component.id}
                    editor={editor}
                    component={component}
                    first={section === 0 && index === 0}
                    add={add}
                  />
                ))}
              </ul>
            )}
          </section>
        ))}
      </div>
    </>
  );
}

function Entry({
  editor,
  component,
  first,
  add
}: {
  editor: PipelineEditor;
  component: Component;
  first: boolean;
  add(component: Component): void;
}): JSX.Element {
  const { trans } = editor;
  const favourite = paletteMemory.favourites.includes(component.id);
  return (
    <li className="gf-Palette-item">
      <button
        type="button"
        className="gf-Palette-entry"
        tabIndex={first ? 0 : -1}
        disabled={editor.readOnly}
        title={trans.__(
          '%1: drag it onto the canvas, or press Enter',
          component.title
        )}
        onPointerDown={event => dragFrom(event, component)}
        // A single click only focuses: dragging begins with one.
        onClick={event => {
          if (event.detail === 0) {
            add(component);
          }
        }}
        onDoubleClick={() => add(component)}
      >
        <LabIcon.resolveReact
          icon={componentIcon(component.icon)}
          tag="span"
          className="gf-Palette-icon"
        />
        <span className="gf-Palette-title">{component.title}</span>
      </button>
      <button
        type="button"
        className={`gf-Palette-star${favourite ? ' gf-mod-on' : ''}`}
        tabIndex={-1}
        aria-pressed={favourite}
        aria-label={trans.__('Favourite: %1', component.title)}
        title={
          favourite
            ? trans.__('No favourite any more')
            : trans.__('Make it a favourite')
        }
        onClick={() => paletteMemory.toggle(component.id)}
      >
        {favourite ? '★' : '☆'}
      </button>
      <button
        type="button"
        className="gf-Palette-help"
        tabIndex={-1}
        aria-label={trans.__('Help: %1', component.title)}
        title={trans.__('Help')}
        onClick={() => void showHelp(component, trans)}
      >
        ?
      </button>
    </li>
  );
}

function sectionsOf(
  { trans }: PipelineEditor,
  components: readonly Component[],
  query: string
): Section[] {
  if (query.trim() !== '') {
    return [
      {
        title: trans.__('Found'),
        components: searchComponents(components, query)
      }
    ];
  }
  const named = (ids: readonly string[]): Component[] =>
    ids.flatMap(id => components.find(component => component.id === id) ?? []);
  const of = (category: Component['category']): Component[] =>
    components.filter(component => component.category === category);
  const { favourites, recent } = paletteMemory;
  return [
    { title: trans.__('Favourites'), components: named(favourites) },
    {
      title: trans.__('Recent'),
      components: named(recent.filter(id => !favourites.includes(id)))
    },
    { title: trans.__('Inputs'), components: of('input') },
    { title: trans.__('Transforms'), components: of('transform') },
    { title: trans.__('Outputs'), components: of('output') }
  ].filter(section => section.components.length > 0);
}

function entries(list: HTMLElement | null): HTMLButtonElement[] {
  return [
    ...(list?.querySelectorAll<HTMLButtonElement>('.gf-Palette-entry') ?? [])
  ];
}

/** Up and down go from step to step, left and right to the buttons beside one. */
function onListKey(event: KeyboardEvent, list: HTMLElement | null): void {
  const { key, target } = event;
  if (!(target instanceof HTMLElement)) {
    return;
  }
  const row = target.closest('.gf-Palette-item');
  const all = entries(list);
  const at = all.findIndex(entry => row?.contains(entry));
  let next: HTMLElement | undefined;
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    next = all[at + (key === 'ArrowDown' ? 1 : -1)];
  } else if (key === 'ArrowRight' || key === 'ArrowLeft') {
    const buttons = [...(row?.querySelectorAll('button') ?? [])];
    const index = buttons.findIndex(button => button === target);
    next = buttons[index + (key === 'ArrowRight' ? 1 : -1)];
  } else if (key === 'F1') {
    row?.querySelector<HTMLButtonElement>('.gf-Palette-help')?.click();
    event.preventDefault();
  }
  if (next) {
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  }
}

function dragFrom(event: ReactPointerEvent, component: Component): void {
  if (event.button !== 0) {
    return;
  }
  const { clientX, clientY } = event;
  const source = event.currentTarget;
  const end = (): void => {
    window.removeEventListener('pointermove', move);
    window.removeEventListener('pointerup', end);
  };
  const move = (now: PointerEvent): void => {
    const far =
      Math.abs(now.clientX - clientX) + Math.abs(now.clientY - clientY);
    if (far < DRAG_DISTANCE) {
      return;
    }
    end();
    const image = source.cloneNode(true) as HTMLElement;
    image.classList.add('gf-mod-dragImage');
    const mimeData = new MimeData();
    mimeData.setData(COMPONENT_MIME, component.id);
    const drag = new Drag({
      mimeData,
      dragImage: image,
      supportedActions: 'copy',
      proposedAction: 'copy'
    });
    void drag.start(now.clientX, now.clientY).then(() => drag.dispose());
  };
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', end);
}
