import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchGetPartitionCommand,
  BatchUpdatePartitionCommand,
  GetPartitionsCommand,
  type GlueClient,
  type Partition,
  type PartitionError,
  type PartitionInput,
  type PartitionValueList
} from '@aws-sdk/client-glue';
import { pagesOf } from '@glueflow/aws';
import { chunks, type GlueCalls } from './calls.js';
import { partitionInputOf, sameDefinition } from './inputs.js';
import { merged } from './merge.js';

/** A partition that the service refused. */
export interface PartitionFailure {
  values: readonly string[];
  code: string;
  message: string;
}

/** What a write of partitions did. */
export interface PartitionOutcome {
  created: number;
  updated: number;
  unchanged: number;
  failures: PartitionFailure[];
}

/** Which partitions are listed. */
export interface ListPartitionsOptions {
  /** A condition on partition keys, as GetPartitions takes it. */
  expression?: string;
  /** Parts that are listed at the same time, 1 to 10. Default 1. */
  segments?: number;
  /** True: columns of partitions are not sent, which are the table's mostly. */
  withoutColumns?: boolean;
}

/**
 * Limits of the service: https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html, API_BatchGetPartition.html,
 * API_BatchCreatePartition.html, API_BatchUpdatePartition.html, API_BatchDeletePartition.html, API_Segment.html
 */
const LIMITS = { page: 1000, get: 1000, create: 100, update: 100, delete: 25 };
const MOST_SEGMENTS = 10;

/** The partitions of a catalog's tables, in calls as large as the service takes. */
export class GluePartitions {
  constructor(
    private readonly _client: GlueClient,
    private readonly _calls: GlueCalls
  ) {}

  /** Give partitions, page by page; several segments are listed at the same time and come mixed. */
  list(
    database: string,
    table: string,
    options: ListPartitionsOptions = {}
  ): AsyncGenerator<Partition> {
    const { segments = 1 } = options;
    if (
      !Number.isInteger(segments) ||
      segments < 1 ||
      segments > MOST_SEGMENTS
    ) {
      throw new RangeError(
        `Partitions are listed in 1 to ${MOST_SEGMENTS} segments, not ${segments}.`
      );
    }
    const parts = Array.from({ length: segments }, (_, number) =>
      this._segment(database, table, options, number, segments)
    );
    return segments === 1 ? parts[0] : merged(parts);
  }

  private _segment(
    database: string,
    table: string,
    { expression, withoutColumns }: ListPartitionsOptions,
    number: number,
    total: number
  ): AsyncGenerator<Partition> {
    return pagesOf(async NextToken => {
      const reply = await this._calls.run('GetPartitions', ({ common, how }) =>
        this._client.send(
          new GetPartitionsCommand({
            ...common,
            DatabaseName: database,
            TableName: table,
            Expression: expression,
            ExcludeColumnSchema: withoutColumns,
            MaxResults: LIMITS.page,
            Segment:
              total === 1
                ? undefined
                : { SegmentNumber: number, TotalSegments: total },
            NextToken
          }),
          how
        )
      );
      return { items: reply.Partitions, next: reply.NextToken };
    });
  }

  /** Return the partitions with these values; those that are not there are left out. */
  async get(
    database: string,
    table: string,
    values: readonly (readonly string[])[]
  ): Promise<Partition[]> {
    const all: Partition[] = [];
    let waiting = values.map(each => ({ Values: [...each] }));
    while (waiting.length > 0) {
      const left: PartitionValueList[] = [];
      for (const group of chunks(waiting, LIMITS.get)) {
        const reply = await this._calls.run(
          'BatchGetPartition',
          ({ common, how }) =>
            this._client.send(
              new BatchGetPartitionCommand({
                ...common,
                DatabaseName: database,
                TableName: table,
                PartitionsToGet: group
              }),
              how
            )
        );
        all.push(...(reply.Partitions ?? []));
        left.push(...(reply.UnprocessedKeys ?? []));
      }
      if (left.length >= waiting.length) {
        throw new Error(
          `AWS Glue left ${left.length} partitions of ${database}.${table} unread.`
        );
      }
      waiting = left.map(({ Values }) => ({ Values: Values ?? [] }));
    }
    return all;
  }

