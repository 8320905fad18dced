import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { invalid, LanceError } from './error.js';
import { DELIMITER, parseIdentifier } from './identifier.js';
import type { GlueNamespace } from './namespace.js';
import { OPERATIONS, type OperationName } from './operations.js';

/** How a namespace is served. */
export interface ServeOptions {
  /** Port of 127.0.0.1; 0, the default: any free one. */
  port?: number;
  /** What requests must show, as bearer token or `x-api-key`. Default: a random one. */
  token?: string;
}

/** A namespace that is served. */
export interface ServedNamespace {
  /** Such as `http://127.0.0.1:4711`. */
  url: string;
  token: string;
  close(): Promise<void>;
}

/** Most bytes of a request. */
const LONGEST = 1024 * 1024;

/** Query parameters that are no text. Source: REST specification, parameters of the operations. */
const NUMBERS = new Set(['limit', 'version']);
const FLAGS = new Set([
  'include_declared',
  'descending',
  'with_table_uri',
  'load_detailed_metadata',
  'check_declared'
]);

/** Operations that answer by the status alone. */
const SILENT: ReadonlySet<OperationName> = new Set([
  'NamespaceExists',
  'TableExists'
]);

/**
 * Serve a namespace over the Lance REST specification, on this machine alone.
 *
 * Below `/DATABASE`, a table that is named without a database is one of that database: some clients name tables so (`/search/v1/table/…`).
 *
 * Requests need the token, as `Authorization: Bearer …` or `x-api-key`, and a `Host` of this machine: a page of the web that a browser
 * shows has neither.
 */
export async function serve(
  namespace: GlueNamespace,
  { port = 0, token = randomBytes(24).toString('base64url') }: ServeOptions = {}
): Promise<ServedNamespace> {
  const server = createServer((request, response) => {
    void answer(namespace, token, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${own}`,
    token,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      })
  };
}

async function answer(
  namespace: GlueNamespace,
  token: string,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const { pathname, searchParams } = new URL(
    request.url ?? '/',
    'http://127.0.0.1'
  );
  try {
    admit(request, token);
    const { operation, id, delimiter, base } = routed(
      request.method ?? 'GET',
      pathname,
      searchParams.get('delimiter') ?? DELIMITER
    );
    const work = namespace.supports(operation);
    const body = work ? await bodyOf(request) : {};
    const reply =
      operation === 'ListAllTables'
        ? await namespace.listAllTables(queryOf(searchParams), delimiter)
        : await namespace.call(
            operation,
            joined(queryOf(searchParams), body, id, base)
          );
    send(response, 200, SILENT.has(operation) ? undefined : reply);
  } catch (error) {
    const known =
      error instanceof LanceError
        ? error
        : new LanceError('Internal', 'The namespace went wrong.');
    if (
      known.reason === 'Throttling' ||
      known.reason === 'ServiceUnavailable'
    ) {
      response.setHeader('retry-after', '1');
    }
    send(response, known.status, {
      error: known.message,
      code: known.code,
      detail: known.reason,
      instance: pathname
    });
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: object | undefined
): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store'
  });
  response.end(text);
}

/** Turn away what comes from elsewhere. A page of another site may have its own name lead here (DNS rebinding). */
function admit({ headers, socket }: IncomingMessage, token: string): void {
  const port = socket.localPort;
  const host = headers.host?.toLowerCase();
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    throw new LanceError(
      'PermissionDenied',
      'The Host header names another service.'
    );
  }
  const [, bearer] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  const given = bearer ?? headers['x-api-key'];
  if (!isSame(typeof given === 'string' ? given : '', token)) {
    throw new LanceError(
      'Unauthenticated',
      'The token is missing or wrong (Authorization: Bearer …, or x-api-key).'
    );
  }
}

function isSame(given: string, token: string): boolean {
  // Hashes have one length, which the comparison needs.
  const digest = (text: string): Buffer =>
    createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** What a path asks for. */
interface Routed {
  operation: OperationName;
  id?: string[];
  delimiter: string;
  /** Database of tables that are named without one. */
  base?: string;
}

const ROUTES = Object.entries(OPERATIONS).map(([name, [method, path]]) => ({
  operation: name as OperationName,
  method,
  parts: `v1/${path}`.split('/')
}));

function routed(method: string, pathname: string, delimiter: string): Routed {
  const whole = pathname.replace(/^\//, '').split('/');
  const base = whole[0] === 'v1' ? undefined : decoded(whole[0]);
  const given = whole.slice(base === undefined ? 0 : 1);
  const found = ROUTES.find(
    route =>
      route.method === method &&
      route.parts.length === given.length &&
      route.parts.every(
        (part, at) => part.startsWith('{') || part === given[at]
      )
  );
  if (found === undefined) {
    throw new LanceError(
      'Unsupported',
      `${method} ${pathname} is no operation of the specification.`
    );
  }
  if (delimiter === '') {
    throw invalid('"delimiter" must not be empty.');
  }
  const at = found.parts.indexOf('{id}');
  if (at < 0) {
    return { operation: found.operation, delimiter, base };
  }
  return {
    operation: found.operation,
    id: parseIdentifier(decoded(given[at]), delimiter),
    delimiter,
    ...(found.parts[1] === 'table' ? { base } : {})
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(`${text} is no encoded identifier.`);
  }
}

/** Read the query: parameters without a value are left out. */
function queryOf(query: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries(
    [...query]
      .filter(([name, value]) => name !== 'delimiter' && value !== '')
      .map(([name, value]) => [
        name,
        NUMBERS.has(name)
          ? Number(value)
          : FLAGS.has(name) && /^(true|false)$/i.test(value)
            ? value.toLowerCase() === 'true'
            : value
      ])
  );
}

/** Put the parts of a request together. Its identifier is that of the path: another one in the body is a contradiction. */
function joined(
  query: Record<string, unknown>,
  body: object,
  id: string[] | undefined,
  base: string | undefined
): object {
  const { id: other } = body as { id?: unknown };
  if (
    id !== undefined &&
    other !== undefined &&
    other !== null &&
    JSON.stringify(other) !== JSON.stringify(id)
  ) {
    throw invalid(
      'The identifier in the body is not the one in the path. Leave it out.'
    );
  }
  const whole = base !== undefined && id?.length === 1 ? [base, ...id] : id;
  return { ...query, ...body, ...(whole === undefined ? {} : { id: whole }) };
}

async function bodyOf(request: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST) {
      throw invalid(`A request has at most ${LONGEST} bytes.`);
    }
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8').trim();
  if (text === '') {
    return {};
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw invalid('The body is not JSON.');
  }
  if (body === null) {
    // Some clients write so that there is none.
    return {};
  }
  if (typeof body !== 'object' || Array.isArray(body)) {
    throw invalid('The body must be a JSON object.');
  }
  return body;
}
