import { GetPartitionsCommand, type GlueClient } from '@aws-sdk/client-glue';
import type { ListOptions } from './catalog.js';

/** A partition of a table. */
export interface CatalogPartition {
  /** One for each partition key, in their order. */
  values: readonly string[];
  location?: string;
}

/**
 * All partitions of a table, their columns left out.
 *
 * Source: AWS Glue API, GetPartitions. Rejects with the SDK's error, or an `AbortError`.
 */
export async function listPartitions(
  client: GlueClient,
  database: string,
  table: string,
  options: ListOptions = {}
): Promise<CatalogPartition[]> {
  const partitions: CatalogPartition[] = [];
  let token: string | undefined;
  do {
    options.signal?.throwIfAborted();
    const reply = await client.send(
      new GetPartitionsCommand({
        CatalogId: options.catalogId,
        DatabaseName: database,
        TableName: table,
        ExcludeColumnSchema: true,
        MaxResults: 1000,
        NextToken: token
      }),
      { abortSignal: options.signal }
    );
    for (const { Values = [], StorageDescriptor } of reply.Partitions ?? []) {
      const location = StorageDescriptor?.Location;
      partitions.push({ values: Values, ...(location ? { location } : {}) });
    }
    options.onPage?.(partitions.length);
    const next = reply.NextToken || undefined;
    token = next === token ? undefined : next;
  } while (token);
  return partitions;
}
