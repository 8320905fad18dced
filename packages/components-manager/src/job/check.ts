import {
  faultsOf,
  JOB_SETTING_NAMES,
  JOB_SETTINGS,
  type JobSettings
} from '@glueflow/contract';
import { nearest, pointer, type Problem } from '../problem.js';
import { checkArguments } from './argumentrules.js';
import { byteLength } from './arguments.js';
import { defaultTimeout } from './defaults.js';
import { checkKinds } from './kind.js';
import { Check, kebab, show } from './report.js';
import { passRoleProblem, roleOwner, type Deployer } from './role.js';
import type { Parameters } from './specification.js';
import { WORKERS, workerRegionWarning } from './worker.js';
import { regionProblem } from '../untrusted/region.js';

/** One line of text as AWS Glue takes it, without control characters (C1 too, which act on terminals). */
const LINE = /^[\t\u0020-\u007e\u00a0-\uFFFD]*$/;
const LINES = /^[\t\r\n\u0020-\u007e\u00a0-\uFFFD]*$/;
const ROLE_NAME = /^[\w+=,.@/-]+$/;
const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Everything AWS would refuse about a job, found before anything is sent, and what it would take but should not.
 *
 * Problems name the place in the document (`/job/role`). Sources: AWS Glue API, CreateJob; developer guide, "Configuring job
 * properties for Spark jobs", "Using job parameters"; Amazon S3 user guide, "Bucket naming rules"; tagging rules of AWS.
 *
 * @param deployer - Who deploys, where that is known: a role of another account is an error then.
 */
export function checkJobSettings(
  given: JobSettings,
  parameters: Parameters = {},
  deployer?: Deployer
): Problem[] {
  const check = new Check();
  checkNames(given, check);
  const { settings, mistyped } = checkKinds(given, check);
  const kinds = check.problems.length;
  checkIdentity(settings, check, deployer);
  checkPlace(settings, check);
  checkCapacity(settings, check);
  checkRuns(settings, check);
  checkConnections(settings, check);
  checkArguments(settings, parameters, check);
  checkTags(settings, check);
  checkAnnotations(settings, check);
  // A setting of the wrong kind was checked as if it were not there, which has been said in better words.
  return check.problems.filter(
    ({ path }, index) => index < kinds || !mistyped.has(path)
  );
}

/** A name nobody knows is kept (a newer version may know it), but is most often a slip. */
function checkNames(settings: JobSettings, check: Check): void {
  for (const name of Object.keys(settings)) {
    if (!JOB_SETTING_NAMES.has(name)) {
      const near = nearest(name, [...JOB_SETTING_NAMES]);
      check.warning(
        'job-unknown-setting',
        [name],
        `There is no job setting ${show(name)}: it has no effect. ${near === undefined ? 'Remove it.' : `Did you mean "${near}"?`}`,
        { title: `Remove ${show(name)}`, path: pointer('job', name) }
      );
    }
  }
}

function checkIdentity(
  settings: JobSettings,
  check: Check,
  deployer: Deployer | undefined
): void {
  const { name, role, description } = settings;
  if (name === '') {
    check.error('job-name', ['name'], 'The job has no name. Give it one.');
  } else if (byteLength(name) > 255) {
    check.error(
      'job-name',
      ['name'],
      `The job name is ${byteLength(name)} bytes long; AWS Glue takes 255.`
    );
  } else if (!LINE.test(name)) {
    check.error(
      'job-name',
      ['name'],
      `The job name ${show(name)} has control characters (a line break?). Remove them.`
    );
  } else if (name !== name.trim()) {
    check.warning(
      'job-name-space',
      ['name'],
      `The job name ${show(name)} begins or ends with a space.`,
      {
        title: 'Remove the space',
        path: '/job/name',
        value: name.trim()
      }
    );
  }
  if (role === '') {
    check.error(
      'job-role',
      ['role'],
      'The job has no IAM role. Give the name or ARN of a role that AWS Glue may assume.'
    );
  } else if (
    role.startsWith('arn:')
      ? roleOwner(role) === undefined
      : !ROLE_NAME.test(role)
  ) {
    check.error(
      'job-role',
      ['role'],
      `${show(role)} is neither the name nor the ARN of an IAM role (arn:aws:iam::<account>:role/<name>).`
    );
  } else if (deployer !== undefined) {
    const foreign = passRoleProblem(role, deployer);
    if (foreign !== undefined) {
      check.error('job-role-account', ['role'], foreign);
    }
  }
  if (
    description !== undefined &&
    (byteLength(description) > 2048 || !LINES.test(description))
  ) {
    check.error(
      'job-description',
      ['description'],
      'The description must have at most 2048 bytes and no control characters.'
    );
  }
}

