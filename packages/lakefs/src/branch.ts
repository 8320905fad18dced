import { ConflictError } from './error.js';
import { branchPath, repositoryPath } from './path.js';
import { idOf, type CallOptions, type ReferenceLike } from './reference.js';
import {
  runTransaction,
  type TransactionOptions,
  type TransactionResult,
  type TransactionWork
} from './transaction.js';
import { WritableBranch } from './writable.js';

/** A branch. */
export class Branch extends WritableBranch {
  /**
   * Make the branch.
   *
   * @param options.existOk - No error when it is there already; it stays as it is.
   * @param options.hidden - Listings leave it out.
   * @throws ConflictError when it is there
   */
  async create(
    source: ReferenceLike,
    options: CallOptions & { existOk?: boolean; hidden?: boolean } = {}
  ): Promise<this> {
    const client = await this._client();
    try {
      await client.text({
        method: 'POST',
        path: `${repositoryPath(this.repositoryId)}/branches`,
        json: { name: this.id, source: idOf(source), hidden: options.hidden },
        what: `create the branch ${this._name}`,
        signal: options.signal
      });
    } catch (error) {
      if (!(options.existOk && error instanceof ConflictError)) {
        throw error;
      }
    }
    return this;
  }

  /** Remove the branch with its uncommitted changes; its commits stay. Throws NotFoundError. */
  async delete(options: CallOptions = {}): Promise<void> {
    const client = await this._client();
    await client.run({
      method: 'DELETE',
      path: branchPath(this.repositoryId, this.id),
      what: `delete the branch ${this._name}`,
      signal: options.signal
    });
  }

  /**
   * Change the branch in one step: the work is done on an ephemeral, hidden branch, which is committed and merged when it succeeds. When
   * anything fails, this branch is as it was.
   *
   * @example
   * await main.transaction('Load flights', { metadata: { run: '7' } }, async tx => {
   *   await tx.upload('flights/2013.csv', file);
   *   await tx.deleteObjects('flights/old.csv');
   * });
   */
  async transaction<T>(
    message: string,
    options: TransactionOptions,
    work: TransactionWork<T>
  ): Promise<TransactionResult<T>>;
  async transaction<T>(
    message: string,
    work: TransactionWork<T>
  ): Promise<TransactionResult<T>>;
  async transaction<T>(
    message: string,
    options: TransactionOptions | TransactionWork<T>,
    work?: TransactionWork<T>
  ): Promise<TransactionResult<T>> {
    const [given, todo] =
      typeof options === 'function' ? [{}, options] : [options, work];
    if (todo === undefined) {
      throw new TypeError('A transaction needs work to do.');
    }
    return runTransaction(
      await this._client(),
      this.repositoryId,
      this.id,
      message,
      given,
      todo
    );
  }
}
