/** Replies of the service's `/lakefs/…`, which the editor shows (docs/service.md). Each listing is one page; `next` asks for the one after. */

/** What a page of a listing says beside its entries. */
export interface LakeFSPage {
  /** The `from` of the next page; without it this is the last one. */
  next?: string;
}

/** Names of repositories. */
export interface LakeFSRepositories extends LakeFSPage {
  repositories: readonly string[];
}

/** Names of branches, the hidden ones of transactions too. */
export interface LakeFSBranches extends LakeFSPage {
  branches: readonly string[];
}

/** Names of tags. */
export interface LakeFSTags extends LakeFSPage {
  tags: readonly string[];
}

/** A commit. */
export interface LakeFSCommit {
  id: string;
  parents: readonly string[];
  committer: string;
  message: string;
  metadata: Readonly<Record<string, string>>;
  /** ISO 8601. */
  created: string;
}

/** Commits, newest first. */
export interface LakeFSCommits extends LakeFSPage {
  commits: readonly LakeFSCommit[];
}

/** An object, or a folder: what the paths of objects have in common up to a slash. */
export interface LakeFSEntry {
  kind: 'object' | 'folder';
  path: string;
  /** Of objects. */
  bytes?: number;
  /** Of objects, ISO 8601. */
  modified?: string;
}

/** What lies right below a path. */
export interface LakeFSEntries extends LakeFSPage {
  entries: readonly LakeFSEntry[];
}

/** A difference between two references, or between a branch and its head. */
export interface LakeFSChange {
  type: 'added' | 'removed' | 'changed' | 'conflict' | 'prefix_changed';
  path: string;
  bytes?: number;
}

/** Differences in the order of their paths. */
export interface LakeFSChanges extends LakeFSPage {
  changes: readonly LakeFSChange[];
}