function checkPlace(settings: JobSettings, check: Check): void {
  const { bucket, prefix, region } = settings;
  const reason = bucketProblem(bucket);
  if (reason !== undefined) {
    check.error('job-bucket', ['bucket'], reason);
  }
  if (prefix !== undefined && prefix !== '') {
    const clean = prefix.replace(/^\/+|(?<!\/)\/+$/g, '');
    if (!LINE.test(prefix) || byteLength(prefix) > 512) {
      check.error(
        'job-prefix',
        ['prefix'],
        `The prefix ${show(prefix)} must have at most 512 bytes and no control characters.`
      );
    } else if (
      /\/\/|(^|\/)\.\.?(\/|$)/.test(clean) ||
      prefix.startsWith('s3:')
    ) {
      check.error(
        'job-prefix',
        ['prefix'],
        `The prefix ${show(prefix)} must be a folder within the bucket, such as etl/glueflow, without empty or dotted parts.`
      );
    }
  }
  const none =
    region === undefined || region === '' ? undefined : regionProblem(region);
  if (none !== undefined) {
    check.error('job-region', ['region'], none);
  }
}

/** Checks what the contract says of single settings: the shape of texts, the Glue version, arguments that have no effect beside them. */
function checkAnnotations(settings: JobSettings, check: Check): void {
  for (const [name, schema] of JOB_SETTINGS) {
    const { subject, shape, since, replaces } = schema['x-job'];
    const value = settings[name];
    if (value === undefined || value === '') {
      continue;
    }
    if (shape !== undefined && faultsOf(schema, value).length > 0) {
      check.error(
        `job-${kebab(name)}`,
        [name],
        `${subject}, ${show(value)}, must be ${shape}.`
      );
    }
    if (
      since !== undefined &&
      value !== schema.default &&
      Number.parseFloat(settings.glueVersion) < Number.parseFloat(since)
    ) {
      check.error(
        `job-${kebab(name)}`,
        [name],
        `${subject} needs Glue ${since} or later; the job uses ${settings.glueVersion}.`,
        { title: 'Remove it', path: pointer('job', name) }
      );
    }
    if (
      replaces !== undefined &&
      Object.hasOwn(settings.defaultArguments, replaces)
    ) {
      check.warning(
        `job-${kebab(name)}-replaces`,
        ['defaultArguments', replaces],
        `${subject} takes the place of ${replaces}, which has no effect beside it. Remove ${replaces}.`,
        {
          title: `Remove ${replaces}`,
          path: pointer('job', 'defaultArguments', replaces)
        }
      );
    }
  }
}

/**
 * Why a name cannot be a general purpose bucket, or undefined when it can.
 *
 * Source: Amazon S3 user guide, "General purpose bucket naming rules".
 */
export function bucketProblem(bucket: string): string | undefined {
  if (bucket === '') {
    return 'No bucket is set. Name the S3 bucket that holds the script and temporary files.';
  }
  const report = (rule: string) =>
    `${show(bucket)} cannot be the name of an S3 bucket: ${rule}.`;
  if (/^s3[an]?:\/\//.test(bucket) || bucket.includes('/')) {
    return report(
      'give the bucket name alone, and the folder within it as the prefix'
    );
  }
  if (bucket.length < 3 || bucket.length > 63) {
    return report('it must have 3 to 63 characters');
  }
  if (!/^[a-z0-9.-]+$/.test(bucket)) {
    return report(
      'only lower-case letters, digits, dots and hyphens are allowed'
    );
  }
  if (!/^[a-z0-9].*[a-z0-9]$/.test(bucket)) {
    return report('it must begin and end with a letter or a digit');
  }
  if (bucket.includes('..')) {
    return report('it must not have two dots side by side');
  }
  if (/^\d+\.\d+\.\d+\.\d+$/.test(bucket)) {
    return report('it must not look like an IP address');
  }
  if (/^(xn--|sthree-|amzn-s3-demo-)/.test(bucket)) {
    return report('it begins with a prefix AWS keeps for itself');
  }
  if (/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(bucket)) {
    return report('it ends with a suffix AWS keeps for itself');
  }
  return undefined;
}

function checkCapacity(settings: JobSettings, check: Check): void {
  const { glueVersion, workerType, numberOfWorkers, executionClass } = settings;
  const version = check.setting('glueVersion', glueVersion);
  const worker = check.setting('workerType', workerType);
  check.setting('executionClass', executionClass);
  const count = check.setting('numberOfWorkers', numberOfWorkers);
  if (!worker) {
    return;
  }
  const facts = WORKERS[workerType];
  if (
    version &&
    Number.parseFloat(glueVersion) < Number.parseFloat(facts.since)
  ) {
    check.error(
      'job-worker-type',
      ['workerType'],
      `Workers of type ${workerType} need Glue ${facts.since} or later; the job uses ${glueVersion}.`
    );
  }
  if (executionClass === 'FLEX' && !facts.flex) {
    check.error(
      'job-flex-workers',
      ['workerType'],
      `The execution class FLEX takes workers of type G.1X and G.2X only, not ${workerType}.`,
      {
        title: 'Use the execution class STANDARD',
        path: '/job/executionClass',
        value: 'STANDARD'
      }
    );
  }
  const elsewhere = workerRegionWarning(workerType, settings.region);
  if (elsewhere !== undefined) {
    check.warning('job-worker-region', ['workerType'], elsewhere);
  }
  if (count && facts.most !== undefined && numberOfWorkers > facts.most) {
    check.warning(
      'job-number-of-workers',
      ['numberOfWorkers'],
      `${numberOfWorkers} workers of type ${workerType} are more than most accounts allow (${facts.most}).`
    );
  }
}

