import {
  isObject,
  pointerSegments,
  type Json,
  type JsonObject,
  type Problem
} from '@glueflow/components-manager';
import { useEffect, useMemo, useState, type FocusEvent } from 'react';

/** The places that were left, by document and node; the empty one stands for all of the node. */
const left = new WeakMap<object, Map<string, Set<string>>>();

function leftOf(document: object, nodeId: string): Set<string> {
  const nodes = left.get(document) ?? new Map<string, Set<string>>();
  left.set(document, nodes);
  const places = nodes.get(nodeId) ?? new Set<string>();
  nodes.set(nodeId, places);
  return places;
}

/** True for the problem of a place that is still empty. */
export function isUnfilled(
  { code, severity, path }: Problem,
  config: JsonObject
): boolean {
  let value: Json | undefined = config;
  for (const segment of pointerSegments(path)) {
    value = Array.isArray(value)
      ? value[Number(segment)]
      : isObject(value)
        ? (value as JsonObject)[segment]
        : undefined;
  }
  return (
    severity === 'error' &&
    code.startsWith('missing-') &&
    path !== '' &&
    (value === undefined ||
      (typeof value === 'string' && value.trim() === '') ||
      (Array.isArray(value) && value.length === 0))
  );
}

/** True for a place that was left itself, or in the row or field right around it. */
export function wasLeft(path: string, places: ReadonlySet<string>): boolean {
  return (
    places.has('') ||
    places.has(path) ||
    places.has(path.slice(0, path.lastIndexOf('/')) || path)
  );
}

/** Which places of a node's form were left once: what is missing elsewhere is no error yet. Leaving the form leaves all of it. */
export function useWaiting(
  document: object,
  nodeId: string
): {
  waits(path: string): boolean;
  onBlur(event: FocusEvent): void;
} {
  const [count, setCount] = useState(0);
  useEffect(
    () => () => {
      leftOf(document, nodeId).add('');
    },
    [document, nodeId]
  );
  const waits = useMemo(
    () => (path: string) => !wasLeft(path, leftOf(document, nodeId)),
    [document, nodeId, count]
  );
  return {
    waits,
    onBlur: ({ target, relatedTarget }) => {
      const around = target.closest<HTMLElement>('[data-path]');
      const path = around?.dataset.path;
      const places = leftOf(document, nodeId);
      if (
        path !== undefined &&
        path !== '' &&
        !around?.contains(relatedTarget) &&
        !places.has(path)
      ) {
        places.add(path);
        setCount(count + 1);
      }
    }
  };
}
