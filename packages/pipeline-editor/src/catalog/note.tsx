import type { TranslationBundle } from '@jupyterlab/translation';
import type { ServiceError } from '../service/client.js';
import { FailureNote } from '../service/failure.js';

/** What is to be said above a listing: why it failed, and what it is about or why it is empty. */
export function ListingNote(props: {
  error: ServiceError | undefined;
  trans: TranslationBundle;
  onRetry(): void;
  /** Empty where nothing is to be said. */
  children: string;
}): JSX.Element {
  const { error, trans, onRetry, children } = props;
  return (
    <>
      {error !== undefined && (
        <FailureNote error={error} trans={trans} onRetry={onRetry} />
      )}
      <p className="gf-Empty" role="status" hidden={children === ''}>
        {children}
      </p>
    </>
  );
}
