/**
 * Codes of errors, the same in every implementation of Lance namespaces.
 *
 * Source: Lance namespace specification, "Error Handling" and ErrorResponse.
 */
export const ERROR_CODES = {
  Unsupported: 0,
  NamespaceNotFound: 1,
  NamespaceAlreadyExists: 2,
  NamespaceNotEmpty: 3,
  TableNotFound: 4,
  TableAlreadyExists: 5,
  TableIndexNotFound: 6,
  TableIndexAlreadyExists: 7,
  TableTagNotFound: 8,
  TableTagAlreadyExists: 9,
  TransactionNotFound: 10,
  TableVersionNotFound: 11,
  TableColumnNotFound: 12,
  InvalidInput: 13,
  ConcurrentModification: 14,
  PermissionDenied: 15,
  Unauthenticated: 16,
  ServiceUnavailable: 17,
  Internal: 18,
  InvalidTableState: 19,
  TableSchemaValidationError: 20,
  Throttling: 21
} as const;

/** The name of an error. */
export type ErrorName = keyof typeof ERROR_CODES;

/** HTTP statuses of the REST specification; a code without one is 400. */
const STATUSES: Readonly<Partial<Record<ErrorName, number>>> = {
  Unsupported: 406,
  NamespaceNotFound: 404,
  NamespaceAlreadyExists: 409,
  NamespaceNotEmpty: 409,
  TableNotFound: 404,
  TableAlreadyExists: 409,
  TableIndexNotFound: 404,
  TableIndexAlreadyExists: 409,
  TableTagNotFound: 404,
  TableTagAlreadyExists: 409,
  TransactionNotFound: 404,
  TableVersionNotFound: 404,
  TableColumnNotFound: 404,
  ConcurrentModification: 409,
  PermissionDenied: 403,
  Unauthenticated: 401,
  ServiceUnavailable: 503,
  Internal: 500,
  InvalidTableState: 409,
  Throttling: 503
};

/** Versions of a table that a refused commit was about. */
export interface VersionConflict {
  /** The version that the writer asked for. */
  requested: number;
  /** The version that the catalog has. */
  current: number;
}

/** A failure of an operation of a Lance namespace, with the code of the specification. The message names the thing and the remedy. */
export class LanceError extends Error {
  constructor(
    readonly reason: ErrorName,
    message: string,
    options: { cause?: unknown; conflict?: VersionConflict } = {}
  ) {
    super(message, { cause: options.cause });
    this.name = 'LanceError';
    this.conflict = options.conflict;
  }

  /** The two versions of a refused commit. */
  readonly conflict?: VersionConflict;

  /** The code, 0 to 21. */
  get code(): number {
    return ERROR_CODES[this.reason];
  }

  /** The HTTP status that the REST specification answers it with. */
  get status(): number {
    return STATUSES[this.reason] ?? 400;
  }
}

/** Make an error of a request that is malformed. */
export function invalid(message: string): LanceError {
  return new LanceError('InvalidInput', message);
}

/** Make an error of a catalog entry that can't be used as it is. */
export function badState(message: string): LanceError {
  return new LanceError('InvalidTableState', message);
}
