import {
  ComponentRegistry,
  type Component
} from '@glueflow/components-manager';
import { glueCatalogInput } from './inputs/catalog.js';
import { s3Input } from './inputs/s3.js';
import { glueCatalogOutput } from './outputs/catalog.js';
import { s3Output } from './outputs/s3.js';
import { aggregate } from './transforms/aggregate.js';
import { customPyspark } from './transforms/code.js';
import { deduplicate } from './transforms/deduplicate.js';
import { filterRows } from './transforms/filter.js';
import { join } from './transforms/join.js';
import { changeSchema } from './transforms/schema.js';
import { sort } from './transforms/sort.js';
import { sqlQuery } from './transforms/sql.js';
import { union } from './transforms/union.js';

export * from './common/S3OptionsHandler.js';
export * from './common/condition.js';
export { pythonNames } from './transforms/code.js';
export { sqlAliases } from './transforms/sql.js';
export { family, type Family, type Scalar } from './common/value.js';
export type { Mapping } from './transforms/schema.js';
export { serdesPage } from './common/serde.js';
export { componentsPage, describeFields, type FieldWords } from './page.js';
export {
  aggregate,
  changeSchema,
  customPyspark,
  deduplicate,
  filterRows,
  glueCatalogInput,
  glueCatalogOutput,
  join,
  s3Input,
  s3Output,
  sort,
  sqlQuery,
  union
};

/** The components that come with Glueflow, as a palette shows them: inputs, transforms, outputs. */
export const CORE_COMPONENTS: readonly Component[] = [
  glueCatalogInput,
  s3Input,
  changeSchema,
  filterRows,
  join,
  union,
  aggregate,
  sort,
  deduplicate,
  sqlQuery,
  customPyspark,
  glueCatalogOutput,
  s3Output
];

/** A registry that holds the core components, to which others may be added. */
export function createRegistry(): ComponentRegistry {
  return new ComponentRegistry(CORE_COMPONENTS);
}
