/**
 * Access keys typed for the session, held in memory only.
 *
 * The secret is out of reach of JSON, spreading, cloning and printing; `reveal` gives it to the one place that signs requests.
 */
export class SessionKeys {
  constructor(
    readonly accessKeyId: string,
    secretAccessKey: string,
    sessionToken?: string
  ) {
    this.#secretAccessKey = secretAccessKey;
    this.#sessionToken = sessionToken;
    Object.freeze(this);
  }

  /** The keys as an AWS client takes them. */
  reveal(): {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken?: string;
  } {
    return {
      accessKeyId: this.accessKeyId,
      secretAccessKey: this.#secretAccessKey,
      ...(this.#sessionToken === undefined
        ? {}
        : { sessionToken: this.#sessionToken })
    };
  }

  /** Nothing: JSON leaves the keys out. */
  toJSON(): undefined {
    return undefined;
  }

  /** A word that tells nothing. */
  toString(): string {
    return '[access keys]';
  }

  readonly #secretAccessKey: string;
  readonly #sessionToken: string | undefined;
}

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
