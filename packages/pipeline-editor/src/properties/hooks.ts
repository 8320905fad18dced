import type { Analysis, PipelineDocument } from '@glueflow/components-manager';
import type { ISignal } from '@lumino/signaling';
import { useCallback, useSyncExternalStore } from 'react';
import type { PipelineEditor } from '../editor/editor.js';
import type { Selected } from '../editor/selection.js';

/** A value that a signal says has changed. */
export function useSignal<T>(
  signal: ISignal<unknown, unknown>,
  value: () => T
): T {
  const subscribe = useCallback(
    (changed: () => void) => {
      signal.connect(changed);
      return () => {
        signal.disconnect(changed);
      };
    },
    [signal]
  );
  return useSyncExternalStore(subscribe, value);
}

/** The document as it is; drawn again in the very event that changes it, so that a caret stays. */
export function useDocument(editor: PipelineEditor): PipelineDocument {
  return useSignal(editor.model.changed, () => editor.model.document);
}

/** What the compiler reported last. */
export function useAnalysis(editor: PipelineEditor): Analysis {
  return useSignal(editor.compiler.changed, () => editor.compiler.current);
}

export function useSelected(editor: PipelineEditor): Selected {
  return useSignal(editor.selection.changed, () => editor.selection.value);
}

export function useReadOnly(editor: PipelineEditor): boolean {
  return useSignal(editor.context.model.stateChanged, () => editor.readOnly);
}
