import { glueHints } from '../../plan/hint.js';
import type { ReadOperation } from '../../plan/operation.js';
import { isOpenTableFormat } from '../../plan/tableformat.js';

/** Something that only a DynamicFrame can do for a read. */
export interface DynamicReason {
  /** The field of the operation that asks for it. */
  field: string;
  /** What a DataFrame can't have, as a sentence has it: `a job bookmark`. */
  what: string;
  /** What needs AWS Glue's own reader, where that has other words. */
  need?: string;
}

/** Formats of catalog tables that Spark's own readers take through `useSparkDataSource`; tables of open formats only they can read. */
const NATIVE_FORMATS: ReadonlySet<string> = new Set([
  'avro',
  'binary',
  'csv',
  'json',
  'orc',
  'parquet',
  'text'
]);

/** Return true for the format of a catalog table that Spark's own readers read, and for one that is not known. */
export function isNativeFormat(format: string | undefined): boolean {
  return (
    format === undefined ||
    NATIVE_FORMATS.has(format.toLowerCase()) ||
    isOpenTableFormat(format)
  );
}

/**
 * Return why a read has to be a DynamicFrame: bookmarks, file grouping and inconsistent types need one, objects can only be excluded
 * by one, some files only AWS Glue's own reader reads right, and with a catalog partition predicate a native read gives rows of other
 * partitions once partition keys are filtered.
 *
 * Source: AWS Glue, "GlueContext class", create_data_frame_from_catalog, limitations.
 */
export function dynamicReasons(read: ReadOperation): DynamicReason[] {
  const { source } = read;
  const hints = glueHints(read);
  const reasons: DynamicReason[] = [];
  if (hints.bookmark) {
    reasons.push({ field: '/hints/glue/bookmark', what: 'a job bookmark' });
  }
  if (hints.groupFiles !== undefined || hints.groupSize !== undefined) {
    reasons.push({
      field:
        hints.groupFiles === undefined
          ? '/hints/glue/groupSize'
          : '/hints/glue/groupFiles',
      what: 'file grouping'
    });
  }
  if (hints.inconsistentTypes) {
    reasons.push({
      field: '/hints/glue/inconsistentTypes',
      what: 'inconsistent types',
      need: 'a column of inconsistent types'
    });
  }
  if (source.kind === 's3') {
    if (source.exclusions.length > 0) {
      reasons.push({
        field: '/source/exclusions',
        what: 'exclusions',
        need: 'leaving objects out'
      });
    }
    return reasons;
  }
  if (hints.catalogPartitionPredicate) {
    reasons.push({
      field: '/hints/glue/catalogPartitionPredicate',
      what: 'a catalog partition predicate'
    });
  }
  if (hints.ownReader !== undefined || !isNativeFormat(source.format)) {
    reasons.push({
      field: '/hints/glue/mode',
      what: 'a DynamicFrame'
    });
  }
  return reasons;
}

/** Return true where a read is printed as a DynamicFrame: the person chose one, or left the choice and something needs one. */
export function isDynamicRead(read: ReadOperation): boolean {
  const { mode = 'auto' } = glueHints(read);
  return (
    mode === 'dynamicFrame' ||
    (mode === 'auto' && dynamicReasons(read).length > 0)
  );
}
