import { AwsError } from '@glueflow/aws';
import {
  LakeFSError,
  MergeConflictError,
  NoCredentialsError,
  UnauthenticatedError
} from '@glueflow/lakefs';
import { LanceError } from '@glueflow/lance-glue/error.js';
import {
  Conflict,
  Failure,
  isAbort,
  isSystemError,
  systemReason,
  type FailureKind
} from './failure.js';

const AWS_KINDS: Readonly<Record<number, FailureKind>> = {
  1: 'refused',
  2: 'usage',
  3: 'credentials'
};

/** Turn anything thrown into a failure for a person. A fault of our own keeps its stack out of sight unless `GLUEFLOW_DEBUG` asks. */
export function toFailure(
  error: unknown,
  context: { env: NodeJS.ProcessEnv; signal?: AbortSignal }
): Failure {
  if (error instanceof Failure) {
    return error;
  }
  if (context.signal?.aborted || isAbort(error)) {
    return new Failure('cancelled', 'Stopped.');
  }
  if (error instanceof AwsError) {
    return new Failure(AWS_KINDS[error.exitCode] ?? 'refused', error.message);
  }
  if (error instanceof MergeConflictError) {
    return new Conflict(error.message, error.paths);
  }
  if (error instanceof LakeFSError) {
    const credentials =
      error instanceof NoCredentialsError ||
      error instanceof UnauthenticatedError;
    return new Failure(credentials ? 'credentials' : 'refused', error.message);
  }
  if (error instanceof LanceError) {
    return new Failure(
      error.reason === 'Unauthenticated' ? 'credentials' : 'refused',
      error.message
    );
  }
  if (isSystemError(error)) {
    const what = error.path ? `${error.path}: ` : '';
    return new Failure('refused', `${what}${systemReason(error)}.`);
  }
  const text = error instanceof Error ? error.message : String(error);
  return new Failure(
    'refused',
    context.env.GLUEFLOW_DEBUG && error instanceof Error
      ? `${error.stack}`
      : `Glueflow went wrong: ${text}`,
    'This is a fault of Glueflow. Please report it; GLUEFLOW_DEBUG=1 shows more.',
    true
  );
}
