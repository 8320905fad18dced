import type { Context, Next } from 'hono';
import type { Env } from './work.js';

/** Largest request, in bytes: several times a pipeline of 10,000 nodes. */
const MAX_REQUEST_BYTES = 32 * 1024 * 1024;

/**
 * Read a request's body, whatever its framing: with a length, in chunks, or without any. Without Content-Length and Transfer-Encoding it
 * has none. Source: RFC 9112, section 6.3 "Message Body Length".
 *
 * It is read to its end before the request is answered, or a proxy may still be sending it when the connection is closed; one that is too
 * large is answered 413 (RFC 9110, section 15.5.14) and not kept.
 */
export async function readBody(
  c: Context<Env>,
  next: Next
): Promise<Response | void> {
  const { incoming } = c.env;
  const large = (): Response =>
    c.json(
      {
        error: {
          kind: 'usage',
          message: `A request may have ${MAX_REQUEST_BYTES / 1024 / 1024} MB at most.`
        }
      },
      413,
      { Connection: 'close' }
    );
  if (Number(incoming.headers['content-length'] ?? 0) > MAX_REQUEST_BYTES) {
    return large();
  }
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving early must not destroy the connection, on which the answer goes back.
  const body: AsyncIterable<Buffer> = incoming.iterator({
    destroyOnReturn: false
  });
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_REQUEST_BYTES) {
      return large();
    }
    chunks.push(chunk);
  }
  c.set('body', Buffer.concat(chunks).toString('utf8'));
  await next();
}
