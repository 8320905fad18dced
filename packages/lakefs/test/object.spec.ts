import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  ClosedError,
  CommonPrefix,
  InvalidRangeError,
  InvalidRequestError,
  LakeFSError,
  NotFoundError,
  ObjectExistsError,
  ObjectInfo,
  contentTypeOf,
  type Branch,
  type Client,
  type Repository,
  type UploadData
} from '../src/index.js';
import { Server, all } from './server.js';

describe('objects', () => {
  let server: Server;
  let client: Client;
  let repo: Repository;
  let main: Branch;
  let ways: boolean[];
  beforeAll(async () => {
    server = await Server.start();
    client = await server.client();
    repo = await server.repository(client);
    main = repo.branch('main');
    const { preSignSupport } = (
      await client.serverConfiguration()
    ).storageConfig();
    ways = preSignSupport ? [true, false] : [false];
  }, 30_000);
  afterAll(() => server.stop());

  /** Run a test by both ways: by a signed address, where the server has them, and directly. */
  const both = async (
    check: (preSigned: boolean) => Promise<void>
  ): Promise<void> => {
    for (const preSigned of ways) {
      await check(preSigned);
    }
  };

  it('are written, looked at, read and deleted', () =>
    both(async preSigned => {
      const before = Math.floor(Date.now() / 1000) * 1000;
      const written = await main.upload('test_obj', Buffer.from('test_data'), {
        metadata: { foo: 'bar', Title: 'Grüße' },
        preSigned
      });
      expect(written).toBeInstanceOf(ObjectInfo);
      const found = await main.statObject('test_obj');
      expect(found).toMatchObject({
        path: 'test_obj',
        sizeBytes: 9,
        metadata: { foo: 'bar', title: 'Grüße' },
        contentType: 'application/octet-stream',
        checksum: '6af8307c2460f2d208ad254f04be4b0d'
      });
      expect(found.modifiedTime.getTime()).toBeGreaterThanOrEqual(before);
      expect(found.physicalAddress).toMatch(/^\w+:\/\//);
      expect(await main.open('test_obj', 'r', { preSigned }).read()).toBe(
        'test_data'
      );
      await found.delete();
      await expect(main.statObject('test_obj')).rejects.toThrow(NotFoundError);
      await expect(main.download('test_obj', { preSigned })).rejects.toThrow(
        /Could not read lakefs:\/\/.*\/main\/test_obj/
      );
    }));

  it.each<[string, () => UploadData]>([
    ['text', () => 'Hello World!'],
    ['bytes', () => Buffer.from('Hello World!')],
    [
      'an ArrayBuffer',
      () => new Uint8Array(Buffer.from('Hello World!')).buffer
    ],
    ['a Blob', () => new Blob(['Hello ', 'World!'])],
    ['a Node stream', () => Readable.from([Buffer.from('Hello '), 'World!'])],
    ['a web stream', () => new Blob(['Hello World!']).stream()],
    [
      'an iterable',
      async function* () {
        yield 'Hello ';
        yield Buffer.from('World!');
      }
    ]
  ])('are written from %s', (_, data) =>
    both(async preSigned => {
      await main.upload('from', data(), { preSigned });
      const reader = main.open('from', 'rb', { preSigned });
      expect(await reader.read()).toEqual(Buffer.from('Hello World!'));
    })
  );

  it('are read in pieces, from any position', () =>
    both(async preSigned => {
      const data = 'test_data';
      await main.upload('seek', data, { preSigned });
      const reader = main.open('seek', 'r', { preSigned });
      expect(await reader.read(2 * data.length)).toBe(data);
      await reader.seek(2);
      expect(await reader.read(5)).toBe('st_da');
      expect(await reader.read()).toBe('ta');
      expect(await reader.read(1)).toBe('');
      await reader.seek(0);
      let read = '';
      for (let i = 0; i < data.length; i++) {
        read += await reader.read(1);
      }
      expect(read).toBe(data);
      await reader.seek(-4, 'end');
      expect(await reader.read()).toBe('data');
      await expect(reader.seek(-10, 'current')).rejects.toThrow(
        InvalidRangeError
      );
      expect(reader.tell()).toBe(9);
      await reader.seek(-4, 'current');
      expect(await reader.read()).toBe('data');
      await reader.seek(100);
      expect(await reader.read(5)).toBe('');
      reader.close();
      expect(reader.closed).toBe(true);
      await expect(reader.read(1)).rejects.toThrow(ClosedError);
      await expect(reader.seek(0)).rejects.toThrow(ClosedError);
      await expect(reader.readLine()).rejects.toThrow(/is closed/);
      reader.close();
    }));

  it('are read as text without splitting characters', async () => {
    const text = 'aé€😀z';
    await main.upload('utf8', text);
    for (const size of [1, 2, 3, 5, 7]) {
      const reader = main.open('utf8');
      let read = '';
      for (;;) {
        const piece = await reader.read(size);
        if (piece === '') {
          break;
        }
        read += piece;
      }
      expect(read).toBe(text);
    }
    await main.upload('latin1', Buffer.from([0x61, 0xe9, 0x62]));
    await expect(main.open('latin1').read()).rejects.toThrow(/mode 'rb'/);
    const stream = await main.open('utf8', 'r').stream();
    expect((await all(stream)).join('')).toBe(text);
  });

  it('are read line by line', () =>
    both(async preSigned => {
      const first = 'a'.repeat(15) + '\n';
      const second = 'b'.repeat(25) + '\n';
      const data = first + second + 'That is all folks! ';
      await main.upload('lines', data, { preSigned });
      const reader = main.open('lines', 'r', { preSigned });
      await reader.seek(5);
      expect(await reader.readLine()).toBe('a'.repeat(10) + '\n');
      expect(await reader.readLine()).toBe(second);
      expect(await reader.readLine()).toBe('That is all folks! ');
      expect(await reader.readLine()).toBe('');
      await reader.seek(0);
      expect(await reader.readLine(10)).toBe('a'.repeat(10));
      expect(await reader.readLine(10)).toBe('a'.repeat(5) + '\n');
      expect(await reader.read()).toBe(data.slice(16));
      expect(await main.open('lines', 'r', { preSigned }).readLines()).toEqual([
        'a'.repeat(15),
        'b'.repeat(25),
        'That is all folks! '
      ]);
    }));

  it('have lines longer than what is fetched at once, and Windows ends', async () => {
    const long = 'x'.repeat(200_000);
    await main.upload('long', `${long}\r\nend\r\n\n`);
    expect(await main.open('long').readLines()).toEqual([long, 'end', '']);
    const reader = main.open('long');
    expect(await reader.readLine()).toBe(`${long}\r\n`);
    expect(await reader.readLine()).toBe('end\r\n');
  });

  it('of 0 bytes are objects too', () =>
    both(async preSigned => {
      for (const data of ['', Readable.from([])]) {
        await main.upload('empty', data, { preSigned });
        expect((await main.statObject('empty')).sizeBytes).toBe(0);
        const reader = main.open('empty', 'rb', { preSigned });
        expect(await reader.read()).toHaveLength(0);
        expect(await reader.read(1)).toHaveLength(0);
        const other = main.open('empty', 'r', { preSigned });
        expect(await other.read(10)).toBe('');
        expect(await other.readLines()).toEqual([]);
      }
    }));

  it('are created only when there is none, by one of many', () =>
    both(async preSigned => {
      const path = `only-${preSigned}`;
      const tries = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) =>
          main.upload(path, `writer ${i}`, { mode: 'x', preSigned })
        )
      );
      const failed = tries.flatMap(each =>
        each.status === 'rejected' ? [each.reason as unknown] : []
      );
      expect(failed).toHaveLength(7);
      failed.forEach(each => expect(each).toBeInstanceOf(ObjectExistsError));
      const kept = tries.findIndex(({ status }) => status === 'fulfilled');
      expect(await main.open(path).read()).toBe(`writer ${kept}`);
      await main.upload(path, 'new', { mode: 'w', preSigned });
      expect(await main.open(path).read()).toBe('new');
    }));

  it('are written by a writer, once', () =>
    both(async preSigned => {
      const writer = main.open('by-writer', 'w', {
        preSigned,
        contentType: 'text/plain',
        metadata: { foo: 'bar' }
      });
      expect((await writer.write('first')).sizeBytes).toBe(5);
      await expect(writer.write('second')).rejects.toThrow(
        /a writer writes once/
      );
      expect(() => writer.stream()).toThrow(ClosedError);
      expect(await main.statObject('by-writer')).toMatchObject({
        contentType: 'text/plain',
        metadata: { foo: 'bar' },
        sizeBytes: 5
      });
      const path = `by-stream-${preSigned}`;
      const stream = main.open(path, 'wb', { preSigned }).stream();
      stream.write('The quick ');
      await expect(main.statObject(path)).rejects.toThrow(NotFoundError);
      await pipeline(Readable.from(['brown fox']), stream);
      expect(await main.open(path).read()).toBe('The quick brown fox');
    }));

  it('do not appear when their writer is destroyed, or its stream fails', () =>
    both(async preSigned => {
      const stream = main.open('gone', 'w', { preSigned }).stream();
      stream.on('error', () => undefined);
      stream.write('half of it');
      stream.destroy(new Error('changed my mind'));
      await new Promise(resolve => setTimeout(resolve, 50));
      async function* broken(): AsyncGenerator<Buffer> {
        yield randomBytes(100_000);
        throw new Error('the source broke');
      }
      await expect(
        main.upload('gone', broken(), { preSigned })
      ).rejects.toThrow(/the source broke/);
      await expect(
        main.upload('gone', Readable.from(['abc']), { preSigned, size: 5 })
      ).rejects.toThrow(/3 bytes, not 5/);
      await expect(main.statObject('gone')).rejects.toThrow(NotFoundError);
    }));

  it('are downloaded: as bytes, as text, a part of them, to a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lakefs-download-'));
    try {
      await main.upload('down.txt', '0123456789');
      const commit = await main.commitChanges('down');
      const ref = repo.commit(commit.id);
      expect((await (await ref.download('down.txt')).bytes()).toString()).toBe(
        '0123456789'
      );
      const part = await ref.download('down.txt', {
        range: { start: 2, end: 5 }
      });
      expect(part.objectSize).toBe(10);
      expect(await part.text()).toBe('234');
      await expect(
        ref.download('down.txt', { range: { start: 10 } })
      ).rejects.toThrow(InvalidRangeError);
      await (await ref.download('down.txt')).saveTo(join(folder, 'file'));
      expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('0123456789');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('have the content type given, else by their extension', async () => {
    expect((await main.upload('a.csv', 'x')).contentType).toBe('text/csv');
    expect((await main.upload('dir.csv/a', 'x')).contentType).toBe(
      'application/octet-stream'
    );
    const given = { contentType: 'text/x-own' };
    expect((await main.upload('a.csv', 'x', given)).contentType).toBe(
      'text/x-own'
    );
    expect(contentTypeOf('A.PARQUET')).toBe('application/vnd.apache.parquet');
    expect(contentTypeOf('x.constructor')).toBe('application/octet-stream');
  });

  it('refuse metadata and content types that are none', async () => {
    const bad = (options: object): Promise<unknown> =>
      main.upload('bad', 'x', options);
    await expect(bad({ metadata: { 'a b': '' } })).rejects.toThrow(
      InvalidRequestError
    );
    await expect(bad({ metadata: { a: 'x\r\ny: z' } })).rejects.toThrow(
      /control characters/
    );
    await expect(bad({ contentType: 'a\nb' })).rejects.toThrow(LakeFSError);
    await expect(
      bad({ contentType: 'multipart/form-data; boundary=x' })
    ).rejects.toThrow(/meaning of its own/);
  });

  it('are copied, with type and metadata, from any reference', async () => {
    await main.upload('copy/from', 'test_data', {
      metadata: { foo: 'bar' },
      contentType: 'text/x-own'
    });
    const commit = await main.commitChanges('to copy');
    await main.upload('copy/from', 'changed');
    const source = await repo.commit(commit.id).statObject('copy/from');
    const copied = await main.copyObject(commit, 'copy/from', 'copy/to');
    expect(copied).toMatchObject({
      path: 'copy/to',
      metadata: { foo: 'bar' },
      contentType: 'text/x-own',
      sizeBytes: source.sizeBytes,
      checksum: source.checksum
    });
    expect(await main.open('copy/to').read()).toBe('test_data');
    await main.copyObject(commit.id, 'copy/from');
    expect(await main.open('copy/from').read()).toBe('test_data');
  });

  it('are listed: all, by prefix, after a path, up to a number, in folders', async () => {
    const branch = await repo.branch('listing').create('main~0');
    await branch.deleteObjects(branch.listObjects());
    const paths = ['a', 'b', 'bar/a', 'bar/b', 'bar/c', 'c', 'foo/a', 'foo/b'];
    for (const path of paths) {
      await branch.upload(path, path);
    }
    const names = async (options?: object): Promise<string[]> =>
      (await all(branch.listObjects(options))).map(({ path }) => path);
    expect(await names()).toEqual(paths);
    expect(await names({ prefix: 'bar/' })).toEqual(paths.slice(2, 5));
    expect(await names({ after: 'bar/b', maxAmount: 2 })).toEqual([
      'bar/c',
      'c'
    ]);
    expect(await names({ maxAmount: 0 })).toEqual([]);
    await expect(names({ maxAmount: -1 })).rejects.toThrow(/maxAmount/);
    const folders = await all(branch.listObjects({ delimiter: '/' }));
    expect(folders.map(({ path }) => path)).toEqual([
      'a',
      'b',
      'bar/',
      'c',
      'foo/'
    ]);
    const bar = folders[2];
    expect(bar).toBeInstanceOf(CommonPrefix);
    expect(await (bar as CommonPrefix).exists()).toBe(true);
    await branch.deleteObjects(branch.listObjects({ prefix: 'bar/' }));
    expect(await (bar as CommonPrefix).exists()).toBe(false);
    expect(await names({ delimiter: '/', after: 'b' })).toEqual(['c', 'foo/']);
  });

  it('have paths of any characters', async () => {
    for (const path of [
      'a b/ü?&=#%+;.csv',
      '日本/語',
      'a//b',
      'with\nbreak',
      '%2e%2e/x'
    ]) {
      await main.upload(path, path);
      expect(await main.open(path).read()).toBe(path);
      expect((await main.statObject(path)).path).toBe(path);
    }
  });

  it('give a signed address on request', async () => {
    if (!ways.includes(true)) {
      return;
    }
    await main.upload('signed', 'by address');
    const info = await main.statObject('signed', { preSigned: true });
    expect(info.physicalAddress).toMatch(/^https?:/);
    const reply = await fetch(info.physicalAddress);
    expect(await reply.text()).toBe('by address');
  });
});
