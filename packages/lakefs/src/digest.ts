import * as crypto from 'node:crypto';

/** Return the MD5 of bytes in hex. In one step where Node has that (20.12): half the time, for what is small. */
export function md5Of(bytes: Uint8Array): string {
  return 'hash' in crypto
    ? crypto.hash('md5', bytes, 'hex')
    : createHash(bytes);
}

function createHash(bytes: Uint8Array): string {
  return crypto.createHash('md5').update(bytes).digest('hex');
}
