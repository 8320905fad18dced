/** A job as `GET /jobs` tells it. */
export interface JobFacts {
  name: string;
  description?: string;
  role?: string;
  command?: string;
  glueVersion?: string;
  workerType?: string;
  numberOfWorkers?: number;
  maxCapacity?: number;
  executionClass?: string;
  scriptLocation?: string;
  /** ISO 8601. */
  created?: string;
  modified?: string;
  /** Path of the pipeline it came from. */
  pipeline?: string;
}

/** A run as the service tells it. */
export interface RunFacts {
  job: string;
  id: string;
  /** As AWS names it: STARTING, RUNNING, SUCCEEDED … */
  state: string;
  ended: boolean;
  attempt: number;
  /** Why it ended, when AWS says so. */
  message?: string;
  /** ISO 8601. */
  started?: string;
  completed?: string;
  /** Seconds it used resources. */
  seconds: number;
  dpuSeconds?: number;
  /** All machines were counted for the whole time, because AWS does not tell. */
  dpuSecondsComputed?: true;
  /** USD by the list price of `priceDate`. */
  cost?: number;
  /** `YYYY-MM-DD` */
  priceDate?: string;
  glueVersion?: string;
  workerType?: string;
  numberOfWorkers?: number;
  executionClass?: string;
  arguments: Record<string, string>;
}

/** Some runs of a job, newest first. */
export interface RunPage {
  job: string;
  runs: RunFacts[];
  /** What to give as `from` for those after these. */
  next?: string;
}
