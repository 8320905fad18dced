import {
  ListBucketsCommand,
  ListObjectsV2Command,
  type _Object
} from '@aws-sdk/client-s3';
import type { AwsClients } from './clients.js';
import { AwsError } from './error.js';

/** A place in S3. */
export interface S3Place {
  bucket: string;
  /** What keys begin with; empty for the whole bucket. */
  prefix: string;
}

/** A bucket. */
export interface S3Bucket {
  name: string;
  region?: string;
  /** ISO 8601. */
  created?: string;
}

/** An object. */
export interface S3Object {
  name: string;
  /** Its whole path: `s3://bucket/folder/name`. */
  path: string;
  /** Bytes. */
  size: number;
  /** ISO 8601. */
  modified?: string;
}

/** What stands right below a place: names that go on after a slash are folders. */
export interface S3Listing {
  path: string;
  folders: { name: string; path: string }[];
  objects: S3Object[];
  /** True when there is more than was asked for. */
  more: boolean;
  /** What to give as `from` to go on. */
  next?: string;
}

/** How a listing is done. */
export interface S3ListOptions {
  signal?: AbortSignal;
  /** Most folders and objects together; default 1000. */
  limit?: number;
  /** The `next` of the listing before. */
  from?: string;
}

/** Most names one call of ListObjectsV2 gives. */
const PAGE = 1000;

/**
 * The place a path names: `s3://bucket/prefix`.
 *
 * @throws AwsError `usage` when it is no path in S3
 */
export function s3Place(path: string): S3Place {
  const found = /^s3[an]?:\/\/([^/]+)(?:\/([^]*))?$/.exec(path);
  if (!found) {
    throw new AwsError(
      'usage',
      `${JSON.stringify(path)} is not a path in S3. Write it as s3://bucket/folder/.`
    );
  }
  return { bucket: found[1], prefix: found[2] ?? '' };
}

/**
 * The buckets of the account, by name.
 *
 * Rejects with an `AwsError`. Source: Amazon S3 API, ListBuckets.
 */
export async function listBuckets(
  clients: AwsClients,
  { signal }: { signal?: AbortSignal } = {}
): Promise<S3Bucket[]> {
  const buckets: S3Bucket[] = [];
  let token: string | undefined;
  do {
    const reply = await clients.call(
      's3:ListAllMyBuckets',
      'the buckets of the account',
      () =>
        clients.s3.send(
          new ListBucketsCommand({
            MaxBuckets: PAGE,
            ContinuationToken: token
          }),
          { abortSignal: signal }
        )
    );
    for (const { Name, BucketRegion, CreationDate } of reply.Buckets ?? []) {
      buckets.push({
        name: Name ?? '',
        ...(BucketRegion ? { region: BucketRegion } : {}),
        ...(CreationDate ? { created: CreationDate.toISOString() } : {})
      });
    }
    token =
      reply.ContinuationToken === token ? undefined : reply.ContinuationToken;
  } while (token);
  return buckets.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * What stands right below a place, in the order of S3. A path without a slash at its end stands for every name that begins so.
 *
 * Rejects with an `AwsError`: `usage` when it is no path in S3. Source: Amazon S3 API, ListObjectsV2.
 */
export async function listFolder(
  clients: AwsClients,
  path: string,
  { signal, limit = PAGE, from }: S3ListOptions = {}
): Promise<S3Listing> {
  const { bucket, prefix } = s3Place(path);
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const listing: S3Listing = { path, folders: [], objects: [], more: false };
  let token = from;
  for (;;) {
    const rest = limit - listing.folders.length - listing.objects.length;
    const reply = await clients.call('s3:ListBucket', `bucket ${bucket}`, () =>
      clients.s3.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          Delimiter: '/',
          MaxKeys: Math.min(PAGE, rest),
          ContinuationToken: token
        }),
        { abortSignal: signal }
      )
    );
    for (const { Prefix = '' } of reply.CommonPrefixes ?? []) {
      listing.folders.push({
        name: Prefix.slice(folder.length).replace(/\/$/, ''),
        path: `s3://${bucket}/${Prefix}`
      });
    }
    for (const object of reply.Contents ?? []) {
      // Consoles keep a folder by an empty object of its name.
      if (object.Key !== folder) {
        listing.objects.push(describe(bucket, folder, object));
      }
    }
    token = reply.IsTruncated ? reply.NextContinuationToken : undefined;
    const count = listing.folders.length + listing.objects.length;
    if (!token || count >= limit) {
      return {
        ...listing,
        more: token !== undefined,
        ...(token ? { next: token } : {})
      };
    }
  }
}

function describe(bucket: string, folder: string, object: _Object): S3Object {
  const { Key = '', Size = 0, LastModified } = object;
  return {
    name: Key.slice(folder.length),
    path: `s3://${bucket}/${Key}`,
    size: Size,
    ...(LastModified ? { modified: LastModified.toISOString() } : {})
  };
}