function checkRuns(settings: JobSettings, check: Check): void {
  const { executionClass, queuing, maxRetries, notifyDelayAfter } = settings;
  check.setting('bookmark', settings.bookmark);
  if (settings.timeout !== undefined) {
    check.setting('timeout', settings.timeout);
  }
  check.setting('maxRetries', maxRetries);
  check.setting('maxConcurrentRuns', settings.maxConcurrentRuns);
  // AWS Glue user guide: with concurrent runs commits of the bookmark fail and data is processed again.
  // https://docs.aws.amazon.com/glue/latest/dg/glue-troubleshooting-errors.html
  if (settings.bookmark === 'enable' && settings.maxConcurrentRuns > 1) {
    check.error(
      'job-bookmark-concurrent',
      ['maxConcurrentRuns'],
      `“Job bookmark” is enabled and “Concurrent runs” (maxConcurrentRuns) is ${settings.maxConcurrentRuns}: AWS Glue can't keep the bookmark of runs at the same time. Allow 1 run, or disable the bookmark.`,
      { title: 'Allow 1 run', path: '/job/maxConcurrentRuns', value: 1 }
    );
  }
  if (queuing && maxRetries > 0) {
    check.error(
      'job-queuing-retries',
      ['maxRetries'],
      'A job whose runs queue cannot be retried by AWS Glue. Set the retries to 0, or switch queuing off.',
      { title: 'Set the retries to 0', path: '/job/maxRetries', value: 0 }
    );
  }
  if (queuing && executionClass === 'FLEX') {
    check.error(
      'job-queuing-flex',
      ['queuing'],
      'Runs of the execution class FLEX cannot queue. Switch queuing off, or use STANDARD.',
      { title: 'Switch queuing off', path: '/job/queuing', value: false }
    );
  }
  if (
    notifyDelayAfter !== undefined &&
    check.setting('notifyDelayAfter', notifyDelayAfter)
  ) {
    const timeout = settings.timeout ?? defaultTimeout(settings.glueVersion);
    if (notifyDelayAfter >= timeout) {
      check.warning(
        'job-notify-delay-after',
        ['notifyDelayAfter'],
        `A run ends at its timeout of ${timeout} minutes, so a notification after ${notifyDelayAfter} minutes never comes.`
      );
    }
  }
}

function checkConnections(settings: JobSettings, check: Check): void {
  const { glueConnections, securityConfiguration } = settings;
  if (glueConnections.length > 1000) {
    check.error(
      'job-glue-connections',
      ['glueConnections'],
      `A job takes 1000 Glue connections; ${glueConnections.length} are named.`
    );
  }
  const seen = new Set<string>();
  glueConnections.forEach((name, index) => {
    if (
      typeof name !== 'string' ||
      name === '' ||
      byteLength(name) > 255 ||
      !LINE.test(name)
    ) {
      check.error(
        'job-glue-connections',
        ['glueConnections', index],
        `${show(name)} is no name of a Glue connection (1 to 255 characters, one line).`
      );
    } else if (seen.has(name)) {
      check.warning(
        'job-glue-connections-twice',
        ['glueConnections', index],
        `The Glue connection ${show(name)} is named twice.`
      );
    }
    seen.add(name);
  });
  if (
    securityConfiguration !== undefined &&
    securityConfiguration !== '' &&
    (byteLength(securityConfiguration) > 255 ||
      !LINE.test(securityConfiguration))
  ) {
    check.error(
      'job-security-configuration',
      ['securityConfiguration'],
      `${show(securityConfiguration)} is no name of a security configuration (1 to 255 characters, one line).`
    );
  }
}

function checkTags(settings: JobSettings, check: Check): void {
  const entries = Object.entries(settings.tags);
  if (entries.length > 50) {
    check.error(
      'job-tags',
      ['tags'],
      `A job takes 50 tags; ${entries.length} are set.`
    );
  }
  for (const [key, value] of entries) {
    const place = ['tags', key];
    if (key.length < 1 || key.length > 128 || !TAG.test(key)) {
      check.error(
        'job-tag',
        place,
        `The tag key ${show(key)} must have 1 to 128 letters, digits, spaces or any of _ . : / = + - @.`
      );
    } else if (/^aws:/i.test(key)) {
      check.error(
        'job-tag',
        place,
        `The tag key ${show(key)} begins with "aws:", which AWS keeps for itself.`
      );
    }
    if (typeof value !== 'string' || value.length > 256 || !TAG.test(value)) {
      check.error(
        'job-tag',
        place,
        `The value of the tag ${show(key)} must have at most 256 letters, digits, spaces or any of _ . : / = + - @.`
      );
    }
  }
}
