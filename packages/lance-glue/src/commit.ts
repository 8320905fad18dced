import { setTimeout as delay } from 'node:timers/promises';
import { changedEntry, PARAMETERS, type LanceEntry } from './entry.js';
import { badState, invalid, LanceError } from './error.js';
import { tableOf, type Identifier, type TablePath } from './identifier.js';
import type {
  BatchCreateTableVersionsRequest,
  CreateTableVersionRequest,
  TableVersion,
  TableVersionResponse
} from './model.js';
import { finishRename } from './rename.js';
import { modeOf, onlyMain, versionOf } from './request.js';
import type { Services } from './services.js';
import { inS3 } from './store.js';
import {
  columnsIn,
  isStagedBelow,
  manifestKey,
  readManifest,
  type ManifestFile
} from './tabledata.js';
import { finalized, newestVersion } from './versions.js';

type Work = Pick<Services, 'catalog' | 'store'>;

/** Key of a request's context: the table that the writer read (its property of the same name), so that one made again refuses it. */
export const TABLE_ID = PARAMETERS.tableId;

/** How often an entry is read again that someone changed without a commit. */
const READINGS = 8;

/** Most milliseconds between two attempts. */
const LONGEST_DELAY = 1000;

/** A version that is about to be committed. */
interface Commit {
  path: TablePath;
  version: number;
  /** Key of the staged manifest. */
  staged: string;
  /** Key that it gets. */
  final: string;
  tableId?: string;
}

/**
 * Commit a staged manifest as the next version of a table whose versions the catalog decides.
 *
 * The commit is one conditional UpdateTable of the catalog; then the manifest is copied to its place, by the writer or, when it is
 * stopped between, by the next reader or writer.
 *
 * @throws LanceError ConcurrentModification, with both versions, when the version exists; nothing is changed then
 */
export async function createTableVersion(
  services: Work,
  request: CreateTableVersionRequest
): Promise<TableVersionResponse> {
  onlyMain(request.branch);
  const path = tableOf(request.id);
  const version = versionOf(request.version, 1);
  const scheme = modeOf('naming_scheme', request.naming_scheme, ['V2', 'V1']);
  const { catalog, store } = services;
  for (let reading = 1; ; reading++) {
    const entry = await finishRename(catalog, path, await catalog.entry(path));
    const { bucket, key: root } = checkManaged(entry);
    const commit: Commit = {
      path,
      version,
      staged: stagedKey(request.manifest_path, root, bucket, entry),
      final: manifestKey(root, version, scheme),
      tableId: request.context?.[TABLE_ID]
    };
    checkTable(entry, commit);
    if (isOwn(entry, commit)) {
      // The answer to the update was lost, or the request came twice.
      return { version: await finish(services, entry, commit) };
    }
    const manifest = await checkNext(
      services,
      entry,
      commit,
      request.manifest_size
    );
    if (await store.head({ bucket, key: commit.final })) {
      const { VersionId } = await catalog.table(path);
      if (VersionId === entry.glue.VersionId) {
        throw stray(entry, commit);
      }
      // Another writer has committed that version since the entry was read.
      continue;
    }
    try {
      const input = changedEntry(
        entry,
        {
          [PARAMETERS.version]: String(version),
          [PARAMETERS.staged]: commit.staged,
          [PARAMETERS.manifest]: commit.final
        },
        columnsIn(manifest, entry.glue.StorageDescriptor?.Columns)
      );
      await catalog.updateTable(path, input, entry.glue.VersionId);
      const parameters = input.Parameters ?? {};
      return {
        version: await finish(
          { store },
          { ...entry, version, parameters },
          commit
        )
      };
    } catch (error) {
      const changed =
        error instanceof LanceError &&
        error.reason === 'ConcurrentModification';
      if (!changed || reading >= READINGS) {
        throw error;
      }
    }
  }
}

/** Commit the versions of several tables. A catalog changes one table at a time, so that only one may be given. */
export async function batchCreateTableVersions(
  services: Work,
  request: BatchCreateTableVersionsRequest
): Promise<{ versions: TableVersion[] }> {
  const { entries } = request;
  if (!Array.isArray(entries) || entries.length === 0) {
    throw invalid('"entries" must have at least one version.');
  }
  if (entries.length > 1) {
    throw new LanceError(
      'Unsupported',
      'Glue changes one table at a time: versions of several tables cannot be committed together.'
    );
  }
  const [entry] = request.entries;
  const { version } = await createTableVersion(services, {
    context: request.context,
    ...entry
  });
  return { versions: [version] };
}

function checkManaged(entry: LanceEntry): { bucket: string; key: string } {
  if (!entry.managed) {
    throw badState(
      `The versions of ${entry.database}.${entry.table} are managed by its storage (${PARAMETERS.managedBy}), not by the catalog: commit with Lance itself.`
    );
  }
  return inS3(entry.location);
}

/** Refuse a writer that read another table of this name. */
function checkTable(entry: LanceEntry, commit: Commit): void {
  if (commit.tableId !== undefined && commit.tableId !== entry.tableId) {
    throw remade(entry);
  }
}

function remade(entry: LanceEntry): LanceError {
  return new LanceError(
    'ConcurrentModification',
    `Table ${entry.database}.${entry.table} was dropped and made again at ${entry.location}. Open it again.`
  );
}

