/** Versions of AWS Glue that scripts are printed for. */
export const GLUE_VERSIONS = ['4.0', '5.0', '5.1', '6.0'] as const;

/** A version of AWS Glue. */
export type GlueVersion = (typeof GLUE_VERSIONS)[number];

/** Worker types of Spark ETL jobs. */
export const WORKER_TYPES = [
  'G.1X',
  'G.2X',
  'G.4X',
  'G.8X',
  'G.12X',
  'G.16X',
  'R.1X',
  'R.2X',
  'R.4X',
  'R.8X'
] as const;

/** A worker type. */
export type WorkerType = (typeof WORKER_TYPES)[number];

/**
 * Everything a Glue Spark ETL job can be told, by the names people see in AWS Glue, in the document's `job`.
 *
 * Source: AWS Glue API, CreateJob and JobUpdate.
 */
export interface JobSettings {
  /** Job name, 1 to 255 characters. */
  name: string;
  description?: string;
  /** IAM role: a name or an ARN. */
  role: string;
  /** Bucket and prefix for the script and temporary files. */
  bucket: string;
  prefix?: string;
  region?: string;
  /** Name of the connection that deploys. */
  connection?: string;
  glueVersion: GlueVersion;
  workerType: WorkerType;
  /** Number of workers (with auto scaling: the most). */
  numberOfWorkers: number;
  autoScaling: boolean;
  executionClass: 'STANDARD' | 'FLEX';
  /** Minutes. Absent: AWS's default for the version (480 from 5.0 on, 2880 before). */
  timeout?: number;
  maxRetries: number;
  maxConcurrentRuns: number;
  /** Queue runs that find no room. */
  queuing: boolean;
  /** Job bookmark. */
  bookmark: 'enable' | 'disable' | 'pause';
  /** Names of AWS Glue connections (AWS's own objects). */
  glueConnections: string[];
  securityConfiguration?: string;
  /** Minutes after which a run that still goes on is notified. */
  notifyDelayAfter?: number;
  /** Further arguments: `--name` to value. */
  defaultArguments: Record<string, string>;
  nonOverridableArguments: Record<string, string>;
  tags: Record<string, string>;
  /** Tell Spark's S3 client the region of the job (from AWS Glue 5.1 on). */
  s3Region: boolean;
  /** Give the job a folder for temporary files, `--TempDir`. */
  tempDir: boolean;
  /** Logs in CloudWatch while a run goes on. */
  continuousLog: boolean;
  /** Metrics of a run in CloudWatch. */
  metrics: boolean;
  /** Metrics that show why a run is slow. When nothing is said: as `metrics`. */
  observability: boolean;
  jobInsights: boolean;
  sparkUi: boolean;
  /** S3 path of Spark event logs; absent: under the bucket and prefix. */
  sparkUiPath?: string;
}

/** The settings that a deployment adds arguments for by itself, by the name that `--without` takes. */
export const ADDED_BY_DEFAULT: Readonly<Record<string, SwitchName>> = {
  's3-region': 's3Region',
  'temp-dir': 'tempDir',
  'continuous-log': 'continuousLog',
  metrics: 'metrics',
  observability: 'observability',
  'job-insights': 'jobInsights',
  'spark-ui': 'sparkUi'
};

/** A setting that switches something a deployment adds. */
export type SwitchName =
  | 's3Region'
  | 'tempDir'
  | 'continuousLog'
  | 'metrics'
  | 'observability'
  | 'jobInsights'
  | 'sparkUi';
