import type { GlueCatalog } from '../metadata.js';
import type { BusinessContext } from './schema.js';
import { readContext, writeContext } from './store.js';

export {
  ContextError,
  missingColumns,
  parseContext,
  type ContextProblem
} from './check.js';
export {
  CONTEXT_SCHEMA,
  type BusinessContext,
  type ContextSection
} from './schema.js';
export {
  canonicalJson,
  CONTEXT_PREFIX,
  DamagedContextError,
  readContext,
  writeContext,
  type StoredContext,
  type WrittenContext
} from './store.js';

/** What a change of a context did. */
export interface ContextOutcome {
  outcome: 'updated' | 'unchanged';
  bytes: number;
  warning?: string;
}

/**
 * Change the business context of a table; applied again when another writer comes first, so that no writer's change is lost.
 *
 * @param change - Gets what can be read of the context there is, returns the new one.
 *
 * Rejects with `ContextError`, `DamagedContextError`, or the SDK's error (`EntityNotFoundException`).
 */
export async function updateContext(
  catalog: GlueCatalog,
  database: string,
  table: string,
  change: (context: BusinessContext) => BusinessContext,
  options: { repair?: boolean; skipArchive?: boolean } = {}
): Promise<ContextOutcome> {
  let written = { bytes: 0 };
  const outcome = await catalog.updateTable(
    database,
    table,
    input => {
      const { recovered } = readContext(input.Parameters);
      const { parameters, ...rest } = writeContext(
        input.Parameters,
        change(structuredClone(recovered)),
        options
      );
      written = rest;
      return { ...input, Parameters: parameters };
    },
    options
  );
  return { outcome, ...written };
}
