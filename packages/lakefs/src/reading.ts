import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Backoff } from './backoff.js';
import type { Client } from './client.js';
import { md5Of } from './digest.js';
import {
  ChecksumError,
  LakeFSError,
  UnavailableError,
  refusalError
} from './error.js';
import { referencePath } from './path.js';
import { sendToStore } from './store.js';
import { joined, readBody, takeChunks, type HttpReply } from './transport.js';

/** An object: where it is and how it is reached. */
export interface ObjectPlace {
  client: () => Promise<Client>;
  repository: string;
  reference: string;
  path: string;
}

/** How an object's bytes are read. */
export interface ReadOptions {
  /** Read from the object store itself by a signed address. Default: where the server offers it. */
  preSigned?: boolean;
  /** Hold what arrives against the object's MD5, where that is known. Default true. */
  verify?: boolean;
  signal?: AbortSignal;
}

/** A part of an object: bytes from `start` to before `end`. */
export interface ByteRange {
  start: number;
  end?: number;
}

/** Name an object in an error. */
export function objectName(place: ObjectPlace): string {
  return `lakefs://${place.repository}/${place.reference}/${place.path}`;
}

/** An object's bytes on their way. Read them in one way, once. */
export class Download {
  constructor(
    readonly place: ObjectPlace,
    private readonly _reply: HttpReply,
    private readonly _options: ReadOptions
  ) {
    const { headers } = _reply;
    const length = headers['content-length'];
    this.contentLength = length === undefined ? undefined : Number(length);
    this.contentType = headers['content-type'] ?? 'application/octet-stream';
    const range = /\/(\d+)$/.exec(headers['content-range'] ?? '');
    this.objectSize = range ? Number(range[1]) : this.contentLength;
  }

  /** Bytes that come. */
  readonly contentLength?: number;
  /** Bytes of the whole object. */
  readonly objectSize?: number;
  readonly contentType: string;

  /** Return the bytes as a stream. It fails when they break off or are not what the server keeps. */
  stream(): Readable {
    return Readable.from(this._chunks(), { objectMode: false });
  }

  /** Read all bytes into memory. */
  async bytes(): Promise<Buffer> {
    const wanted = this._expected();
    const chunks: Buffer[] = [];
    let digest: Hash | undefined;
    let size = 0;
    try {
      await takeChunks(this._reply.body, chunk => {
        // What comes in one piece is digested in one step, at the end.
        if (wanted !== undefined && chunks.length > 0) {
          digest ??= createHash('md5').update(chunks[0]);
          digest.update(chunk);
        }
        chunks.push(chunk);
        size += chunk.length;
      });
    } catch (error) {
      throw this._broken(error, size);
    }
    const bytes = joined(chunks);
    if (wanted !== undefined) {
      this._verify(digest?.digest('hex') ?? md5Of(bytes), wanted);
    }
    return bytes;
  }

  /** Read all as UTF-8 text. */
  async text(): Promise<string> {
    return decodeText(await this.bytes(), this.place);
  }

  /** Write the bytes to a file. */
  async saveTo(file: string): Promise<void> {
    await pipeline(this.stream(), createWriteStream(file));
  }

  private async *_chunks(): AsyncGenerator<Buffer, void, undefined> {
    const { body } = this._reply;
    const wanted = this._expected();
    const digest = wanted === undefined ? undefined : createHash('md5');
    let size = 0;
    let ended = false;
    try {
      for await (const each of body) {
        const chunk = each as Buffer;
        size += chunk.length;
        digest?.update(chunk);
        yield chunk;
      }
      ended = true;
    } catch (error) {
      throw this._broken(error, size);
    } finally {
      if (!ended) {
        body.destroy();
      }
    }
    if (digest !== undefined && wanted !== undefined) {
      this._verify(digest.digest('hex'), wanted);
    }
  }

