import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Client,
  ConflictError,
  ForbiddenError,
  HookError,
  InvalidRangeError,
  InvalidRequestError,
  LakeFSError,
  NotFoundError,
  PreconditionError,
  ThrottledError,
  UnauthenticatedError,
  UnavailableError,
  UnsupportedError,
  repository
} from '../src/index.js';

/** What the server answers next; the last answer again and again. */
let answers: { status: number; message?: string; headers?: object }[] = [];
let asked = 0;
let server: HttpServer;
let client: Client;
const SECRET = 'very/secret+key';

beforeAll(async () => {
  server = createServer((request, reply) => {
    request.resume();
    const answer = answers[Math.min(asked++, answers.length - 1)];
    if (answer.status === 0) {
      request.socket.destroy();
      return;
    }
    reply.writeHead(answer.status, {
      'x-request-id': 'the-request',
      ...answer.headers
    });
    reply.end(
      JSON.stringify({ message: answer.message, commit_id: 'abc', parents: [] })
    );
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  client = await Client.create({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accessKeyId: 'AKIA',
    secretAccessKey: SECRET,
    retry: { firstDelay: 1, maxDelay: 2 }
  });
});
afterAll(() => {
  client.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = 0;
});

const head = (): Promise<unknown> => repository('r', client).branch('b').head();
const failureOf = async (work: Promise<unknown>): Promise<LakeFSError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown
  );
  expect(error).toBeInstanceOf(LakeFSError);
  return error as LakeFSError;
};
const commit = (): Promise<unknown> =>
  repository('r', client).branch('b').commitChanges('m');

describe('errors', () => {
  it.each([
    [400, 'what is this', InvalidRequestError],
    [401, 'error authenticating request', UnauthenticatedError],
    [401, 'insufficient permissions', ForbiddenError],
    [403, 'no', ForbiddenError],
    [404, 'not found', NotFoundError],
    [405, 'no', UnsupportedError],
    [409, 'not unique', ConflictError],
    [410, 'No data', NotFoundError],
    [412, 'precondition failed', PreconditionError],
    [412, 'pre-commit hook aborted', HookError],
    [416, 'Range', InvalidRangeError],
    [429, 'too many requests', ThrottledError],
    [500, 'oh', UnavailableError],
    [501, 'Not Implemented', UnsupportedError],
    [503, 'Throughput exceeded. Slow down and retry', ThrottledError]
  ])('status %i (%s) has its meaning', async (status, message, kind) => {
    answers = [{ status, message }];
    const error = await failureOf(head());
    expect(error).toBeInstanceOf(kind);
    expect(error).toBeInstanceOf(LakeFSError);
    expect(error.name).toBe(kind.name);
    expect(error).toMatchObject({
      status,
      reason: message,
      requestId: 'the-request'
    });
    expect(error.message).toContain(`Could not read the branch b of r`);
    expect(error.message).toContain(message);
  });

  it('hold no secret', async () => {
    answers = [{ status: 0 }];
    const error = await failureOf(head());
    const text = JSON.stringify([
      error,
      error.message,
      error.stack,
      String(error.cause)
    ]);
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(
      Buffer.from(`AKIA:${SECRET}`).toString('base64')
    );
  });

  it('say so when no lakeFS answers', async () => {
    answers = [{ status: 200, message: undefined }];
    server.removeAllListeners('request');
    server.on('request', (_, reply) => reply.end('<html>'));
    await expect(head()).rejects.toThrow(/the answer is no JSON. Is http/);
    server.removeAllListeners('request');
    server.on('request', (request, reply) => {
      request.resume();
      const answer = answers[Math.min(asked++, answers.length - 1)];
      if (answer.status === 0) {
        request.socket.destroy();
        return;
      }
      reply.writeHead(answer.status, { ...answer.headers });
      reply.end(
        JSON.stringify({
          message: answer.message,
          commit_id: 'abc',
          parents: []
        })
      );
    });
  });
});