/** Return the key of a staged manifest, which clients give as an address, a key of the bucket, or a path below the table. */
function stagedKey(
  given: unknown,
  root: string,
  bucket: string,
  entry: LanceEntry
): string {
  if (typeof given !== 'string' || given === '') {
    throw invalid('"manifest_path" must name the staged manifest.');
  }
  const text = given.replace(/^s3[an]:\/\//i, 's3://');
  const key = text.startsWith(`s3://${bucket}/`)
    ? text.slice(`s3://${bucket}/`.length)
    : text.startsWith('_versions/')
      ? `${root}/${text}`
      : text;
  if (/^\w+:\/\//.test(key) || !key.startsWith(`${root}/`)) {
    throw remade(entry);
  }
  if (!isStagedBelow(root, key)) {
    throw invalid(
      `${given} is no staged manifest: it must lie in ${entry.location}/_versions/ under a name that is no version's.`
    );
  }
  return key;
}

function isOwn(entry: LanceEntry, commit: Commit): boolean {
  return (
    entry.version === commit.version &&
    entry.parameters[PARAMETERS.staged] === commit.staged
  );
}

/** Refuse a version that is not the next one, and a manifest that is not there. Returns the manifest. */
async function checkNext(
  services: Work,
  entry: LanceEntry,
  commit: Commit,
  size: number | undefined
): Promise<ManifestFile> {
  const name = `${entry.database}.${entry.table}`;
  const { bucket } = inS3(entry.location);
  const { version, staged } = commit;
  const current = (await newestVersion(services, entry)) ?? 0;
  if (version !== current + 1) {
    throw new LanceError(
      'ConcurrentModification',
      `Version ${version} of ${name} cannot be created: the catalog has version ${current}.`,
      { conflict: { requested: version, current } }
    );
  }
  // The entry names one staged manifest: the one before must be in its place first.
  await ensureFinal(services, entry);
  const found = await readManifest(services.store, { bucket, key: staged });
  if (found === undefined) {
    throw invalid(`There is no staged manifest s3://${bucket}/${staged}.`);
  }
  if (size !== undefined && size !== null && size !== found.size) {
    throw invalid(
      `The staged manifest has ${found.size} bytes, not ${size} ("manifest_size").`
    );
  }
  return found;
}

/** A version in the storage that the catalog does not know is someone's data: it is not overwritten. */
function stray(entry: LanceEntry, commit: Commit): LanceError {
  return badState(
    `${entry.location} has a version ${commit.version} that the catalog does not know of ${entry.database}.${entry.table}: someone wrote past the catalog. Register the table with mode Overwrite to take that version over.`
  );
}

/** Manifests that were seen in their place, by the staged ones, whose names are unique: they need no second look. */
const seen = new Map<string, string>();
const MOST_SEEN = 1000;

/** Put the manifest of an entry in its place, unless it was seen there. */
async function ensureFinal(
  services: Pick<Services, 'store'>,
  entry: LanceEntry
): Promise<void> {
  const staged = `${entry.location} ${entry.parameters[PARAMETERS.staged]}`;
  const final = entry.parameters[PARAMETERS.manifest];
  if (final !== undefined && seen.get(staged) === final) {
    return;
  }
  await finalized(services, entry);
  if (final !== undefined) {
    seen.set(staged, final);
    const [oldest] = seen.keys();
    if (seen.size > MOST_SEEN && oldest !== undefined) {
      seen.delete(oldest);
    }
  }
}

/** Put the manifest in its place. A failure is none of the commit: whoever comes next does it. */
async function finish(
  services: Pick<Services, 'store'>,
  entry: LanceEntry,
  commit: Commit
): Promise<TableVersion> {
  try {
    const version = await finalized(services, entry);
    if (version !== undefined) {
      return version;
    }
  } catch (error) {
    if (!(error instanceof LanceError)) {
      throw error;
    }
  }
  return { version: commit.version, manifest_path: commit.staged };
}

/** What a commit starts from. */
export interface CommitBase {
  /** The version to stage. */
  version: number;
  /** The version before, 0 for none. */
  current: number;
  location: string;
  properties: Readonly<Record<string, string>>;
}

/** A manifest that was written for a version. */
export interface StagedManifest {
  /** Its address, or its key in the bucket. */
  manifest_path: string;
  manifest_size?: number;
  naming_scheme?: string;
}

/** How a commit is tried again. */
export interface CommitOptions {
  /** Most attempts; default 1: a conflict is the caller's. */
  attempts?: number;
  /** Milliseconds before the second attempt, at most; doubles with each. Default 50. */
  firstDelay?: number;
  signal?: AbortSignal;
}

/**
 * Commit the next version of a table, and when another writer was first, stage anew and try again.
 *
 * @param stage - Writes a manifest for a version, on top of the one before, and says where it is. Called once for each attempt.
 * @throws LanceError ConcurrentModification after the last attempt, and at once when the table was dropped and made again
 */
export async function commit(
  services: Work,
  id: Identifier,
  stage: (base: CommitBase) => Promise<StagedManifest>,
  options: CommitOptions = {}
): Promise<TableVersion> {
  const { attempts = 1, firstDelay = 50, signal } = options;
  const path = tableOf(id);
  let tableId: string | undefined;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    const entry = await services.catalog.entry(path);
    checkManaged(entry);
    tableId ??= entry.tableId;
    await ensureFinal(services, entry);
    const current = (await newestVersion(services, entry)) ?? 0;
    const version = current + 1;
    const staged = await stage({
      version,
      current,
      location: entry.location,
      properties: entry.parameters
    });
    try {
      const reply = await createTableVersion(services, {
        ...staged,
        id,
        version,
        ...(tableId === undefined ? {} : { context: { [TABLE_ID]: tableId } })
      });
      return reply.version;
    } catch (error) {
      const behind =
        error instanceof LanceError && error.conflict !== undefined;
      if (!behind || attempt >= attempts) {
        throw error;
      }
    }
    // Writers that met once must not meet again at the same moment.
    const longest = Math.min(firstDelay * 2 ** (attempt - 1), LONGEST_DELAY);
    await delay(Math.random() * longest, undefined, { signal });
  }
}
