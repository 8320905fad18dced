import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import type { Widget } from '@lumino/widgets';
import { createElement } from 'react';
import type { PipelineEditor } from '../editor/editor.js';
import { Canvas } from './canvas.js';
import { CanvasController } from './controller.js';
import { DropTarget } from './drops.js';
import { elementId } from './node.js';
import { flowId } from './items.js';

/** The canvas of one view of a pipeline. */
export class CanvasWidget extends ReactWidget {
  constructor(readonly editor: PipelineEditor) {
    super();
    this.addClass('gf-Canvas');
    this.controller = new CanvasController(editor);
    this.controller.view.element = this.node;
    this._drops = new DropTarget(this.controller, this.node);
    const { node } = this;
    // One place for the keyboard: which step is current is reported by aria-activedescendant.
    node.tabIndex = 0;
    node.setAttribute('role', 'application');
    node.setAttribute('aria-label', editor.trans.__('Pipeline canvas'));
    // What JupyterLab's Undo and Redo keys look for.
    node.dataset.jpUndoer = 'true';
    editor.selection.changed.connect(this._onSelected, this);
  }

  readonly controller: CanvasController;

  /** Selects a node and brings it into view. */
  reveal(nodeId: string): void {
    this.controller.reveal(nodeId);
  }

  handleEvent(event: Event): void {
    switch (event.type) {
      case 'pointerdown':
        this._onPointerDown(event as PointerEvent);
        break;
      case 'pointermove':
        this._onPointerMove(event as PointerEvent);
        break;
      case 'pointerleave':
        this.controller.view.pointer = undefined;
        break;
      case 'contextmenu':
        // Menus of the empty canvas are not those of what stands on it.
        this.node.dataset.gfContext = (event.target as Element).closest(
          '.react-flow__node, .react-flow__edge'
        )
          ? 'item'
          : 'pane';
        break;
      case 'copy':
      case 'cut':
      case 'paste':
        this._onClipboard(event as ClipboardEvent);
        break;
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.editor.selection.changed.disconnect(this._onSelected, this);
    this._drops.dispose();
    super.dispose();
    this.controller.dispose();
  }

  protected render(): ReturnType<typeof createElement> {
    return createElement(Canvas, { canvas: this.controller });
  }

  protected override onAfterAttach(message: Message): void {
    for (const type of EVENTS) {
      this.node.addEventListener(type, this);
    }
    super.onAfterAttach(message);
  }

  protected override onBeforeDetach(message: Message): void {
    for (const type of EVENTS) {
      this.node.removeEventListener(type, this);
    }
    super.onBeforeDetach(message);
  }

  protected override onActivateRequest(_: Message): void {
    this.controller.focus();
  }

  protected override onResize(message: Widget.ResizeMessage): void {
    super.onResize(message);
    this.controller.view.open();
  }

  private _onPointerDown(event: PointerEvent): void {
    this.controller.view.touched = true;
    // A list over the canvas closes when the focus leaves it, before the click that chooses from it.
    if (!isEditable(event.target) && !isInDialog(event.target)) {
      this.controller.focus();
    }
  }

  private _onPointerMove({ clientX, clientY }: PointerEvent): void {
    this.controller.view.pointer = { x: clientX, y: clientY };
  }

  /** The browser's own clipboard events need no leave to read it, unlike its API. */
  private _onClipboard(event: ClipboardEvent): void {
    if (isEditable(event.target) || !event.clipboardData) {
      return;
    }
    const { controller } = this;
    if (event.type === 'paste') {
      const text = event.clipboardData.getData('text/plain');
      if (controller.paste(text === '' ? undefined : text)) {
        event.preventDefault();
      }
      return;
    }
    const text = event.type === 'cut' ? controller.cut() : controller.copy();
    if (text !== '') {
      event.clipboardData.setData('text/plain', text);
      event.preventDefault();
    }
  }

  private _onSelected(): void {
    const { nodes, annotations } = this.editor.selection.value;
    const current = [...nodes].at(-1) ?? [...annotations].map(flowId).at(-1);
    if (current === undefined) {
      this.node.removeAttribute('aria-activedescendant');
    } else {
      this.node.setAttribute(
        'aria-activedescendant',
        elementId(this.controller, current)
      );
    }
  }

  private _drops: DropTarget;
}

const EVENTS = [
  'pointerdown',
  'pointermove',
  'pointerleave',
  'contextmenu',
  'copy',
  'cut',
  'paste'
] as const;

function isEditable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, button, [contenteditable="true"]') !== null
  );
}

function isInDialog(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('[role="dialog"]') !== null
  );
}
