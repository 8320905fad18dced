import type { Problem, Sources } from '@glueflow/components-manager';

/** Whether the tables of a pipeline were looked up in the Data Catalog. */
export interface LookupState {
  /** `done`; `offline`: the caller did not want it; `skipped`: no credentials at hand. */
  state: 'done' | 'offline' | 'skipped';
  /** How many tables were asked for. */
  tables?: number;
  /** Why it was skipped. */
  message?: string;
}

/** What was found of a pipeline's tables. */
export interface LookedUp {
  sources: Sources;
  problems: Problem[];
  lookup: LookupState;
}
