import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command
} from '@aws-sdk/client-s3';
import type { Clients } from './clients.js';
import { LanceError } from './error.js';

/** An object of the storage. */
export interface StoredObject {
  key: string;
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970. */
  modified?: number;
}

/** A place in S3. */
export interface Bucketed {
  bucket: string;
  key: string;
}

/** Most keys that one call of DeleteObjects takes. */
const DELETED_AT_ONCE = 1000;

/**
 * Return the bucket and key of a location.
 *
 * @throws LanceError Unsupported for another storage than S3
 */
export function inS3(location: string): Bucketed {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/([^]+)$/.exec(location) ?? [];
  if (bucket === undefined) {
    throw new LanceError(
      'Unsupported',
      `${location} does not lie in S3, the only storage that this operation works on.`
    );
  }
  return { bucket, key };
}

/** Calls of S3 that a namespace makes. Every error is a `LanceError`. */
export class Store {
  constructor(private readonly _clients: Clients) {}

  /** Objects whose keys begin with a prefix, in the order of their keys; a bucket that is not there has none. */
  async list(
    place: Bucketed,
    most: number = Infinity
  ): Promise<StoredObject[]> {
    return (await orAbsent(this._list(place, most))) ?? [];
  }

  /** An object, `undefined` when there is none. */
  async head({ bucket, key }: Bucketed): Promise<StoredObject | undefined> {
    const reply = await orAbsent(
      this._clients.call(
        's3:GetObject',
        `s3://${bucket}/${key}`,
        () =>
          this._clients.s3.send(
            new HeadObjectCommand({ Bucket: bucket, Key: key })
          ),
        { NotFound: absent, NoSuchKey: absent }
      )
    );
    return (
      reply && {
        key,
        size: reply.ContentLength ?? 0,
        modified: reply.LastModified?.getTime()
      }
    );
  }

  /**
   * The bytes of an object, `undefined` when there is none.
   *
   * @param most - A larger object is not read: its bytes are left out.
   */
  async read(
    { bucket, key }: Bucketed,
    most: number
  ): Promise<{ size: number; bytes?: Uint8Array } | undefined> {
    return orAbsent(
      this._clients.call(
        's3:GetObject',
        `s3://${bucket}/${key}`,
        async () => {
          const { Body, ContentLength: size = 0 } = await this._clients.s3.send(
            new GetObjectCommand({ Bucket: bucket, Key: key })
          );
          if (size > most) {
            await Body?.transformToWebStream().cancel();
            return { size };
          }
          return { size, bytes: await Body?.transformToByteArray() };
        },
        { NotFound: absent, NoSuchKey: absent }
      )
    );
  }

  /** Copy an object within its bucket; false when it is not there. */
  async copy(bucket: string, from: string, to: string): Promise<boolean> {
    const reply = await orAbsent(
      this._clients.call(
        's3:PutObject',
        `s3://${bucket}/${to}`,
        () =>
          this._clients.s3.send(
            new CopyObjectCommand({
              Bucket: bucket,
              Key: to,
              CopySource: `${bucket}/${from}`
                .split('/')
                .map(encodeURIComponent)
                .join('/')
            })
          ),
        { NotFound: absent, NoSuchKey: absent }
      )
    );
    return reply !== undefined;
  }

  /** Delete objects; those that are not there are no error. */
  async remove(bucket: string, keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += DELETED_AT_ONCE) {
      const some = keys.slice(at, at + DELETED_AT_ONCE);
      const reply = await this._clients.call(
        's3:DeleteObject',
        `the bucket ${bucket}`,
        () =>
          this._clients.s3.send(
            new DeleteObjectsCommand({
              Bucket: bucket,
              Delete: { Objects: some.map(Key => ({ Key })), Quiet: true }
            })
          )
      );
      const [first] = reply.Errors ?? [];
      if (first !== undefined) {
        throw new LanceError(
          first.Code === 'AccessDenied' ? 'PermissionDenied' : 'Internal',
          `s3://${bucket}/${first.Key} can't be deleted: ${first.Message ?? first.Code}.`
        );
      }
    }
  }

  private async _list(
    { bucket, key }: Bucketed,
    most: number
  ): Promise<StoredObject[]> {
    const found: StoredObject[] = [];
    let token: string | undefined;
    do {
      const reply = await this._clients.call(
        's3:ListBucket',
        `the bucket ${bucket}`,
        () =>
          this._clients.s3.send(
            new ListObjectsV2Command({
              Bucket: bucket,
              Prefix: key,
              ContinuationToken: token,
              ...(most < 1000 ? { MaxKeys: most } : {})
            })
          ),
        { NoSuchBucket: absent }
      );
      for (const { Key = '', Size = 0, LastModified } of reply.Contents ?? []) {
        found.push({ key: Key, size: Size, modified: LastModified?.getTime() });
      }
      token = reply.NextContinuationToken;
    } while (token && found.length < most);
    return found;
  }
}

/** Stands for an object that is not there. */
const ABSENT = new LanceError('Internal', 'The object is not there.');
const absent = (): LanceError => ABSENT;

async function orAbsent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error === ABSENT) {
      return undefined;
    }
    throw error;
  }
}
