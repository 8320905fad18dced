import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { InvalidRequestError } from './error.js';

/** What an object can be written from. */
export type UploadData =
  | string
  | Uint8Array
  | ArrayBuffer
  | Blob
  | Readable
  | WebStream<Uint8Array>
  | AsyncIterable<Uint8Array | string>;

/** Bytes at hand, or a stream of them. */
export type Bytes =
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'stream'; stream: Readable; size?: number };

/** Blobs up to this size are read into memory at once, in bytes. */
const SMALL_BLOB = 1 << 20;

/** Bring what is to be written into one of two shapes. `size` tells the bytes of a stream, where they are known. */
export async function toBytes(data: UploadData, size?: number): Promise<Bytes> {
  if (typeof data === 'string') {
    return { kind: 'bytes', bytes: Buffer.from(data, 'utf8') };
  }
  if (data instanceof Uint8Array) {
    return { kind: 'bytes', bytes: data };
  }
  if (data instanceof ArrayBuffer) {
    return { kind: 'bytes', bytes: new Uint8Array(data) };
  }
  if (data instanceof Blob) {
    return data.size <= SMALL_BLOB
      ? { kind: 'bytes', bytes: new Uint8Array(await data.arrayBuffer()) }
      : {
          kind: 'stream',
          stream: Readable.fromWeb(data.stream() as WebStream<Uint8Array>),
          size: data.size
        };
  }
  if (data instanceof Readable) {
    return { kind: 'stream', stream: data, size };
  }
  if (isWebStream(data)) {
    return { kind: 'stream', stream: Readable.fromWeb(data), size };
  }
  if (isIterable(data)) {
    const stream = Readable.from(data, { objectMode: false });
    return { kind: 'stream', stream, size };
  }
  throw new InvalidRequestError(
    'An object is written from text, bytes, a Blob, a stream or an async iterable of bytes.'
  );
}

function isWebStream(data: object): data is WebStream<Uint8Array> {
  return 'getReader' in data && typeof data.getReader === 'function';
}

function isIterable(data: object): data is AsyncIterable<Uint8Array | string> {
  return Symbol.asyncIterator in data;
}

/** Cuts a stream into pieces of a wanted size. */
export class Pieces {
  constructor(stream: Readable) {
    this._chunks = stream[Symbol.asyncIterator]();
  }

  /** Return the next piece: `size` bytes, or fewer at the end. */
  async next(size: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let length = 0;
    while (length < size && (await this._ready())) {
      const part = this._take(size - length);
      parts.push(part);
      length += part.length;
    }
    return parts.length === 1 ? parts[0] : Buffer.concat(parts, length);
  }

  /** Fill a buffer, as far as the stream goes; returns how far, in bytes. */
  async fill(room: Buffer): Promise<number> {
    let length = 0;
    while (length < room.length && (await this._ready())) {
      length += this._take(room.length - length).copy(room, length);
    }
    return length;
  }

  /** Put a piece back, to be read next. */
  unread(piece: Buffer): void {
    this._waiting.unshift(piece);
  }

  /** Say whether nothing follows; reads on where that is not known. */
  async atEnd(): Promise<boolean> {
    return !(await this._ready());
  }

  /** Return what is left as a stream. */
  rest(): Readable {
    const all = async function* (
      this: Pieces
    ): AsyncGenerator<Buffer, void, undefined> {
      while (await this._ready()) {
        yield this._take(Number.POSITIVE_INFINITY);
      }
    };
    return Readable.from(all.call(this), { objectMode: false });
  }

  /** End the stream early. */
  async stop(): Promise<void> {
    this._waiting = [];
    await this._chunks.return?.();
  }

  /** Have bytes waiting; false at the end. */
  private async _ready(): Promise<boolean> {
    while (this._waiting.length === 0) {
      const { done, value } = await this._chunks.next();
      if (done) {
        return false;
      }
      const chunk = Buffer.isBuffer(value)
        ? value
        : Buffer.from(value as Uint8Array | string);
      if (chunk.length > 0) {
        this._waiting.push(chunk);
      }
    }
    return true;
  }

  private _take(size: number): Buffer {
    const [chunk] = this._waiting;
    if (chunk.length <= size) {
      this._waiting.shift();
      return chunk;
    }
    this._waiting[0] = chunk.subarray(size);
    return chunk.subarray(0, size);
  }

  private readonly _chunks: AsyncIterator<unknown>;
  private _waiting: Buffer[] = [];
}

/** Common media types by extension (https://www.iana.org/assignments/media-types/). */
const TYPES: Readonly<Record<string, string>> = {
  avro: 'application/avro',
  bmp: 'image/bmp',
  bz2: 'application/x-bzip2',
  css: 'text/css',
  csv: 'text/csv',
  gif: 'image/gif',
  gz: 'application/gzip',
  htm: 'text/html',
  html: 'text/html',
  ico: 'image/vnd.microsoft.icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  jsonl: 'application/jsonl',
  md: 'text/markdown',
  mjs: 'text/javascript',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
  pdf: 'application/pdf',
  png: 'image/png',
  py: 'text/x-python',
  sql: 'application/sql',
  svg: 'image/svg+xml',
  tar: 'application/x-tar',
  tsv: 'text/tab-separated-values',
  txt: 'text/plain',
  wasm: 'application/wasm',
  webp: 'image/webp',
  xml: 'application/xml',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  zip: 'application/zip',
  zst: 'application/zstd'
};

/** Return the media type that a path's extension stands for. */
export function contentTypeOf(path: string): string {
  const extension = /\.([^./]+)$/.exec(path)?.[1].toLowerCase() ?? '';
  return Object.hasOwn(TYPES, extension)
    ? TYPES[extension]
    : 'application/octet-stream';
}
