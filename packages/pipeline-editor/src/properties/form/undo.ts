/** The keys of an event, as the browser and React have them. */
type Keys = Pick<
  KeyboardEvent,
  | 'key'
  | 'ctrlKey'
  | 'metaKey'
  | 'altKey'
  | 'shiftKey'
  | 'preventDefault'
  | 'stopPropagation'
>;

/**
 * Takes the keys of undo and redo for the document: a field's own undo would undo only what was typed there, out of order.
 *
 * @returns Whether they were pressed.
 */
export function takeUndoKeys(
  event: Keys,
  history: { undo(): void; redo(): void }
): boolean {
  const key = event.key.toLowerCase();
  const pressed =
    (event.ctrlKey || event.metaKey) &&
    !event.altKey &&
    (key === 'z' || key === 'y');
  if (pressed) {
    event.preventDefault();
    event.stopPropagation();
    if (key === 'z' && !event.shiftKey) {
      history.undo();
    } else {
      history.redo();
    }
  }
  return pressed;
}
