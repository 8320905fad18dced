import { useStore } from '@xyflow/react';
import type { JSX, MouseEvent } from 'react';
import { fitIcon, zoomInIcon, zoomOutIcon } from '../icons.js';
import { useCanvas } from './context.js';

/** Below these zooms, and above, React Flow goes no further. */
export const LEAST_ZOOM = 0.05;
export const MOST_ZOOM = 2;

/** Zooms the canvas by mouse, and tells how far it is. */
export function ZoomBar(): JSX.Element {
  const canvas = useCanvas();
  const { trans } = canvas.editor;
  const percent = useStore(({ transform }) => Math.round(transform[2] * 100));
  const button = (
    label: string,
    icon: typeof fitIcon,
    run: () => void,
    disabled = false
  ): JSX.Element => (
    <button
      type="button"
      className="gf-IconButton"
      title={label}
      aria-label={label}
      aria-disabled={disabled}
      onClick={run}
    >
      <icon.react tag="span" width="16px" height="16px" />
    </button>
  );
  return (
    <div
      className="gf-ZoomBar nodrag nopan"
      role="group"
      aria-label={trans.__('Zoom')}
      onMouseDown={keepFocus}
    >
      {button(
        trans.__('Zoom out'),
        zoomOutIcon,
        () => canvas.view.zoom('out'),
        percent <= LEAST_ZOOM * 100
      )}
      <button
        type="button"
        className="gf-IconButton gf-ZoomBar-value"
        title={trans.__('Zoom to 100 %')}
        aria-label={trans.__('%1 %: zoom to 100 %', percent)}
        onClick={() => canvas.view.zoom('reset')}
      >
        {trans.__('%1 %', percent)}
      </button>
      {button(
        trans.__('Zoom in'),
        zoomInIcon,
        () => canvas.view.zoom('in'),
        percent >= MOST_ZOOM * 100
      )}
      {button(trans.__('Zoom to fit'), fitIcon, () => canvas.view.fit())}
    </div>
  );
}

/** A click leaves the keyboard where it is: on the canvas. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}
