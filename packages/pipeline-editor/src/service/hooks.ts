import type { ISignal } from '@lumino/signaling';
import { useEffect, useReducer } from 'react';

/** Renders again whenever one of these signals is emitted. */
export function useSignals(...signals: ISignal<unknown, unknown>[]): void {
  const [, render] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    signals.forEach(signal => signal.connect(render));
    // What was emitted between the render and this effect must not be lost.
    render();
    return () => signals.forEach(signal => signal.disconnect(render));
  }, signals);
}
