import { DOCUMENT_VERSION } from './document.js';
import type { JsonObject } from './document.js';
import { migrateToVersion1 } from './migrations/v1.js';

/** A document brought up to date, or why it can't be. */
export type MigrationResult =
  | { value: JsonObject; from: number; reason?: undefined }
  | { reason: 'newer' | 'invalid'; version?: number; value?: undefined };

/**
 * Brings a stored document to the current version, one step at a time. The argument stays as it is. A document of a newer
 * version is not touched (`newer`); one that says no version is no pipeline (`invalid`).
 */
export function migrateDocument(stored: JsonObject): MigrationResult {
  const from = Object.hasOwn(stored, 'glueflow') ? stored.glueflow : undefined;
  if (typeof from !== 'number' || !Number.isInteger(from) || from < 0) {
    return { reason: 'invalid' };
  }
  if (from > DOCUMENT_VERSION) {
    return { reason: 'newer', version: from };
  }
  let value = stored;
  if (from < 1) {
    value = migrateToVersion1(value);
  }
  return { value, from };
}
