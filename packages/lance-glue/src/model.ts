/** Requests and responses of the Lance namespace specification, by its own field names. Source: `docs/src/spec.yaml` of the specification. */
import type { Identifier } from './identifier.js';

/** What every request may have. */
export interface NamespaceRequest {
  /** Path of the namespace or table; the catalog itself is `[]`. */
  id?: Identifier;
  context?: Readonly<Record<string, string>>;
}

/** Properties by name. */
export type Properties = Readonly<Record<string, string>>;

export interface PageRequest extends NamespaceRequest {
  /** The `page_token` of the page before. */
  page_token?: string | null;
  /** Most results. */
  limit?: number | null;
}

export interface CreateNamespaceRequest extends NamespaceRequest {
  /** Create (default), ExistOk or Overwrite, in any case, with underscores or without. */
  mode?: string;
  properties?: Properties;
}

export interface DropNamespaceRequest extends NamespaceRequest {
  /** Fail (default) or Skip. */
  mode?: string;
  /** Restrict (default) or Cascade. */
  behavior?: string;
}

export interface ListNamespacesResponse {
  namespaces: string[];
  page_token?: string;
}

export interface PropertiesResponse {
  properties: Properties;
}

export interface ListTablesRequest extends PageRequest {
  /** Also tables without data. Default true. */
  include_declared?: boolean | null;
}

export interface ListTablesResponse {
  tables: string[];
  page_token?: string;
}

export interface DeclareTableRequest extends NamespaceRequest {
  location?: string;
  properties?: Properties;
  vend_credentials?: boolean;
}

export interface DeclareTableResponse {
  location: string;
  storage_options?: Properties;
  properties: Properties;
  managed_versioning: boolean;
}

export interface RegisterTableRequest extends NamespaceRequest {
  location: string;
  /** Create (default) or Overwrite. */
  mode?: string;
  properties?: Properties;
}

export interface RegisterTableResponse {
  location: string;
  properties: Properties;
}

export interface TableExistsRequest extends NamespaceRequest {
  version?: number;
}

export interface DescribeTableRequest extends NamespaceRequest {
  version?: number;
  tag?: string;
  branch?: string;
  with_table_uri?: boolean;
  load_detailed_metadata?: boolean;
  check_declared?: boolean;
  vend_credentials?: boolean;
}

export interface DescribeTableResponse extends DeclareTableResponse {
  /** With `load_detailed_metadata`. */
  table?: string;
  /** With `load_detailed_metadata`. */
  namespace?: string[];
  /** With `load_detailed_metadata`; absent while the table has no data. */
  version?: number;
  /** With `with_table_uri`. */
  table_uri?: string;
  /** With `check_declared`. */
  is_only_declared?: boolean;
}

export interface RemovedTable {
  id: string[];
  location: string;
  properties: Properties;
}

export interface RenameTableRequest extends NamespaceRequest {
  new_table_name: string;
  new_namespace_id?: Identifier;
}

export interface TableVersion {
  version: number;
  /** Key of the manifest in its bucket. */
  manifest_path: string;
  /** Bytes. */
  manifest_size?: number;
  timestamp_millis?: number;
}

export interface ListTableVersionsRequest extends PageRequest {
  branch?: string;
  descending?: boolean;
}

export interface ListTableVersionsResponse {
  versions: TableVersion[];
  page_token?: string;
}

export interface DescribeTableVersionRequest extends NamespaceRequest {
  branch?: string;
  /** Absent: the newest. */
  version?: number;
}

export interface CreateTableVersionRequest extends NamespaceRequest {
  version: number;
  /** The staged manifest: its address, or its key in the bucket. */
  manifest_path: string;
  manifest_size?: number;
  branch?: string;
  /** V2 (default) or V1. */
  naming_scheme?: string;
  e_tag?: string;
}

export interface TableVersionResponse {
  version: TableVersion;
}

export interface BatchCreateTableVersionsRequest extends NamespaceRequest {
  entries: readonly CreateTableVersionRequest[];
}

export interface BatchDeleteTableVersionsRequest extends NamespaceRequest {
  branch?: string;
  /** From `start_version` to before `end_version`; -1: to the newest. */
  ranges: readonly { start_version: number; end_version: number }[];
}
