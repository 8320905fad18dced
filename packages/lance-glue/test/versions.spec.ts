import { randomUUID } from 'node:crypto';
import type { GlueNamespace } from '../src/index.js';
import { manifest } from './fixtures/manifest.js';
import { BUCKET, code, failure, World } from './world.js';

describe('versions that the catalog manages', () => {
  let world: World;
  let db: string;
  let id: string[];
  let location: string;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    db = await world.database();
    id = [db, 't'];
    ({ location } = await declare());
  });

  const declare = () =>
    world.lance.declareTable({
      id,
      location: `s3://${BUCKET}/managed/${db}.lance`,
      properties: { managed_by: 'impl' }
    });

  /** Stage a manifest as Lance does, and return its key. */
  async function stage(
    text: string | Uint8Array = randomUUID()
  ): Promise<string> {
    const path = `${location}/_versions/x.manifest-${randomUUID()}`;
    await world.put(path, text);
    return path.slice(`s3://${BUCKET}/`.length);
  }

  async function create(
    version: number,
    text?: string,
    lance: GlueNamespace = world.lance
  ) {
    const manifest_path = await stage(text);
    return lance.createTableVersion({ id, version, manifest_path });
  }

  const newest = () =>
    world.lance.listTableVersions({ id, descending: true, limit: 1 });
  const inCatalog = async () =>
    (await world.entry(db, 't')).Parameters?.version;
  const named = (version: number) =>
    `${2n ** 64n - 1n - BigInt(version)}`.padStart(20, '0') + '.manifest';

  it('give the entry the columns of their schema', async () => {
    await create(1, 'no manifest');
    const columns = async () =>
      (await world.entry(db, 't')).StorageDescriptor?.Columns ?? [];
    expect(await columns()).toEqual([]);
    const manifest_path = await stage(manifest());
    await world.lance.createTableVersion({ id, version: 2, manifest_path });
    expect((await columns())[2]).toEqual({
      Name: 'emb',
      Type: 'array<float>',
      Comment: 'vector of 4 float'
    });
    const before = await columns();
    await create(3, 'no manifest');
    expect(await columns()).toEqual(before);
  });

  it('are created one after the other, each manifest in its place', async () => {
    expect(await world.lance.listTableVersions({ id })).toEqual({
      versions: []
    });
    expect(await code(world.lance.describeTableVersion({ id }))).toBe(11);
    const { version } = await create(1, 'first');
    expect(version).toMatchObject({
      version: 1,
      manifest_path: `managed/${db}.lance/_versions/${named(1)}`,
      manifest_size: 5
    });
    await create(2, 'second');
    expect(await world.read(version.manifest_path)).toBe('first');
    expect(await inCatalog()).toBe('2');
    expect((await newest()).versions).toMatchObject([{ version: 2 }]);
    const { versions } = await world.lance.listTableVersions({ id });
    expect(versions.map(each => each.version)).toEqual([1, 2]);
    expect(await world.lance.describeTableVersion({ id })).toMatchObject({
      version: { version: 2 }
    });
    expect(
      await world.lance.describeTableVersion({ id, version: 1 })
    ).toMatchObject({ version: { manifest_path: version.manifest_path } });
    expect(
      await code(world.lance.describeTableVersion({ id, version: 3 }))
    ).toBe(11);
    // Staged manifests are gone.
    expect(await world.keys(location)).toHaveLength(2);
  });

  it('have names of the first scheme where the client asks', async () => {
    const manifest_path = `s3://${BUCKET}/${await stage()}`;
    const { version } = await world.lance.createTableVersion({
      id,
      version: 1,
      manifest_path,
      naming_scheme: 'V1'
    });
    expect(version.manifest_path).toMatch(/_versions\/1\.manifest$/);
  });

  it('are listed by page, both ways', async () => {
    for (const version of [1, 2, 3, 4, 5]) {
      await create(version);
    }
    for (const descending of [true, false]) {
      for (const limit of [1, 2]) {
        const found: number[] = [];
        let page_token: string | undefined;
        do {
          const page = await world.lance.listTableVersions({
            id,
            descending,
            limit,
            page_token
          });
          found.push(...page.versions.map(each => each.version));
          ({ page_token } = page);
        } while (page_token);
        expect(found).toEqual(descending ? [5, 4, 3, 2, 1] : [1, 2, 3, 4, 5]);
      }
    }
  });

  it('refuse one that exists, with both versions, and change nothing: 14', async () => {
    await create(1, 'first');
    await create(2, 'second');
    const before = await world.entry(db, 't');
    for (const version of [1, 2, 4]) {
      const error = await failure(create(version, 'other'));
      expect(error).toMatchObject({
        code: 14,
        status: 409,
        conflict: { requested: version, current: 2 }
      });
      expect(error.message).toMatch(
        new RegExp(`Version ${version} .* has version 2`)
      );
    }
    expect(await world.entry(db, 't')).toEqual(before);
    const { version } = await world.lance.describeTableVersion({ id });
    expect(await world.read(version.manifest_path)).toBe('second');
  });

  // https://github.com/lance-format/lance/issues/8499: equal bytes have equal ETags.
  it('are distinct also when two manifests are alike', async () => {
    await create(1, 'same');
    expect(await code(create(1, 'same'))).toBe(14);
    await create(2, 'same');
    expect(await inCatalog()).toBe('2');
  });

  it.each<[string, object, number]>([
    ['no manifest', {}, 13],
    ['one that is not there', { manifest_path: '_versions/none' }, 13],
    [
      'one that is no staged one',
      { manifest_path: `_versions/${named(1)}` },
      13
    ],
    [
      'one of another table',
      { manifest_path: `s3://${BUCKET}/other.lance/_versions/x` },
      14
    ],
    ['no version', { version: undefined, manifest_path: 'x' }, 13],
    ['version 0', { version: 0, manifest_path: 'x' }, 13],
    ['a branch', { branch: 'dev', manifest_path: 'x' }, 0],
    ['a scheme that is none', { naming_scheme: 'V9', manifest_path: 'x' }, 13]
  ])('refuse %s', async (_, request, expected) => {
    expect(
      await code(
        world.lance.call('CreateTableVersion', { id, version: 1, ...request })
      )
    ).toBe(expected);
    expect(await inCatalog()).toBe('0');
  });

  it('refuse a manifest of another size than said: 13', async () => {
    const manifest_path = await stage('four');
    expect(
      await code(
        world.lance.createTableVersion({
          id,
          version: 1,
          manifest_path,
          manifest_size: 5
        })
      )
    ).toBe(13);
  });

  it('are the only ones that count: what was written past the catalog is not seen, and not overwritten: 19', async () => {
    await create(1);
    await world.put(`${location}/_versions/${named(2)}`, 'stray');
    expect((await newest()).versions).toMatchObject([{ version: 1 }]);
    expect((await world.lance.listTableVersions({ id })).versions).toHaveLength(
      1
    );
    expect(
      await code(world.lance.describeTableVersion({ id, version: 2 }))
    ).toBe(11);
    expect(await code(create(2))).toBe(19);
    expect(await inCatalog()).toBe('1');
    await world.lance.registerTable({
      id,
      location,
      mode: 'Overwrite',
      properties: { managed_by: 'impl' }
    });
    await create(3);
    expect(await inCatalog()).toBe('3');
  });

  it('are not created where the storage manages them: 19', async () => {
    await world.lance.declareTable({ id: [db, 'plain'] });
    expect(
      await code(
        world.lance.createTableVersion({
          id: [db, 'plain'],
          version: 1,
          manifest_path: 'x'
        })
      )
    ).toBe(19);
  });

  it('go on from what the table has where the entry of another client says none', async () => {
    await world.put(`${location}2/_versions/${named(6)}`);
    await world.foreign(db, {
      Name: 'theirs',
      Parameters: { table_type: 'lance', managed_by: 'Impl', owner: 'ben' },
      StorageDescriptor: { Location: `${location}2/` }
    });
    const path = `${location}2/_versions/staged`;
    await world.put(path);
    const request = { id: [db, 'theirs'], manifest_path: path };
    expect(
      await code(world.lance.createTableVersion({ ...request, version: 1 }))
    ).toBe(14);
    await world.lance.createTableVersion({ ...request, version: 7 });
    expect((await world.entry(db, 'theirs')).Parameters).toMatchObject({
      owner: 'ben',
      version: '7',
      metadata_location: `${location}2`
    });
  });

  describe('when the writer is stopped', () => {
    it('before the catalog: the table has its old version, and the next commit succeeds', async () => {
      await create(1);
      const stopped = world.faulty(command =>
        command === 'UpdateTableCommand' ? 'before' : undefined
      );
      expect(await code(create(2, 'lost', stopped))).toBe(17);
      expect((await newest()).versions).toMatchObject([{ version: 1 }]);
      await create(2, 'won');
      const { version } = await world.lance.describeTableVersion({ id });
      expect(await world.read(version.manifest_path)).toBe('won');
    });

    it.each<[string, () => Promise<unknown>]>([
      ['the newest version is asked for', () => newest()],
      ['versions are listed', () => world.lance.listTableVersions({ id })],
      ['it is described', () => world.lance.describeTableVersion({ id })],
      [
        'an earlier one is described',
        () => world.lance.describeTableVersion({ id, version: 1 })
      ],
      ['the next one is committed', () => create(3)]
    ])(
      'after the catalog: the manifest is put in its place when %s',
      async (_, look) => {
        await create(1);
        const stopped = world.faulty(command =>
          command === 'CopyObjectCommand' ? 'before' : undefined
        );
        const { version } = await create(2, 'second', stopped);
        expect(await world.read(version.manifest_path)).toBe('second');
        const final = `managed/${db}.lance/_versions/${named(2)}`;
        const keys = async () => await world.keys(location);
        expect(await keys()).not.toContain(final);
        await look();
        expect(await keys()).toContain(final);
        expect(await world.read(final)).toBe('second');
      }
    );

    it('after the catalog, by several readers at once', async () => {
      const stopped = world.faulty(command =>
        command === 'CopyObjectCommand' ? 'before' : undefined
      );
      await create(1, 'first', stopped);
      const all = await Promise.all(
        Array.from({ length: 8 }, () =>
          world.lance.describeTableVersion({ id })
        )
      );
      expect(new Set(all.map(each => each.version.version))).toEqual(
        new Set([1])
      );
      expect(await world.read(all[0].version.manifest_path)).toBe('first');
    });

    it('by an answer that was lost: the commit counts once', async () => {
      let lost = 0;
      const deaf = world.faulty(command =>
        command === 'UpdateTableCommand' && lost++ === 0 ? 'after' : undefined
      );
      const manifest_path = await stage('mine');
      const request = { id, version: 1, manifest_path };
      expect(await code(deaf.createTableVersion(request))).toBe(17);
      const { version } = await deaf.createTableVersion(request);
      expect(await world.read(version.manifest_path)).toBe('mine');
      expect(await inCatalog()).toBe('1');
    });
  });

  it('whose manifests are both gone are reported: 19', async () => {
    const stopped = world.faulty(command =>
      command === 'CopyObjectCommand' ? 'before' : undefined
    );
    await create(1, 'first', stopped);
    await world.remove(location);
    expect(await code(world.lance.describeTableVersion({ id }))).toBe(19);
  });

  // https://github.com/lance-format/lance/issues/8800
  describe('of a table that was dropped and made again', () => {
    it('are refused to a writer of the first one, by their number: 14', async () => {
      await create(1);
      await create(2);
      await world.lance.dropTable({ id });
      await declare();
      await create(1);
      expect(await code(create(3))).toBe(14);
    });

    it('are refused by its id, also when the number fits: 14', async () => {
      await create(1);
      const { properties } = await world.lance.describeTable({ id });
      await world.lance.dropTable({ id });
      await declare();
      await create(1);
      const manifest_path = await stage();
      const tableId = properties['glueflow.table-id'];
      const error = await failure(
        world.lance.createTableVersion({
          id,
          version: 2,
          manifest_path,
          context: { 'glueflow.table-id': tableId }
        })
      );
      expect(error.code).toBe(14);
      expect(error.message).toContain('made again');
    });

    it('are refused by its place, which is another each time: 14', async () => {
      const other = [db, 'u'];
      const properties = { managed_by: 'impl' };
      const first = await world.lance.declareTable({ id: other, properties });
      const manifest_path = `${first.location}/_versions/staged`;
      await world.lance.dropTable({ id: other });
      const second = await world.lance.declareTable({ id: other, properties });
      expect(second.location).not.toBe(first.location);
      await world.put(manifest_path);
      expect(
        await code(
          world.lance.createTableVersion({
            id: other,
            version: 1,
            manifest_path
          })
        )
      ).toBe(14);
    });

    it('are refused to a commit that was staging meanwhile: 14', async () => {
      const work = world.lance.commit(
        id,
        async () => {
          await world.lance.dropTable({ id });
          await declare();
          return { manifest_path: await stage() };
        },
        { attempts: 5 }
      );
      expect(await code(work)).toBe(14);
      expect(await inCatalog()).toBe('0');
    });
  });

  describe('deleted', () => {
    it('are those of the ranges', async () => {
      for (const version of [1, 2, 3, 4]) {
        await create(version);
      }
      expect(
        await world.lance.batchDeleteTableVersions({
          id,
          ranges: [
            { start_version: 0, end_version: 2 },
            { start_version: 3, end_version: 4 }
          ]
        })
      ).toEqual({ deleted_count: 2 });
      const { versions } = await world.lance.listTableVersions({ id });
      expect(versions.map(each => each.version)).toEqual([2, 4]);
    });

    it.each([
      { start_version: 0, end_version: -1 },
      { start_version: 2, end_version: 3 }
    ])('are never the newest: %j: 13', async range => {
      await create(1);
      await create(2);
      expect(
        await code(
          world.lance.batchDeleteTableVersions({ id, ranges: [range] })
        )
      ).toBe(13);
      expect(
        (await world.lance.listTableVersions({ id })).versions
      ).toHaveLength(2);
    });
  });

  it('of one table are created as a batch; of several never: 0', async () => {
    const entry = { id, version: 1, manifest_path: await stage() };
    expect(
      await code(
        world.lance.batchCreateTableVersions({ entries: [entry, entry] })
      )
    ).toBe(0);
    const { versions } = await world.lance.batchCreateTableVersions({
      entries: [entry]
    });
    expect(versions).toMatchObject([{ version: 1 }]);
  });

  describe('commit', () => {
    it('gives up at once by default, with both versions: 14', async () => {
      let staged = 0;
      const error = await failure(
        world.lance.commit(id, async () => {
          staged++;
          await create(1);
          return { manifest_path: await stage() };
        })
      );
      expect(error).toMatchObject({
        code: 14,
        conflict: { requested: 1, current: 1 }
      });
      expect(staged).toBe(1);
    });

    it('stages anew on top of who was first, as often as it may', async () => {
      const bases: number[] = [];
      const version = await world.lance.commit(
        id,
        async ({ version, current }) => {
          bases.push(current);
          if (current < 2) {
            await create(version);
          }
          return { manifest_path: await stage() };
        },
        { attempts: 3, firstDelay: 1 }
      );
      expect(version.version).toBe(3);
      expect(bases).toEqual([0, 1, 2]);
    });

    it('takes a change of the entry that is no commit for none', async () => {
      const version = await world.lance.commit(id, async () => {
        const entry = await world.entry(db, 't');
        await world.change(db, {
          Name: 't',
          Parameters: { ...entry.Parameters, owner: 'ben' },
          StorageDescriptor: entry.StorageDescriptor
        });
        return { manifest_path: await stage() };
      });
      expect(version.version).toBe(1);
      expect((await world.entry(db, 't')).Parameters?.owner).toBe('ben');
    });
  });

  it('lose nothing when eight writers commit ten each', async () => {
    const log = new Map<number, string>();
    const write = async (writer: number) => {
      const lance = world.connect();
      for (let row = 0; row < 10; row++) {
        const text = `${writer} ${row}`;
        const { version } = await lance.commit(
          id,
          async () => ({ manifest_path: await stage(text) }),
          { attempts: 200 }
        );
        expect(log.has(version)).toBe(false);
        log.set(version, text);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, each) => write(each)));
    expect([...log.keys()].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 80 }, (_, each) => each + 1)
    );
    expect(new Set(log.values()).size).toBe(80);
    expect(await inCatalog()).toBe('80');
    const { versions } = await world.lance.listTableVersions({ id });
    expect(versions).toHaveLength(80);
    for (const { version, manifest_path } of versions) {
      expect(await world.read(manifest_path)).toBe(log.get(version));
    }
  }, 300_000);
});
