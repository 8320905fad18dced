/** Give every item of every page; a page may be empty though more follow. */
export async function* pagesOf<T>(
  fetchPage: (
    token: string | undefined
  ) => Promise<{ items: readonly T[] | undefined; next: string | undefined }>
): AsyncGenerator<T> {
  let token: string | undefined;
  do {
    const { items, next } = await fetchPage(token);
    yield* items ?? [];
    // A service that hands the same token again would keep us here for ever.
    token = next === token ? undefined : next;
  } while (token);
}
