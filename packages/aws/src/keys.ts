import type { SessionKeys } from '@glueflow/components-core';

/** Access keys typed for this session, by the name of their connection: in memory, nowhere else. */
export class KeyRing {
  /** Keep keys until the process ends or they are forgotten. */
  put(connection: string, keys: SessionKeys): void {
    this.#keys.set(connection, keys);
  }

  /** The keys of a connection. */
  get(connection: string): SessionKeys | undefined {
    return this.#keys.get(connection);
  }

  /** Forget the keys of a connection. */
  remove(connection: string): void {
    this.#keys.delete(connection);
  }

  readonly #keys = new Map<string, SessionKeys>();
}

/** The keys of this process. */
export const sessionKeys = new KeyRing();
