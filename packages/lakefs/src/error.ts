/** What is known of an error beside its message. */
export interface LakeFSErrorDetails {
  /** The HTTP status the server answered with. */
  status?: number;
  /** The server's id of the request, for its logs. */
  requestId?: string;
  /** What the server said. */
  reason?: string;
  /** What to do, in a sentence. */
  remedy?: string;
  cause?: unknown;
}

/**
 * An error of this package; each meaning has its class. The message names the thing, the reason and the remedy. Never holds a secret.
 */
export class LakeFSError extends Error {
  readonly status?: number;
  readonly requestId?: string;
  readonly reason?: string;
  readonly remedy?: string;

  constructor(message: string, details: LakeFSErrorDetails = {}) {
    super(
      [message, details.remedy].filter(Boolean).join(' '),
      'cause' in details ? { cause: details.cause } : undefined
    );
    this.name = new.target.name;
    this.status = details.status;
    this.requestId = details.requestId;
    this.reason = details.reason;
    this.remedy = details.remedy;
  }
}

/** A repository, reference, object or import is not there (404), or its data is gone (410). */
export class NotFoundError extends LakeFSError {}

/** These credentials may not do this (403, or lakeFS's 401 for a missing permission). */
export class ForbiddenError extends LakeFSError {}

/** The server does not know these credentials (401). */
export class UnauthenticatedError extends LakeFSError {}

/** The request is wrong (400, 422). */
export class InvalidRequestError extends LakeFSError {}

/** A branch has uncommitted changes where it must have none. */
export class DirtyBranchError extends InvalidRequestError {}

/** There is nothing to commit, merge or revert. */
export class NoChangesError extends InvalidRequestError {}

/** It is there already, or two changes contradict each other (409). */
export class ConflictError extends LakeFSError {}

/** Two references changed the same paths. */
export class MergeConflictError extends ConflictError {
  constructor(
    message: string,
    /** The paths that both changed, sorted; the first thousand. */
    readonly paths: readonly string[],
    details: LakeFSErrorDetails = {}
  ) {
    super(message, details);
  }
}

/** A condition of the request does not hold (412). */
export class PreconditionError extends LakeFSError {}

/** A hook refused a commit or a merge (412). */
export class HookError extends PreconditionError {}

/** An object is there that was to be created (412). */
export class ObjectExistsError extends PreconditionError {}

/** A range lies outside the object (416). */
export class InvalidRangeError extends LakeFSError {}

/** The server does not offer this (405, 501). */
export class UnsupportedError extends LakeFSError {}

/** The server asks to slow down (429, 503 with that reason). */
export class ThrottledError extends LakeFSError {}

/** The server can't be reached, broke off, or failed (5xx). Whether the request took effect is unknown. */
export class UnavailableError extends LakeFSError {
  constructor(
    message: string,
    details: LakeFSErrorDetails = {},
    /** True when the request can't have reached the server. */
    readonly unsent = false
  ) {
    super(message, details);
  }
}

/** No credentials or no endpoint were found, or they are incomplete. */
export class NoCredentialsError extends LakeFSError {}

/** Nothing names a lakeFS server. */
export class NoEndpointError extends NoCredentialsError {}

/** What arrived is not what was sent. */
export class ChecksumError extends LakeFSError {}

/** A reader or writer is used after its end, or a writer twice. */
export class ClosedError extends LakeFSError {}

/** An import failed, was cancelled, took too long, or is used in the wrong order. */
export class ImportFailedError extends LakeFSError {}

/** Some of many objects could not be deleted. */
export class DeleteObjectsError extends LakeFSError {
  constructor(
    message: string,
    readonly failures: readonly {
      path?: string;
      status: number;
      reason: string;
    }[]
  ) {
    super(message);
  }
}

/** How a transaction that failed has left its branch. */
export type TransactionOutcome = 'untouched' | 'merged' | 'unknown';

/** What is known of a transaction that failed. */
export interface TransactionFailure {
  /** The branch it was to change. */
  source: string;
  outcome: TransactionOutcome;
  /** The ephemeral branch, where it is still there. */
  branch?: string;
  /** Uncommitted changes on the ephemeral branch, where they could be counted. */
  uncommitted?: number;
  /** The commit that merged it, where it was merged. */
  reference?: string;
}

/** A transaction failed. What its work threw, or the server said, is the cause. */
export class TransactionError extends LakeFSError {
  constructor(
    message: string,
    readonly failure: TransactionFailure,
    details: LakeFSErrorDetails = {}
  ) {
    super(message, details);
  }
}

/** The branch has changed the same paths since the transaction began. */
export class TransactionConflictError extends TransactionError {
  constructor(
    message: string,
    readonly paths: readonly string[],
    failure: TransactionFailure,
    details: LakeFSErrorDetails = {}
  ) {
    super(message, failure, details);
  }
}

/** The branch has uncommitted changes, which a merge does not take. */
export class TransactionDirtyError extends TransactionError {}

/** A hook refused the commit or the merge. */
export class TransactionHookError extends TransactionError {}

/** What an answer that is no success is made an error with. */
export interface Refusal {
  status: number;
  /** What was being done: `merge dev into main of repository r`. */
  what: string;
  reason: string;
  requestId?: string;
}

/** Make the error that a refusal means. */
export function refusalError(refusal: Refusal): LakeFSError {
  const { status, what, reason, requestId } = refusal;
  const details = { status, requestId, reason };
  const message = `Could not ${what}: ${reason || `HTTP status ${status}`}.`;
  switch (status) {
    case 400:
    case 422:
      return invalid(message, details);
    case 401:
      return unauthenticated(message, details);
    case 403:
      return new ForbiddenError(message, {
        ...details,
        remedy: 'Ask for a lakeFS policy that allows it.'
      });
    case 404:
    case 410:
      return new NotFoundError(message, details);
    case 405:
    case 501:
      return new UnsupportedError(message, details);
    case 409:
      return new ConflictError(message, details);
    case 412:
      return /hook/i.test(reason)
        ? new HookError(message, {
            ...details,
            remedy: 'See the run of the action in lakeFS for what it refused.'
          })
        : new PreconditionError(message, details);
    case 416:
      return new InvalidRangeError(message, details);
    case 429:
      return new ThrottledError(message, {
        ...details,
        remedy: 'Try again later, or send fewer requests at once.'
      });
    default:
      return status === 503 && /slow down|throughput/i.test(reason)
        ? new ThrottledError(message, details)
        : new UnavailableError(message, details);
  }
}

function invalid(message: string, details: LakeFSErrorDetails): LakeFSError {
  const reason = details.reason ?? '';
  if (/dirty branch|uncommitted changes/i.test(reason)) {
    return new DirtyBranchError(message, {
      ...details,
      remedy: 'Commit or reset the changes on the branch first.'
    });
  }
  return /no changes/i.test(reason)
    ? new NoChangesError(message, details)
    : new InvalidRequestError(message, details);
}

function unauthenticated(
  message: string,
  details: LakeFSErrorDetails
): LakeFSError {
  // lakeFS answers 401 for a missing permission too.
  return /insufficient permissions/i.test(details.reason ?? '')
    ? new ForbiddenError(message, {
        ...details,
        remedy: 'Ask for a lakeFS policy that allows it.'
      })
    : new UnauthenticatedError(message, {
        ...details,
        remedy: 'Check the lakeFS access key and secret, or the token.'
      });
}
