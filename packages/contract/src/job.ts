import type { Schema } from './schema.js';

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

/** What `x-job` says of a job setting, beside its schema. */
export interface JobAnnotation {
  /** What it is, as a sentence about it begins: “The worker type”. */
  subject: string;
  /** Beginning of the job argument's value before the setting's own. A switch that is on is `true`. */
  argumentPrefix?: string;
  /** The job argument that it becomes. */
  argument?: string;
  /** The switch without which the argument is not written. */
  when?: 'sparkUi';
  /** A person's own argument of that name may stand in its place. */
  replaceable?: true;
  /** Why a deployment adds this argument: `setting` switches it off. */
  added?: { argument: string; why: string; setting: string };
  /** Its name for `--without`, when a deployment adds it by itself. */
  without?: string;
  /** Its option of the command line; `name` is that of a request's field too. */
  option?: { name: string; flags: string; description: string };
  /** Where the form of the export shows it; absent: not by itself. */
  part?: 'job' | 'workers' | 'more' | 'production';
  /** What the form says in an empty field. Absent: the default. */
  placeholder?: string;
  /** What the form says of each value of an `enum`. */
  choices?: Readonly<Record<string, string>>;
  /** What the name and the value of an entry are called. */
  entry?: readonly [string, string];
  /** What its `pattern` asks for, in words: “an S3 path (s3://bucket/folder/)”. */
  shape?: string;
  /** The first version of AWS Glue that has it. */
  since?: GlueVersion;
  /** Job argument that has no effect beside it. */
  replaces?: string;
  /** Its rules in few words, for the page of job settings. */
  rules: string;
}

/** The schema of one job setting. */
export type JobSettingSchema = Schema & { readonly 'x-job': JobAnnotation };

/**
 * Every setting of a Glue Spark ETL job, by the names people see in AWS Glue. A setting with a default is always there; of the others
 * those of `NEEDED` are empty until the person fills them.
 *
 * Types, defaults, checks of kind, job arguments, options of the command line, fields of requests, the form of the export and the page of
 * job settings are made of this. Job arguments are written in this order.
 *
 * Sources: AWS Glue API, CreateJob and JobUpdate; AWS Glue developer guide, aws-glue-programming-etl-glue-arguments.
 */