  /** Return what a failure on the way means. */
  private _broken(error: unknown, size: number): unknown {
    const { signal } = this._options;
    return signal?.aborted
      ? signal.reason
      : new UnavailableError(
          `Could not read ${objectName(this.place)}: it broke off after ${size} bytes.`,
          { cause: error, remedy: 'Read it again.' }
        );
  }

  private _verify(digest: string, wanted: string): void {
    if (digest !== wanted) {
      throw new ChecksumError(
        `${objectName(this.place)} is not what arrived: the MD5 differs.`,
        {
          remedy:
            'Read it again. Where the object store encrypts with keys of its own its checksums are no MD5: read with verify: false.'
        }
      );
    }
  }

  /** The MD5 of a whole object; a part has none, and neither has what was uploaded in parts or is encrypted by the store's own keys. */
  private _expected(): string | undefined {
    const { status, headers } = this._reply;
    const etag = (headers.etag ?? '').replace(/^W\/|"/g, '');
    const encrypted = headers['x-amz-server-side-encryption'];
    return this._options.verify === false ||
      status !== 200 ||
      !/^[0-9a-f]{32}$/.test(etag) ||
      (encrypted !== undefined && encrypted !== 'AES256')
      ? undefined
      : etag;
  }
}

/** Decode UTF-8. Throws LakeFSError when it is none. */
export function decodeText(bytes: Uint8Array, place: ObjectPlace): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes
    );
  } catch (error) {
    throw new LakeFSError(`${objectName(place)} is not UTF-8 text.`, {
      cause: error,
      remedy: "Open it with the mode 'rb'."
    });
  }
}

/**
 * Start to read an object or a part of it.
 *
 * One request; two by a signed address.
 *
 * @throws NotFoundError; InvalidRangeError when the range begins behind the end
 */
export async function startDownload(
  place: ObjectPlace,
  options: ReadOptions,
  range?: ByteRange
): Promise<Download> {
  const { signal } = options;
  const client = await place.client();
  const preSigned =
    options.preSigned ??
    (await client.storageOf(place.repository, signal)).preSignSupport;
  const headers: Record<string, string> = {};
  if (range !== undefined) {
    const last = range.end === undefined ? '' : String(range.end - 1);
    headers.range = `bytes=${range.start}-${last}`;
  }
  const reply = preSigned
    ? await fromStore(client, place, headers, options)
    : await client.send({
        method: 'GET',
        path: `${referencePath(place.repository, place.reference)}/objects`,
        query: { path: place.path },
        headers,
        what: `read ${objectName(place)}`,
        signal
      });
  return new Download(place, reply, options);
}

async function fromStore(
  client: Client,
  place: ObjectPlace,
  headers: Record<string, string>,
  { signal }: ReadOptions
): Promise<HttpReply> {
  const what = `read ${objectName(place)}`;
  const backoff = new Backoff(client.retry);
  for (;;) {
    const redirect = await client.send({
      method: 'GET',
      path: `${referencePath(place.repository, place.reference)}/objects`,
      query: { path: place.path, presign: true },
      what,
      signal
    });
    const location = redirect.headers.location;
    if (redirect.status === 200) {
      return redirect;
    }
    await readBody(redirect.body);
    if (location === undefined) {
      throw new LakeFSError(
        `Could not ${what}: the server gave no address (${redirect.status}).`
      );
    }
    const reply = await sendToStore(
      client,
      new URL(location, client.endpoint).href,
      { method: 'GET', headers, signal, what },
      backoff,
      each =>
        each.status === 200 || each.status === 206
          ? Promise.resolve(each)
          : undefined
    );
    if (reply !== undefined) {
      return reply;
    }
  }
}

/** Make the error of a read that begins behind the end of an object. */
export function behindEnd(place: ObjectPlace): LakeFSError {
  return refusalError({
    status: 416,
    what: `read ${objectName(place)}`,
    reason: 'the position is before its beginning'
  });
}
