import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilteredLogEvent
} from '@aws-sdk/client-cloudwatch-logs';
import { errorCode, isAbort, type AwsClients } from '@glueflow/aws';
import { getRun, type CallOptions, type RunStatus } from './run.js';

/** One line (or stack trace) of a run's log. */
export interface LogEvent {
  /** The last part of the log group: `output`, `error` or `logs-v2`. */
  kind: string;
  stream: string;
  /** ISO 8601. */
  time: string;
  text: string;
}

/** How logs are read. */
export interface LogOptions extends CallOptions {
  /** Go on until the run has ended. */
  follow?: boolean;
  /** Pause between two looks when following, in milliseconds. Default 2 s. */
  pause?: number;
}

/** Events of CloudWatch Logs may show up late and out of order: so far back each look begins. */
const OVERLAP = 60_000;

/**
 * What a run wrote, from each of its log groups, in order of time within each look.
 *
 * Rejects with an `AwsError`. A group that is not there (nothing was written) counts as empty. Source: CloudWatch Logs API,
 * FilterLogEvents.
 */
export async function* logs(
  clients: AwsClients,
  job: string,
  id: string,
  options: LogOptions = {}
): AsyncGenerator<LogEvent> {
  const { signal, follow = false, pause = 2000 } = options;
  const seen = new Set<string>();
  let since = 0;
  for (;;) {
    // Looked at first: what a run wrote before it ended is then in this look.
    const run = await getRun(clients, job, id, { signal });
    const found: [number, LogEvent][] = [];
    for (const group of run.logGroups) {
      for (const event of await read(clients, group, run, since, signal)) {
        const key = `${group} ${event.eventId ?? JSON.stringify(event)}`;
        if (!seen.has(key) && belongs(run.id, event)) {
          seen.add(key);
          found.push([event.timestamp ?? 0, describe(group, event)]);
        }
      }
    }
    found.sort(([a], [b]) => a - b);
    for (const [, event] of found) {
      yield event;
    }
    if (!follow || run.ended) {
      return;
    }
    since = Math.max(since, (found.at(-1)?.[0] ?? 0) - OVERLAP);
    await sleep(pause, undefined, { signal });
  }
}

async function read(
  clients: AwsClients,
  group: string,
  run: RunStatus,
  startTime: number,
  signal?: AbortSignal
): Promise<FilteredLogEvent[]> {
  const events: FilteredLogEvent[] = [];
  let token: string | undefined;
  try {
    do {
      const reply = await clients.create(CloudWatchLogsClient).send(
        new FilterLogEventsCommand({
          logGroupName: group,
          logStreamNamePrefix: run.id,
          startTime,
          nextToken: token
        }),
        { abortSignal: signal }
      );
      events.push(...(reply.events ?? []));
      token = reply.nextToken || undefined;
    } while (token !== undefined);
  } catch (error) {
    if (errorCode(error) === 'ResourceNotFoundException') {
      return events;
    }
    if (isAbort(error)) {
      throw error;
    }
    throw clients.explain(error, {
      action: 'logs:FilterLogEvents',
      resource: `log group ${group}`
    });
  }
  return events;
}

/** True for what this run wrote, and not a retry of it: the streams of both begin with the run's id. */
function belongs(id: string, event: FilteredLogEvent): boolean {
  const stream = event.logStreamName ?? '';
  return stream.startsWith(id) && !stream.startsWith(`${id}_attempt_`);
}

function describe(group: string, event: FilteredLogEvent): LogEvent {
  return {
    kind: group.split('/').at(-1) ?? group,
    stream: event.logStreamName ?? '',
    time: new Date(event.timestamp ?? 0).toISOString(),
    text: event.message ?? ''
  };
}
