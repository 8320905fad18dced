import {
  CreateBucketCommand,
  PutObjectCommand,
  S3Client
} from '@aws-sdk/client-s3';
import {
  Client,
  ConflictError,
  ImportFailedError,
  NotFoundError,
  Repository,
  type Branch,
  type ImportStatus
} from '../src/index.js';
import { Sandbox } from '../../glue-jobs/test/sandbox.js';
import { all } from './server.js';

/**
 * Against a server of one's own: `LAKEFS_IMPORT_URI` names a prefix of its object store that ends with `/` and holds `a.csv` and
 * `deep/b.csv`.
 */
const { LAKEFS_ENDPOINT, LAKEFS_IMPORT_URI } = process.env;
const COUNT = 300;
jest.setTimeout(60_000);

describe('ImportManager', () => {
  let sandbox: Sandbox | undefined;
  let client: Client;
  let branch: Branch;
  const from = LAKEFS_IMPORT_URI ?? 's3://landing/in/';
  let number = 0;
  const offered =
    LAKEFS_ENDPOINT === undefined || LAKEFS_IMPORT_URI !== undefined;
  beforeAll(async () => {
    if (LAKEFS_ENDPOINT !== undefined) {
      client = await Client.create({
        endpoint: LAKEFS_ENDPOINT,
        accessKeyId: process.env.LAKEFS_ACCESS_KEY_ID,
        secretAccessKey: process.env.LAKEFS_SECRET_ACCESS_KEY
      });
      return;
    }
    sandbox = await Sandbox.start();
    const { env } = sandbox;
    client = await Client.create({
      endpoint: env.LAKECTL_SERVER_ENDPOINT_URL,
      accessKeyId: env.LAKECTL_CREDENTIALS_ACCESS_KEY_ID,
      secretAccessKey: env.LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY
    });
    const s3 = new S3Client({
      endpoint: sandbox.url,
      region: env.AWS_REGION,
      forcePathStyle: true,
      credentials: {
        accessKeyId: env.AWS_ACCESS_KEY_ID,
        secretAccessKey: env.AWS_SECRET_ACCESS_KEY
      }
    });
    await s3.send(new CreateBucketCommand({ Bucket: 'landing' }));
    const keys = [
      'in/a.csv',
      'in/deep/b.csv',
      ...Array.from({ length: COUNT }, (_, i) => `many/${i}`)
    ];
    for (let at = 0; at < keys.length; at += 20) {
      await Promise.all(
        keys
          .slice(at, at + 20)
          .map(Key =>
            s3.send(new PutObjectCommand({ Bucket: 'landing', Key, Body: Key }))
          )
      );
    }
  }, 120_000);
  afterAll(async () => {
    client.close();
    await sandbox?.stop();
  });
  beforeEach(async () => {
    const base = process.env.LAKEFS_STORAGE_NAMESPACE ?? 's3://imports';
    const id = `import-${Date.now()}-${number++}`;
    const repo = new Repository(id, client);
    await repo.create(`${base.replace(/\/+$/, '')}/${id}`);
    branch = await repo.branch('import').create('main');
  });

  it('imports prefixes and objects, and tells how far it is', async () => {
    if (!offered) {
      return;
    }
    const manager = branch
      .importFrom(from, {
        destination: 'got/',
        commitMessage: 'my imported data',
        metadata: { foo: 'bar' }
      })
      .object(`${from}a.csv`, 'one.csv');
    expect(manager.sources).toHaveLength(2);
    expect(manager.id).toBeUndefined();
    const seen: ImportStatus[] = [];
    const result = await manager.run({
      pollInterval: 20,
      onProgress: status => seen.push(status)
    });
    expect(result).toMatchObject({ completed: true, error: undefined });
    expect(result.commit).toMatchObject({
      message: 'my imported data',
      metadata: { foo: 'bar' }
    });
    expect(result.ingestedObjects).toBe(3);
    expect(seen.at(-1)).toEqual(result);
    expect((await branch.head()).id).toBe(result.commit?.id);
    expect((await all(branch.listObjects())).map(({ path }) => path)).toEqual([
      'got/a.csv',
      'got/deep/b.csv',
      'one.csv'
    ]);
    if (sandbox !== undefined) {
      for (const preSigned of [true, false]) {
        const reader = branch.open('got/deep/b.csv', 'r', { preSigned });
        expect(await reader.read()).toBe('in/deep/b.csv');
      }
    }
    await expect(manager.run()).rejects.toThrow(/good for one/);
    expect(() => manager.prefix(from, 'x')).toThrow(ImportFailedError);
    await expect(manager.cancel()).rejects.toThrow(ConflictError);
    expect((await manager.status()).completed).toBe(true);
  });

  it('imports one object by importFrom', async () => {
    const one = branch.importFrom(`${from}a.csv`, { destination: 'b.csv' });
    expect(one.sources).toEqual([
      { type: 'object', path: `${from}a.csv`, destination: 'b.csv' }
    ]);
  });

  it('is not used in the wrong order', async () => {
    const manager = branch.importManager();
    for (const each of [manager.cancel(), manager.status(), manager.wait()]) {
      await expect(each).rejects.toThrow(/is not started/);
    }
  });

  it('that is cancelled commits nothing', async () => {
    if (sandbox === undefined) {
      return;
    }
    const before = await branch.getCommit();
    const manager = branch.importFrom('s3://landing/many/', {
      destination: 'many/'
    });
    const id = await manager.start();
    expect(manager.id).toBe(id);
    await expect(manager.start()).rejects.toThrow(ImportFailedError);
    await manager.cancel();
    const status = await manager.status();
    expect(status).toMatchObject({ completed: false });
    expect(status.error).toMatch(/cancel/i);
    await expect(manager.wait()).rejects.toThrow(/failed: Canceled/);
    expect(await branch.getCommit()).toEqual(before);
  });

  it('is waited for no longer than asked, and can be waited for again', async () => {
    if (sandbox === undefined) {
      return;
    }
    const manager = branch.importFrom('s3://landing/many/', {
      destination: 'many/'
    });
    await manager.start();
    const impatient = manager.wait({ timeout: 0 });
    await expect(impatient).rejects.toThrow(/It goes on; wait again/);
    const { ingestedObjects } = await manager.wait({ pollInterval: 50 });
    expect(ingestedObjects).toBe(COUNT);
    expect(await all(branch.listObjects())).toHaveLength(COUNT);
  });

  it('that fails says why', async () => {
    if (sandbox === undefined) {
      return;
    }
    const manager = branch
      .importManager()
      .object('s3://landing/nowhere', 'nowhere');
    await expect(manager.run({ pollInterval: 20 })).rejects.toThrow(
      /there is no such object/
    );
    const gone = new Repository('nowhere', client).branch('main');
    const other = gone.importFrom(from, { destination: 'x/' });
    await expect(other.start()).rejects.toThrow(NotFoundError);
    // It has not begun: it may be tried again.
    await expect(other.start()).rejects.toThrow(NotFoundError);
  });
});
