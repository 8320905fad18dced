import type { Page } from './api.js';
import type { Client, Query } from './client.js';
import { InvalidRequestError } from './error.js';

/** What a listing can be limited to. */
export interface ListOptions {
  /** Most results; 0 makes no call. Default: all. */
  maxAmount?: number;
  /** Only what comes after this name. */
  after?: string;
  /** Only what begins with this. */
  prefix?: string;
  signal?: AbortSignal;
}

/** What a listing of paths can be limited to. */
export interface ListPathOptions extends ListOptions {
  /** Show what lies deeper as one prefix. */
  delimiter?: '/';
}

/** Most results that the server gives at once. */
const PAGE = 1000;

/** A listing: where it is asked for, and with what. */
export interface Listing {
  path: string;
  what: string;
  query?: Query;
  options: ListPathOptions;
}

/**
 * List results page by page, as they are asked for: the next page is fetched when the one before is used up.
 *
 * @param make - What to yield for a result. One generator does it all: a second one around it takes as long again.
 */
export async function* list<Wire, T>(
  client: () => Promise<Client>,
  listing: Listing,
  make: (result: Wire) => T
): AsyncGenerator<T, void, undefined> {
  const { maxAmount, prefix, delimiter, signal } = listing.options;
  if (
    maxAmount !== undefined &&
    (!Number.isInteger(maxAmount) || maxAmount < 0)
  ) {
    throw new InvalidRequestError(
      `Could not ${listing.what}: maxAmount must be a whole number, 0 or more, not ${maxAmount}.`
    );
  }
  let left = maxAmount ?? Number.POSITIVE_INFINITY;
  let after = listing.options.after;
  while (left > 0) {
    const page: Page<Wire> = await (
      await client()
    ).json<Page<Wire>>({
      method: 'GET',
      path: listing.path,
      what: listing.what,
      signal,
      query: {
        ...listing.query,
        amount: Math.min(left, PAGE),
        after: after || undefined,
        prefix: prefix || undefined,
        delimiter
      }
    });
    for (const result of page.results) {
      yield make(result);
      if (--left <= 0) {
        return;
      }
    }
    if (!page.pagination.has_more || page.results.length === 0) {
      return;
    }
    after = page.pagination.next_offset;
  }
}
