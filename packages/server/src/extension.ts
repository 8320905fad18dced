import type { ComponentRegistry } from '@glueflow/components-manager';

/** An extension that the person named, and where. */
export interface NamedExtension {
  /** Path of a folder, or name of a package. */
  name: string;
  /** The option or the environment variable. */
  by: '--extension' | typeof EXTENSIONS;
}

/** The environment variable that names folders of extensions. */
export const EXTENSIONS = 'GLUEFLOW_EXTENSIONS';

/** Why an extension could not be loaded, and what to do. */
export interface Unloaded {
  message: string;
  remedy?: string;
}

/** The components of a command or of the service. */
export interface Components {
  registry: ComponentRegistry;
  /** The extension that brought a component, by the component's id: `name@version`. Those of Glueflow have no entry. */
  origins: ReadonlyMap<string, string>;
  /** Extensions that could not be loaded, and why. */
  failures: readonly Unloaded[];
}

/** Returns the components, each time the same. */
export type ComponentSource = () => Promise<Components>;