export const JOB_PROPERTIES = {
  name: {
    title: 'Job name',
    description: 'Job name, 1 to 255 bytes.',
    type: 'string',
    default: '',
    'x-job': {
      subject: 'The job name',
      option: {
        name: 'jobName',
        flags: '--job-name <name>',
        description: 'name of the job'
      },
      part: 'job',
      rules: 'needed; 1 to 255 bytes'
    }
  },
  role: {
    title: 'IAM role',
    description: 'IAM role: a name or an ARN.',
    type: 'string',
    default: '',
    'x-job': {
      subject: 'The IAM role (its name or ARN)',
      option: {
        name: 'role',
        flags: '--role <role>',
        description: 'IAM role the job runs under: name or ARN'
      },
      part: 'job',
      placeholder: 'Name or ARN',
      rules: 'needed; a name or an ARN'
    }
  },
  bucket: {
    title: 'S3 bucket',
    description: 'Bucket for the script and temporary files.',
    type: 'string',
    default: '',
    'x-job': {
      subject: 'The bucket',
      option: {
        name: 'bucket',
        flags: '--bucket <bucket>',
        description: 'S3 bucket for the script and temporary files'
      },
      part: 'job',
      placeholder: 'For the script and temporary files',
      rules: 'needed; a general purpose bucket'
    }
  },
  prefix: {
    title: 'Prefix',
    description: 'Folder within the bucket.',
    type: 'string',
    default: 'glueflow',
    'x-job': {
      subject: 'The prefix',
      option: {
        name: 'prefix',
        flags: '--prefix <prefix>',
        description: 'prefix within the bucket'
      },
      part: 'job',
      rules: 'folder within the bucket'
    }
  },
  region: {
    title: 'Region',
    description: 'Region that the job is deployed to.',
    type: 'string',
    'x-job': {
      subject: 'The region',
      part: 'job',
      rules: 'as the connection says, if absent'
    }
  },
  connection: {
    title: 'Connection',
    description: 'Name of the connection that deploys.',
    type: 'string',
    'x-job': { subject: 'The connection', rules: 'name of a connection' }
  },
  glueVersion: {
    title: 'Glue version',
    enum: GLUE_VERSIONS,
    default: '5.1',
    'x-job': {
      subject: 'The Glue version',
      option: {
        name: 'glueVersion',
        flags: '--glue-version <version>',
        description: 'AWS Glue version'
      },
      part: 'job',
      rules: '4.0, 5.0, 5.1, 6.0'
    }
  },
  workerType: {
    title: 'Worker type',
    enum: WORKER_TYPES,
    default: 'G.1X',
    'x-job': {
      subject: 'The worker type',
      option: {
        name: 'workerType',
        flags: '--worker-type <type>',
        description: 'worker type'
      },
      part: 'workers',
      rules: 'G.12X, G.16X and R types in select regions only'
    }
  },
  numberOfWorkers: {
    title: 'Number of workers',
    description: 'Number of workers; with auto scaling the most of them.',
    type: 'integer',
    minimum: 2,
    default: 10,
    'x-job': {
      subject: 'The number of workers',
      option: {
        name: 'workers',
        flags: '--workers <n>',
        description: 'number of workers'
      },
      part: 'workers',
      rules: 'at least 2; with auto scaling the most'
    }
  },
  executionClass: {
    title: 'Execution class',
    enum: ['STANDARD', 'FLEX'],
    default: 'STANDARD',
    'x-job': {
      subject: 'The execution class',
      part: 'workers',
      choices: {
        STANDARD: 'Standard',
        FLEX: 'Flex (spare capacity, cheaper, may wait)'
      },
      rules: 'FLEX takes G.1X and G.2X only, and cannot queue'
    }
  },
  description: {
    title: 'Description',
    type: 'string',
    'x-job': {
      subject: 'The description',
      part: 'more',
      rules: "the pipeline's own, if absent; 2048 bytes"
    }
  },
  timeout: {
    title: 'Timeout (minutes)',
    description:
      "Minutes. Absent: AWS's default for the version (480 from 5.0 on, 2880 before).",
    type: 'integer',
    minimum: 1,
    // Seven days.
    maximum: 10080,
    'x-job': {
      subject: 'The timeout (minutes)',
      option: {
        name: 'timeout',
        flags: '--timeout <minutes>',
        description: 'minutes after which AWS stops a run'
      },
      part: 'more',
      rules: '1 to 10080 minutes; 480 if absent, 2880 on Glue 4.0'
    }
  },
  maxRetries: {
    title: 'Retries',
    type: 'integer',
    minimum: 0,
    maximum: 10,
    default: 0,
    'x-job': {
      subject: 'The number of retries',
      part: 'more',
      rules: '0 to 10'
    }
  },
  maxConcurrentRuns: {
    title: 'Concurrent runs',
    type: 'integer',
    minimum: 1,
    default: 1,
    'x-job': {
      subject: 'The number of concurrent runs',
      part: 'more',
      rules: '1 while the bookmark is enabled'
    }
  },
  notifyDelayAfter: {
    title: 'Notify after (minutes)',
    description: 'Minutes after which a run that still goes on is notified.',
    type: 'integer',
    minimum: 1,
    'x-job': {
      subject: 'The notification delay (minutes)',
      part: 'more',
      placeholder: 'Never',
      rules: 'minutes, below the timeout'
    }
  },
  bookmark: {
    title: 'Job bookmark',
    enum: ['disable', 'enable', 'pause'],
    default: 'disable',
    'x-job': {
      subject: 'The job bookmark',
      argument: '--job-bookmark-option',
      argumentPrefix: 'job-bookmark-',
      option: {
        name: 'bookmark',
        flags: '--bookmark <mode>',
        description: 'job bookmark'
      },
      part: 'more',
      choices: { disable: 'Disable', enable: 'Enable', pause: 'Pause' },
      rules: 'enable, disable, pause'
    }
  },
  securityConfiguration: {
    title: 'Security configuration',
    type: 'string',
    'x-job': {
      subject: 'The security configuration',
      part: 'more',
      placeholder: 'None',
      rules: "name of an object of AWS Glue's"
    }
  },
  s3Region: {
    title: 'Tell Spark where S3 is (Glue 5.1 and later)',
    description: 'Tell Spark’s S3 client the region of the job.',
    type: 'boolean',
    default: true,
    'x-job': {
      subject: 'The region for S3',
      without: 's3-region',
      part: 'production',
      rules: 'from Glue 5.1 on'
    }
  },
  tempDir: {
    title: 'Folder for temporary files',
    description: 'Give the job a folder for temporary files, `--TempDir`.',
    type: 'boolean',
    default: true,
    'x-job': {
      subject: 'The folder for temporary files',
      without: 'temp-dir',
      part: 'production',
      added: {
        argument: '--TempDir',
        setting: 'tempDir',
        why: 'AWS Glue and its connectors put temporary files there.'
      },
      rules: 'below the folder of the job'
    }
  },
  continuousLog: {
    title: 'Continuous logging',
    description: 'Logs in CloudWatch while a run goes on.',
    type: 'boolean',
    default: true,
    'x-job': {
      subject: 'Continuous logging',
      argument: '--enable-continuous-cloudwatch-log',
      replaceable: true,
      without: 'continuous-log',
      part: 'production',
      added: {
        argument: '--enable-continuous-cloudwatch-log',
        setting: 'continuousLog',
        why: 'The logs of a run are in CloudWatch while it goes on, not only after it.'
      },
      rules: 'logs in CloudWatch while a run goes on'
    }
  },
  autoScaling: {
    title: 'Auto scaling',
    type: 'boolean',
    default: true,
    'x-job': {
      subject: 'Auto scaling',
      argument: '--enable-auto-scaling',
      part: 'workers',
      rules: 'the number of workers is the most then'
    }
  },
  metrics: {
    title: 'CloudWatch metrics',
    description: 'Metrics of a run in CloudWatch.',
    type: 'boolean',
    default: true,
    'x-job': {
      subject: 'CloudWatch metrics',
      argument: '--enable-metrics',
      without: 'metrics',
      part: 'production',
      added: {
        argument: '--enable-metrics',
        setting: 'metrics',
        why: 'CloudWatch shows what a run does with its processors, memory and data.'
      },
      rules: 'metrics of a run in CloudWatch'
    }
  },
  observability: {
    title: 'Observability metrics',
    description: 'Metrics that show why a run is slow. Absent: as `metrics`.',
    type: 'boolean',
    default: true,
    'x-job': {
      subject: 'Observability metrics',
      argument: '--enable-observability-metrics',
      without: 'observability',
      part: 'production',
      added: {
        argument: '--enable-observability-metrics',
        setting: 'observability',
        why: 'CloudWatch shows skewed data, errors by kind and how well the workers are used.'
      },
      rules: 'as `metrics`, if absent'
    }
  },
  jobInsights: {
    title: 'Job insights',
    type: 'boolean',
    default: true,
    'x-job': {
      subject: 'Job insights',
      argument: '--enable-job-insights',
      without: 'job-insights',
      part: 'production',
      added: {
        argument: '--enable-job-insights',
        setting: 'jobInsights',
        why: 'AWS Glue explains why a run failed or was slow.'
      },
      rules: 'AWS Glue explains why a run failed or was slow'
    }
  },
  sparkUi: {
    title: 'Spark UI',
    type: 'boolean',
    default: true,
    'x-job': {
      subject: 'The Spark UI',
      argument: '--enable-spark-ui',
      without: 'spark-ui',
      part: 'production',
      added: {
        argument: '--enable-spark-ui',
        setting: 'sparkUi',
        why: 'The Spark UI of a run can be opened after it.'
      },
      rules: 'event logs for the Spark UI'
    }
  },
  sparkUiPath: {
    title: 'Spark event logs',
    description:
      'S3 path of Spark event logs. Absent: under the bucket and prefix.',
    type: 'string',
    pattern: '^$|^s3://[^/]+/.*$',
    'x-job': {
      subject: 'The path of Spark event logs',
      argument: '--spark-event-logs-path',
      when: 'sparkUi',
      shape: 'an S3 path (s3://bucket/folder/)',
      added: {
        argument: '--spark-event-logs-path',
        setting: 'sparkUi',
        why: 'The Spark UI is made from the event logs in this place.'
      },
      part: 'more',
      placeholder: 'Below the bucket and prefix',
      rules: 'an S3 path (s3://bucket/folder/), while the Spark UI is on'
    }
  },
  // AWS Glue developer guide, aws-glue-programming-python-virtual-environments.
  pythonVirtualEnv: {
    title: 'Python virtual environment',
    description:
      'S3 path of a packed virtual environment (.tar.gz) that the job runs in. It must hold every package the job uses, AWSGlueDataplanePython too.',
    type: 'string',
    pattern: '^$|^s3://[^/]+/.+[.]tar[.]gz$',
    'x-job': {
      subject: 'The Python virtual environment',
      argument: '--python-virtual-env',
      replaceable: true,
      shape: 'the S3 path of a .tar.gz file (s3://bucket/folder/venv.tar.gz)',
      since: '5.0',
      replaces: '--additional-python-modules',
      option: {
        name: 'pythonVirtualEnv',
        flags: '--python-virtual-env <path>',
        description:
          'S3 path of the packed Python environment that the job runs in (Glue 5.0 and later)'
      },
      part: 'more',
      placeholder: 'None',
      rules:
        'S3 path of a .tar.gz with every package of the job, from Glue 5.0 on; takes the place of `--additional-python-modules`; not used by runs on this machine'
    }
  },
  lakefsOnBranch: {
    title: 'lakeFS: write to a new branch first',
    description:
      'Name of the branch that a run makes in each lakeFS repository it writes to. Everything is written there, and merged when all of the run is done. None: a hidden branch for each transaction.',
    type: 'string',
    pattern: '^$|^[A-Za-z0-9_][A-Za-z0-9_-]*$',
    'x-job': {
      subject: 'The lakeFS branch',
      argument: '--lakefs-on-branch',
      replaceable: true,
      shape:
        'the name of a branch (letters, digits, underscores and hyphens, no hyphen first)',
      option: {
        name: 'onBranch',
        flags: '--on-branch <name>',
        description:
          'write to a new lakeFS branch of this name first, merged when the whole run is done'
      },
      part: 'more',
      placeholder: 'None',
      rules:
        'name of a branch that is not there; for pipelines that write to lakeFS'
    }
  },
  queuing: {
    title: 'Queue runs that find no room',
    type: 'boolean',
    default: false,
    'x-job': {
      subject: 'Queuing',
      part: 'more',
      rules: 'needs 0 retries and the execution class STANDARD'
    }
  },
  defaultArguments: {
    title: 'Job parameters',
    description: 'Further arguments: `--name` to value.',
    type: 'object',
    additionalProperties: { type: 'string' },
    default: {},
    'x-job': {
      subject: 'The arguments',
      part: 'more',
      entry: ['Argument (--name)', 'Value'],
      rules:
        "`--name`; AWS's internal ones are refused; secrets are warned of; 260 KB together"
    }
  },
  nonOverridableArguments: {
    title: 'Job parameters that a run can’t change',
    type: 'object',
    additionalProperties: { type: 'string' },
    default: {},
    'x-job': {
      subject: 'The fixed arguments',
      part: 'more',
      entry: ['Argument (--name)', 'Value'],
      rules: 'as `defaultArguments`'
    }
  },
  tags: {
    title: 'Tags',
    type: 'object',
    additionalProperties: { type: 'string' },
    default: {},
    'x-job': {
      subject: 'The tags',
      part: 'more',
      entry: ['Key', 'Value'],
      rules: '50 at most; `aws:` is kept by AWS'
    }
  },
  glueConnections: {
    title: 'Glue connections',
    description:
      'Names of AWS Glue’s own connections (for a VPC or a database), one a line.',
    type: 'array',
    items: { type: 'string' },
    default: [],
    'x-job': {
      subject: 'The Glue connections',
      part: 'more',
      rules: "names of AWS Glue's own objects"
    }
  }
} as const satisfies Readonly<Record<string, JobSettingSchema>>;
