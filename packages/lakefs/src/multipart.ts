import type { WireMultipart, WireObject } from './api.js';
import type { Pieces } from './content.js';
import { InvalidRequestError } from './error.js';
import { branchPath } from './path.js';
import { PART_SIZE, putBytes, type Upload } from './put.js';

/** Parts under way at once; each is in memory. */
const AT_ONCE = 3;
/** What object stores take: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MOST_PARTS = 10_000;
const LARGEST_PART = 512 << 20;

/**
 * Write an object in parts, right to the object store. Each part's address is signed when the part is sent, and anew when it has expired:
 * a slow upload never outlives its addresses. What was sent is dropped when it fails.
 *
 * @param size - Bytes in all, where they are known.
 */
export async function uploadParts(
  request: Upload,
  pieces: Pieces,
  size?: number
): Promise<WireObject> {
  const { client, place, signal, what } = request;
  const path = `${branchPath(place.repository, place.reference)}/staging/pmpu`;
  const query = { path: place.path };
  const started = await client.json<WireMultipart>({
    method: 'POST',
    path,
    query,
    signal,
    what,
    // An upload that was begun twice is one that is never completed: it shows nowhere.
    repeatable: true
  });
  const address = started.physical_address;
  const own = `${path}/${encodeURIComponent(started.upload_id)}`;
  try {
    const etags = await sendParts(request, pieces, own, address, size);
    return await client.json<WireObject>({
      method: 'PUT',
      path: own,
      query,
      json: {
        physical_address: address,
        parts: etags.map((etag, index) => ({ part_number: index + 1, etag })),
        user_metadata: request.metadata,
        content_type: request.contentType
      },
      signal,
      what,
      // The second would find no such upload.
      repeatable: false
    });
  } catch (error) {
    await pieces.stop().catch(() => undefined);
    // The failure that counts is the first.
    await client
      .run({
        method: 'DELETE',
        path: own,
        query,
        json: { physical_address: address },
        what: `drop what was sent of ${place.path}`
      })
      .catch(() => undefined);
    throw error;
  }
}

async function sendParts(
  request: Upload,
  pieces: Pieces,
  path: string,
  address: string,
  size: number | undefined
): Promise<string[]> {
  const { client, place, what } = request;
  const failed = new AbortController();
  const signals = [failed.signal, ...(request.signal ? [request.signal] : [])];
  const signal = AbortSignal.any(signals);
  const etags: string[] = [];
  // Used again and again: what is left to the garbage collector piles up faster than it comes.
  const free: Buffer[] = [];
  const running = new Set<Promise<void>>();
  let failure: unknown;
  let count = 0;
  let sent = 0;
  while (failure === undefined) {
    const wanted = partSize(count, size);
    const before = free.pop();
    const room =
      before?.length === wanted ? before : Buffer.allocUnsafeSlow(wanted);
    const bytes = room.subarray(0, await pieces.fill(room));
    if (bytes.length === 0) {
      break;
    }
    const number = ++count;
    sent += bytes.length;
    const one = putBytes({ ...request, signal }, bytes, async () => {
      const signed = await client.json<{ presigned_url: string }>({
        method: 'PUT',
        path: `${path}/parts/${number}`,
        query: { path: place.path },
        json: { physical_address: address },
        signal,
        what
      });
      return signed.presigned_url;
    }).then(
      ({ etag }) => {
        etags[number - 1] = etag;
        free.push(room);
      },
      error => {
        failure ??= error;
        failed.abort(error);
      }
    );
    const tracked: Promise<void> = one.then(() => {
      running.delete(tracked);
    });
    running.add(tracked);
    if (running.size >= AT_ONCE) {
      await Promise.race(running);
    }
  }
  await Promise.all(running);
  if (failure !== undefined) {
    throw failure;
  }
  if (size !== undefined && sent !== size) {
    throw new InvalidRequestError(
      `Could not ${what}: the stream had ${sent} bytes, not ${size}.`
    );
  }
  return etags;
}

/** Bytes of a part. Where the size in all is not known they grow, so that the number of parts suffices for terabytes. */
function partSize(before: number, size: number | undefined): number {
  return size === undefined
    ? Math.min(PART_SIZE * 2 ** Math.floor(before / 1000), LARGEST_PART)
    : Math.max(PART_SIZE, Math.ceil(size / MOST_PARTS));
}
