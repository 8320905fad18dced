import {
  ComponentRegistry,
  type Component
} from '@glueflow/components-manager';
import { glueCatalogInput } from './inputs/catalog.js';
import { lakefsInput } from './inputs/lakefs.js';
import { s3Input } from './inputs/s3.js';
import { glueCatalogOutput } from './outputs/catalog.js';
import { lakefsOutput } from './outputs/lakefs.js';
import { s3Output } from './outputs/s3.js';
import { aggregate } from './transforms/aggregate.js';
import { customPyspark } from './transforms/code.js';
import { deduplicate } from './transforms/deduplicate.js';
import { derivedColumns } from './transforms/derived.js';
import { explode } from './transforms/explode.js';
import { fillMissing } from './transforms/fill.js';
import { filterRows } from './transforms/filter.js';
import { join } from './transforms/join.js';
import { limit } from './transforms/limit.js';
import { pivot } from './transforms/pivot.js';
import { sample } from './transforms/sample.js';
import { conditionalRouter } from './transforms/route.js';
import { changeSchema } from './transforms/schema.js';
import { setOperation } from './transforms/setoperation.js';
import { sort } from './transforms/sort.js';
import { splitFields } from './transforms/split.js';
import { sqlQuery } from './transforms/sql.js';
import { union } from './transforms/union.js';
import { unpivot } from './transforms/unpivot.js';
import { window } from './transforms/window.js';

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
  conditionalRouter,
  customPyspark,
  deduplicate,
  derivedColumns,
  explode,
  fillMissing,
  filterRows,
  glueCatalogInput,
  glueCatalogOutput,
  join,
  lakefsInput,
  lakefsOutput,
  limit,
  pivot,
  s3Input,
  s3Output,
  sample,
  setOperation,
  sort,
  splitFields,
  sqlQuery,
  union,
  unpivot,
  window
};

/** The components that come with Glueflow, as a palette shows them: inputs, transforms, outputs. */
export const CORE_COMPONENTS: readonly Component[] = [
  glueCatalogInput,
  s3Input,
  lakefsInput,
  changeSchema,
  derivedColumns,
  filterRows,
  fillMissing,
  conditionalRouter,
  splitFields,
  join,
  union,
  setOperation,
  aggregate,
  window,
  pivot,
  unpivot,
  explode,
  sort,
  limit,
  sample,
  deduplicate,
  sqlQuery,
  customPyspark,
  glueCatalogOutput,
  s3Output,
  lakefsOutput
];

/** A registry that holds the core components, to which others may be added. */
export function createRegistry(): ComponentRegistry {
  return new ComponentRegistry(CORE_COMPONENTS);
}
