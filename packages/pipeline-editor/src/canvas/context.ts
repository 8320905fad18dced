import {
  createContext,
  useCallback,
  useContext,
  useSyncExternalStore
} from 'react';
import type { CanvasController } from './controller.js';
import type { CanvasState } from './state.js';
import type { NodeFacts } from './facts.js';

/** The canvas that a part belongs to. */
export const CanvasContext = createContext<CanvasController | null>(null);

export function useCanvas(): CanvasController {
  const canvas = useContext(CanvasContext);
  if (canvas === null) {
    throw new Error('A part of the canvas stands outside of one.');
  }
  return canvas;
}

/** What compiler and run say of a node. */
export function useFacts(id: string): NodeFacts {
  const { facts } = useCanvas();
  return useSyncExternalStore(
    useCallback(listener => facts.subscribe(id, listener), [facts, id]),
    () => facts.of(id)
  );
}

/** A part of what is open on the canvas. */
export function useCanvasState<T>(select: (state: CanvasState) => T): T {
  const canvas = useCanvas();
  return useSyncExternalStore(
    useCallback(
      listener => {
        canvas.changed.connect(listener);
        return () => {
          canvas.changed.disconnect(listener);
        };
      },
      [canvas]
    ),
    () => select(canvas.state)
  );
}
