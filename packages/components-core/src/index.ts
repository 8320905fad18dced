import {
  ComponentRegistry,
  type Component
} from '@glueflow/components-manager';
import { glueCatalogInput } from './inputs/catalog.js';
import { glueCatalogOutput } from './outputs/catalog.js';
import { filterRows } from './transforms/filter.js';

export { glueCatalogInput } from './inputs/catalog.js';
export { glueCatalogOutput } from './outputs/catalog.js';
export { filterRows } from './transforms/filter.js';

/** The components that come with Glueflow, as a palette shows them: inputs, transforms, outputs. */
export const CORE_COMPONENTS: readonly Component[] = [
  glueCatalogInput,
  filterRows,
  glueCatalogOutput
];

/** A registry that holds the core components, to which others may be added. */
export function createRegistry(): ComponentRegistry {
  const registry = new ComponentRegistry();
  for (const component of CORE_COMPONENTS) {
    registry.add(component);
  }
  return registry;
}
