import type { Text, Value } from '../document/text.js';

/** How AWS Glue is to read: `auto` lets the Glue target choose. */
export type ReadMode = 'auto' | 'dataFrame' | 'dynamicFrame';

/** What a read asks of AWS Glue beyond its rows and columns. Other targets ignore it. */
export interface GlueReadHints {
  /** Absent: `auto`. */
  mode?: ReadMode;
  /** Job bookmark: read only what earlier runs did not. Stable context: the node's id. */
  bookmark?: boolean;
  groupFiles?: Value<'inPartition' | 'none'>;
  /** Bytes a group of files should have. */
  groupSize?: Value<number>;
  /** True where the data has inconsistent types, to be settled by ResolveChoice. */
  inconsistentTypes?: boolean;
  /** The predicate for server-side partition pruning (`catalogPartitionPredicate`). */
  catalogPartitionPredicate?: Text;
  /** Why only AWS Glue's own reader gives the right rows, as a sentence. */
  ownReader?: string;
  /** Why no reader of AWS Glue gives the right rows, with the remedy. */
  unreadable?: string;
}

/** What a read asks of the targets that know it, by id of the target. */
export interface ReadHints {
  glue?: GlueReadHints;
}

/** Return what a read asks of AWS Glue. */
export function glueHints(read: { hints?: ReadHints }): GlueReadHints {
  return read.hints?.glue ?? {};
}
