import { Failure } from '../failure.js';
import type { Host } from '../host.js';
import {
  EXTENSIONS,
  type Components,
  type ComponentSource,
  type NamedExtension,
  type Unloaded
} from '../extension.js';

/**
 * Return the source of Glueflow's components and of the extensions that the person named. Nothing is loaded before it is called.
 *
 * @param given - Values of `--extension`.
 * @param place - Environment, and the folder that names are resolved from.
 * @param tolerant - Leave out extensions that can't be loaded, and report them in `failures`. Otherwise they are one `Failure`.
 */
export function componentSource(
  given: readonly string[],
  place: Pick<Host, 'env' | 'cwd'>,
  tolerant = false
): ComponentSource {
  let components: Promise<Components> | undefined;
  return () => (components ??= load(given, place, tolerant));
}

async function load(
  given: readonly string[],
  place: Pick<Host, 'env' | 'cwd'>,
  tolerant: boolean
): Promise<Components> {
  const { createRegistry } = await import('@glueflow/components-core');
  const { delimiter } = await import('node:path');
  const named: NamedExtension[] = [
    ...given.map(name => ({ name, by: '--extension' as const })),
    ...(place.env[EXTENSIONS] ?? '')
      .split(delimiter)
      .filter(name => name !== '')
      .map(name => ({ name, by: EXTENSIONS }) as const)
  ];
  if (named.length === 0) {
    return { registry: createRegistry(), origins: new Map(), failures: [] };
  }
  const { loadExtensions } = await import('./load.js');
  const components = await loadExtensions(createRegistry(), named, place);
  const { failures } = components;
  if (failures.length > 0 && !tolerant) {
    const [{ message, remedy }] = failures;
    throw failures.length === 1
      ? new Failure('refused', message, remedy)
      : new Failure('refused', failures.map(unloadedText).join('\n'));
  }
  return components;
}

/** Return why an extension could not be loaded, and what to do, as one text. */
export function unloadedText({ message, remedy }: Unloaded): string {
  return remedy === undefined ? message : `${message} ${remedy}`;
}
