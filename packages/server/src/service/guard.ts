import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a request must show. */
export interface GuardOptions {
  /** Needed in `Authorization: Bearer …`; absent on a unix socket, whose file mode guards it. */
  token?: string;
  /** What `Host` may be; absent on a unix socket, which no browser reaches by a name of its own. */
  hosts?: ReadonlySet<string>;
}

/** Why a request is turned away. */
export interface RequestRefusal {
  status: 400 | 401 | 403 | 415;
  message: string;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Say why a request is turned away, or nothing.
 *
 * A page of another site must not reach the service through a person's browser: its name must be ours (DNS rebinding), the request
 * must come from the same origin (`Sec-Fetch-Site`, `Origin`), and whatever changes something must be JSON, which another site's
 * page can't send without asking first.
 */
export function refusal(
  method: string,
  headers: IncomingHttpHeaders,
  options: GuardOptions
): RequestRefusal | undefined {
  const host = headers.host?.toLowerCase();
  if (options.hosts && (!host || !options.hosts.has(host))) {
    return { status: 403, message: 'The Host header names another service.' };
  }
  if (!sameOrigin(headers, host)) {
    return { status: 403, message: 'Requests of other sites are refused.' };
  }
  if (options.token && !hasToken(headers.authorization, options.token)) {
    return {
      status: 401,
      message: 'The token is missing or wrong (Authorization: Bearer …).'
    };
  }
  if (
    !SAFE.has(method) &&
    !(method === 'DELETE' && isBare(headers)) &&
    !/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')
  ) {
    return {
      status: 415,
      message: `${method} takes Content-Type: application/json.`
    };
  }
  return undefined;
}

/**
 * Return true for a request without a body or a type of one, as fetch sends DELETE. No page of another site can send DELETE without asking
 * first. Source: Fetch standard, "CORS-safelisted method".
 */
function isBare(headers: IncomingHttpHeaders): boolean {
  return (
    headers['content-type'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    Number(headers['content-length'] ?? 0) === 0
  );
}

function sameOrigin(
  headers: IncomingHttpHeaders,
  host: string | undefined
): boolean {
  const site = headers['sec-fetch-site'];
  if (typeof site === 'string') {
    return site === 'same-origin' || site === 'none';
  }
  const { origin } = headers;
  if (origin === undefined) {
    return true;
  }
  return URL.canParse(origin) && new URL(origin).host === host;
}

function hasToken(header: string | undefined, token: string): boolean {
  const given = /^Bearer (\S+)$/i.exec(header ?? '')?.[1] ?? '';
  // Hashes have one length, which the comparison needs.
  const digest = (text: string): Buffer =>
    createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
