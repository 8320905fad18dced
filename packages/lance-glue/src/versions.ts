import { PARAMETERS, type LanceEntry } from './entry.js';
import { badState, invalid, LanceError } from './error.js';
import { tableOf } from './identifier.js';
import { limitOf, makeToken, readToken } from './listing.js';
import type {
  BatchDeleteTableVersionsRequest,
  DescribeTableVersionRequest,
  ListTableVersionsRequest,
  ListTableVersionsResponse,
  TableVersion,
  TableVersionResponse
} from './model.js';
import { onlyMain, versionOf } from './request.js';
import type { Services } from './services.js';
import { inS3, type StoredObject } from './store.js';
import { manifestKey, manifestsOf } from './tabledata.js';

type Work = Pick<Services, 'catalog' | 'store'>;

/** List the versions of a table: those in the storage, and of a table that the catalog decides about no newer ones than it has. */
export async function listTableVersions(
  services: Work,
  request: ListTableVersionsRequest
): Promise<ListTableVersionsResponse> {
  onlyMain(request.branch);
  const path = tableOf(request.id);
  const limit = limitOf(request.limit);
  const key = `versions ${path.database}.${path.table}`;
  const after = readToken(key, request.page_token);
  const entry = await services.catalog.entry(path);
  const current = await finalized(services, entry);
  if (request.descending && limit === 1 && after === undefined && current) {
    // What a reader asks before each look at the table: without a listing.
    const { version } = current;
    return {
      versions: [current],
      ...(version > 1 ? { page_token: makeToken(key, String(version)) } : {})
    };
  }
  const found = await committed(services, entry);
  const ordered = request.descending ? found.reverse() : found;
  const rest =
    after === undefined
      ? ordered
      : ordered.filter(({ version }) =>
          request.descending ? version < Number(after) : version > Number(after)
        );
  const versions = rest.slice(0, limit);
  const last = versions.at(-1);
  return {
    versions,
    ...(last !== undefined && versions.length < rest.length
      ? { page_token: makeToken(key, String(last.version)) }
      : {})
  };
}

/** Describe a version of a table. */
export async function describeTableVersion(
  services: Work,
  request: DescribeTableVersionRequest
): Promise<TableVersionResponse> {
  onlyMain(request.branch);
  const { version } = request;
  const entry = await services.catalog.entry(tableOf(request.id));
  return {
    version: await describeVersion(
      services,
      entry,
      version === undefined || version === null ? undefined : versionOf(version)
    )
  };
}

/**
 * Return a version of a table, its newest by default.
 *
 * @throws LanceError TableVersionNotFound
 */
export async function describeVersion(
  services: Work,
  entry: LanceEntry,
  version?: number
): Promise<TableVersion> {
  const current = await finalized(services, entry);
  if (current && (version === undefined || version === current.version)) {
    return current;
  }
  const isNewer = current && version !== undefined && version > current.version;
  const found =
    version === undefined
      ? (await committed(services, entry)).at(-1)
      : isNewer || (entry.managed && entry.version === 0)
        ? undefined
        : await manifestOf(services, entry, version);
  if (found === undefined) {
    const name = `${entry.database}.${entry.table}`;
    throw new LanceError(
      'TableVersionNotFound',
      version === undefined
        ? `Table ${name} has no version yet.`
        : `Table ${name} has no version ${version}${current ? `: the newest is ${current.version}` : ''}.`
    );
  }
  return found;
}

/** The newest version of a table, `undefined` while it has no data. */
export async function newestVersion(
  services: Work,
  entry: LanceEntry
): Promise<number | undefined> {
  if (entry.version !== undefined) {
    return entry.version || undefined;
  }
  return (await manifestsOf(services.store, entry.location)).at(-1)?.version;
}

/**
 * Delete the manifests of versions, the newest never: a version of a table does not go backwards.
 */
export async function batchDeleteTableVersions(
  services: Work,
  request: BatchDeleteTableVersionsRequest
): Promise<{ deleted_count: number }> {
  onlyMain(request.branch);
  const { ranges } = request;
  if (!Array.isArray(ranges) || ranges.length === 0) {
    throw invalid('"ranges" must have at least one range of versions.');
  }
  const checked = request.ranges.map(({ start_version, end_version }) => ({
    first: versionOf(start_version),
    end: end_version === -1 ? Infinity : versionOf(end_version)
  }));
  const entry = await services.catalog.entry(tableOf(request.id));
  await finalized(services, entry);
  const all = await manifestsOf(services.store, entry.location);
  const newest = entry.version ?? all.at(-1)?.version;
  const doomed = all.filter(({ version }) =>
    checked.some(({ first, end }) => version >= first && version < end)
  );
  if (doomed.some(({ version }) => version >= (newest ?? Infinity))) {
    throw invalid(
      `Version ${newest} is the newest of ${entry.database}.${entry.table} and is not deleted: end the ranges before it.`
    );
  }
  const { bucket } = inS3(entry.location);
  await services.store.remove(
    bucket,
    doomed.map(({ key }) => key)
  );
  return { deleted_count: doomed.length };
}

/**
 * Put the manifest of the current version in its place, where a writer was stopped between the catalog and the storage, and return it;
 * `undefined` where the catalog does not decide, or has no version.
 *
 * The copy is always made of what the catalog names, so that it does not matter who makes it, or how often.
 *
 * @throws LanceError InvalidTableState when neither manifest is there
 */
export async function finalized(
  { store }: Pick<Services, 'store'>,
  entry: LanceEntry
): Promise<TableVersion | undefined> {
  const { version, parameters } = entry;
  const staged = parameters[PARAMETERS.staged];
  const final = parameters[PARAMETERS.manifest];
  if (!version) {
    return undefined;
  }
  if (staged === undefined || final === undefined) {
    // Another client committed it, or the table was registered with its data.
    return manifestOf({ store }, entry, version);
  }
  const { bucket } = inS3(entry.location);
  const place = { bucket, key: final };
  let found = await store.head(place);
  if (found === undefined) {
    await store.copy(bucket, staged, final);
    // Also where there was nothing to copy: another reader may have been first.
    found = await store.head(place);
    if (found !== undefined) {
      await store.remove(bucket, [staged]);
    }
  }
  if (found === undefined) {
    throw badState(
      `The manifest of version ${version} of ${entry.database}.${entry.table} is gone: neither ${final} nor ${staged} is in bucket ${bucket}.`
    );
  }
  return printVersion(found, version);
}

/** Versions that count, oldest first. */
async function committed(
  { store }: Pick<Services, 'store'>,
  entry: LanceEntry
): Promise<TableVersion[]> {
  const most = entry.version ?? Infinity;
  const all = await manifestsOf(store, entry.location);
  return all
    .filter(({ version }) => version <= most)
    .map(each => printVersion(each, each.version));
}

async function manifestOf(
  { store }: Pick<Services, 'store'>,
  entry: LanceEntry,
  version: number
): Promise<TableVersion | undefined> {
  const { bucket, key } = inS3(entry.location);
  for (const scheme of ['V2', 'V1'] as const) {
    const found = await store.head({
      bucket,
      key: manifestKey(key, version, scheme)
    });
    if (found !== undefined) {
      return printVersion(found, version);
    }
  }
  return undefined;
}

function printVersion(object: StoredObject, version: number): TableVersion {
  return {
    version,
    manifest_path: object.key,
    manifest_size: object.size,
    ...(object.modified === undefined
      ? {}
      : { timestamp_millis: object.modified })
  };
}
