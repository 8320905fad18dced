import { MimeData } from '@lumino/coreutils';
import { Drag } from '@lumino/dragdrop';
import { TABLE_MIME } from '../model/mime.js';
import type { TableName } from '../compile/sources.js';

/** Pixels the pointer moves before a press becomes a drag. */
const FAR = 5;

/** Begins to drag a table when the pointer that was pressed on it moves away. */
export function watchDrag(
  table: TableName,
  press: { clientX: number; clientY: number; button: number }
): void {
  if (press.button !== 0) {
    return;
  }
  const end = (): void => {
    document.removeEventListener('pointermove', move, true);
    document.removeEventListener('pointerup', end, true);
    document.removeEventListener('pointercancel', end, true);
  };
  const move = (event: PointerEvent): void => {
    const { clientX, clientY } = event;
    if (
      Math.abs(clientX - press.clientX) < FAR &&
      Math.abs(clientY - press.clientY) < FAR
    ) {
      return;
    }
    end();
    startDrag(table, clientX, clientY);
  };
  document.addEventListener('pointermove', move, true);
  document.addEventListener('pointerup', end, true);
  document.addEventListener('pointercancel', end, true);
}

/** Drags a table from a place of the screen. */
function startDrag(table: TableName, x: number, y: number): void {
  const mimeData = new MimeData();
  mimeData.setData(TABLE_MIME, table);
  mimeData.setData('text/plain', `${table.database}.${table.table}`);
  const dragImage = document.createElement('div');
  dragImage.className = 'gf-CatalogDrag';
  dragImage.textContent = `${table.database}.${table.table}`;
  const drag = new Drag({
    mimeData,
    dragImage,
    proposedAction: 'copy',
    supportedActions: 'copy'
  });
  void drag.start(x, y).then(() => drag.dispose());
}
