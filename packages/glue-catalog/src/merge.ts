/**
 * Give the items of several generators as they come, asking each for its next item only when the one before was taken.
 *
 * Rejects with the first error of any; the others are ended.
 */
export async function* merged<T>(
  sources: readonly AsyncGenerator<T>[]
): AsyncGenerator<T> {
  const ready: Answered<T>[] = [];
  let wake = (): void => undefined;
  const ask = (source: AsyncGenerator<T>): void => {
    const put = (step: Answered<T>): void => {
      ready.push(step);
      wake();
    };
    source.next().then(
      result => put({ source, result }),
      (error: unknown) => put({ source, error })
    );
  };
  let open = sources.length;
  sources.forEach(ask);
  try {
    while (open > 0) {
      const step = ready.shift();
      if (step === undefined) {
        await new Promise<void>(resolve => (wake = resolve));
      } else if ('error' in step) {
        throw step.error;
      } else if (step.result.done) {
        open--;
      } else {
        yield step.result.value;
        ask(step.source);
      }
    }
  } finally {
    for (const source of sources) {
      source.return(undefined).catch(() => undefined);
    }
  }
}

type Answered<T> =
  | { source: AsyncGenerator<T>; result: IteratorResult<T> }
  | { source: AsyncGenerator<T>; error: unknown };
