import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { GlueflowService } from '../../service/client.js';
import { newsOf } from '../../service/news.js';
import { Remote } from '../../service/remote.js';
import { LakeFSListing, referencePath, type NodePage } from './listing.js';
import {
  isParent,
  partsOf,
  rowId,
  type Comparison,
  type LakeFSNode,
  type LakeFSRow,
  type ReferenceName
} from './node.js';

/** Which side counts where both changed a path; undefined: neither, the merge is refused. */
export type MergeStrategy = 'source-wins' | 'dest-wins' | undefined;

/** A list that was asked for: what it is below, and what is known of it. */
interface Listed {
  node: LakeFSNode | undefined;
  remote: Remote<NodePage>;
}

/** lakeFS as a tree that is asked for as it is opened. While its section is closed nothing is asked. */
export class LakeFSModel implements IDisposable {
  constructor(readonly service: Pick<GlueflowService, 'get' | 'post'>) {
    this._listing = new LakeFSListing(service);
    this._root = this._list(undefined);
    newsOf(service).changed.connect(this._onNews, this);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The repositories. */
  get repositories(): Remote<NodePage> {
    return this._root.remote;
  }

  /** True while the section is open. */
  get open(): boolean {
    return this._open;
  }

  /**
   * Open or close the section. Closing it cancels what is being asked.
   *
   * @param seen - False while the panel is hidden: nothing is asked then.
   */
  setOpen(open: boolean, seen = true): void {
    this._open = open;
    if (open) {
      if (seen) {
        this.ensure();
      }
    } else {
      for (const [id, { remote }] of this._lists) {
        if (remote.current.state === 'loading') {
          this._forget(id);
        }
      }
      if (this._root.remote.current.state === 'loading') {
        this._root.remote.clear();
      }
    }
    this._emit();
  }

  /** Ask for the repositories, when the section is open and nothing is known yet. */
  ensure(): void {
    if (this._open && this.repositories.current.state === 'idle') {
      this._ask(this._root);
    }
  }

  /** What is to be seen, from top to bottom. */
  get rows(): readonly LakeFSRow[] {
    this._rows ??= this._rowsOf(this._root, undefined, 1);
    return this._rows;
  }

  /** Ask for everything that is open anew; what is shown stays till then. */
  refresh(): void {
    this._renew(() => true);
    if (this._open) {
      this._askAgain(this._root);
    }
  }

  /** Open or close a row. Closing one whose list is being asked for cancels that. */
  toggle(row: LakeFSRow, open = !row.expanded): void {
    const { id, node } = row;
    if (row.expanded === undefined || row.expanded === open || !node) {
      return;
    }
    if (open) {
      this._expand(id, node);
    } else {
      this._expanded.delete(id);
      if (this._lists.get(id)?.remote.current.state === 'loading') {
        this._forget(id);
      }
    }
    this._emit();
  }

  /** Ask for the next page of a list, or again for what was refused. */
  again(row: LakeFSRow): void {
    const listed =
      row.parent === undefined ? this._root : this._lists.get(row.parent);
    if (listed === undefined) {
      return;
    }
    if (row.kind === 'more') {
      const before = listed.remote.value;
      void listed.remote.load(
        async signal => {
          const page = await this._listing.page(
            listed.node,
            before?.next,
            signal
          );
          return { ...page, nodes: [...(before?.nodes ?? []), ...page.nodes] };
        },
        { keep: true }
      );
    } else {
      this._ask(listed);
    }
  }

  /** Id of the row that was to be shown last; the view goes there once it is listed. */
  get revealed(): string | undefined {
    return this._revealed;
  }

  /** The row was shown. */
  reached(): void {
    this._revealed = undefined;
  }

  /** Show what a merge of `other` into `base` would change, as a row of the repository. */
  compare(comparison: Comparison): void {
    const { repository } = comparison;
    const node: LakeFSNode = { kind: 'comparison', ...comparison };
    const parent: LakeFSNode = { kind: 'repository', repository };
    const id = rowId(node, rowId(parent, undefined));
    this._comparisons.set(id, node);
    this._expand(rowId(parent, undefined), parent);
    this._expand(id, node, true);
    this._revealed = id;
    this._emit();
  }

  /** Take a comparison away; its repository is the current row then. */
  close(row: LakeFSRow): void {
    if (this._comparisons.delete(row.id)) {
      this._expanded.delete(row.id);
      this._forget(row.id);
      this._revealed = row.parent;
      this._emit();
    }
  }

  /** List the names of a repository's branches and tags. Rejects with a `ServiceError`. */
  names(
    repository: string,
    signal?: AbortSignal
  ): Promise<{ branches: string[]; tags: string[] }> {
    return this.service.get(
      `${repositoryPath(repository)}/references`,
      {},
      signal
    );
  }

  /** Open a repository and make a branch of it the current row. */
  reveal({ repository, reference }: ReferenceName): void {
    const parent: LakeFSNode = { kind: 'repository', repository };
    const id = rowId(parent, undefined);
    this._expand(id, parent);
    this._revealed = rowId({ kind: 'branch', repository, reference }, id);
    this._emit();
  }

  /** Make a branch at a reference. Rejects with a `ServiceError`. */
  async createBranch(
    { repository, reference }: ReferenceName,
    name: string,
    signal?: AbortSignal
  ): Promise<void> {
    await this._change(repository, () =>
      this.service.post(
        `${repositoryPath(repository)}/branches`,
        { name, source: reference },
        signal
      )
    );
  }

  /** Commit what was changed on a branch. Rejects with a `ServiceError`. */
  async commit(
    branch: ReferenceName,
    message: string,
    signal?: AbortSignal
  ): Promise<void> {
    await this._change(branch.repository, () =>
      this.service.post(`${referencePath(branch)}/commits`, { message }, signal)
    );
  }

  /** Merge a reference into a branch. Rejects with a `ServiceError`; of a conflict it names the paths. */
  async merge(
    source: ReferenceName,
    destination: string,
    options: { message?: string; strategy?: MergeStrategy },
    signal?: AbortSignal
  ): Promise<void> {
    const { message, strategy } = options;
    await this._change(source.repository, () =>
      this.service.post(
        `${referencePath(source)}/merge`,
        {
          destination,
          ...(message ? { message } : {}),
          ...(strategy ? { strategy } : {})
        },
        signal
      )
    );
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    newsOf(this.service).changed.disconnect(this._onNews, this);
    [...this._lists.keys()].forEach(id => this._forget(id));
    this._root.remote.clear();
    Signal.clearData(this);
  }

  /** Do what changes a repository. It may have taken effect though the answer is an error: what is shown is asked again either way. */
  private async _change(
    repository: string,
    work: () => Promise<unknown>
  ): Promise<void> {
    try {
      await work();
    } finally {
      this._renew(node => node?.repository === repository);
    }
  }

  /** A run has written, or a person asked for a refresh of the panel. */
  private _onNews(): void {
    if (this._open) {
      this.refresh();
    }
  }

  /** Ask anew for the lists that are shown; those that are not are forgotten. */
  private _renew(concerns: (node: LakeFSNode | undefined) => boolean): void {
    for (const [id, listed] of [...this._lists]) {
      if (concerns(listed.node)) {
        if (this._expanded.has(id)) {
          this._askAgain(listed);
        } else {
          this._forget(id);
        }
      }
    }
    this._emit();
  }

  private _expand(id: string, node: LakeFSNode, again = false): void {
    this._expanded.add(id);
    if (partsOf(node) !== undefined) {
      return;
    }
    const known = this._lists.get(id);
    if (known === undefined) {
      const listed = this._list(node);
      this._lists.set(id, listed);
      this._ask(listed);
    } else if (again) {
      this._askAgain(known);
    }
  }

  private _list(node: LakeFSNode | undefined): Listed {
    const remote = new Remote<NodePage>();
    remote.changed.connect(this._emit, this);
    return { node, remote };
  }

  private _ask({ node, remote }: Listed): void {
    void remote.load(signal => this._listing.page(node, undefined, signal));
  }

  /** As many pages as are shown; those stay meanwhile. */
  private _askAgain({ node, remote }: Listed): void {
    const least = remote.value?.nodes.length ?? 0;
    void remote.load(
      async signal => {
        let page = await this._listing.page(node, undefined, signal);
        while (page.next !== undefined && page.nodes.length < least) {
          const next = await this._listing.page(node, page.next, signal);
          page = { ...next, nodes: [...page.nodes, ...next.nodes] };
        }
        return page;
      },
      { keep: true }
    );
  }

  private _forget(id: string): void {
    const listed = this._lists.get(id);
    if (listed !== undefined) {
      listed.remote.changed.disconnect(this._emit, this);
      listed.remote.clear();
      this._lists.delete(id);
      this._expanded.delete(id);
    }
  }

  private _rowsOf(
    { node, remote }: Listed,
    parent: string | undefined,
    level: number
  ): LakeFSRow[] {
    const rows = (remote.value?.nodes ?? []).flatMap(each =>
      this._row(each, parent, level)
    );
    const note = (kind: LakeFSRow['kind'], more: object = {}): LakeFSRow => ({
      id: `${parent ?? ''}:${kind}`,
      kind,
      level,
      ...(node === undefined ? {} : { node }),
      ...(parent === undefined ? {} : { parent }),
      ...more
    });
    const { error, value, current } = remote;
    // What the list of repositories says stands above the tree.
    if (node === undefined) {
      return value?.next === undefined ? rows : [...rows, note('more')];
    }
    if (error !== undefined) {
      rows.push(note('error', { error }));
    } else if (
      current.state === 'loading' &&
      (value === undefined || value.next !== undefined)
    ) {
      rows.push(note('loading'));
    } else if (value?.next !== undefined) {
      rows.push(note('more'));
    } else if (rows.length === 0) {
      rows.push(note('empty'));
    }
    return rows;
  }

  private _row(
    node: LakeFSNode,
    parent: string | undefined,
    level: number
  ): LakeFSRow[] {
    const id = rowId(node, parent);
    const expanded = isParent(node) ? this._expanded.has(id) : undefined;
    const listed = this._lists.get(id);
    const page = listed?.remote.value;
    const row: LakeFSRow = {
      id,
      kind: node.kind,
      level,
      node,
      ...(parent === undefined ? {} : { parent }),
      ...(expanded === undefined ? {} : { expanded }),
      ...(page === undefined
        ? {}
        : {
            count: `${page.nodes.length}${page.next === undefined ? '' : '+'}`
          })
    };
    if (!expanded) {
      return [row];
    }
    const parts = partsOf(node);
    return [
      row,
      ...(node.kind === 'repository' ? this._comparisonRows(node, id) : []),
      ...(parts?.flatMap(part => this._row(part, id, level + 1)) ?? []),
      ...(listed === undefined ? [] : this._rowsOf(listed, id, level + 1))
    ];
  }

  private _comparisonRows(
    { repository }: { repository: string },
    parent: string
  ): LakeFSRow[] {
    return [...this._comparisons.values()]
      .filter(node => node.repository === repository)
      .flatMap(node => this._row(node, parent, 2));
  }

  private _emit(): void {
    this._rows = undefined;
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _listing: LakeFSListing;
  private _root: Listed;
  private _lists = new Map<string, Listed>();
  private _expanded = new Set<string>();
  private _comparisons = new Map<string, LakeFSNode>();
  private _rows: readonly LakeFSRow[] | undefined;
  private _revealed: string | undefined;
  private _open = false;
  private _isDisposed = false;
}

function repositoryPath(repository: string): string {
  return `lakefs/repositories/${encodeURIComponent(repository)}`;
}
