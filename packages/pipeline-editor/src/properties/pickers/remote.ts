import type { TranslationBundle } from '@jupyterlab/translation';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ServiceError } from '../../service/client.js';
import type { Offers } from './combobox.js';
import type { Offer } from './catalog.js';
import type { Option } from './options.js';

type Loaded =
  | { key: string; state: 'ready'; options: readonly Option[] }
  | { key: string; state: 'loading' }
  | { key: string; state: 'failed'; message: string };

/**
 * Options that are asked for when they are first wanted; a new `key` asks for others.
 *
 * @param version - Goes up when what was answered may not hold any more: it is asked for again when next wanted.
 * @returns The offers, what asks for them when a list opens, and what asks while it is open, where the key has changed since.
 */
export function useOffers(
  key: string,
  ask: () => Promise<readonly Option[]>,
  trans: TranslationBundle,
  version: () => number = () => 0
): [Offers, () => void, () => void] {
  const [loaded, setLoaded] = useState<Loaded>();
  const asked = useRef<string>();
  const askedAt = useRef(0);
  const latestVersion = useRef(version);
  latestVersion.current = version;
  const latest = useRef(ask);
  latest.current = ask;
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  const load = useCallback((): void => {
    asked.current = key;
    askedAt.current = latestVersion.current();
    setLoaded({ key, state: 'loading' });
    const done = (next: Loaded): void => {
      if (!gone.current && asked.current === key) {
        setLoaded(next);
      }
    };
    latest.current().then(
      options => done({ key, state: 'ready', options }),
      (error: unknown) =>
        done({ key, state: 'failed', message: failureText(error) })
    );
  }, [key]);
  const want = useCallback((): void => {
    if (
      asked.current !== key ||
      askedAt.current !== latestVersion.current() ||
      loaded?.state === 'failed'
    ) {
      load();
    }
  }, [key, load, loaded]);
  const offers: Offers =
    loaded === undefined || loaded.key !== key
      ? { state: 'loading' }
      : loaded.state === 'failed'
        ? { state: 'failed', message: loaded.message, retry: load }
        : loaded.state === 'ready' && loaded.options.length === 0
          ? { ...loaded, hint: trans.__('Nothing is there.') }
          : loaded;
  const follow = useCallback((): void => {
    if (asked.current !== key) {
      load();
    }
  }, [key, load]);
  return [offers, want, follow];
}

/** Offers of the catalog as options. */
export function toOptions(offers: readonly Offer[]): Option[] {
  return offers.map(({ name, detail }) => ({ value: name, detail }));
}

/** A failure with its remedy. */
function failureText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof ServiceError && error.remedy
    ? `${message} ${error.remedy}`
    : message;
}
