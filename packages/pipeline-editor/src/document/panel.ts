import { MessageLoop, type Message } from '@lumino/messaging';
import { Panel, SplitPanel, Widget } from '@lumino/widgets';
import type { PipelineEditor } from '../editor/editor.js';
import { painted, PARTS } from './parts.js';
import { RefusalWidget } from './refusal.js';
import { SideHandles, type Side } from './sides.js';
import { viewMemory } from '../editor/views.js';

/** Below these widths of the whole, in pixels, a part gives its room to the canvas: first the palette, which keys and menus stand in for. */
const NEEDED: Readonly<Record<PipelinePanel.Part, number>> = {
  palette: 900,
  properties: 700,
  bottom: 0
};
/** Palette, canvas and properties, in hundredths of the width; and the least and most pixels of the two at the sides. */
const UPPER = [21, 52, 27] as const;
const PALETTE = [190, 230] as const;
const PROPERTIES = [250, 320] as const;
/** Those, and the panels below, in hundredths of the height. */
const WHOLE = [68, 32];

/**
 * The content of a pipeline: palette, canvas and properties side by side, the data below. What is shown is made on first use.
 */
export class PipelinePanel extends Panel {
  constructor(readonly editor: PipelineEditor) {
    super();
    this.addClass('gf-PipelinePanel');
    editor.panelRequested.connect(() => this.setPart('bottom', true));
    editor.fieldRequested.connect(() => this.setPart('properties', true));
    this._path = editor.context.path;
    editor.context.pathChanged.connect(this._onPath, this);
    void Promise.all([editor.context.ready, viewMemory.ready]).then(() =>
      this._open()
    );
  }

  /** The canvas, once it is there. */
  get canvas(): Widget | undefined {
    return this._canvas;
  }

  /** Resolves when canvas, palette, properties and panels are there (or the refusal). */
  get opened(): Promise<void> {
    return this._opened;
  }

  /** Shows or hides palette, properties, or the panels below. */
  setPart(part: PipelinePanel.Part, visible: boolean): void {
    this._wanted.set(part, visible);
    this._arrange();
  }

  /** True when the part is shown. */
  isShown(part: PipelinePanel.Part): boolean {
    return this._parts.get(part)?.isVisible ?? false;
  }

  handleEvent(event: Event): void {
    // Escape leads back to the canvas from whatever has no use for it.
    if (
      (event as KeyboardEvent).key === 'Escape' &&
      !event.defaultPrevented &&
      this._canvas?.isVisible &&
      !this._canvas.node.contains(event.target as Node)
    ) {
      event.preventDefault();
      this._canvas.activate();
    }
  }

  protected override onBeforeAttach(message: Message): void {
    this.node.addEventListener('keydown', this);
    super.onBeforeAttach(message);
  }

  protected override onAfterDetach(message: Message): void {
    super.onAfterDetach(message);
    this.node.removeEventListener('keydown', this);
  }

  protected override onResize(message: Widget.ResizeMessage): void {
    super.onResize(message);
    if (this.node.clientWidth !== this._width) {
      this._fitWidths();
    }
    this._arrange();
  }

  protected override onActivateRequest(_: Message): void {
    if (this._canvas) {
      this._canvas.activate();
    } else {
      this.node.focus();
      this._activated = true;
    }
  }

  private async _open(): Promise<void> {
    const { editor } = this;
    if (this.isDisposed) {
      return;
    }
    editor.model.changed.connect(this._onRefusal, this);
    if (editor.model.refusal !== undefined) {
      this._showRefusal();
      return;
    }
    if (this._canvas || this._parts.size > 0) {
      return;
    }
    const upper = new SplitPanel({ orientation: 'horizontal', spacing: 1 });
    const whole = new SplitPanel({ orientation: 'vertical', spacing: 1 });
    whole.addClass('gf-PipelinePanel-split');
    const canvasPlace = place('canvas');
    for (const part of ['palette', 'properties', 'bottom'] as const) {
      this._parts.set(part, place(part));
    }
    upper.addWidget(this._place('palette'));
    upper.addWidget(canvasPlace);
    upper.addWidget(this._place('properties'));
    whole.addWidget(upper);
    whole.addWidget(this._place('bottom'));
    SplitPanel.setStretch(this._place('palette'), 0);
    SplitPanel.setStretch(canvasPlace, 1);
    SplitPanel.setStretch(this._place('properties'), 0);
    const kept = viewMemory.of(editor.context.path);
    this._upper = upper;
    this._shares = kept?.upper;
    this._fitWidths();
    whole.setRelativeSizes(kept?.whole ?? WHOLE);
    upper.handleMoved.connect(() => {
      this._shares = upper.relativeSizes();
      this._keep('upper', upper);
    });
    whole.handleMoved.connect(() => this._keep('whole', whole));
    this.addWidget(whole);
    this._handles = new SideHandles(
      canvasPlace.node,
      part => {
        this.setPart(part, true);
        this._canvas?.activate();
      },
      editor.trans
    );
    this._arrange();
    const gone = (): boolean => this.isDisposed || whole.isDisposed;

    const around = Promise.all([
      PARTS.palette(),
      PARTS.properties(),
      PARTS.bottom()
    ]);
    const { CanvasWidget } = await PARTS.canvas();
    if (gone()) {
      return;
    }
    const canvas = new CanvasWidget(editor);
    this._canvas = canvas;
    fill(canvasPlace, canvas);
    this._focusOpened();
    const [{ PaletteWidget }, { PropertiesWidget }, { BottomPanel }] =
      await around;
    // The pipeline is seen first.
    await painted();
    if (gone()) {
      return;
    }
    fill(this._place('palette'), new PaletteWidget(editor));
    fill(this._place('properties'), new PropertiesWidget(editor));
    fill(this._place('bottom'), new BottomPanel(editor));
    this._resolveOpened();
  }

