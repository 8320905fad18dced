import type { Backoff } from './backoff.js';
import type { Client } from './client.js';
import { UnavailableError, type LakeFSError } from './error.js';
import type { HttpReply } from './transport.js';

/** Statuses with which a store refuses an address that has expired, and asks for patience: a new address may do. */
export const REPEATED: readonly number[] = [403, 429];

/**
 * Send a request to a signed address of the object store once, and wait when it is to be sent to a new one.
 *
 * @param accept - Gives what an answer means; undefined for one that refuses.
 * @param repeated - Statuses below 500 after which another attempt makes sense.
 * @returns undefined when the request is to be sent again
 * @throws LakeFSError when the store refuses for good, or no attempt is left
 */
export async function sendToStore<T>(
  client: Client,
  url: string,
  request: Parameters<Client['sendTo']>[1],
  backoff: Backoff,
  accept: (reply: HttpReply) => Promise<T> | undefined,
  repeated = REPEATED
): Promise<T | undefined> {
  let failure: LakeFSError;
  try {
    const reply = await client.sendTo(url, request);
    const accepted = accept(reply);
    if (accepted !== undefined) {
      return await accepted;
    }
    failure = await client.storeRefusal(reply, request.what);
    if (reply.status < 500 && !repeated.includes(reply.status)) {
      throw failure;
    }
  } catch (error) {
    if (!(error instanceof UnavailableError)) {
      throw error;
    }
    failure = error;
  }
  if (!(await backoff.next(undefined, request.signal))) {
    throw failure;
  }
  return undefined;
}
