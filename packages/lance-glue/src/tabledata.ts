import type { Column } from '@aws-sdk/client-glue';
import { columnsOf } from './columns.js';
import { fieldsOf } from './manifest.js';
import { inS3, type Bucketed, type Store, type StoredObject } from './store.js';

/** Where the manifests of a table lie, below its root. */
const VERSIONS = '_versions/';

/** The largest number of 64 bits, which file names of the second scheme count down from. */
const LARGEST = 2n ** 64n - 1n;

/** How the file of a manifest is named. Source: Lance table format, "Manifest naming schemes". */
export type NamingScheme = 'V1' | 'V2';

/** A manifest in the storage. */
export interface StoredManifest extends StoredObject {
  version: number;
}

/** Return the key of the manifest of a version. */
export function manifestKey(
  root: string,
  version: number,
  scheme: NamingScheme
): string {
  const name =
    scheme === 'V2'
      ? String(LARGEST - BigInt(version)).padStart(20, '0')
      : String(version);
  return `${root}/${VERSIONS}${name}.manifest`;
}

/** Say that the staged manifest of a key lies with the manifests of a table. */
export function isStagedBelow(root: string, key: string): boolean {
  return (
    key.startsWith(`${root}/${VERSIONS}`) &&
    !key.includes('/../') &&
    versionOfKey(key) === undefined
  );
}

/** Return the version that the name of a manifest says, `undefined` for other files, such as staged ones. */
function versionOfKey(key: string): number | undefined {
  const [, digits] = /\/(\d{1,20})\.manifest$/.exec(key) ?? [];
  if (digits === undefined) {
    return undefined;
  }
  const number = BigInt(digits);
  const version = digits.length === 20 ? LARGEST - number : number;
  // Versions above are detached: no chain leads to them.
  return version <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(version)
    : undefined;
}

/** The manifests of a table, oldest first. */
export async function manifestsOf(
  store: Store,
  location: string
): Promise<StoredManifest[]> {
  const { bucket, key } = inS3(location);
  const objects = await store.list({ bucket, key: `${key}/${VERSIONS}` });
  return objects
    .flatMap(each => {
      const version = versionOfKey(each.key);
      return version === undefined ? [] : [{ ...each, version }];
    })
    .sort((a, b) => a.version - b.version);
}

/** Bytes of a manifest that is read for its schema; one of a million fragments has some 100 MB, and its columns are left as they were. */
const MOST_OF_MANIFEST = 32 * 1024 * 1024;

/** A manifest as the storage has it: its size, and its bytes unless it is very large. */
export interface ManifestFile {
  size: number;
  bytes?: Uint8Array;
}

/** Read a manifest, `undefined` when it is not there. */
export function readManifest(
  store: Store,
  place: Bucketed
): Promise<ManifestFile | undefined> {
  return store.read(place, MOST_OF_MANIFEST);
}

/**
 * Return the columns of the schema in a manifest, `undefined` where none can be read.
 *
 * @param before - The columns that the catalog has.
 */
export function columnsIn(
  manifest: ManifestFile | undefined,
  before?: readonly Column[]
): Column[] | undefined {
  const fields = manifest?.bytes && fieldsOf(manifest.bytes);
  return fields && columnsOf(fields, before);
}

/** Say that there is a table at a location, not a mere declaration. */
export async function hasData(
  store: Store,
  location: string
): Promise<boolean> {
  const { bucket, key } = inS3(location);
  const found = await store.list({ bucket, key: `${key}/${VERSIONS}` }, 1);
  return found.length > 0;
}

/** Delete everything below the root of a table. */
export async function removeData(
  store: Store,
  location: string
): Promise<void> {
  const { bucket, key } = inS3(location);
  const objects = await store.list({ bucket, key: `${key}/` });
  await store.remove(
    bucket,
    objects.map(each => each.key)
  );
}
