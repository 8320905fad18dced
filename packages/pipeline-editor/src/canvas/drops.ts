import type { JsonObject } from '@glueflow/components-manager';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { Drag } from '@lumino/dragdrop';
import type { Position } from '../model/shared.js';
import type { Trans } from './text.js';
import { CARD_HEIGHT, CARD_WIDTH, STEP_Y } from './card.js';
import type { CanvasController } from './controller.js';
import { edgeAt } from './drag.js';
import { COMPONENT_MIME, FILES_MIME, TABLE_MIME } from '../model/mime.js';

/** A node that something dropped becomes. */
export interface Dropped {
  component: string;
  title?: string;
  config?: JsonObject;
}

/** A table as the catalog list drags it. */
export interface DroppedTable {
  connection?: string;
  database: string;
  table: string;
}

/** The input that reads a table. */
export function inputOfTable({
  connection,
  database,
  table
}: DroppedTable): Dropped {
  return {
    component: 'glue-catalog-input',
    title: table,
    config: {
      ...(connection ? { connection } : {}),
      database,
      table
    }
  };
}

const FORMATS: Record<string, string> = {
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  parquet: 'parquet'
};

/**
 * The input that reads a data file, and what the person has to do; only `advice` for a file that AWS Glue can't read.
 *
 * AWS Glue reads files in S3 only. A path of an S3 drive (`s3:bucket/key`, or one with `s3://` in it) is taken as it is; for a file
 * of the file browser the path in S3 where the pipeline's job keeps its files is put in, and the person is asked to upload it there.
 *
 * @param bucket - The bucket of the pipeline's job, if it has one.
 */
export function inputOfFile(
  path: string,
  bucket: string | undefined,
  trans: Trans
): { dropped?: Dropped; advice?: string } {
  const name = PathExt.basename(path);
  const extension = PathExt.extname(name).slice(1).toLowerCase();
  const format = FORMATS[extension];
  if (format === undefined) {
    return {
      advice: trans.__(
        '“%1” can’t be an input: CSV, JSON and Parquet files can.',
        name
      )
    };
  }
  const title = name.slice(0, name.length - extension.length - 1) || name;
  const config = (paths: string[]): JsonObject => ({
    paths,
    format,
    ...(extension === 'tsv' ? { sep: '\t' } : {})
  });
  const inS3 = /^s3a?:\/*([^/].*)$/i.exec(path);
  if (inS3) {
    return {
      dropped: {
        component: 's3-input',
        title,
        config: config([`s3://${inS3[1]}`])
      }
    };
  }
  const target = bucket ? `s3://${bucket}/${name}` : undefined;
  return {
    dropped: {
      component: 's3-input',
      title,
      config: config(target ? [target] : [])
    },
    advice: target
      ? trans.__(
          'AWS Glue reads files in S3 only: upload “%1” to %2, or put its path in.',
          name,
          target
        )
      : trans.__(
          'AWS Glue reads files in S3 only: upload “%1” to a bucket and put its path in.',
          name
        )
  };
}

/** Takes what is dropped on a canvas: components, tables, data files. */
export class DropTarget implements IDisposable {
  constructor(
    private readonly _canvas: CanvasController,
    private readonly _node: HTMLElement
  ) {
    for (const type of DRAG_EVENTS) {
      _node.addEventListener(type, this);
    }
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  handleEvent(event: Event): void {
    const drag = event as Drag.Event;
    if (this._canvas.readOnly || !isWanted(drag)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    switch (event.type) {
      case 'lm-dragenter':
        this._node.classList.add('gf-mod-dropTarget');
        break;
      case 'lm-dragleave':
        if (!this._node.contains(drag.relatedTarget as Node | null)) {
          this._leave();
        }
        break;
      case 'lm-dragover':
        drag.dropAction = drag.proposedAction;
        this._mark(drag);
        break;
      case 'lm-drop':
        drag.dropAction = drag.proposedAction;
        this._leave();
        this._drop(drag);
        break;
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    for (const type of DRAG_EVENTS) {
      this._node.removeEventListener(type, this);
    }
  }

  private _leave(): void {
    this._node.classList.remove('gf-mod-dropTarget');
    this._canvas.store.markEdge(undefined);
  }

  private _mark(drag: Drag.Event): void {
    this._canvas.store.markEdge(this._edge(drag));
  }

  private _edge(drag: Drag.Event): string | undefined {
    const component: unknown = drag.mimeData.getData(COMPONENT_MIME);
    const at = this._place(drag);
    return typeof component === 'string' && at
      ? edgeAt(this._canvas, component, {
          ...at,
          width: CARD_WIDTH,
          height: CARD_HEIGHT
        })
      : undefined;
  }

  /** The upper left corner of a card whose middle is at the pointer. */
  private _place({ clientX, clientY }: Drag.Event): Position | undefined {
    const point = this._canvas.view.flow?.screenToFlowPosition({
      x: clientX,
      y: clientY
    });
    return (
      point && {
        x: point.x - CARD_WIDTH / 2,
        y: point.y - CARD_HEIGHT / 2
      }
    );
  }

  private _drop(drag: Drag.Event): void {
    const { _canvas: canvas } = this;
    const { model, trans } = canvas.editor;
    const position = this._place(drag);
    if (!position) {
      return;
    }
    const component: unknown = drag.mimeData.getData(COMPONENT_MIME);
    const table: unknown = drag.mimeData.getData(TABLE_MIME);
    const files: unknown = drag.mimeData.getData(FILES_MIME);
    canvas.focus();
    if (typeof component === 'string') {
      const into = this._edge(drag);
      canvas.add(component, { position, ...(into ? { into } : {}) });
    } else if (isTable(table)) {
      const { component: input, ...rest } = inputOfTable(table);
      canvas.add(input, { position, ...rest });
    } else if (Array.isArray(files)) {
      const { bucket } = model.document.job;
      const advice: string[] = [];
      files.filter(isText).forEach((path, index) => {
        const found = inputOfFile(path, bucket, trans);
        if (found.dropped) {
          const { component: input, ...rest } = found.dropped;
          canvas.add(input, {
            position: { x: position.x, y: position.y + index * STEP_Y },
            ...rest
          });
        }
        if (found.advice !== undefined) {
          advice.push(found.advice);
        }
      });
      if (advice.length > 0) {
        canvas.notify(advice.join(' '));
      }
    }
  }

  private _isDisposed = false;
}

const DRAG_EVENTS = [
  'lm-dragenter',
  'lm-dragleave',
  'lm-dragover',
  'lm-drop'
] as const;

function isWanted({ mimeData }: Drag.Event): boolean {
  return [COMPONENT_MIME, TABLE_MIME, FILES_MIME].some(type =>
    mimeData.hasData(type)
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTable(value: unknown): value is DroppedTable {
  const table = value as Partial<DroppedTable> | null | undefined;
  return typeof table?.database === 'string' && typeof table.table === 'string';
}
