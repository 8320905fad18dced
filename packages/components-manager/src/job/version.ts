import type { GlueVersion } from '@glueflow/contract';

/** The version of AWS Glue that scripts are printed for when none is asked for. */
export const DEFAULT_VERSION: GlueVersion = '5.1';

/** True where Spark raises errors that earlier versions answer with null (ANSI mode, on by default in Spark 4). */
export function isAnsiByDefault(version: string): boolean {
  return Number(version) >= 6;
}

/**
 * True where `s3://` is Hadoop's S3A, whose credentials can be set for one bucket; earlier versions have EMRFS.
 *
 * Source: AWS Glue, "Migrating AWS Glue for Spark jobs to AWS Glue version 5.1", breaking changes.
 */
export function readsThroughS3a(version: string): boolean {
  return Number(version) >= 5.1;
}
