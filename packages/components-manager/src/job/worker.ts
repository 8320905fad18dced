import type { GlueVersion, WorkerType } from '@glueflow/contract';

/** What is known of a worker type. */
export interface WorkerFacts {
  /** The first Glue version that has it. */
  since: GlueVersion;
  /** FLEX runs may use it. */
  flex: boolean;
  /** More than that most accounts do not allow. */
  most?: number;
  /** Offered in select regions only. */
  selectRegions?: true;
}

const EVERYWHERE = { since: '4.0', flex: false } as const;
const SELECT = { ...EVERYWHERE, selectRegions: true } as const;

/**
 * The worker types of Spark jobs.
 *
 * Source: AWS Glue API, Job, `WorkerType`: G.12X, G.16X and R.1X to R.8X are available in select regions, for Glue 4.0 or later.
 */
export const WORKERS: Readonly<Record<WorkerType, WorkerFacts>> = {
  'G.1X': { since: '4.0', flex: true, most: 299 },
  'G.2X': { since: '4.0', flex: true, most: 149 },
  'G.4X': EVERYWHERE,
  'G.8X': EVERYWHERE,
  'G.12X': SELECT,
  'G.16X': SELECT,
  'R.1X': SELECT,
  'R.2X': SELECT,
  'R.4X': SELECT,
  'R.8X': SELECT
};

/**
 * Regions that AWS named when it introduced the worker types of select regions (developer guide, add-job, "Worker type"). More may have
 * them by now, so that another region is no more than a warning.
 */
const SELECTED: ReadonlySet<string> = new Set([
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'eu-west-1',
  'eu-central-1'
]);

/** Return a warning for a worker type that a region may not have, undefined where it surely has it or the region is not known. */
export function workerRegionWarning(
  worker: WorkerType,
  region: string | undefined
): string | undefined {
  return region && WORKERS[worker].selectRegions && !SELECTED.has(region)
    ? `AWS Glue offers workers of type ${worker} in select regions only, and ${region} may be none of them: creating the job would fail. See “Configuring job properties for Spark jobs” in AWS's developer guide, or choose G.1X to G.8X.`
    : undefined;
}
