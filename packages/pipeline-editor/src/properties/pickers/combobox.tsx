import { caretDownEmptyIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode
} from 'react';
import { createPortal } from 'react-dom';
import { filterOptions, SHOWN, type Option } from './options.js';

/** Options, or how far the asking for them is. */
export type Offers =
  | { state: 'ready'; options: readonly Option[]; hint?: string }
  | { state: 'loading' }
  | { state: 'failed'; message: string; retry(): void };

/** What a combobox is given. */
export interface ComboboxProps {
  id: string;
  value: string;
  offers: Offers;
  trans: TranslationBundle;
  disabled: boolean;
  /** Every text that is typed or chosen. */
  onChange(value: string): void;
  /** A text is chosen from the list; by default as if it were typed. */
  onChoose?(value: string): void;
  /** The list opens: a good moment to ask for the options. */
  onOpen?(): void;
  /** Asks for options while the list is open, as the text changes. */
  follow?(): void;
  /** Part of the text by which options are found; by default all of it. */
  query?(text: string): string;
  label?: string;
  describedBy?: string;
  placeholder?: string;
  invalid?: boolean;
  /** Below the options. */
  footer?: ReactNode;
  /** Enter where nothing of the list is chosen. */
  onEnter?(): void;
  /** What is typed may be something new: Enter keeps it where nothing of the list is chosen with the arrow keys. */
  free?: boolean;
}

/** Which options an open list shows: all, or those that are found by what is typed now, or was before. */
type Filter = 'none' | 'typed' | 'before';

/** Arrow keys (down less up) and Enter. */
interface Early {
  steps: number;
  enter: boolean;
}

/** Where arrow keys lead in a ring of `count` options, from one of them or from none (-1). */
function stepped(from: number, steps: number, count: number): number {
  const first = from < 0 && steps < 0 ? 0 : from;
  return (((first + steps) % count) + count) % count;
}

/**
 * A text field with a list of what may be meant. Any text can be typed: Enter takes the first option that is found by it (unless `free`), Tab
 * and Escape keep it as it is.
 */
