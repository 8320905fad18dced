import type { WorkerType } from '@glueflow/contract';
import type { Range } from '../format.js';
import type {
  AddedArgument,
  Permission,
  PolicyDocument,
  Problem
} from '@glueflow/components-manager';
import type { RunFacts } from '../service/jobs.js';

/** Who AWS takes us for (`POST /identity`). */
export interface IdentityFacts {
  account: string;
  arn: string;
  user?: string;
  role?: string;
  kind: string;
  profile?: string;
  region: string;
  endpoint?: string;
}

/** An IAM role that AWS Glue may assume. */
export interface RoleFacts {
  name: string;
  arn: string;
  description?: string;
}

/** What a run is likely to take and to cost (USD). */
export interface RunEstimate {
  seconds: Range;
  dpuHours: Range;
  cost: Range;
}

/** What `POST /estimate` tells. */
export interface EstimateFacts {
  inputs: {
    nodeId: string;
    title: string;
    source: string;
    bytes: number | null;
    objects: number | null;
    complete: boolean;
    partitions?: { read: number; total: number };
    notes: string[];
  }[];
  total: { bytes: number; objects: number; complete: boolean };
  suggestion: {
    workerType: WorkerType;
    numberOfWorkers: number;
    estimate?: RunEstimate;
  };
  settings: {
    workerType: string;
    numberOfWorkers: number;
    estimate?: RunEstimate;
  };
  prices: { date: string; region: string; listed: boolean; source: string };
}

/** What `POST /export` tells without a folder: the two texts. */
export interface ExportFacts {
  job: string;
  names: { script: string; deployScript: string };
  script: string;
  deployScript: string;
  /** Arguments that the job has beside its settings, and why. */
  added: readonly AddedArgument[];
  /** What the job's role must be allowed, beside `AWSGlueServiceRole`; the same as a policy. */
  role: { permissions: readonly Permission[]; policy: PolicyDocument };
  problems: readonly Problem[];
}

/** What `POST /deploy` tells. */
export interface DeployFacts {
  deployment: {
    job: string;
    region: string;
    account?: string;
    script: { location: string };
  };
  run?: RunFacts;
  /** Addresses in AWS's console; absent where another service stands in for AWS. */
  links?: { job: string; script: string; run?: string };
}
