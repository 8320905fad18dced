import type { Readable } from 'node:stream';
import { ClosedError, InvalidRangeError } from './error.js';
import {
  behindEnd,
  decodeText,
  objectName,
  startDownload,
  type ByteRange,
  type Download,
  type ObjectPlace,
  type ReadOptions
} from './reading.js';

/** Text, or bytes. */
export type ReadMode = 'r' | 'rb';

/** What a reader in a mode gives. */
export type Content<M extends ReadMode> = M extends 'r' ? string : Buffer;

/** So much is fetched at once to find the end of a line, in bytes. */
const LINES = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * Reads an object: as a stream, line by line, or piece by piece from a position that moves along.
 *
 * @example
 * const reader = repository('flights').ref('main').open('notes.txt', 'r');
 * for await (const line of reader.lines()) { … }
 */
export class ObjectReader<M extends ReadMode = ReadMode> {
  constructor(
    private readonly _place: ObjectPlace,
    readonly mode: M,
    private readonly _options: ReadOptions
  ) {}

  get path(): string {
    return this._place.path;
  }

  /** True once it is closed. */
  get closed(): boolean {
    return this._closed;
  }

  /** The position of the next read, in bytes. */
  tell(): number {
    return this._position;
  }

  /**
   * Move the position.
   *
   * @param whence - What the offset counts from; the end costs a request when the size is not known yet.
   * @throws InvalidRangeError when that is before the beginning
   */
  async seek(
    offset: number,
    whence: 'start' | 'current' | 'end' = 'start'
  ): Promise<number> {
    this._open();
    const from =
      whence === 'start'
        ? 0
        : whence === 'current'
          ? this._position
          : await this._sizeNow();
    if (from + offset < 0) {
      throw behindEnd(this._place);
    }
    this._position = from + offset;
    return this._position;
  }

  /**
   * Read from the position on and move it.
   *
   * @param length - Most bytes; by default all that follow. Text ends at a whole character, so it can be up to three bytes shorter.
   * @returns empty at the end
   */
  async read(length?: number): Promise<Content<M>> {
    this._open();
    if (length !== undefined && (!Number.isInteger(length) || length < 1)) {
      throw new InvalidRangeError(
        `Could not read ${objectName(this._place)}: the length must be a whole number above 0, not ${length}.`
      );
    }
    const start = this._position;
    if (this.mode === 'rb' || length === undefined) {
      const bytes = await this._fetch(start, length);
      this._position = start + bytes.length;
      return this._content(bytes);
    }
    let bytes = await this._fetch(start, length);
    let whole = wholeCharacters(bytes);
    if (whole === 0 && bytes.length > 0) {
      bytes = await this._fetch(start, 4);
      whole = wholeCharacters(bytes) || bytes.length;
    }
    const atEnd =
      this._size !== undefined && start + bytes.length >= this._size;
    const used = atEnd ? bytes : bytes.subarray(0, whole);
    this._position = start + used.length;
    return this._content(used);
  }

  /**
   * Read a line with its end, and move the position behind it; empty at the end.
   *
   * @param limit - Most bytes.
   */
  async readLine(limit = Number.POSITIVE_INFINITY): Promise<Content<M>> {
    this._open();
    const parts: Buffer[] = [];
    let length = 0;
    for (;;) {
      const ahead = await this._aheadAt(this._position + length);
      const left = limit - length;
      const found = ahead.indexOf(NEWLINE);
      const end = Math.min(found < 0 ? ahead.length : found + 1, left);
      parts.push(ahead.subarray(0, end));
      length += end;
      if (ahead.length === 0 || found >= 0 || length >= limit) {
        break;
      }
    }
    this._position += length;
    return this._content(Buffer.concat(parts));
  }

