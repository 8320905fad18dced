import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import {
  ChecksumError,
  Client,
  NotFoundError,
  UnavailableError,
  repository,
  type Branch,
  type Repository
} from '../src/index.js';
import { Proxy } from './proxy.js';
import { Server } from './server.js';

describe('streams', () => {
  let server: Server;
  let client: Client;
  let proxy: Proxy;
  let through: Client;
  let repo: Repository;
  let main: Branch;
  let ways: boolean[];
  beforeAll(async () => {
    server = await Server.start();
    client = await server.client();
    proxy = await Proxy.before(server.endpoint);
    through = await server.client({ endpoint: proxy.endpoint });
    repo = await server.repository(client);
    main = repo.branch('main');
    const { preSignSupport } = (
      await client.serverConfiguration()
    ).storageConfig();
    ways = preSignSupport ? [true, false] : [false];
  }, 30_000);
  afterAll(async () => {
    await proxy.close();
    await server.stop();
  });
  beforeEach(() => proxy.reset());

  const proxied = (): Branch => repository(repo.id, through).branch('main');
  const md5 = (data: Uint8Array): string =>
    createHash('md5').update(data).digest('hex');

  it.each([0, 1, 5 << 20, (20 << 20) + 7])(
    'carry %i bytes',
    async size => {
      const data = randomBytes(size);
      const pieces = function* (): Generator<Buffer> {
        for (let at = 0; at < data.length; at += 100_000) {
          yield data.subarray(at, at + 100_000);
        }
      };
      for (const preSigned of ways) {
        for (const known of [true, false]) {
          const path = `sized-${size}`;
          await main.upload(path, Readable.from(pieces()), {
            preSigned,
            size: known ? size : undefined
          });
          const info = await main.statObject(path);
          expect(info.sizeBytes).toBe(size);
          const digest = createHash('md5');
          const reader = main.open(path, 'rb', { preSigned });
          await pipeline(await reader.stream(), digest);
          expect(digest.digest('hex')).toBe(md5(data));
        }
        await main.upload('at-once', data, { preSigned });
        expect((await main.statObject('at-once')).sizeBytes).toBe(size);
      }
    },
    60_000
  );

  it('are uploads in parts when they are large, each signed when it is sent', async () => {
    const { preSignMultipartUpload } = (
      await client.serverConfiguration()
    ).storageConfig();
    if (!preSignMultipartUpload) {
      return;
    }
    const data = randomBytes(20 << 20);
    await proxied().upload('parts', Readable.from([data]), {
      metadata: { foo: 'bar' },
      contentType: 'text/x-own'
    });
    const signed = proxy.requests.filter(({ path }) =>
      /\/pmpu\/[^/]+\/parts\/\d+$/.test(path)
    );
    expect(signed).toHaveLength(4);
    expect(await main.statObject('parts')).toMatchObject({
      sizeBytes: data.length,
      metadata: { foo: 'bar' },
      contentType: 'text/x-own'
    });
    expect(md5(await main.open('parts', 'rb').read())).toBe(md5(data));
  }, 60_000);

  it('sign addresses again that have expired: of an object, of a part, of a read', async () => {
    if (server.real || !ways.includes(true)) {
      return;
    }
    const expired = new Set<string>();
    const expireOnce = (match: RegExp): void => {
      proxy.reset();
      expired.clear();
      proxy.decide = ({ path }) => {
        if (!match.test(path) || expired.size > 0) {
          return 'pass';
        }
        expired.add(path);
        return {
          status: 403,
          body: '<Error><Message>Request has expired</Message></Error>'
        };
      };
    };
    expireOnce(/^\/_data\/put\//);
    await proxied().upload('expired', 'whole');
    expect(expired.size).toBe(1);
    expect(await main.open('expired').read()).toBe('whole');
    expireOnce(/^\/_data\/put-2\//);
    const data = randomBytes(17 << 20);
    await proxied().upload('expired-part', Readable.from([data]));
    expect(expired.size).toBe(1);
    expect(md5(await main.open('expired-part', 'rb').read())).toBe(md5(data));
    expireOnce(/^\/_data\/get\//);
    expect(await proxied().open('expired').read()).toBe('whole');
    expect(expired.size).toBe(1);
    proxy.decide = ({ path }) =>
      /^\/_data\//.test(path) ? { status: 403 } : 'pass';
    await expect(proxied().open('expired').read()).rejects.toThrow(
      /the object store refuses it: status 403/
    );
  }, 60_000);

  it('drop what was sent of an upload in parts that fails', async () => {
    if (server.real || !ways.includes(true)) {
      return;
    }
    proxy.decide = ({ path }) =>
      /^\/_data\/put-2\//.test(path) ? { status: 400 } : 'pass';
    const broken = proxied().upload(
      'never',
      Readable.from([randomBytes(25 << 20)])
    );
    await expect(broken).rejects.toThrow(/Could not write .*never/);
    const dropped = proxy.requests.filter(
      ({ method, path }) => method === 'DELETE' && /\/pmpu\//.test(path)
    );
    expect(dropped).toHaveLength(1);
    await expect(main.statObject('never')).rejects.toThrow(NotFoundError);
  }, 60_000);

  it('that are given up halfway leave nothing, and end', async () => {
    for (const preSigned of ways) {
      const controller = new AbortController();
      let given = 0;
      const endless = async function* (): AsyncGenerator<Buffer> {
        for (;;) {
          given += 1 << 20;
          if (given > 12 << 20) {
            controller.abort(new Error('enough'));
          }
          yield Buffer.alloc(1 << 20);
        }
      };
      await expect(
        main.upload('endless', endless(), {
          preSigned,
          signal: controller.signal
        })
      ).rejects.toThrow('enough');
      await expect(main.statObject('endless')).rejects.toThrow(NotFoundError);

      await main.upload('to-read', Buffer.alloc(6 << 20), { preSigned });
      const reading = new AbortController();
      const reader = main.open('to-read', 'rb', {
        preSigned,
        signal: reading.signal
      });
      const stream = await reader.stream();
      const slow = new Writable({
        highWaterMark: 1,
        write: (_, __, next) => {
          reading.abort(new Error('enough'));
          setTimeout(next, 1);
        }
      });
      await expect(pipeline(stream, slow)).rejects.toThrow('enough');
    }
  }, 60_000);

  it('that are left alone halfway close their connection', async () => {
    await main.upload('left', Buffer.alloc(6 << 20), { preSigned: false });
    for await (const _ of await main
      .open('left', 'rb', { preSigned: false })
      .stream()) {
      break;
    }
    const reader = main.open('left', 'rb', { preSigned: false });
    expect(await reader.read(3)).toHaveLength(3);
  });

  /** A server that answers a read with what it wants. */
  const answering = async (
    headers: Record<string, string>,
    body: Buffer,
    cut: boolean,
    check: (branch: Branch) => Promise<void>
  ): Promise<void> => {
    const fake = createServer((_, reply) => {
      reply.writeHead(200, headers);
      reply.write(body, () => (cut ? reply.destroy() : reply.end()));
    });
    await new Promise<void>(done => fake.listen(0, '127.0.0.1', done));
    const { port } = fake.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}`;
    const asking = await server.client({ endpoint, retry: { attempts: 1 } });
    try {
      await check(repository('r', asking).branch('b'));
    } finally {
      fake.closeAllConnections();
      fake.close();
    }
  };

  it('that the server cuts off halfway are an error, with how far they came', () =>
    answering(
      { 'content-length': '100000' },
      Buffer.alloc(300),
      true,
      async branch => {
        const reader = branch.open('x', 'rb', { preSigned: false });
        const error = await reader.read().catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(UnavailableError);
        expect((error as Error).message).toMatch(/broke off after 300 bytes/);
        const lines = branch.open('x', 'r', { preSigned: false }).readLines();
        await expect(lines).rejects.toThrow(UnavailableError);
      }
    ));

  it('whose checksum is another are an error', () =>
    answering(
      { etag: `"${md5(Buffer.from('other'))}"` },
      Buffer.from('data'),
      false,
      async branch => {
        const read = (verify?: boolean): Promise<string> =>
          branch.open('x', 'r', { preSigned: false, verify }).read();
        await expect(read()).rejects.toThrow(ChecksumError);
        expect(await read(false)).toBe('data');
      }
    ));

  it('whose checksum is no MD5 are taken as they are', async () => {
    const md5OfOther = md5(Buffer.from('other'));
    for (const headers of [
      { etag: `"${md5OfOther}-2"` },
      { etag: `"${md5OfOther}"`, 'x-amz-server-side-encryption': 'aws:kms' }
    ]) {
      await answering(
        headers as Record<string, string>,
        Buffer.from('data'),
        false,
        async branch => {
          const reader = branch.open('x', 'r', { preSigned: false });
          expect(await reader.read()).toBe('data');
        }
      );
    }
  });

  /** A server that signs addresses of its own, whose object store answers as asked. */
  const storing = async (
    store: (request: IncomingMessage, reply: ServerResponse) => void,
    check: (branch: Branch) => Promise<void>
  ): Promise<void> => {
    const fake = createServer((request, reply) => {
      const url = `http://${request.headers.host}/store`;
      if (request.url === '/store') {
        store(request, reply);
      } else if (request.url?.endsWith('/config')) {
        const store = { blockstore_type: 's3', pre_sign_support: true };
        reply.end(JSON.stringify({ storage_config: store }));
      } else if (/\/objects\?/.test(request.url ?? '')) {
        reply.writeHead(302, { location: url });
        reply.end();
      } else {
        reply.end(
          JSON.stringify({ physical_address: 's3://b/k', presigned_url: url })
        );
      }
    });
    await new Promise<void>(done => fake.listen(0, '127.0.0.1', done));
    const { port } = fake.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}`;
    const asking = await server.client({ endpoint, retry: { attempts: 1 } });
    try {
      await check(repository('r', asking).branch('b'));
    } finally {
      fake.closeAllConnections();
      fake.close();
    }
  };

  it('that the object store cuts off are an error, both ways', () =>
    storing(
      (request, reply) => {
        if (request.method === 'GET') {
          reply.writeHead(200, { 'content-length': '100000' });
          reply.write(Buffer.alloc(300), () => reply.destroy());
        } else {
          request.once('data', () => request.socket.destroy());
        }
      },
      async branch => {
        const read = branch.open('x', 'rb', { preSigned: true }).read();
        await expect(read).rejects.toThrow(/broke off after 300 bytes/);
        const data = Readable.from([Buffer.alloc(3 << 20)]);
        const upload = branch.upload('x', data, { preSigned: true });
        await expect(upload).rejects.toThrow(UnavailableError);
        expect(data.destroyed).toBe(true);
      }
    ));

  it('that arrive damaged at the object store are an error', () =>
    storing(
      (request, reply) => {
        request.resume();
        reply.setHeader('etag', `"${md5(Buffer.from('other'))}"`);
        reply.end();
      },
      async branch => {
        const upload = branch.upload('x', 'data', { preSigned: true });
        await expect(upload).rejects.toThrow(ChecksumError);
      }
    ));

  it('that the server cuts off while it takes them are an error', async () => {
    const fake = createServer(request => {
      request.once('data', () => request.socket.destroy());
    });
    await new Promise<void>(done => fake.listen(0, '127.0.0.1', done));
    const { port } = fake.address() as AddressInfo;
    const asking = await server.client({
      endpoint: `http://127.0.0.1:${port}`,
      retry: { attempts: 3, firstDelay: 1 }
    });
    let given = 0;
    let left = false;
    const endless = async function* (): AsyncGenerator<Buffer> {
      try {
        for (;;) {
          given++;
          yield Buffer.alloc(1 << 16);
        }
      } finally {
        left = true;
      }
    };
    const upload = repository('r', asking)
      .branch('b')
      .upload('x', endless(), { preSigned: false });
    await expect(upload).rejects.toThrow(UnavailableError);
    // It was begun once, and its source is let go.
    expect(given).toBeGreaterThan(0);
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(left).toBe(true);
    fake.closeAllConnections();
    fake.close();
  });

  it('that arrive damaged at the server are an error', async () => {
    proxy.alter = ({ method, path }, body) =>
      method === 'POST' && path.endsWith('/objects')
        ? Buffer.from(
            body.toString().replace(/"checksum": "./, '"checksum": "0')
          )
        : body;
    // Of 16 first digits one is 0 already.
    const data = 'damaged';
    expect(md5(Buffer.from(data))[0]).not.toBe('0');
    if (!server.real) {
      await expect(
        proxied().upload('damaged', data, { preSigned: false })
      ).rejects.toThrow(ChecksumError);
    }
  });

  it('of 1 GB take less than 128 MB of memory', async () => {
    const library = join(__dirname, '..', 'lib', 'index.js');
    const program = `
      import { init, repository } from ${JSON.stringify(pathToFileURL(library).href)};
      import { createHash } from 'node:crypto';
      import { Readable, Writable } from 'node:stream';
      import { pipeline } from 'node:stream/promises';
      await init(JSON.parse(process.argv[1]));
      const branch = repository(process.argv[2]).branch('main');
      const chunk = Buffer.alloc(1 << 20, 7);
      const preSigned = process.argv[3] === 'true';
      const megabytes = Number(process.argv[4]);
      // Not maxRSS: it begins with what the process that started this one has.
      let rss = 0;
      let steps = 0;
      const look = () => {
        rss = Math.max(rss, process.memoryUsage.rss());
        if (++steps % 32 === 0) gc();
      };
      async function* gigabyte() {
        for (let i = 0; i < megabytes; i++) {
          look();
          yield chunk;
        }
      }
      const { sizeBytes } = await branch.upload('gigabyte', gigabyte(), { preSigned });
      let read = 0;
      const reader = branch.open('gigabyte', 'rb', { preSigned });
      await pipeline(await reader.stream(), new Writable({
        write(part, _, next) {
          read += part.length;
          look();
          next();
        }
      }));
      console.log(JSON.stringify({ sizeBytes, read, rss }));
      process.exit(0);`;
    for (const [index, preSigned] of ways.entries()) {
      // The default way takes all of it; what the other one does with a quarter it does with all.
      const megabytes = index === 0 ? 1024 : 256;
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [
          // On a busy machine garbage waits: collected often, what is left is what the streams hold.
          '--expose-gc',
          '--max-semi-space-size=2',
          '--single-threaded-gc',
          '--input-type=module',
          '--eval',
          program,
          JSON.stringify({
            endpoint: server.endpoint,
            accessKeyId: server.env.LAKECTL_CREDENTIALS_ACCESS_KEY_ID,
            secretAccessKey: server.env.LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY
          }),
          repo.id,
          String(preSigned),
          String(megabytes)
        ],
        { timeout: 280_000 }
      );
      const facts = JSON.parse(stdout) as Record<string, number>;
      expect(facts).toMatchObject({
        sizeBytes: megabytes * 2 ** 20,
        read: megabytes * 2 ** 20
      });
      expect(facts.rss).toBeLessThan(128 * 2 ** 20);
    }
  }, 600_000);
});
