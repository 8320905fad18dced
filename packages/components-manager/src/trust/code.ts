import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { isHarmless } from '../expression/functions/index.js';
import type { Operation } from '../plan/operation.js';
import { descriptorOf } from '../plan/operations/index.js';
import { writtenParts } from '../plan/sqltext.js';
import { reasonsOfSql, type CodeReason } from './sql.js';

/** Code of a step, which runs only when a person asks for it. */
export interface StepCode {
  /** Stands for the code: it changes when any of it does. */
  hash: string;
  /** Why it counts as code; at least one. */
  reasons: readonly CodeReason[];
}

/**
 * Return why an operation may do more than compute from its inputs: it runs Python, or SQL that is not known to be harmless. Empty for
 * all others.
 */
export function codeReasons(operation: Operation): CodeReason[] {
  const code = descriptorOf(operation).code(operation);
  switch (code?.language) {
    case 'python':
      return [{ kind: 'python' }];
    case 'sql':
      return reasonsOfSql(code.query, code.aliases, true);
    case undefined: {
      const { sql, calls } = writtenParts(operation);
      return [
        ...sql.flatMap(text => reasonsOfSql(text)),
        ...calls
          .filter(({ name }) => !isHarmless(name))
          .map(({ name }): CodeReason => ({ kind: 'function', name }))
      ];
    }
  }
}

/**
 * Return the code of a step; undefined where it has none.
 *
 * @param text - Stands for all that the operations do, such as their JSON.
 * @param values - Values of the parameters that they read.
 */
export function codeOf(
  operations: readonly Operation[],
  text: string,
  values: unknown
): StepCode | undefined {
  const reasons = new Map(
    operations
      .flatMap(codeReasons)
      .map(reason => [JSON.stringify(reason), reason])
  );
  return reasons.size === 0
    ? undefined
    : {
        hash: bytesToHex(sha256(JSON.stringify([text, values]))),
        reasons: [...reasons.values()]
      };
}
