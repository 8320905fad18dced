import { useEffect, useRef, type RefObject } from 'react';

/** Puts the focus into the field that is nearest to a place, opening what hides it. */
export function focusField(root: HTMLElement, path: string): boolean {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const field = [...root.querySelectorAll<HTMLElement>('[data-path]')].find(
      each => each.dataset.path === at
    );
    if (field) {
      field.closest('details')?.setAttribute('open', '');
      field.scrollIntoView?.({ block: 'center' });
      return focusFirst(field);
    }
  }
  return focusFirst(root.querySelector<HTMLElement>('.gf-Form') ?? root);
}

function focusFirst(within: HTMLElement): boolean {
  const target = within.querySelector<HTMLElement>(
    'input:not([disabled]), select:not([disabled]), textarea:not([disabled]), .cm-content, .gf-AddButton'
  );
  target?.focus();
  return target !== null;
}

/**
 * Keeps the focus within a part of the page: where what has it vanishes, or is disabled, by what it did (a quick fix, a row's button), the field
 * around gets it. Without this the keys would go nowhere, those of undo among them.
 */
export function useKeptFocus(root: RefObject<HTMLElement>): void {
  const last = useRef<{ element: Element; path: string }>();
  useEffect(() => {
    const host = root.current;
    if (!host) {
      return;
    }
    const note = ({ target }: FocusEvent): void => {
      if (target instanceof Element) {
        const path =
          target.closest<HTMLElement>('[data-path]')?.dataset.path ?? '';
        last.current = { element: target, path };
      }
    };
    const leave = ({ relatedTarget }: FocusEvent): void => {
      if (relatedTarget !== null) {
        last.current = undefined;
      }
    };
    const observer = new MutationObserver(() => {
      const { current } = last;
      const { activeElement } = document;
      if (
        current &&
        // A disabled button keeps the focus, and swallows the keys.
        (!current.element.isConnected ||
          current.element.matches(':disabled')) &&
        (activeElement === document.body || activeElement === current.element)
      ) {
        last.current = undefined;
        if (!focusField(host, current.path)) {
          host.focus();
        }
      }
    });
    const away = ({ target }: Event): void => {
      // A click elsewhere takes the focus away on purpose.
      if (!host.contains(target as Node)) {
        last.current = undefined;
      }
    };
    host.addEventListener('focusin', note);
    host.addEventListener('focusout', leave);
    document.addEventListener('pointerdown', away, true);
    observer.observe(host, {
      childList: true,
      subtree: true,
      attributeFilter: ['disabled']
    });
    return () => {
      observer.disconnect();
      document.removeEventListener('pointerdown', away, true);
      host.removeEventListener('focusout', leave);
      host.removeEventListener('focusin', note);
    };
  }, [root]);
}
