import type {
  Component,
  ComponentContext,
  Sources
} from '../component/component.js';
import type { JsonObject } from '../document/document.js';
import type { Operation, ReadOperation } from '../plan/operation.js';
import { outsideReads } from '../plan/outside.js';
import { shownText } from '../plan/path.js';

/**
 * Return what a step reads from outside beside its read operations: the tables and files that its SQL names.
 *
 * @param operations - What the step means.
 */
export function outsideAccesses(
  { category }: Component,
  config: JsonObject,
  { sources }: ComponentContext,
  operations: readonly Operation[]
): ReadOperation[] {
  // To look for tables in SQL costs more than to see that there is none.
  return category === 'transform' && !mayNameTable(config)
    ? []
    : operations.flatMap(operation =>
        outsideReads(operation).map(read => located(read, sources))
      );
}

/** So deep a configuration is looked into by calls. */
const DEEPEST = 200;

/** Words before a table in SQL. */
const BEFORE_TABLE = /\b(from|join|table)\b/i;

/** Return true where a text of a configuration may be SQL that names a table. */
function mayNameTable(config: object, depth = 0): boolean {
  // Makes no objects, since a compile asks this of every step. What is too deep for calls is looked into all the same.
  if (depth > DEEPEST) {
    return true;
  }
  const fields = config as Readonly<Record<string, unknown>>;
  for (const name in fields) {
    const each = fields[name];
    if (
      typeof each === 'string'
        ? BEFORE_TABLE.test(each)
        : typeof each === 'object' &&
          each !== null &&
          mayNameTable(each, depth + 1)
    ) {
      return true;
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
