import type {
  Component,
  ComponentContext,
  Sources
} from '../component/component.js';
import type { JsonObject } from '../document/document.js';
import type { ReadOperation } from '../plan/operation.js';
import { outsideReads } from '../plan/outside.js';
import { shownText } from '../plan/path.js';
import type { Access } from './overwrite.js';

/**
 * Collect what a step reads from outside and what it writes; a component that fails here fails again where a plan is made, which is
 * reported there.
 */
export function collectAccesses(
  component: Component,
  config: JsonObject,
  context: ComponentContext,
  accesses: Access[]
): void {
  if (component.category === 'transform' && !mayNameTable(config)) {
    return;
  }
  try {
    for (const operation of component.lower(config, context)) {
      if (operation.op === 'read' || operation.op === 'write') {
        accesses.push(operation);
      }
      for (const read of outsideReads(operation)) {
        accesses.push(located(read, context.sources));
      }
    }
  } catch {
    // Reported by the plan.
  }
}

/** Words before a table in SQL. */
const BEFORE_TABLE = /\b(from|join|table)\b/i;

/** Return true where a text of a configuration may be SQL that names a table: most steps need not be lowered to see that they read none. */
function mayNameTable(config: JsonObject): boolean {
  const open: unknown[] = [config];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') {
      if (BEFORE_TABLE.test(next)) {
        return true;
      }
    } else if (typeof next === 'object' && next !== null) {
      open.push(...Object.values(next));
    }
  }
  return false;
}

/** Return the read of a table with the place of its files, where the catalog was asked. */
function located(read: ReadOperation, sources: Sources): ReadOperation {
  const { source } = read;
  if (source.kind !== 'catalog') {
    return read;
  }
  const found = sources.table?.(
    undefined,
    shownText(source.database),
    shownText(source.table)
  );
  return found === undefined ||
    found === 'missing' ||
    found.location === undefined
    ? read
    : { ...read, source: { ...source, location: found.location } };
}
