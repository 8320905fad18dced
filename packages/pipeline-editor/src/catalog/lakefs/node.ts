import type { LakeFSChange, LakeFSCommit } from '@glueflow/contract';
import type { ServiceError } from '../../service/client.js';
import type { TreeRow } from '../tree.js';

/** A reference of a repository. */
export interface ReferenceName {
  repository: string;
  reference: string;
}

/** A difference of two references: what a merge of `other` into `base` would change. */
export interface Comparison {
  repository: string;
  base: string;
  other: string;
}

/** What a line of the tree stands for. */
export type LakeFSNode =
  | { kind: 'repository'; repository: string }
  | ({ kind: 'branch' | 'tag' } & ReferenceName)
  | ({ kind: 'uncommitted' | 'commits' | 'objects' } & ReferenceName)
  | ({ kind: 'folder'; path: string } & ReferenceName)
  | ({
      kind: 'object';
      path: string;
      bytes?: number;
      modified?: string;
    } & ReferenceName)
  | ({ kind: 'commit'; commit: LakeFSCommit } & ReferenceName)
  | ({ kind: 'change'; change: LakeFSChange } & ReferenceName)
  | ({ kind: 'comparison' } & Comparison);

/** A line of the tree: something of lakeFS, or a note on what is above it. */
export interface LakeFSRow extends TreeRow {
  kind: LakeFSNode['kind'] | 'more' | 'loading' | 'empty' | 'error';
  /** What it stands for; of a note: what is above it. Undefined: the list of repositories. */
  node?: LakeFSNode;
  /** Of lists that are known: how many entries they have, `+` where there are more. */
  count?: string;
  error?: ServiceError;
}

/** Return the id of the row of a node below another row. */
export function rowId(node: LakeFSNode, parent: string | undefined): string {
  return JSON.stringify([parent ?? '', node.kind, keyOf(node)]);
}

/** What tells a node from the others of its kind in the same list. */
function keyOf(node: LakeFSNode): string {
  switch (node.kind) {
    case 'repository':
      return node.repository;
    case 'branch':
    case 'tag':
      return node.reference;
    case 'folder':
    case 'object':
      return node.path;
    case 'commit':
      return node.commit.id;
    case 'change':
      return node.change.path;
    case 'comparison':
      return `${node.base}...${node.other}`;
    case 'uncommitted':
    case 'commits':
    case 'objects':
      return '';
  }
}

/** Return what always lies below a branch or tag; undefined: that is asked for. */
export function partsOf(node: LakeFSNode): LakeFSNode[] | undefined {
  if (node.kind !== 'branch' && node.kind !== 'tag') {
    return undefined;
  }
  const { repository, reference } = node;
  const kinds =
    node.kind === 'branch'
      ? (['uncommitted', 'commits', 'objects'] as const)
      : (['commits', 'objects'] as const);
  return kinds.map(kind => ({ kind, repository, reference }));
}

/** Say whether anything can lie below a node. */
export function isParent(node: LakeFSNode): boolean {
  return (
    !['object', 'change'].includes(node.kind) &&
    // The first commit of a repository changes nothing.
    !(node.kind === 'commit' && node.commit.parents.length === 0)
  );
}

/** Return the reference that a node stands for or belongs to. */
export function referenceOf(
  node: LakeFSNode | undefined
): ReferenceName | undefined {
  if (node === undefined || !('reference' in node)) {
    return undefined;
  }
  const { repository } = node;
  return {
    repository,
    reference: node.kind === 'commit' ? node.commit.id : node.reference
  };
}

/** Return the address of what a node stands for: `lakefs://repository/reference/path`. */
export function addressOf(node: LakeFSNode): string | undefined {
  if (node.kind === 'repository') {
    return `lakefs://${node.repository}`;
  }
  const found = referenceOf(node);
  if (found === undefined) {
    return undefined;
  }
  const path =
    'path' in node
      ? node.path
      : node.kind === 'change'
        ? node.change.path
        : node.kind === 'objects'
          ? ''
          : undefined;
  const at = `lakefs://${found.repository}/${found.reference}`;
  return path === undefined ? at : `${at}/${path}`;
}
