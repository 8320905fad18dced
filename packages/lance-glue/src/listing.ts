import { invalid } from './error.js';
import type { PageRequest } from './model.js';

/** One page of names. */
export interface NamePage {
  names: string[];
  page_token?: string;
}

/** How many listings are kept between pages, and for how long (milliseconds). */
const KEPT = 8;
const FRESH = 60_000;
/** How many names are checked at a time. */
const TOGETHER = 8;

/**
 * Lists names by page. Glue does not promise an order, so that all names are fetched for the first page and kept for those after it; a
 * page that finds nothing kept fetches them anew, and goes on after the last name.
 */
export class Listings {
  /**
   * @param key - What is listed; a token is good for that alone.
   * @param fetchAll - Gives all names, in order.
   * @param wanted - Leaves names out that it answers false for.
   * @throws LanceError InvalidInput for a limit or token that is none
   */
  async page(
    key: string,
    request: PageRequest,
    fetchAll: () => Promise<string[]>,
    wanted?: (name: string) => Promise<boolean>
  ): Promise<NamePage> {
    const limit = limitOf(request.limit);
    const after = readToken(key, request.page_token);
    const all = (after && this._keep.get(key)) || {
      names: await fetchAll(),
      until: Date.now() + FRESH
    };
    const rest =
      after === undefined ? all.names : all.names.filter(each => each > after);
    const names: string[] = [];
    let at = 0;
    while (at < rest.length && names.length < limit) {
      const some = rest.slice(
        at,
        at + (wanted ? Math.min(TOGETHER, limit - names.length) : limit)
      );
      const answers = await Promise.all(
        some.map(each => wanted?.(each) ?? true)
      );
      names.push(...some.filter((_, index) => answers[index]));
      at += some.length;
    }
    const more = at < rest.length;
    this._remember(key, more ? all : undefined);
    return {
      names,
      ...(more ? { page_token: makeToken(key, rest[at - 1]) } : {})
    };
  }

  private _remember(key: string, all: KeptListing | undefined): void {
    this._keep.delete(key);
    if (all !== undefined) {
      this._keep.set(key, all);
    }
    for (const [each, { until }] of this._keep) {
      if (until < Date.now() || this._keep.size > KEPT) {
        this._keep.delete(each);
      }
    }
  }

  private readonly _keep = new Map<string, KeptListing>();
}

interface KeptListing {
  names: string[];
  until: number;
}

/**
 * Return the limit of a request; none is infinite.
 *
 * @throws LanceError InvalidInput
 */
export function limitOf(limit: number | null | undefined): number {
  if (limit === undefined || limit === null) {
    return Infinity;
  }
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw invalid('"limit" must be a whole number, 1 or more.');
  }
  return limit;
}

/** Make the token that goes on after a name. */
export function makeToken(key: string, after: string): string {
  return Buffer.from(JSON.stringify([key, after])).toString('base64url');
}

/**
 * Return the name that a token goes on after, `undefined` without one.
 *
 * @throws LanceError InvalidInput for a token of another listing, or none
 */
export function readToken(
  key: string,
  token: string | null | undefined
): string | undefined {
  if (token === undefined || token === null || token === '') {
    return undefined;
  }
  try {
    const [of, after] = JSON.parse(
      Buffer.from(token, 'base64url').toString()
    ) as [unknown, unknown];
    if (of === key && typeof after === 'string') {
      return after;
    }
  } catch {
    // What can't be read is no token.
  }
  throw invalid('"page_token" is not of this listing. Begin again without it.');
}
