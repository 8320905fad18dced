import { createHash } from 'node:crypto';
import { Backoff } from './backoff.js';
import type { Client } from './client.js';
import { ChecksumError, LakeFSError } from './error.js';
import type { ObjectPlace } from './reading.js';
import type { ServerStorageConfiguration } from './server.js';
import { REPEATED, sendToStore } from './store.js';
import { readBody, type HttpReply } from './transport.js';

/** What is known of an upload by all its ways. */
export interface Upload {
  client: Client;
  place: ObjectPlace;
  contentType: string;
  metadata: Record<string, string>;
  exclusive: boolean;
  storage?: ServerStorageConfiguration;
  signal?: AbortSignal;
  what: string;
}

/** Bytes of a part: the least that object stores take (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html). */
export const PART_SIZE = 5 << 20;
/** Hold the MD5 of what was sent against the checksum that the server has; one of another kind says nothing. Throws ChecksumError. */
export function checkDigest(mine: string, theirs: string, what: string): void {
  if (/^[0-9a-f]{32}$/.test(theirs) && theirs !== mine) {
    throw new ChecksumError(
      `Could not ${what}: the MD5 of what arrived differs from that of what was sent.`,
      { remedy: 'What is on the branch is damaged: write it again.' }
    );
  }
}

/**
 * Send bytes to a signed address; to a new one when the store refuses the first, as it does once that has expired.
 *
 * @param sign - Gives the address; `again` asks for a new one.
 * @returns the ETag for the store, and the checksum for lakeFS
 */
export async function putBytes(
  request: Upload,
  bytes: Uint8Array,
  sign: (again: boolean) => Promise<string>
): Promise<{ etag: string; checksum: string }> {
  const { client, signal, what } = request;
  const digest = createHash('md5').update(bytes).digest();
  const headers: Record<string, string> = {
    'content-length': String(bytes.length),
    'content-md5': digest.toString('base64'),
    'content-type': request.contentType
  };
  if (request.storage?.blockstoreType === 'azure') {
    headers['x-ms-blob-type'] = 'BlockBlob';
  }
  const backoff = new Backoff(client.retry);
  for (let again = false; ; again = true) {
    const url = await sign(again);
    if (!URL.canParse(url)) {
      throw new LakeFSError(`Could not ${what}: the server gave no address.`, {
        remedy: 'Write with preSigned: false.'
      });
    }
    const done = await sendToStore(
      client,
      url,
      { method: 'PUT', headers, body: bytes, signal, what },
      backoff,
      reply => (reply.status < 300 ? stored(reply, digest, what) : undefined),
      [...REPEATED, 408]
    );
    if (done !== undefined) {
      return done;
    }
  }
}

/** What the store says of what it got. An ETag is the MD5 unless the store encrypts with keys of its own. */
async function stored(
  { headers, body }: HttpReply,
  digest: Buffer,
  what: string
): Promise<{ etag: string; checksum: string }> {
  await readBody(body);
  const etag = String(headers.etag ?? '').replace(/^W\/|"/g, '');
  const encrypted = headers['x-amz-server-side-encryption'];
  const md5 = digest.toString('hex');
  if (encrypted === undefined || encrypted === 'AES256') {
    checkDigest(md5, etag, what);
  }
  return { etag: etag || md5, checksum: md5 };
}
