import { hasName } from './calls.js';
import { sameDefinition } from './inputs.js';

/** What a write did. */
export type Outcome = 'created' | 'updated' | 'unchanged';

/** Something that the catalog has not, under the name that the service gives such an error. */
export class MissingEntity extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EntityNotFoundException';
  }
}

/** Return what a call gives; `undefined` for what is not there. */
export async function found<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (hasName(error, 'EntityNotFoundException')) {
      return undefined;
    }
    throw error;
  }
}

/** Tell whether a deletion had something to delete. */
export async function gone(call: () => Promise<unknown>): Promise<boolean> {
  return (await found(async () => [await call()])) !== undefined;
}

/** What a deletion whose first reply was lost is answered with. */
export function deleted<T>(error: unknown): Promise<T | undefined> {
  return Promise.resolve(
    hasName(error, 'EntityNotFoundException') ? ({} as T) : undefined
  );
}

/** True when what exists already is what an earlier try, whose reply was lost, has made. */
export async function ours(
  error: unknown,
  same: () => Promise<boolean | undefined>
): Promise<true | undefined> {
  return hasName(error, 'AlreadyExistsException') && (await same())
    ? true
    : undefined;
}

/** Tell whether a definition has all that was given; the service adds defaults of its own. */
export function contains(there: object, given: object): boolean {
  return sameDefinition({ ...there, ...given }, there);
}

/** How often an item may come and go between our calls. */
const MOST_TURNS = 5;

/** Update, or create what is not there; whichever another writer makes impossible gives way to the other. */
export async function upsert(
  update: () => Promise<'updated' | 'unchanged'>,
  create: () => Promise<void>
): Promise<Outcome> {
  for (let turn = 0; ; turn++) {
    try {
      return await update();
    } catch (error) {
      if (!hasName(error, 'EntityNotFoundException') || turn >= MOST_TURNS) {
        throw error;
      }
    }
    try {
      await create();
      return 'created';
    } catch (error) {
      if (!hasName(error, 'AlreadyExistsException')) {
        throw error;
      }
    }
  }
}
