import { definer } from './entry.js';
import { BIGINT, BINARY, INT, STRING, UNKNOWN, shiftType } from './rules.js';

const define = definer('scalar');

/** Bits and hashes. Source: Spark 3.5, "Built-in Functions". */
export const HASH_FUNCTIONS = [
  define(
    'aes_decrypt(bytes, key[, mode[, padding[, extra]]])',
    BINARY,
    'Decrypt with AES.',
    { pyspark: 'c c c c c', since: '3.5' }
  ),
  define(
    'aes_encrypt(bytes, key[, mode[, padding[, vector[, extra]]]])',
    BINARY,
    'Encrypt with AES; the initial vector is random.',
    { determinism: 'volatile', pyspark: 'c c c c c c', since: '3.5' }
  ),
  define('bit_count(value)', INT, 'Count the bits that are set.', {
    pyspark: 'c',
    since: '3.5'
  }),
  define('bit_get(value, position)', UNKNOWN, 'Return one bit.', {
    aliases: ['getbit'],
    pyspark: 'c c',
    since: '3.5'
  }),
  define(
    'bitmap_bit_position(number)',
    BIGINT,
    'Return the place of a number in its bitmap.',
    { pyspark: 'c', since: '3.5' }
  ),
  define(
    'bitmap_bucket_number(number)',
    BIGINT,
    'Return the bitmap that a number belongs to.',
    { pyspark: 'c', since: '3.5' }
  ),
  define('bitmap_count(bitmap)', BIGINT, 'Count the bits of a bitmap.', {
    pyspark: 'c',
    since: '3.5'
  }),
  define('crc32(bytes)', BIGINT, 'Return the cyclic redundancy check.', {
    pyspark: 'c'
  }),
  define('hash(value, ...)', INT, 'Return a 32-bit hash of values.', {
    pyspark: '*c'
  }),
  define(
    'hll_sketch_estimate(sketch)',
    BIGINT,
    'Estimate the distinct values of a sketch.',
    { pyspark: 'c', since: '3.5' }
  ),
  define(
    'hll_union(first, second[, different])',
    BINARY,
    'Join two sketches.',
    { pyspark: 'c c p', since: '3.5' }
  ),
  define('md5(bytes)', STRING, 'Return the MD5 digest.', { pyspark: 'c' }),
  define('sha(bytes)', STRING, 'Return the SHA-1 digest.', {
    aliases: ['sha1'],
    pyspark: 'c',
    since: '3.5'
  }),
  define('sha2(bytes, bits)', STRING, 'Return a SHA-2 digest.', {
    pyspark: 'c p'
  }),
  define('shiftleft(number, bits)', shiftType, 'Shift bits to the left.', {
    pyspark: 'c p'
  }),
  define(
    'shiftright(number, bits)',
    shiftType,
    'Shift bits to the right, keeping the sign.',
    { pyspark: 'c p' }
  ),
  define(
    'shiftrightunsigned(number, bits)',
    shiftType,
    'Shift bits to the right.',
    { pyspark: 'c p' }
  ),
  define(
    'try_aes_decrypt(bytes, key[, mode[, padding[, extra]]])',
    BINARY,
    'Decrypt with AES; null where that fails.',
    { pyspark: 'c c c c c', since: '3.5' }
  ),
  define('xxhash64(value, ...)', BIGINT, 'Return a 64-bit hash of values.', {
    pyspark: '*c'
  })
];
