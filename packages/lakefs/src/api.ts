/**
 * What lakeFS's REST calls take and answer, by hand from its public specification
 * (https://docs.lakefs.io/latest/reference/api/). Only what this package uses.
 */

export interface Page<T> {
  pagination: { has_more: boolean; next_offset: string };
  results: T[];
}

export interface WireRepository {
  id: string;
  creation_date: number;
  default_branch: string;
  storage_id?: string;
  storage_namespace: string;
  read_only?: boolean;
}

export interface WireRef {
  id: string;
  commit_id: string;
}

export interface WireCommit {
  id: string;
  parents: string[];
  committer: string;
  message: string;
  creation_date: number;
  meta_range_id: string;
  metadata?: Record<string, string>;
  generation?: number;
}

export interface WireObject {
  path: string;
  path_type: 'object' | 'common_prefix';
  physical_address: string;
  physical_address_expiry?: number;
  checksum: string;
  size_bytes?: number;
  mtime: number;
  metadata?: Record<string, string>;
  content_type?: string;
}

export interface WireChange {
  type: 'added' | 'removed' | 'changed' | 'conflict' | 'prefix_changed';
  path: string;
  path_type: 'object' | 'common_prefix';
  size_bytes?: number;
}

export interface WireStorageConfig {
  blockstore_type: string;
  blockstore_id?: string;
  pre_sign_support: boolean;
  import_support: boolean;
  pre_sign_multipart_upload?: boolean;
  default_namespace_prefix?: string;
  blockstore_namespace_example?: string;
}

export interface WireConfig {
  version_config?: { version?: string };
  storage_config?: WireStorageConfig;
  storage_config_list?: WireStorageConfig[];
}

export interface WireStaging {
  physical_address?: string;
  presigned_url?: string | null;
  presigned_url_expiry?: number;
}

export interface WireMultipart {
  upload_id: string;
  physical_address: string;
  presigned_urls?: string[];
}

export interface WireDeleteErrors {
  errors: { path?: string; status_code: number; message: string }[];
}

export interface WireImportLocation {
  type: 'common_prefix' | 'object';
  path: string;
  destination: string;
}

export interface WireImportStatus {
  completed: boolean;
  update_time: string;
  ingested_objects?: number;
  metarange_id?: string;
  commit?: WireCommit;
  error?: { message: string };
}

export interface WireToken {
  token: string;
  token_expiration?: number;
}
