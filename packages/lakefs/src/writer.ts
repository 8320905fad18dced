import { PassThrough, Writable } from 'node:stream';
import type { WireObject } from './api.js';
import type { UploadData } from './content.js';
import { ClosedError } from './error.js';
import { ObjectInfo } from './model.js';
import { objectName, type ObjectPlace } from './reading.js';
import { upload, type UploadOptions } from './upload.js';

/** How a writer writes: `x` only when there is no object yet. */
export type WriteMode = 'w' | 'wb' | 'x' | 'xb';

/**
 * Writes an object, once: by `write` with all of it, or by `stream`. The object shows on the branch when that is done, and not before.
 *
 * @example
 * await branch.open('notes.txt', 'w').write('Hello');
 */
export class ObjectWriter {
  constructor(
    private readonly _place: ObjectPlace,
    readonly mode: WriteMode,
    private readonly _options: UploadOptions
  ) {}

  get path(): string {
    return this._place.path;
  }

  /** Write the whole object. Throws ClosedError when that was done already. */
  async write(data: UploadData): Promise<ObjectInfo> {
    this._claim();
    return new ObjectInfo(await this._upload(data));
  }

  /**
   * Return a stream to write to. It finishes when the object is on the branch; destroyed before its end, there is no object.
   *
   * @throws ClosedError when the writer was used already
   */
  stream(): Writable {
    this._claim();
    const pass = new PassThrough();
    // The upload fails with it, at once or when it comes to read.
    pass.on('error', () => undefined);
    const done = this._upload(pass);
    const writable = new Writable({
      write: (chunk: Buffer, _encoding, next) => {
        if (pass.write(chunk)) {
          next();
        } else {
          pass.once('drain', () => next());
        }
      },
      final: next => {
        pass.end();
        done.then(() => next(), next);
      },
      destroy: (error, next) => {
        if (!pass.writableFinished) {
          pass.destroy(error ?? new Error('The stream was destroyed.'));
        }
        next(error);
      }
    });
    done.catch(error => writable.destroy(error));
    return writable;
  }

  private _upload(data: UploadData): Promise<WireObject> {
    return upload(this._place, data, { ...this._options, mode: this.mode });
  }

  private _claim(): void {
    if (this._used) {
      throw new ClosedError(
        `${objectName(this._place)} was written already by this writer: a writer writes once.`,
        { remedy: 'Open another one, which replaces the object.' }
      );
    }
    this._used = true;
  }

  private _used = false;
}
