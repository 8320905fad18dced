import type {
  LakeFSBranches,
  LakeFSChanges,
  LakeFSCommits,
  LakeFSEntries,
  LakeFSRepositories,
  LakeFSTags
} from '@glueflow/contract';
import type { GlueflowService } from '../../service/client.js';
import type { LakeFSNode, ReferenceName } from './node.js';

/** Entries that are listed at once. */
const PAGE = 100;

/** A part of what lies below a node. */
export interface NodePage {
  nodes: readonly LakeFSNode[];
  /** What to ask for the next page with. */
  next?: string;
  /** Nothing names a lakeFS server. */
  missing?: true;
}

/** Tells in `next` that the branches are all listed, and the tags follow. */
const TAGS = 'tags/';

/** Lists what lies below nodes, page by page. */
export class LakeFSListing {
  constructor(private readonly _service: Pick<GlueflowService, 'get'>) {}

  /**
   * List what lies below a node; undefined: the repositories. Rejects with a `ServiceError`.
   *
   * @param from - The `next` of the page before.
   */
  async page(
    node: LakeFSNode | undefined,
    from: string | undefined,
    signal?: AbortSignal
  ): Promise<NodePage> {
    switch (node?.kind) {
      case undefined:
        return this._repositories(from, signal);
      case 'repository':
        return this._references(node.repository, from, signal);
      case 'commits':
        return this._commits(node, from, signal);
      case 'objects':
        return this._objects(node, '', from, signal);
      case 'folder':
        return this._objects(node, node.path, from, signal);
      case 'uncommitted':
        return this._changes(
          node,
          `${referencePath(node)}/uncommitted`,
          { from },
          signal
        );
      case 'commit': {
        const { repository, commit } = node;
        const base = { repository, reference: commit.parents[0] };
        return this._changes(
          { repository, reference: commit.id },
          `${referencePath(base)}/diff/${encodeURIComponent(commit.id)}`,
          { from, twoDot: 'true' },
          signal
        );
      }
      case 'comparison': {
        const { repository, base, other } = node;
        return this._changes(
          { repository, reference: other },
          `${referencePath({ repository, reference: base })}/diff/${encodeURIComponent(other)}`,
          { from },
          signal
        );
      }
      default:
        return { nodes: [] };
    }
  }

  private async _repositories(
    from?: string,
    signal?: AbortSignal
  ): Promise<NodePage> {
    const found = await this._get<
      Partial<LakeFSRepositories> & { missing?: true }
    >('lakefs/repositories', { from, absent: 'allowed' }, signal);
    const { repositories = [], next, missing } = found;
    return {
      nodes: repositories.map(repository => ({
        kind: 'repository',
        repository
      })),
      next,
      ...(missing ? { missing } : {})
    };
  }

  /** Branches first, then tags: one list, since a person looks for a name. */
  private async _references(
    repository: string,
    from?: string,
    signal?: AbortSignal
  ): Promise<NodePage> {
    const at = `lakefs/repositories/${encodeURIComponent(repository)}`;
    const nodes: LakeFSNode[] = [];
    if (!from?.startsWith(TAGS)) {
      const found = await this._get<LakeFSBranches>(
        `${at}/branches`,
        { from },
        signal
      );
      nodes.push(
        ...found.branches.map((reference): LakeFSNode => ({
          kind: 'branch',
          repository,
          reference
        }))
      );
      if (found.next !== undefined) {
        return { nodes, next: found.next };
      }
    }
    const { tags, next } = await this._get<LakeFSTags>(
      `${at}/tags`,
      { from: from?.startsWith(TAGS) ? from.slice(TAGS.length) : undefined },
      signal
    );
    nodes.push(
      ...tags.map((reference): LakeFSNode => ({
        kind: 'tag',
        repository,
        reference
      }))
    );
    return { nodes, ...(next === undefined ? {} : { next: TAGS + next }) };
  }

  private async _commits(
    place: ReferenceName,
    from?: string,
    signal?: AbortSignal
  ): Promise<NodePage> {
    const { repository, reference } = place;
    const { commits, next } = await this._get<LakeFSCommits>(
      `${referencePath(place)}/commits`,
      { from },
      signal
    );
    return {
      nodes: commits.map(commit => ({
        kind: 'commit',
        repository,
        reference,
        commit
      })),
      next
    };
  }

  private async _objects(
    place: ReferenceName,
    path: string,
    from?: string,
    signal?: AbortSignal
  ): Promise<NodePage> {
    const { repository, reference } = place;
    const { entries, next } = await this._get<LakeFSEntries>(
      `${referencePath(place)}/objects`,
      { path, from },
      signal
    );
    return {
      nodes: entries.map(entry => ({ ...entry, repository, reference })),
      next
    };
  }

  private async _changes(
    { repository, reference }: ReferenceName,
    path: string,
    query: Readonly<Record<string, string | undefined>>,
    signal?: AbortSignal
  ): Promise<NodePage> {
    const { changes, next } = await this._get<LakeFSChanges>(
      path,
      query,
      signal
    );
    return {
      nodes: changes.map(change => ({
        kind: 'change',
        repository,
        reference,
        change
      })),
      next
    };
  }

  private _get<T>(
    path: string,
    query: Readonly<Record<string, string | undefined>>,
    signal?: AbortSignal
  ): Promise<T> {
    return this._service.get<T>(
      path,
      { limit: String(PAGE), ...query },
      signal
    );
  }
}

/** Return the path of the service for a reference. */
export function referencePath({
  repository,
  reference
}: ReferenceName): string {
  return `lakefs/repositories/${encodeURIComponent(repository)}/references/${encodeURIComponent(reference)}`;
}
