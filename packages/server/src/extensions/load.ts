import { pathToFileURL } from 'node:url';
import {
  ComponentError,
  ComponentRegistry,
  type Component
} from '@glueflow/components-manager';
import { Failure } from '../failure.js';
import type { Host } from '../host.js';
import { findExtension, type FoundExtension } from './find.js';
import type { Components, NamedExtension } from '../extension.js';

/**
 * Load extensions, each wholly or not at all, and add their components to those of a registry. Their code runs here with all rights of this
 * process.
 *
 * @param core - The components that are there; stays as it is.
 * @param named - The extensions, by path or name. One that is named twice is loaded once.
 * @param place - Environment, and the folder that names are resolved from.
 */
export async function loadExtensions(
  core: ComponentRegistry,
  named: readonly NamedExtension[],
  place: Pick<Host, 'env' | 'cwd'>
): Promise<Components> {
  let registry = core;
  const origins = new Map<string, string>();
  const failures: Failure[] = [];
  const loaded = new Map<string, FoundExtension>();
  for (const each of named) {
    try {
      const found = findExtension(each, place);
      const before = loaded.get(found.name);
      if (before?.folder === found.folder) {
        continue;
      }
      if (before !== undefined) {
        throw refusal(
          found,
          `the same package is loaded from ${before.folder} already`,
          'Name one of the two.'
        );
      }
      registry = await withComponents(registry, found, origins);
      loaded.set(found.name, found);
    } catch (error) {
      if (!(error instanceof Failure)) {
        throw error;
      }
      failures.push(error);
    }
  }
  return { registry, origins, failures };
}

/** Return a registry that has the components of an extension too. Throws `Failure` with all that is wrong with them. */
async function withComponents(
  registry: ComponentRegistry,
  found: FoundExtension,
  origins: Map<string, string>
): Promise<ComponentRegistry> {
  const components = await componentsOf(found);
  const next = new ComponentRegistry(registry.list());
  const faults: string[] = [];
  for (const component of components) {
    try {
      next.add(component);
    } catch (error) {
      if (!(error instanceof ComponentError)) {
        throw error;
      }
      const owner = origins.get(error.componentId);
      faults.push(
        owner === undefined
          ? error.message
          : `${error.message} (It is one of ${owner}.)`
      );
    }
  }
  if (faults.length > 0) {
    throw refusal(found, faults.join(' ').replace(/\.$/, ''));
  }
  const origin = `${found.name}@${found.version}`;
  components.forEach(({ id }) => origins.set(id, origin));
  return next;
}

/** Return what the module of an extension exports. */
async function componentsOf(found: FoundExtension): Promise<Component[]> {
  let module: { components?: unknown; default?: unknown };
  try {
    module = await import(pathToFileURL(found.module).href);
  } catch (error) {
    throw refusal(
      found,
      `${found.module} failed when it was loaded: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`
    );
  }
  // Of a CommonJS module `default` is what it exports.
  const whole = module.default as { components?: unknown } | null | undefined;
  const exported = module.components ?? whole?.components ?? whole;
  if (!Array.isArray(exported) || exported.length === 0) {
    throw refusal(
      found,
      `${found.module} exports no list of components`,
      'Export one as "components" (docs/extending.md).'
    );
  }
  // What each of them is, the registry checks.
  return exported as Component[];
}

function refusal(
  { name, version, folder }: FoundExtension,
  why: string,
  remedy = 'Correct the extension, ask whoever made it, or go without it.'
): Failure {
  return new Failure(
    'refused',
    `The extension ${name}@${version} in ${folder} can't be loaded: ${why}.`,
    remedy
  );
}
