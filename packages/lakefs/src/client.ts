import type { Readable } from 'node:stream';
import type { WireConfig, WireRepository, WireToken } from './api.js';
import { Backoff, type RetryOptions } from './backoff.js';
import {
  findConfiguration,
  type Configuration,
  type ConnectionOptions
} from './config.js';
import {
  InvalidRequestError,
  LakeFSError,
  UnauthenticatedError,
  UnavailableError,
  refusalError
} from './error.js';
import { identityToken } from './iam.js';
import { repositoryPath } from './path.js';
import {
  ServerConfiguration,
  type ServerStorageConfiguration
} from './server.js';
import {
  NetworkError,
  Transport,
  readBody,
  serverOf,
  type HttpReply,
  type HttpServer
} from './transport.js';

/** What a client can be made with. */
export interface ClientOptions extends ConnectionOptions {
  retry?: RetryOptions;
  /** Most connections to the server at once; default 64. */
  sockets?: number;
  /** Milliseconds without a byte after which a request fails; default 60,000. */
  timeout?: number;
}

/** Query parameters; what is undefined is left out, lists are repeated. */
export type Query = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** A call of lakeFS's REST interface. */
export interface Call {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`, its parts escaped. */
  path: string;
  query?: Query;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  body?: string | Uint8Array | Readable;
  signal?: AbortSignal;
  /** What is being done, for errors: `delete the branch dev of r`. */
  what: string;
  /** Doing it twice is the same as once: it is sent again when its outcome is unknown. Default: what HTTP says of the method. */
  repeatable?: boolean;
}

/** A token is taken anew so long before it ends, in milliseconds. */
const MARGIN = 5 * 60_000;
/** So much of what a server says in an error is read, in bytes. */
const MOST_REASON = 64 * 1024;

/**
 * A connection to a lakeFS server, used by many at once. Most programs need none of their own: the default client is made at the first
 * call.
 *
 * @example
 * const client = await Client.create({ endpoint: 'https://lakefs.example.com', accessKeyId, secretAccessKey });
 * const main = repository('flights', client).branch('main');
 */
export class Client {
  /**
   * Make a client. What is not given is looked up: environment, `~/.lakectl.yaml`, the machine's AWS IAM role.
   *
   * @throws NoCredentialsError
   */
  static async create(options: ClientOptions = {}): Promise<Client> {
    return new Client(await findConfiguration(options), options);
  }

  constructor(
    private readonly _configuration: Configuration,
    options: ClientOptions = {}
  ) {
    this._retry = options.retry ?? {};
    this._transport = new Transport(
      options.sockets ?? 64,
      options.timeout ?? 60_000
    );
    const { endpoint, credentials } = _configuration;
    const url = new URL(endpoint);
    this._at = serverOf(url);
    this._base = url.pathname;
    if (credentials.kind === 'keys') {
      const { accessKeyId, secretAccessKey } = credentials;
      const pair = Buffer.from(`${accessKeyId}:${secretAccessKey}`);
      this._fixed = `Basic ${pair.toString('base64')}`;
    } else if (credentials.kind === 'token') {
      this._fixed = `Bearer ${credentials.token}`;
    }
  }

  /** The server's address, with `/api/v1`. */
  get endpoint(): string {
    return this._configuration.endpoint;
  }

  /** Return what the server says of itself; asked once. */
  serverConfiguration(signal?: AbortSignal): Promise<ServerConfiguration> {
    this._server ??= this.json<WireConfig>({
      method: 'GET',
      path: '/config',
      what: 'read the configuration of the lakeFS server',
      signal
    }).then(
      config => new ServerConfiguration(config),
      error => {
        this._server = undefined;
        throw error;
      }
    );
    return this._server;
  }

  /**
   * Return what the server can do with the object store of a repository. A repository is asked for its store, once, only where a server
   * has several.
   */
  async storageOf(
    repository: string,
    signal?: AbortSignal
  ): Promise<ServerStorageConfiguration> {
    const server = await this.serverConfiguration(signal);
    if (!server.hasSeveralStores) {
      return server.storageConfig();
    }
    const path = repositoryPath(repository);
    let found = this._stores.get(repository);
    if (found === undefined) {
      const what = `read the repository ${repository}`;
      const call = { method: 'GET', path, what, signal } as const;
      found = this.json<WireRepository>(call).then(
        ({ storage_id: id }) => server.storageConfig(id ?? ''),
        error => {
          this._stores.delete(repository);
          throw error;
        }
      );
      this._stores.set(repository, found);
    }
    return found;
  }

  /** Make a call and return what it answers as JSON; undefined where it answers nothing. */
  async json<T>(call: Call): Promise<T> {
    const reply = await this.send(call);
    const text = (await this._read(reply, call)).toString('utf8');
    if (text === '') {
      return undefined as T;
    }
    try {
      return JSON.parse(text) as T;
    } catch (error) {
      throw new LakeFSError(
        `Could not ${call.what}: the answer is no JSON. Is ${this.endpoint} a lakeFS server?`,
        { status: reply.status, cause: error }
      );
    }
  }

  /** Make a call and return its answer as text. */
  async text(call: Call): Promise<string> {
    return (await this._read(await this.send(call), call)).toString('utf8');
  }

  /** Make a call whose answer does not matter. */
  async run(call: Call): Promise<void> {
    const reply = await this.send(call);
    await this._read(reply, call);
  }

  /**
   * Make a call and return its answer with the body unread: a success, a redirect or 304.
   *
   * It is sent again after a pause when that can't do harm: the server asks for it, the request did not reach it, or doing it twice is
   * the same as once.
   *
   * @throws LakeFSError of the meaning that the answer has; the signal's reason when that is aborted
   */
  async send(call: Call): Promise<HttpReply> {
    const path = `${this._base}${call.path}${queryText(call)}`;
    const body =
      call.json === undefined ? call.body : JSON.stringify(call.json);
    const headers: Record<string, string> = { ...call.headers };
    if (call.json !== undefined) {
      headers['content-type'] = 'application/json';
    }
    if (typeof body === 'string' || body instanceof Uint8Array) {
      // Node says no length of a DELETE's body by itself: the next request would begin within it.
      headers['content-length'] = String(Buffer.byteLength(body));
    }
    const replayable =
      body === undefined ||
      typeof body === 'string' ||
      body instanceof Uint8Array;
    const repeatable =
      replayable && (call.repeatable ?? call.method !== 'POST');
    let backoff: Backoff | undefined;
    // An earlier attempt may have taken effect.
    let unsure = false;
    for (let renewed = false; ;) {
      headers.authorization =
        this._fixed ?? (await this._authorization(call.signal));
      let failure: LakeFSError;
      let again = repeatable;
      let retryAfter: string | undefined;
      try {
        const reply = await this._transport.send({
          method: call.method,
          server: this._at,
          path,
          headers,
          body,
          signal: call.signal
        });
        if (
          reply.status < 400 ||
          (unsure && reply.status === 404 && call.method === 'DELETE')
        ) {
          return reply;
        }
        failure = await this._refusal(reply, call);
        if (
          failure instanceof UnauthenticatedError &&
          this._fixed === undefined &&
          !renewed &&
          replayable
        ) {
          renewed = true;
          this._token = undefined;
          continue;
        }
        again = mayRepeat(reply.status, failure, repeatable, replayable);
        retryAfter = reply.headers['retry-after'];
        unsure ||= reply.status >= 500;
      } catch (error) {
        if (!(error instanceof NetworkError)) {
          throw error;
        }
        failure = new UnavailableError(
          `Could not ${call.what}: ${this.endpoint} does not answer: ${error.message}.`,
          { cause: error },
          error.unsent
        );
        again = repeatable || (error.unsent && replayable);
        unsure ||= !error.unsent;
      }
      backoff ??= new Backoff(this._retry);
      if (!again || !(await backoff.next(retryAfter, call.signal))) {
        throw failure;
      }
    }
  }

  /** Send a request to an address that is its own permission: a pre-signed one. Nothing is retried, no credentials are sent. */
  async sendTo(
    url: string,
    request: Pick<Call, 'method' | 'headers' | 'body' | 'signal' | 'what'>
  ): Promise<HttpReply> {
    const { method, headers = {}, body, signal, what } = request;
    const address = new URL(url);
    try {
      return await this._transport.send({
        method,
        server: serverOf(address),
        path: address.pathname + address.search,
        headers,
        body,
        signal
      });
    } catch (error) {
      if (!(error instanceof NetworkError)) {
        throw error;
      }
      throw new UnavailableError(
        `Could not ${what}: the object store does not answer: ${error.message}.`,
        { cause: error },
        error.unsent
      );
    }
  }

  /** Return the error that an answer of the object store means; its body is read. */
  async storeRefusal(reply: HttpReply, what: string): Promise<LakeFSError> {
    const text = (await readBody(reply.body, MOST_REASON)).toString('utf8');
    const message = /<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? '';
    return refusalError({
      status: reply.status,
      what,
      reason: `the object store refuses it: ${message || `status ${reply.status}`}`,
      requestId: single(reply.headers['x-amz-request-id'])
    });
  }

  /** How often requests are sent again. */
  get retry(): RetryOptions {
    return this._retry;
  }

  /** Close idle connections. A client that is closed can't be used again. */
  close(): void {
    this._transport.close();
  }

  private async _read(reply: HttpReply, call: Call): Promise<Buffer> {
    try {
      return await readBody(reply.body);
    } catch (error) {
      if (call.signal?.aborted) {
        throw call.signal.reason;
      }
      throw new UnavailableError(
        `Could not ${call.what}: the server broke off its answer.`,
        { status: reply.status, cause: error }
      );
    }
  }

  private async _refusal(reply: HttpReply, call: Call): Promise<LakeFSError> {
    let text = '';
    try {
      text = (await readBody(reply.body, MOST_REASON)).toString('utf8');
    } catch {
      // The status says enough.
    }
    return refusalError({
      status: reply.status,
      what: call.what,
      reason: reasonOf(text),
      requestId: single(reply.headers['x-request-id'])
    });
  }

  private async _authorization(signal?: AbortSignal): Promise<string> {
    const now = Date.now();
    if (this._token === undefined || this._token.until <= now) {
      // One login, however many wait for it.
      this._login ??= this._logIn(signal).finally(() => {
        this._login = undefined;
      });
      this._token = await this._login;
    }
    return `Bearer ${this._token.token}`;
  }

  private async _logIn(
    signal?: AbortSignal
  ): Promise<{ token: string; until: number }> {
    const { credentials } = this._configuration;
    if (credentials.kind !== 'aws-iam') {
      throw new LakeFSError('Only an AWS IAM role logs in.');
    }
    const url = new URL(`${this.endpoint}/auth/external/principal/login`);
    const seconds = credentials.tokenSeconds ?? 3600;
    const what = 'log in to lakeFS with the AWS IAM role of this machine';
    const reply = await this.sendTo(url.href, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        token_expiration_duration: seconds,
        identityRequest: {
          identity_token: await identityToken(url.hostname, credentials)
        }
      }),
      signal,
      what
    });
    if (reply.status !== 200) {
      const text = (await readBody(reply.body, MOST_REASON)).toString('utf8');
      throw refusalError({
        status: reply.status,
        what,
        reason: reasonOf(text)
      });
    }
    const { token, token_expiration: end } = JSON.parse(
      (await readBody(reply.body)).toString('utf8')
    ) as WireToken;
    const last = end === undefined ? Date.now() + seconds * 1000 : end * 1000;
    // A short token is used for half of its life.
    const left = last - Date.now();
    return { token, until: last - Math.min(MARGIN, left / 2) };
  }

  private readonly _transport: Transport;
  private readonly _at: HttpServer;
  private readonly _base: string;
  private readonly _retry: RetryOptions;
  private readonly _fixed?: string;
  private _token?: { token: string; until: number };
  private _login?: Promise<{ token: string; until: number }>;
  private _server?: Promise<ServerConfiguration>;
  private readonly _stores = new Map<
    string,
    Promise<ServerStorageConfiguration>
  >();
}

function mayRepeat(
  status: number,
  failure: LakeFSError,
  repeatable: boolean,
  replayable: boolean
): boolean {
  // The server says itself that it has done nothing.
  const untouched =
    status === 429 || /currently locked/.test(failure.reason ?? '');
  return (
    (untouched && replayable) ||
    (repeatable && [500, 502, 503, 504].includes(status))
  );
}

function reasonOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === 'string') {
      return message.trim();
    }
  } catch {
    // Not the server's own words: a proxy's page, say.
  }
  return '';
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** Write the query of a call, with its question mark. By hand: a `URL` made for each call takes a tenth of its time. */
function queryText({ query, what }: Call): string {
  let text = '';
  try {
    for (const name in query) {
      const value = query[name];
      for (const each of Array.isArray(value) ? value : [value]) {
        if (each !== undefined) {
          text += `${text ? '&' : '?'}${name}=${encodeURIComponent(each)}`;
        }
      }
    }
  } catch (error) {
    throw new InvalidRequestError(
      `Could not ${what}: what it names has half a character (a lone surrogate).`,
      { cause: error }
    );
  }
  return text;
}

let shared: Promise<Client> | undefined;

/** Return the default client. It is made at the first call, once. */
export function defaultClient(): Promise<Client> {
  shared ??= Client.create().catch(error => {
    shared = undefined;
    throw error;
  });
  return shared;
}

/**
 * Make the default client of these options; models that were given none use it from now on.
 *
 * @throws NoCredentialsError
 */
export async function init(options: ClientOptions = {}): Promise<Client> {
  const client = await Client.create(options);
  shared = Promise.resolve(client);
  return client;
}

/** Forget the default client: the next call makes another. */
export function reset(): void {
  shared = undefined;
}
