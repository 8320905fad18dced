import type { WireConfig, WireStorageConfig } from './api.js';
import { LakeFSError, UnsupportedError } from './error.js';

/** What a server can do with its object store. */
export interface ServerStorageConfiguration {
  /** `s3`, `gs`, `azure`, `local` or `mem`. */
  readonly blockstoreType: string;
  /** Addresses for the object store itself are given out. */
  readonly preSignSupport: boolean;
  /** Large uploads in parts to the object store itself are offered. */
  readonly preSignMultipartUpload: boolean;
  /** Objects can be imported where they are. */
  readonly importSupport: boolean;
}

/** What a server says of itself. */
export class ServerConfiguration {
  constructor(config: WireConfig) {
    this.version = config.version_config?.version ?? '';
    this._single = config.storage_config;
    this._list = config.storage_config_list ?? [];
  }

  /** The version of the server; a stand-in says so here. */
  readonly version: string;

  /** The server has more than one object store: each repository names its own. */
  get hasSeveralStores(): boolean {
    return this._list.length > 1;
  }

  /**
   * Return what the server can do with an object store.
   *
   * @param id - Of a store, where the server has several; by default its only one.
   */
  storageConfig(id = ''): ServerStorageConfiguration {
    const found =
      this._list.find(each => (each.blockstore_id ?? '') === id) ??
      (id === '' ? this._single : undefined);
    if (found === undefined) {
      throw id === ''
        ? new LakeFSError('The server does not say what object store it has.')
        : new UnsupportedError(`The server has no object store ${id}.`);
    }
    return storage(found);
  }

  private readonly _single?: WireStorageConfig;
  private readonly _list: readonly WireStorageConfig[];
}

function storage(config: WireStorageConfig): ServerStorageConfiguration {
  return {
    blockstoreType: config.blockstore_type,
    preSignSupport: config.pre_sign_support,
    preSignMultipartUpload: config.pre_sign_multipart_upload ?? false,
    importSupport: config.import_support
  };
}
