import type {
  CatalogPlace,
  PipelineDocument,
  Problem
} from '@glueflow/components-manager';
import { countProblems } from './print.js';

/** Exit codes of the command line. */
export const EXIT = {
  done: 0,
  refused: 1,
  usage: 2,
  credentials: 3,
  run: 4,
  cancelled: 130
} as const;

/** Why something was not done; each kind has its exit code. */
export type FailureKind = Exclude<keyof typeof EXIT, 'done'>;

/**
 * A failure whose message is all a person needs: it names the thing, the place and, in `remedy`, what to do. Never holds secrets.
 */
export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly remedy?: string,
    /** True when Glueflow itself is at fault. */
    readonly fault = false
  ) {
    super(message);
    this.name = 'Failure';
  }

  /** The exit code a command ends with. */
  get exitCode(): number {
    return EXIT[this.kind];
  }
}

/** What was asked for is not there, which a caller may want to tell from other refusals. */
export class Missing extends Failure {
  /**
   * @param within - What it would be in is not there either.
   * @param place - Where the catalog is that was asked.
   */
  constructor(
    message: string,
    remedy?: string,
    readonly within?: 'database',
    readonly place?: CatalogPlace
  ) {
    super('refused', message, remedy);
  }
}

/** Two sides changed the same, and nobody has said which one counts. */
export class Conflict extends Failure {
  /** @param paths - What both changed. */
  constructor(
    message: string,
    readonly paths: readonly string[]
  ) {
    super('refused', message);
  }
}

/** A pipeline that was refused, with all that is wrong with it. */
export interface RefusedPipeline {
  file: string;
  document?: PipelineDocument;
  reason?: 'syntax' | 'newer' | 'invalid';
  problems: readonly Problem[];
}

/** A pipeline that can't be compiled: the failure carries its problems. */
export class PipelineFailure extends Failure {
  constructor(readonly checked: RefusedPipeline) {
    super(
      'refused',
      `${checked.file} has ${countProblems(checked.problems) || 'no script'}.`
    );
    this.name = 'PipelineFailure';
  }
}

/** The shape of an error in JSON, on the command line and in the service. */
export interface FailureFacts {
  error: {
    kind: string;
    message: string;
    remedy?: string;
    missing?: true;
    /** Of a conflict: what both sides changed. */
    paths?: readonly string[];
  };
}

/** The JSON shape of a failure. */
export function failureFacts(failure: Failure): FailureFacts {
  return {
    error: {
      kind: failure.kind,
      message: failure.message,
      ...(failure.remedy === undefined ? {} : { remedy: failure.remedy }),
      ...(failure instanceof Missing ? { missing: true } : {}),
      ...(failure instanceof Conflict ? { paths: failure.paths } : {})
    }
  };
}

/** Say whether an error is what an aborted operation throws. */
export function isAbort(error: unknown): boolean {
  return (
    looksLikeError(error) &&
    (error.name === 'AbortError' || error.name === 'TimeoutError')
  );
}

/** Say whether an error is one of the operating system's, with a code such as `ENOENT`. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return (
    looksLikeError(error) &&
    typeof (error as NodeJS.ErrnoException).code === 'string'
  );
}

/** An error by its shape: one that comes out of another realm is no instance of our `Error`. */
function looksLikeError(error: unknown): error is Error {
  return (
    typeof error === 'object' &&
    error !== null &&
    typeof (error as Error).message === 'string'
  );
}

const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EEXIST: 'it exists already',
  EADDRINUSE: 'it is in use already',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open'
};

/** Say in words why the operating system refused. */
export function systemReason(error: NodeJS.ErrnoException): string {
  return SYSTEM_REASONS[error.code ?? ''] ?? error.code ?? error.message;
}