  /** Create partitions; returns those that the service refused. */
  create(
    database: string,
    table: string,
    inputs: readonly PartitionInput[]
  ): Promise<PartitionFailure[]> {
    return this._batches(inputs, LIMITS.create, async group => {
      const reply = await this._calls.run(
        'BatchCreatePartition',
        ({ common, how }) =>
          this._client.send(
            new BatchCreatePartitionCommand({
              ...common,
              DatabaseName: database,
              TableName: table,
              PartitionInputList: group
            }),
            how
          )
      );
      return (reply.Errors ?? []).map(failure);
    });
  }

  /** Replace partitions, found by their values; returns those that the service refused. */
  update(
    database: string,
    table: string,
    inputs: readonly PartitionInput[]
  ): Promise<PartitionFailure[]> {
    return this._batches(inputs, LIMITS.update, async group => {
      const reply = await this._calls.run(
        'BatchUpdatePartition',
        ({ common, how }) =>
          this._client.send(
            new BatchUpdatePartitionCommand({
              ...common,
              DatabaseName: database,
              TableName: table,
              Entries: group.map(input => ({
                PartitionValueList: input.Values,
                PartitionInput: input
              }))
            }),
            how
          )
      );
      return (reply.Errors ?? []).map(({ PartitionValueList, ErrorDetail }) =>
        failure({ PartitionValues: PartitionValueList, ErrorDetail })
      );
    });
  }

  /** Delete partitions; returns those that the service refused, such as those that are not there. */
  delete(
    database: string,
    table: string,
    values: readonly (readonly string[])[]
  ): Promise<PartitionFailure[]> {
    return this._batches(values, LIMITS.delete, async group => {
      const reply = await this._calls.run(
        'BatchDeletePartition',
        ({ common, how }) =>
          this._client.send(
            new BatchDeletePartitionCommand({
              ...common,
              DatabaseName: database,
              TableName: table,
              PartitionsToDelete: group.map(each => ({ Values: [...each] }))
            }),
            how
          )
      );
      return (reply.Errors ?? []).map(failure);
    });
  }

  /**
   * Create the partitions that are not there and replace those that differ; what a partition has and is not given stays.
   *
   * A creation whose reply was lost is refused when it is made again: what exists then is updated, or found unchanged.
   */
  async upsert(
    database: string,
    table: string,
    inputs: readonly PartitionInput[]
  ): Promise<PartitionOutcome> {
    const there = new Map(
      (await this.get(database, table, inputs.map(valuesOf))).map(found => [
        keyOf(found),
        partitionInputOf(found)
      ])
    );
    const fresh = inputs.filter(input => !there.has(keyOf(input)));
    const changed = inputs.flatMap(input => {
      const before = there.get(keyOf(input));
      const after = { ...before, ...input };
      return before === undefined || sameDefinition(before, after)
        ? []
        : [after];
    });
    const refused = await this.create(database, table, fresh);
    const exists = new Set(
      refused
        .filter(({ code }) => code === 'AlreadyExistsException')
        .map(({ values }) => keyOf({ Values: [...values] }))
    );
    const late = fresh.filter(input => exists.has(keyOf(input)));
    const failed = refused.filter(
      ({ code }) => code !== 'AlreadyExistsException'
    );
    const notUpdated = await this.update(database, table, [
      ...changed,
      ...late
    ]);
    return {
      created: fresh.length - refused.length,
      updated: changed.length + late.length - notUpdated.length,
      unchanged: inputs.length - fresh.length - changed.length,
      failures: [...failed, ...notUpdated]
    };
  }

  private async _batches<T>(
    items: readonly T[],
    size: number,
    send: (group: T[]) => Promise<PartitionFailure[]>
  ): Promise<PartitionFailure[]> {
    const failures: PartitionFailure[] = [];
    for (const group of chunks(items, size)) {
      failures.push(...(await send(group)));
    }
    return failures;
  }
}

function failure({
  PartitionValues,
  ErrorDetail
}: PartitionError): PartitionFailure {
  return {
    values: PartitionValues ?? [],
    code: ErrorDetail?.ErrorCode ?? '',
    message: ErrorDetail?.ErrorMessage ?? ''
  };
}

function valuesOf({ Values }: PartitionInput): readonly string[] {
  return Values ?? [];
}

function keyOf(partition: PartitionInput): string {
  return JSON.stringify(valuesOf(partition));
}
