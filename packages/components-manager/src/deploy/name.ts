import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { MODULES } from './module.js';

/** Names that Windows keeps for devices. Source: Microsoft, "Naming Files, Paths, and Namespaces". */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** Names that are their own files' on every file system: lower case alone, because many tell no cases apart. */
const PLAIN = /^[a-z0-9][a-z0-9_-]{0,99}$/;

/** Names that others have: those with a hash, and deployment scripts. */
const OTHERS = /_[0-9a-f]{8}$|^deploy_/;

/**
 * Return the name of a job's files, without ending. No two jobs have the same: what a file name can't hold, or must not be (a device, a
 * module that `import` would find in its place), gets a short hash of the whole job name.
 *
 * @example
 * jobFileName('ua-delays') // 'ua-delays'
 * jobFileName('csv') // 'csv_d6ad2a4e', or another hash
 */
export function jobFileName(job: string): string {
  if (
    PLAIN.test(job) &&
    !OTHERS.test(job) &&
    !RESERVED.test(job) &&
    !MODULES.has(job)
  ) {
    return job;
  }
  const letters = job
    .slice(0, 1000)
    .replace(/[^A-Za-z0-9]+/g, '_')
    .slice(0, 60);
  const trimmed = letters.replace(/^_/, '').replace(/_$/, '');
  const hash = bytesToHex(sha256(utf8ToBytes(job))).slice(0, 8);
  return `${trimmed || 'job'}_${hash}`;
}

/**
 * The name of a job whose pipeline gives none: its file's, without what AWS Glue does not take or a key in S3 would be escaped for. A
 * name that would lose all of its letters stays as it is.
 *
 * @param stem - The file's name without folder and ending.
 */
export function defaultJobName(stem: string): string {
  const name = stem
    .normalize('NFD')
    .replace(/\p{Mark}+/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^-+|(?<!-)-+$/g, '');
  return /[A-Za-z0-9]/.test(name) ? name : stem;
}
