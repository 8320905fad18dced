import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { AwsClients } from './clients.js';
import { s3Place } from './storage.js';

/** How much data there is. */
export interface S3Size {
  bytes: number;
  objects: number;
  /** False when not everything was counted: then there is at least so much. */
  complete: boolean;
}

/** How data is measured. */
export interface MeasureOptions {
  signal?: AbortSignal;
  /** Calls of ListObjectsV2 that may still be made, counted down; each tells of 1,000 objects. */
  budget: { calls: number };
  /** Count objects in folders below too. Default true. */
  recursive?: boolean;
  /** Count this object; its key is given. Default: all. */
  keep?(key: string): boolean;
  /** Called after each call with what has been counted so far. */
  onPage?(size: S3Size): void;
}

/**
 * The bytes of the objects that a Spark reader takes for data at a path: of the object of that name, or those in the folder of that
 * name but what begins with `.` or `_`, which readers pass over.
 *
 * Rejects with an `AwsError`: `usage` when it is no path in S3. Source: Amazon S3 API, ListObjectsV2.
 */
export async function measureObjects(
  clients: AwsClients,
  path: string,
  options: MeasureOptions
): Promise<S3Size> {
  const { bucket, prefix } = s3Place(path);
  const folder = prefix === '' ? '' : prefix.replace(/(?<!\/)\/*$/, '/');
  const inFolder = await measure(clients, bucket, folder, options);
  if (inFolder.objects > 0 || prefix === '' || prefix.endsWith('/')) {
    return inFolder;
  }
  return measure(clients, bucket, prefix, {
    ...options,
    keep: key => key === prefix && (options.keep?.(key) ?? true)
  });
}

async function measure(
  clients: AwsClients,
  bucket: string,
  prefix: string,
  options: MeasureOptions
): Promise<S3Size> {
  const { signal, budget, recursive = true, keep, onPage } = options;
  const size: S3Size = { bytes: 0, objects: 0, complete: true };
  let token: string | undefined;
  do {
    if (budget.calls <= 0) {
      return { ...size, complete: false };
    }
    budget.calls--;
    const reply = await clients.call('s3:ListBucket', `bucket ${bucket}`, () =>
      clients.s3.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          ...(recursive ? {} : { Delimiter: '/' }),
          ContinuationToken: token
        }),
        { abortSignal: signal }
      )
    );
    for (const { Key = '', Size = 0 } of reply.Contents ?? []) {
      if (isData(Key.slice(prefix.length)) && (keep?.(Key) ?? true)) {
        size.bytes += Size;
        size.objects++;
      }
    }
    onPage?.(size);
    token = reply.IsTruncated ? reply.NextContinuationToken : undefined;
  } while (token);
  return size;
}

/** False for what readers pass over: folders' own objects, and names that begin with `.` or `_` (but for `_key=value`). */
function isData(name: string): boolean {
  return (
    !name.endsWith('/') &&
    name
      .split('/')
      .every(
        part =>
          !part.startsWith('.') && (!part.startsWith('_') || part.includes('='))
      )
  );
}
