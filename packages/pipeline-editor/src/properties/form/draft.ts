import { useState } from 'react';
import { equal } from './edit.js';

/**
 * What was typed, as long as the document holds what it was read as: `1.` is kept as 1 and shown as it was typed. Once the document says
 * something else (an undo, another person), that is shown.
 *
 * @returns What is to be shown, what keeps a text while it is typed, and what forgets it.
 */
export function useDraft<T>(
  value: T | undefined,
  read: (text: string) => T | undefined,
  show: (value: T | undefined) => string
): [string, (text: string) => void, () => void] {
  const [draft, setDraft] = useState<string>();
  const shown =
    draft !== undefined && equal(read(draft), value) ? draft : show(value);
  return [shown, setDraft, () => setDraft(undefined)];
}
