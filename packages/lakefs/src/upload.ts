import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { WireObject, WireStaging } from './api.js';
import {
  Pieces,
  contentTypeOf,
  toBytes,
  type Bytes,
  type UploadData
} from './content.js';
import {
  InvalidRequestError,
  ObjectExistsError,
  PreconditionError
} from './error.js';
import { md5Of } from './digest.js';
import { uploadParts } from './multipart.js';
import { branchPath } from './path.js';
import { objectName, type ObjectPlace } from './reading.js';
import { PART_SIZE, checkDigest, putBytes, type Upload } from './put.js';

/** How an object is written. */
export interface UploadOptions {
  /** Default: by the path's extension. */
  contentType?: string;
  /** Names and values of your own; names are kept in lower case. */
  metadata?: Record<string, string>;
  /** Only when there is no object yet: `x`. Default `w`, which replaces one. */
  mode?: 'w' | 'wb' | 'x' | 'xb';
  /** Write to the object store itself by a signed address. Default: where the server offers it. */
  preSigned?: boolean;
  /** Bytes of a stream, where they are known. */
  size?: number;
  signal?: AbortSignal;
}

/** Bytes at hand are written in parts from this size on. */
const LARGEST_WHOLE = 64 << 20;
const META = 'x-lakefs-meta-';

/**
 * Write an object. One request directly, three by a signed address, more in parts.
 *
 * @throws ObjectExistsError in the mode `x` when there is one; NotFoundError; ChecksumError when what arrived is not what was sent
 */
export async function upload(
  place: ObjectPlace,
  data: UploadData,
  options: UploadOptions = {}
): Promise<WireObject> {
  const { signal } = options;
  signal?.throwIfAborted();
  const client = await place.client();
  const request: Upload = {
    client,
    place,
    contentType: options.contentType ?? contentTypeOf(place.path),
    metadata: checkedMetadata(options.metadata ?? {}),
    exclusive: (options.mode ?? 'w').startsWith('x'),
    signal,
    what: `write ${objectName(place)}`
  };
  checkType(request);
  const content = await toBytes(data, options.size);
  if (options.preSigned !== false) {
    request.storage = await client.storageOf(place.repository, signal);
  }
  const preSigned =
    options.preSigned ?? request.storage?.preSignSupport ?? false;
  try {
    return await (preSigned
      ? uploadToStore(request, content)
      : uploadDirect(request, content));
  } catch (error) {
    if (content.kind === 'stream') {
      content.stream.destroy();
    }
    throw request.exclusive && error instanceof PreconditionError
      ? new ObjectExistsError(
          `Could not ${request.what}: the object exists already.`,
          { status: 412, requestId: error.requestId, cause: error }
        )
      : error;
  }
}

function checkType({ contentType, what }: Upload): void {
  if (/^multipart\/form-data/i.test(contentType)) {
    throw new InvalidRequestError(
      `Could not ${what}: the content type multipart/form-data has a meaning of its own for lakeFS.`
    );
  }
  if (!/^[\x20-\x7e]+$/.test(contentType)) {
    throw new InvalidRequestError(
      `Could not ${what}: the content type ${JSON.stringify(contentType)} is none.`
    );
  }
}

function checkedMetadata(
  metadata: Record<string, string>
): Record<string, string> {
  const entries = Object.entries(metadata);
  for (const [name, value] of entries) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
      throw new InvalidRequestError(
        `${JSON.stringify(name)} is no name for metadata: letters, digits, hyphens, dots and underscores are.`
      );
    }
    // eslint-disable-next-line no-control-regex
    if (/[\x00-\x1f\x7f]/.test(value)) {
      throw new InvalidRequestError(
        `The metadata ${name} has control characters, such as line breaks.`
      );
    }
  }
  // A header's name has no case: both ways of writing give the same.
  return Object.fromEntries(
    entries.map(([name, value]) => [name.toLowerCase(), value])
  );
}

