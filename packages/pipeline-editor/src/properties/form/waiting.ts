import { useEffect, useMemo, useState, type FocusEvent } from 'react';
import { pagePresses } from '../../press.js';
import { leave, leftChanged, leftOf } from './left.js';

/** True for a place that was left itself, or in the row or field right around it. */
function wasLeft(path: string, places: ReadonlySet<string>): boolean {
  return (
    places.has('') ||
    places.has(path) ||
    places.has(path.slice(0, path.lastIndexOf('/')) || path)
  );
}

/** Which places of a node's form were left once: what is missing elsewhere is no error yet. Leaving the form, and a run that it
 * keeps from beginning, leave all of it. */
export function useWaiting(
  document: object,
  nodeId: string
): {
  waits(path: string): boolean;
  onBlur(event: FocusEvent): void;
} {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const onLeft = (_: object, where: object): void => {
      if (where === document) {
        setCount(before => before + 1);
      }
    };
    leftChanged.connect(onLeft);
    return () => {
      leftChanged.disconnect(onLeft);
      leave(document, nodeId);
    };
  }, [document, nodeId]);
  const waits = useMemo(
    () => (path: string) => !wasLeft(path, leftOf(document, nodeId)),
    [document, nodeId, count]
  );
  return {
    waits,
    onBlur: ({ target, relatedTarget }) => {
      const around = target.closest<HTMLElement>('[data-path]');
      const path = around?.dataset.path;
      if (
        path !== undefined &&
        path !== '' &&
        !around?.contains(relatedTarget)
      ) {
        // The press that takes the focus away is about to make a click.
        pagePresses().whenReleased(() => leave(document, nodeId, path));
      }
    }
  };
}