  /** Gives the canvas the focus that was meant for it before it was there, unless the person has gone elsewhere since. */
  private _focusOpened(): void {
    const { activeElement } = document;
    if (
      this._activated &&
      (activeElement === document.body || this.node.contains(activeElement))
    ) {
      this._canvas?.activate();
    }
    this._activated = false;
  }

  /** Keeps the person's sizes for the next time; what is hidden has none to keep. */
  private _keep(which: 'upper' | 'whole', panel: SplitPanel): void {
    if (panel.widgets.every(widget => !widget.isHidden)) {
      viewMemory.keep(this.editor.context.path, {
        [which]: panel.relativeSizes()
      });
    }
  }

  private _onPath(): void {
    const { path } = this.editor.context;
    viewMemory.rename(this._path, path);
    this._path = path;
  }

  private _place(part: PipelinePanel.Part): Panel {
    const found = this._parts.get(part);
    if (found === undefined) {
      throw new Error(`There is no room for the part “${part}”.`);
    }
    return found;
  }

  /**
   * Gives palette and properties the widths that suit the window: those a person chose, or the usual ones. Else what a narrow window
   * has shrunk would stay so in a wide one.
   */
  private _fitWidths(): void {
    this._width = this.node.clientWidth;
    if (this._upper?.isDisposed === false) {
      this._upper.setRelativeSizes([...(this._shares ?? sizesOf(this._width))]);
    }
  }

  private _arrange(): void {
    const width = this.node.offsetWidth;
    for (const [part, widget] of this._parts) {
      const wanted = this._wanted.get(part);
      const show = wanted ?? !(width > 0 && width < NEEDED[part]);
      if (widget.isHidden === show) {
        widget.setHidden(!show);
      }
      this._handles?.update(part, !show);
    }
  }

  private _onRefusal(): void {
    const refused = this.editor.model.refusal !== undefined;
    if (refused && this._refusal === undefined) {
      this._showRefusal();
    } else if (!refused && this._refusal !== undefined) {
      // The file was fixed elsewhere and read again.
      this._refusal.dispose();
      this._refusal = undefined;
      void this._open();
    }
  }

  private _showRefusal(): void {
    for (const widget of [...this.widgets]) {
      widget.dispose();
    }
    this._canvas = undefined;
    this._upper = undefined;
    this._handles = undefined;
    this._parts.clear();
    this._refusal = new RefusalWidget(this.editor);
    this.addWidget(this._refusal);
    MessageLoop.sendMessage(this._refusal, Widget.Msg.FitRequest);
    this._resolveOpened();
  }

  private _path: string;
  private _canvas: Widget | undefined;
  private _handles: SideHandles | undefined;
  private _activated = false;
  private _upper: SplitPanel | undefined;
  /** Shares of the width that the person chose. */
  private _shares: readonly number[] | undefined;
  /** The width that the parts were fitted to. */
  private _width = 0;
  private _refusal: RefusalWidget | undefined;
  private _parts = new Map<PipelinePanel.Part, Panel>();
  private _wanted = new Map<PipelinePanel.Part, boolean>();
  private _resolveOpened: () => void = () => undefined;
  private _opened = new Promise<void>(resolve => {
    this._resolveOpened = resolve;
  });
}

export namespace PipelinePanel {
  /** The parts around the canvas. */
  export type Part = Side;
}

/** The room of a part, also before that is there. */
function place(part: string): Panel {
  const panel = new Panel();
  panel.addClass('gf-PipelinePanel-part');
  panel.node.dataset.gfPart = part;
  panel.node.setAttribute('aria-busy', 'true');
  return panel;
}

/** The widths to begin with: those at the sides keep theirs in a wider window, which is the canvas' gain. */
function sizesOf(width: number): number[] {
  if (width === 0) {
    return [...UPPER];
  }
  const part = (share: number, [least, most]: readonly [number, number]) =>
    Math.min(most, Math.max(least, (width * share) / 100));
  const palette = part(UPPER[0], PALETTE);
  const properties = part(UPPER[2], PROPERTIES);
  return [palette, Math.max(1, width - palette - properties), properties];
}

function fill(panel: Panel, widget: Widget): void {
  panel.node.removeAttribute('aria-busy');
  panel.addWidget(widget);
}