async function uploadDirect(
  request: Upload,
  content: Bytes
): Promise<WireObject> {
  const { client, place, metadata, exclusive, signal, what } = request;
  const headers: Record<string, string> = {
    'content-type': request.contentType
  };
  for (const [name, value] of Object.entries(metadata)) {
    headers[META + name] = Buffer.from(value, 'utf8').toString('latin1');
  }
  if (exclusive) {
    headers['if-none-match'] = '*';
  }
  const size = content.kind === 'bytes' ? content.bytes.length : content.size;
  if (size !== undefined) {
    headers['content-length'] = String(size);
  }
  const hash = content.kind === 'stream' ? createHash('md5') : undefined;
  const body =
    content.kind === 'stream'
      ? counted(content.stream, size, what, chunk => hash?.update(chunk))
      : content.bytes;
  const answer = client.json<WireObject>({
    method: 'POST',
    path: `${branchPath(place.repository, place.reference)}/objects`,
    query: { path: place.path },
    headers,
    body,
    signal,
    what,
    // Sent twice it is the same object; but the second "only when there is none" would find the first.
    repeatable: !exclusive
  });
  // Digested while they are on their way.
  const early = content.kind === 'bytes' ? md5Of(content.bytes) : '';
  const stored = await answer;
  checkDigest(hash?.digest('hex') ?? early, stored.checksum, what);
  return stored;
}

/** Pass a stream on, show its chunks, and hold it against the size it was said to have. */
function counted(
  stream: Readable,
  size: number | undefined,
  what: string,
  show: (chunk: Buffer) => void
): Readable {
  async function* all(): AsyncGenerator<Buffer, void, undefined> {
    let count = 0;
    for await (const each of stream) {
      const chunk = Buffer.from(each as Uint8Array | string);
      count += chunk.length;
      show(chunk);
      yield chunk;
    }
    if (size !== undefined && count !== size) {
      throw new InvalidRequestError(
        `Could not ${what}: the stream had ${count} bytes, not ${size}.`
      );
    }
  }
  return Readable.from(all(), { objectMode: false });
}

async function uploadToStore(
  request: Upload,
  content: Bytes
): Promise<WireObject> {
  if (content.kind === 'bytes') {
    const large = content.bytes.length > LARGEST_WHOLE;
    return large && mayBeInParts(request)
      ? uploadParts(
          request,
          new Pieces(Readable.from(cut(content.bytes))),
          content.bytes.length
        )
      : putWhole(request, content.bytes);
  }
  const pieces = new Pieces(content.stream);
  let first = await pieces.next(PART_SIZE);
  if (first.length < PART_SIZE || (await pieces.atEnd())) {
    checkSize(request, first.length, content.size);
    return putWhole(request, first);
  }
  pieces.unread(first);
  // Not kept alive until the end of the upload.
  first = Buffer.alloc(0);
  if (mayBeInParts(request)) {
    return uploadParts(request, pieces, content.size);
  }
  // The server writes it to the store: it takes a stream without a size, and the condition.
  const { size } = content;
  const stream = pieces.rest();
  return uploadDirect(request, { kind: 'stream', stream, size });
}

/** An upload in parts has no "only when there is none". */
function mayBeInParts({ storage, exclusive }: Upload): boolean {
  return (storage?.preSignMultipartUpload ?? false) && !exclusive;
}

function checkSize(
  { what }: Upload,
  count: number,
  size: number | undefined
): void {
  if (size !== undefined && size !== count) {
    throw new InvalidRequestError(
      `Could not ${what}: the stream had ${count} bytes, not ${size}.`
    );
  }
}

function* cut(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += PART_SIZE) {
    yield bytes.subarray(at, at + PART_SIZE);
  }
}

async function putWhole(
  request: Upload,
  bytes: Uint8Array
): Promise<WireObject> {
  const { client, place, signal, what } = request;
  const path = `${branchPath(place.repository, place.reference)}/staging/backing`;
  const staging = async (): Promise<WireStaging> =>
    client.json<WireStaging>({
      method: 'GET',
      path,
      query: { path: place.path, presign: true },
      signal,
      what
    });
  let address = await staging();
  const { checksum } = await putBytes(request, bytes, async again => {
    address = again ? await staging() : address;
    return address.presigned_url ?? '';
  });
  return client.json<WireObject>({
    method: 'PUT',
    path,
    query: { path: place.path },
    headers: request.exclusive ? { 'if-none-match': '*' } : {},
    json: {
      staging: address,
      checksum,
      size_bytes: bytes.length,
      user_metadata: request.metadata,
      content_type: request.contentType
    },
    signal,
    what,
    repeatable: !request.exclusive
  });
}
