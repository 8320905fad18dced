import { explainAwsError, type AwsError } from '@glueflow/aws';
import { LanceError, type ErrorName } from './error.js';

/** What a call of AWS was about. */
export interface CallContext {
  /** The permission needed, such as `glue:GetTable`. */
  action: string;
  /** Such as `table db.flights`. */
  resource: string;
  /** Another endpoint than AWS's own. */
  endpoint?: string;
  /** The profile in use. */
  profile?: string;
}

/** Error codes of AWS that mean that the service, not the request, is at fault. */
const UNAVAILABLE = new Set([
  'InternalFailure',
  'InternalError',
  'InternalServiceException',
  'InternalServerError',
  'OperationTimeoutException',
  'ResourceNotReadyException',
  'RequestTimeout',
  'ServiceUnavailable',
  'ServiceUnavailableException'
]);

const REASONS: Readonly<Record<AwsError['kind'], ErrorName>> = {
  'sso-expired': 'Unauthenticated',
  'profile-missing': 'Unauthenticated',
  'no-credentials': 'Unauthenticated',
  'wrong-account': 'Unauthenticated',
  'no-region': 'InvalidInput',
  usage: 'InvalidInput',
  'access-denied': 'PermissionDenied',
  throttled: 'Throttling',
  unreachable: 'ServiceUnavailable',
  'not-found': 'Internal',
  conflict: 'ConcurrentModification',
  invalid: 'InvalidInput',
  other: 'Internal'
};

/** Return the code of an error of AWS, such as `EntityNotFoundException`; empty for what is none. */
function awsCode(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/**
 * Turn an error of AWS into the error of the specification. A `LanceError` comes back as it is.
 *
 * Callers map missing and existing entities themselves, since only they know which kind it is.
 */
export function awsFailure(error: unknown, context: CallContext): LanceError {
  if (error instanceof LanceError) {
    return error;
  }
  const explained = explainAwsError(error, context);
  const { $metadata } = Object(error) as {
    $metadata?: { httpStatusCode?: number };
  };
  const unavailable =
    explained.kind === 'other' &&
    (UNAVAILABLE.has(awsCode(error)) ||
      ($metadata?.httpStatusCode ?? 0) >= 500);
  return new LanceError(
    unavailable ? 'ServiceUnavailable' : REASONS[explained.kind],
    explained.message,
    { cause: error }
  );
}
