import { ARROW } from './arrow.js';
import { CDS } from './cds.js';
import { DUCKDB } from './duckdb.js';
import { ICEBERG } from './iceberg.js';
import { JSON_SCHEMA } from './jsonschema.js';
import { SPARK } from './spark.js';

export { mapColumns } from './mapping.js';
export type { Mapped, MappedColumn, TypeLoss, TypeMapping } from './mapping.js';
export type { ArrowField, ArrowType } from './arrow.js';
export type { CsnElement } from './cds.js';
export type { IcebergType } from './iceberg.js';
export type { TypeSchema } from './jsonschema.js';

/** Mappings of a catalog's types to those of other systems, both ways. */
export const TYPE_MAPPINGS = {
  spark: SPARK,
  arrow: ARROW,
  duckdb: DUCKDB,
  iceberg: ICEBERG,
  'json-schema': JSON_SCHEMA,
  cds: CDS
} as const;