  /** Read the lines from the position on, without their ends, as they arrive: one request, memory for one line. */
  async *lines(): AsyncGenerator<string, void, undefined> {
    this._open();
    const start = this._position;
    const download = await this._download(start > 0 ? { start } : undefined);
    if (download === undefined) {
      return;
    }
    let parts: Buffer[] = [];
    const line = (bytes: Buffer): string => {
      const text = decodeText(bytes, this._place);
      return text.endsWith('\r') ? text.slice(0, -1) : text;
    };
    for await (const each of download.stream()) {
      let chunk = each as Buffer;
      for (
        let at = chunk.indexOf(NEWLINE);
        at >= 0;
        at = chunk.indexOf(NEWLINE)
      ) {
        parts.push(chunk.subarray(0, at));
        const whole = parts.length === 1 ? parts[0] : Buffer.concat(parts);
        parts = [];
        this._position += whole.length + 1;
        chunk = chunk.subarray(at + 1);
        yield line(whole);
      }
      if (chunk.length > 0) {
        parts.push(chunk);
      }
    }
    if (parts.length > 0) {
      const whole = Buffer.concat(parts);
      this._position += whole.length;
      yield line(whole);
    }
  }

  /** Read the lines from the position on into a list. */
  async readLines(): Promise<string[]> {
    const lines: string[] = [];
    for await (const line of this.lines()) {
      lines.push(line);
    }
    return lines;
  }

  /**
   * Return a stream of the object: texts in the mode `r`, else bytes. The position stays.
   *
   * @param range - By default all.
   */
  async stream(range?: ByteRange): Promise<Readable> {
    this._open();
    const download = await startDownload(this._place, this._options, range);
    const stream = download.stream();
    return this.mode === 'r' ? stream.setEncoding('utf8') : stream;
  }

  /** End the use of the reader. */
  close(): void {
    this._closed = true;
    this._ahead = undefined;
  }

  private _open(): void {
    if (this._closed) {
      throw new ClosedError(
        `The reader of ${objectName(this._place)} is closed.`
      );
    }
  }

  private _content(bytes: Buffer): Content<M> {
    const content: string | Buffer =
      this.mode === 'r' ? decodeText(bytes, this._place) : bytes;
    return content as Content<M>;
  }

  private async _sizeNow(): Promise<number> {
    if (this._size === undefined) {
      await this._fetch(0, 1);
    }
    return this._size ?? 0;
  }

  private async _aheadAt(position: number): Promise<Buffer> {
    const ahead = this._ahead;
    if (ahead !== undefined && position >= ahead.start) {
      const rest = ahead.bytes.subarray(position - ahead.start);
      if (rest.length > 0) {
        return rest;
      }
    }
    const bytes = await this._fetch(position, LINES);
    this._ahead = { start: position, bytes };
    return bytes;
  }

  private async _fetch(start: number, length?: number): Promise<Buffer> {
    if (this._size !== undefined && start >= this._size) {
      return Buffer.alloc(0);
    }
    const end = length === undefined ? undefined : start + length;
    const range = start === 0 && end === undefined ? undefined : { start, end };
    const download = await this._download(range);
    return download === undefined ? Buffer.alloc(0) : download.bytes();
  }

  /** Start a request; undefined when the position is at the end or behind it. */
  private async _download(
    range: ByteRange | undefined
  ): Promise<Download | undefined> {
    try {
      const download = await startDownload(this._place, this._options, range);
      this._size = download.objectSize ?? this._size;
      return download;
    } catch (error) {
      if (!(error instanceof InvalidRangeError)) {
        throw error;
      }
      // Behind the end, as in any file, there is nothing.
      this._size ??= range?.start;
      return undefined;
    }
  }

  private _position = 0;
  private _size?: number;
  private _closed = false;
  private _ahead?: { start: number; bytes: Buffer };
}

/** Count the bytes up to the end of the last whole character (https://www.rfc-editor.org/rfc/rfc3629#section-3). */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if ((byte & 0xc0) === 0x80) {
      continue;
    }
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return size > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
