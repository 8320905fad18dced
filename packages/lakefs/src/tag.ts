import type { WireRef } from './api.js';
import { ConflictError } from './error.js';
import { repositoryPath } from './path.js';
import {
  Reference,
  idOf,
  type CallOptions,
  type ReferenceLike
} from './reference.js';

/** A name for a commit that stays. */
export class Tag extends Reference {
  /**
   * Name a commit.
   *
   * @param options.existOk - No error when the tag is there already; it stays as it is.
   * @throws ConflictError when the tag is there
   */
  async create(
    source: ReferenceLike,
    options: CallOptions & { existOk?: boolean } = {}
  ): Promise<this> {
    const client = await this._client();
    try {
      await client.json<WireRef>({
        method: 'POST',
        path: `${repositoryPath(this.repositoryId)}/tags`,
        json: { id: this.id, ref: idOf(source) },
        what: `create the tag ${this._name}`,
        signal: options.signal
      });
    } catch (error) {
      if (!(options.existOk && error instanceof ConflictError)) {
        throw error;
      }
    }
    return this;
  }

  /** Remove the tag; its commit stays. Throws NotFoundError. */
  async delete(options: CallOptions = {}): Promise<void> {
    const client = await this._client();
    await client.run({
      method: 'DELETE',
      path: `${repositoryPath(this.repositoryId)}/tags/${encodeURIComponent(this.id)}`,
      what: `delete the tag ${this._name}`,
      signal: options.signal
    });
  }
}