export function Combobox(props: ComboboxProps): JSX.Element {
  const { id, value, offers, trans, disabled, onChange } = props;
  const [open, setOpen] = useState(false);
  const [filter, setFilter] = useState<Filter>('none');
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const retry = useRef<HTMLButtonElement>(null);
  // Keys that came before the options did.
  const early = useRef<Early>({ steps: 0, enter: false });

  const all = offers.state === 'ready' ? offers.options : [];
  const query = props.query?.(value) ?? value;
  const found = filterOptions(all, filter === 'none' ? '' : query);
  const options = found.slice(0, SHOWN);
  // What Enter takes where no option is chosen with the arrow keys.
  const meant =
    filter === 'typed' &&
    !props.free &&
    query.trim() !== '' &&
    !all.some(option => option.value === value)
      ? options[0]
      : undefined;

  /**
   * Starts at what the field holds: at its option, or among those it finds where it is none. Returns the options that are shown then, and
   * which of them is marked.
   */
  const start = (): [readonly Option[], number] => {
    const at = all.findIndex(option => option.value === value);
    const near =
      at >= SHOWN || (at < 0 && filterOptions(all, query).length > 0);
    const marked = at >= SHOWN ? 0 : at;
    setFilter(near ? 'before' : 'none');
    setActive(marked);
    return [filterOptions(all, near ? query : '').slice(0, SHOWN), marked];
  };
  const show = (): void => {
    if (!open && !disabled) {
      props.onOpen?.();
      start();
      setOpen(true);
    }
  };
  const hide = (): void => {
    setOpen(false);
    setActive(-1);
    early.current = { steps: 0, enter: false };
  };
  const choose = (option: Option): void => {
    if (option.opens) {
      onChange(option.value);
      setFilter('typed');
      setActive(-1);
    } else {
      (props.onChoose ?? onChange)(option.value);
      hide();
    }
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (
      open &&
      retry.current &&
      !event.shiftKey &&
      (event.key === 'ArrowDown' || event.key === 'Tab')
    ) {
      // The list stands at the end of the page: Tab by itself would not reach it.
      event.preventDefault();
      retry.current.focus();
    } else if (step !== undefined && !event.altKey) {
      event.preventDefault();
      if (!open) {
        show();
      } else if (offers.state === 'loading') {
        early.current.steps += step;
      } else if (options.length > 0) {
        setActive(stepped(active, step, options.length));
      }
    } else if (
      event.key === 'Enter' &&
      !event.altKey &&
      !event.nativeEvent.isComposing
    ) {
      const taken = options[active] ?? meant;
      if (open && taken !== undefined) {
        event.preventDefault();
        choose(taken);
      } else if (
        open &&
        offers.state === 'loading' &&
        (early.current.steps !== 0 ||
          (filter === 'typed' && !props.free && query.trim() !== ''))
      ) {
        event.preventDefault();
        early.current.enter = true;
      } else {
        hide();
        props.onEnter?.();
      }
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      hide();
    } else if (event.key === 'Tab') {
      hide();
    }
  };

  useEffect(() => {
    if (!open) {
      return;
    }
    const away = (event: Event): void => {
      const target = event.target as Node;
      if (
        !input.current?.parentElement?.contains(target) &&
        !list.current?.contains(target)
      ) {
        hide();
      }
    };
    document.addEventListener('pointerdown', away, true);
    return () => document.removeEventListener('pointerdown', away, true);
  }, [open]);

  const { follow } = props;
  useEffect(() => {
    if (open) {
      follow?.();
    }
  }, [open, follow]);

  useEffect(() => {
    // Options that come late: what is chosen now is marked among them, and keys that came before them hold.
    if (!open || offers.state === 'loading') {
      return;
    }
    const [shown, marked] = filter === 'typed' ? [options, -1] : start();
    const { steps, enter } = early.current;
    early.current = { steps: 0, enter: false };
    const at =
      steps !== 0 && shown.length > 0
        ? stepped(marked, steps, shown.length)
        : marked;
    setActive(at);
    const taken = enter ? (shown[at] ?? meant) : undefined;
    if (taken !== undefined) {
      choose(taken);
    }
  }, [offers.state]);

  useEffect(() => {
    list.current
      ?.querySelector('[aria-selected="true"]')
      ?.scrollIntoView?.({ block: 'nearest' });
  }, [active]);

  return (
    <div className="gf-Combobox">
      <input
        ref={input}
        id={id}
        className="gf-Input"
        type="text"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-activedescendant={
          open && active >= 0 ? `${id}-option-${active}` : undefined
        }
        aria-label={props.label}
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid || undefined}
        title={value || undefined}
        placeholder={props.placeholder}
        value={value}
        disabled={disabled}
        onChange={event => {
          show();
          setFilter('typed');
          setActive(-1);
          early.current = { steps: 0, enter: false };
          onChange(event.target.value);
        }}
        // At the press already: an answer of the catalog may move the field before the button is released, and then there is no click.
        onPointerDown={event => {
          if (event.button === 0) {
            show();
          }
        }}
        onClick={show}
        onKeyDown={onKeyDown}
        onBlur={event => {
          if (!list.current?.contains(event.relatedTarget)) {
            hide();
          }
        }}
      />
      <button
        type="button"
        className="gf-Combobox-button"
        tabIndex={-1}
        disabled={disabled}
        aria-label={trans.__('Show choices')}
        onClick={() => {
          input.current?.focus();
          if (open) {
            hide();
          } else {
            show();
          }
        }}
      >
        <caretDownEmptyIcon.react tag="span" width="12px" height="12px" />
      </button>
      {open && (
        <Popup anchor={input} list={list}>
          {offers.state === 'loading' && (
            <div className="gf-Combobox-note" role="status">
              {trans.__('Loading…')}
            </div>
          )}
          {offers.state === 'failed' && (
            <div className="gf-Combobox-note gf-mod-error" role="alert">
              <span>{offers.message}</span>
              <button
                ref={retry}
                type="button"
                className="jp-mod-styled jp-mod-reject gf-mod-small"
                onClick={() => {
                  input.current?.focus();
                  offers.retry();
                }}
                onKeyDown={event => {
                  if (['Escape', 'Tab', 'ArrowUp'].includes(event.key)) {
                    event.preventDefault();
                    event.stopPropagation();
                    input.current?.focus();
                    if (event.key !== 'ArrowUp') {
                      hide();
                    }
                  }
                }}
              >
                {trans.__('Retry')}
              </button>
            </div>
          )}
          <div id={`${id}-list`} role="listbox" aria-label={props.label}>
            {options.map((option, index) => (
              <div
                key={option.value}
                id={`${id}-option-${index}`}
                className="gf-Combobox-option"
                role="option"
                aria-selected={index === active}
                data-meant={(active < 0 && option === meant) || undefined}
                title={`${option.label ?? option.value}${option.detail ? ` (${option.detail})` : ''}`}
                onPointerDown={event => event.preventDefault()}
                onClick={() => choose(option)}
              >
                <span className="gf-Combobox-name">
                  {option.label ?? option.value}
                </span>
                {option.detail !== undefined && (
                  <span className="gf-Combobox-detail">{option.detail}</span>
                )}
              </div>
            ))}
          </div>
          {offers.state === 'ready' && options.length === 0 && (
            <div className="gf-Combobox-note">
              {offers.hint ??
                (all.length === 0
                  ? trans.__('Nothing to choose from.')
                  : trans.__('No match.'))}
            </div>
          )}
          {found.length > options.length && (
            <div className="gf-Combobox-note gf-mod-more">
              {trans.__(
                '%1 more: type to find them.',
                found.length - options.length
              )}
            </div>
          )}
          {props.footer}
        </Popup>
      )}
    </div>
  );
}

/** Shows its children below (or above) an input, over everything else: JupyterLab's panels clip what leaves them. */
function Popup(props: {
  anchor: React.RefObject<HTMLElement>;
  list: React.RefObject<HTMLDivElement>;
  children: ReactNode;
}): JSX.Element {
  const { anchor, list, children } = props;
  useLayoutEffect(() => {
    const place = (event?: Event): void => {
      const box = anchor.current?.getBoundingClientRect();
      const popup = list.current;
      if (!box || !popup) {
        return;
      }
      if (event === undefined && popup.matches(':hover')) {
        // What a person is about to click stays under the mouse, though the form behind may have moved.
        return;
      }
      const width = Math.max(box.width, Math.min(320, window.innerWidth - 16));
      const below = window.innerHeight - box.bottom - 8;
      const above = box.top - 8;
      const upwards = below < 160 && above > below;
      popup.style.width = `${width}px`;
      popup.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - width - 8))}px`;
      popup.style.maxHeight = `${Math.min(320, upwards ? above : below)}px`;
      popup.style.top = upwards ? '' : `${box.bottom + 2}px`;
      popup.style.bottom = upwards
        ? `${window.innerHeight - box.top + 2}px`
        : '';
    };
    place();
    window.addEventListener('resize', place);
    window.addEventListener('scroll', place, true);
    return () => {
      window.removeEventListener('resize', place);
      window.removeEventListener('scroll', place, true);
    };
  });
  return createPortal(
    <div ref={list} className="gf-Combobox-popup">
      {children}
    </div>,
    document.body
  );
}
