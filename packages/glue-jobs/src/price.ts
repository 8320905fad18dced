/**
 * List prices of AWS Glue's Spark jobs, in USD. The table below was written by hand on `date`; AWS changes prices, and a contract may
 * have others.
 */
export interface Prices {
  /** Day the table was written, `YYYY-MM-DD`. */
  date: string;
  region: string;
  /** False where the table has no entry for the region and Glue version: then these are those of us-east-1. */
  listed: boolean;
  perDpuHour: number;
  perDpuHourFlex: number;
  /** Of the memory-optimized workers (R types), whose DPUs have twice the memory. */
  perMemoryDpuHour: number;
  /** Where to see today's. */
  source: string;
}

/** What is asked for of a price. */
export interface PriceQuestion {
  region: string;
  /** From 6.0 on a DPU costs less. Absent: as before. */
  glueVersion?: string;
}

type Rates = Pick<Prices, 'perDpuHour' | 'perDpuHourFlex' | 'perMemoryDpuHour'>;

const DATE = '2026-11-25';
const SOURCE = 'https://aws.amazon.com/glue/pricing/';

/** Up to Glue 5.1. */
const FIRST: Rates = {
  perDpuHour: 0.44,
  perDpuHourFlex: 0.29,
  perMemoryDpuHour: 0.52
};

/** From Glue 6.0 on. */
const SECOND: Rates = {
  perDpuHour: 0.308,
  perDpuHourFlex: 0.203,
  perMemoryDpuHour: 0.364
};

/** The regions whose prices were looked up, before and from Glue 6.0. */
const LISTED: Readonly<Record<string, readonly Rates[]>> = {
  'us-east-1': [FIRST, SECOND],
  'eu-west-1': [FIRST]
};

/** The prices in a region. */
export function pricesOf({ region, glueVersion }: PriceQuestion): Prices {
  const rates = Number.parseFloat(glueVersion ?? '') >= 6 ? SECOND : FIRST;
  const listed = (Object.hasOwn(LISTED, region) ? LISTED[region] : []).includes(
    rates
  );
  return { date: DATE, region, listed, ...rates, source: SOURCE };
}

/** DPUs of one worker by its type; those of R types are memory-optimized ones. Source: AWS Glue developer guide, "Worker types". */
const DPUS: Readonly<Record<string, number>> = {
  Standard: 1,
  'G.025X': 0.25,
  'G.1X': 1,
  'G.2X': 2,
  'G.4X': 4,
  'G.8X': 8,
  'G.12X': 12,
  'G.16X': 16,
  'R.1X': 1,
  'R.2X': 2,
  'R.4X': 4,
  'R.8X': 8,
  'Z.2X': 2
};

/** The machines of a run. */
export interface Capacity {
  workerType?: string;
  numberOfWorkers?: number;
  /** DPUs in all, of jobs that have no workers. */
  maxCapacity?: number;
  executionClass?: string;
}

/** DPUs of all workers together; undefined when it can't be known. */
export function dpusOf(capacity: Capacity): number | undefined {
  const { workerType = '', numberOfWorkers, maxCapacity } = capacity;
  return numberOfWorkers !== undefined && Object.hasOwn(DPUS, workerType)
    ? DPUS[workerType] * numberOfWorkers
    : maxCapacity;
}

/** Shortest time that is billed, in seconds. */
export const LEAST_SECONDS = 60;

/** The price of an hour of one DPU of these machines, in USD. */
export function rateOf(capacity: Capacity, prices: Prices): number {
  if (/^[RZ]\./.test(capacity.workerType ?? '')) {
    return prices.perMemoryDpuHour;
  }
  return capacity.executionClass === 'FLEX'
    ? prices.perDpuHourFlex
    : prices.perDpuHour;
}

/** What a run used and cost. */
export interface Usage {
  dpuSeconds: number;
  /** True when AWS did not tell the DPU-seconds: then all machines count for the whole time. */
  computed: boolean;
  /** USD. */
  cost: number;
}

/**
 * What a run used and costs by the list price: the DPU-seconds that AWS tells (of FLEX runs and those that scale), otherwise all
 * machines for the whole time; a minute is billed at least. Undefined while it can't be known.
 *
 * Source: AWS Glue pricing; AWS Glue API, JobRun.
 */
export function usageOf(
  run: Capacity & { seconds: number; dpuSeconds?: number },
  prices: Prices
): Usage | undefined {
  const { seconds, dpuSeconds: reported } = run;
  const all = dpusOf(run);
  const billed = Math.max(seconds, LEAST_SECONDS);
  if (reported === undefined && (all === undefined || seconds <= 0)) {
    return undefined;
  }
  const dpuSeconds = reported ?? (all ?? 0) * billed;
  const paid =
    reported !== undefined && seconds > 0
      ? (reported * billed) / seconds
      : dpuSeconds;
  return {
    dpuSeconds,
    computed: reported === undefined,
    cost: usd((paid / 3600) * rateOf(run, prices))
  };
}

/** Dollars to the hundredth of a cent. */
export function usd(amount: number): number {
  return Math.round(amount * 10_000) / 10_000;
}