describe('a request is sent again', () => {
  it.each([429, 500, 502, 503, 504, 0])(
    'after %i, when it may be',
    async status => {
      answers = [{ status }, { status }, { status: 200 }];
      await head();
      expect(asked).toBe(3);
    }
  );

  it('four times at most', async () => {
    answers = [{ status: 503 }];
    await expect(head()).rejects.toThrow(UnavailableError);
    expect(asked).toBe(4);
  });

  it.each([500, 502, 503, 504, 0])(
    'not after %i, when that could do it twice',
    async status => {
      answers = [{ status }, { status: 201 }];
      await expect(commit()).rejects.toThrow(LakeFSError);
      expect(asked).toBe(1);
    }
  );

  it('when the server has not begun with it, whatever it is', async () => {
    answers = [
      { status: 429, headers: { 'retry-after': '0' } },
      { status: 201 }
    ];
    await commit();
    expect(asked).toBe(2);
    asked = 0;
    answers = [
      { status: 500, message: 'branch is currently locked, try again later' },
      { status: 201 }
    ];
    await commit();
    expect(asked).toBe(2);
  });

  it.each([400, 401, 403, 404, 409, 412])('not after %i', async status => {
    answers = [{ status }];
    await expect(head()).rejects.toThrow(LakeFSError);
    expect(asked).toBe(1);
  });

  it('and what was deleted by the first is no error of the second', async () => {
    answers = [{ status: 502 }, { status: 404 }];
    await repository('r', client).branch('b').delete();
    expect(asked).toBe(2);
    asked = 0;
    answers = [{ status: 404 }];
    await expect(repository('r', client).branch('b').delete()).rejects.toThrow(
      NotFoundError
    );
  });

  it('when the server can not be reached, and says so at last', async () => {
    const nowhere = await Client.create({
      endpoint: 'http://127.0.0.1:9',
      accessKeyId: 'A',
      secretAccessKey: 'B',
      retry: { attempts: 2, firstDelay: 1 }
    });
    const error = await repository('r', nowhere)
      .branch('b')
      .commitChanges('m')
      .catch(thrown => thrown);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ unsent: true });
    expect(error.message).toMatch(
      /127\.0\.0\.1:9\S* does not answer: .*ECONNREFUSED/
    );
  });

  it('until it is given up', async () => {
    answers = [{ status: 429, headers: { 'retry-after': '30' } }];
    const signal = AbortSignal.timeout(50);
    const start = Date.now();
    await expect(
      repository('r', client).branch('b').head({ signal })
    ).rejects.toThrow(/timeout/);
    expect(Date.now() - start).toBeLessThan(5000);
    await expect(
      repository('r', client).branch('b').head({ signal: AbortSignal.abort() })
    ).rejects.toThrow(/abort/);
  });
});

it('a server that says nothing is given up after the timeout', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>(done => silent.listen(0, '127.0.0.1', done));
  const waiting = await Client.create({
    endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    accessKeyId: 'A',
    secretAccessKey: 'B',
    timeout: 50,
    retry: { attempts: 1 }
  });
  await expect(repository('r', waiting).branch('b').head()).rejects.toThrow(
    /no byte came in time/
  );
  waiting.close();
  silent.closeAllConnections();
  silent.close();
});

it('a name with half a character is refused before anything is sent', async () => {
  asked = 0;
  const upload = repository('r', client)
    .branch('b')
    .upload('a\ud800', 'x', { preSigned: false });
  await expect(upload).rejects.toThrow(InvalidRequestError);
  await expect(upload).rejects.toThrow(/lone surrogate/);
  expect(asked).toBe(0);
});

it('a server is reached by its IPv6 address, and each request names it', async () => {
  const heads: string[] = [];
  const other = createServer((request, reply) => {
    const { host, 'content-length': length = 'none' } = request.headers;
    heads.push(`${request.method} ${host} ${length}`);
    request.resume();
    reply.end('{"commit_id": "abc"}');
  });
  await new Promise<void>(done => other.listen(0, '::1', done));
  const { port } = other.address() as AddressInfo;
  const asking = await Client.create({
    endpoint: `http://[::1]:${port}`,
    accessKeyId: 'A',
    secretAccessKey: 'B'
  });
  await repository('r', asking).branch('b').head();
  // A body that is not there has a length too: a server may insist on it.
  await asking.run({ method: 'POST', path: '/x', what: 'ask' });
  expect(heads).toEqual([`GET [::1]:${port} none`, `POST [::1]:${port} 0`]);
  asking.close();
  other.close();
});
