import {
  dpusOf,
  LEAST_SECONDS,
  rateOf,
  usd,
  type Capacity,
  type Prices
} from './price.js';

/** The machines suggested for a job. */
export interface Suggestion {
  workerType: 'G.1X' | 'G.2X';
  numberOfWorkers: number;
}

/** From the least to the most that is likely. */
export interface Range {
  low: number;
  high: number;
}

/** What one run is likely to take and to cost. */
export interface RunEstimate {
  seconds: Range;
  dpuHours: Range;
  /** USD. */
  cost: Range;
}

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** Bytes to be read for each DPU that works. */
const BYTES_PER_DPU = 5 * GIB;
/** From so many DPUs on, larger workers: fewer machines shuffle less over the network. */
const MOST_SMALL = 20;
/** Most workers that are suggested. */
const MOST_WORKERS = 100;

/** Bytes per second that a DPU (4 cores) reads and works on: a plain filter, and a job of joins and shuffles. */
const BYTES_PER_SECOND = { fast: 150 * MIB, slow: 15 * MIB };
/** Seconds that a run takes whatever it reads: sessions, listings, commits. */
const FIXED_SECONDS = { low: 20, high: 90 };

/**
 * A worker type and number for the bytes a job reads: a DPU for each 5 GiB as they are stored, and one worker for the driver. Up to
 * 20 DPUs these are G.1X workers (one DPU), beyond G.2X (two), 100 at most.
 *
 * The rule is a place to start from: what a run needs depends on what it does with the data.
 */
export function suggestWorkers(bytes: number): Suggestion {
  const dpus = Math.max(1, Math.ceil(bytes / BYTES_PER_DPU));
  return dpus <= MOST_SMALL
    ? { workerType: 'G.1X', numberOfWorkers: dpus + 1 }
    : {
        workerType: 'G.2X',
        numberOfWorkers: Math.min(MOST_WORKERS, Math.ceil(dpus / 2) + 1)
      };
}

/**
 * What a run over so many bytes is likely to take on these machines. One worker is the driver; each DPU of the others works through
 * 150 MiB (least) to 15 MiB (most) a second, and 20 to 90 seconds come on top. A run that scales may need fewer machines: then the
 * least is that of `suggestWorkers`. A minute is billed at least.
 *
 * Undefined when the DPUs of the machines are not known.
 */
export function estimateRun(
  bytes: number,
  capacity: Capacity & { autoScaling?: boolean },
  prices: Prices
): RunEstimate | undefined {
  const dpus = dpusOf(capacity);
  if (dpus === undefined) {
    return undefined;
  }
  const perWorker = dpus / (capacity.numberOfWorkers || 1);
  const needed = Math.max(dpusOf(suggestWorkers(bytes)) ?? dpus, 2 * perWorker);
  const least = capacity.autoScaling ? Math.min(dpus, needed) : dpus;
  const time = (all: number, fixed: number, rate: number): number => {
    const working = Math.max(perWorker, all - perWorker);
    return Math.max(LEAST_SECONDS, fixed + bytes / (working * rate));
  };
  const seconds = {
    low: Math.round(time(least, FIXED_SECONDS.low, BYTES_PER_SECOND.fast)),
    high: Math.round(time(dpus, FIXED_SECONDS.high, BYTES_PER_SECOND.slow))
  };
  const dpuHours = {
    low: (least * seconds.low) / 3600,
    high: (dpus * seconds.high) / 3600
  };
  const rate = rateOf(capacity, prices);
  const round = (hours: number): number => Math.round(hours * 1000) / 1000;
  return {
    seconds,
    dpuHours: { low: round(dpuHours.low), high: round(dpuHours.high) },
    cost: { low: usd(dpuHours.low * rate), high: usd(dpuHours.high * rate) }
  };
}
