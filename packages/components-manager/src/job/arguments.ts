import { JOB_SETTINGS, type JobSettings } from '@glueflow/contract';

/**
 * Arguments AWS Glue sets itself; a job that sets them breaks.
 *
 * Source: AWS Glue developer guide, "Using job parameters in AWS Glue jobs".
 */
export const INTERNAL_ARGUMENTS: ReadonlySet<string> = new Set([
  '--JOB_NAME',
  '--JOB_ID',
  '--JOB_RUN_ID',
  '--SECURITY_CONFIGURATION',
  '--debug',
  '--mode',
  '--endpoint',
  '--RedshiftTempDir'
]);

/** Arguments that a field of the job settings (or Glueflow) writes, and that field. */
export const MANAGED_ARGUMENTS: ReadonlyMap<
  string,
  keyof JobSettings | undefined
> = new Map<string, keyof JobSettings | undefined>([
  ...JOB_SETTINGS.flatMap(
    ([
      setting,
      {
        'x-job': { argument, replaceable }
      }
    ]): [string, keyof JobSettings][] =>
      argument === undefined || replaceable ? [] : [[argument, setting]]
  ),
  ['--job-language', undefined],
  ['--scriptLocation', undefined],
  ['--class', undefined]
]);

/**
 * Arguments AWS Glue reads, which a pipeline parameter therefore cannot be called.
 *
 * Source: AWS Glue developer guide, "Using job parameters in AWS Glue jobs".
 */
export const GLUE_ARGUMENTS: ReadonlySet<string> = new Set([
  ...INTERNAL_ARGUMENTS,
  ...MANAGED_ARGUMENTS.keys(),
  '--TempDir',
  '--additional-python-modules',
  '--auto-scale-within-microbatch',
  '--conf',
  '--continuation-option',
  '--continuous-log-conversionPattern',
  '--continuous-log-logGroup',
  '--continuous-log-logStreamPrefix',
  '--custom-logGroup-prefix',
  '--custom-logStream-prefix',
  '--customer-driver-env-vars',
  '--customer-executor-env-vars',
  '--datalake-formats',
  '--disable-proxy-v2',
  '--enable-auto-scaling',
  '--enable-continuous-cloudwatch-log',
  '--enable-continuous-log-filter',
  '--enable-data-lineage',
  '--enable-glue-datacatalog',
  '--enable-lakeformation-fine-grained-access',
  '--enable-s3-parquet-optimized-committer',
  '--encryption-type',
  '--executor-cores',
  '--extra-files',
  '--extra-jars',
  '--extra-py-files',
  '--job-bookmark-from',
  '--job-bookmark-to',
  '--python-modules-installer-option',
  '--python-virtual-env',
  '--python-virtual-env-storage-prefix',
  '--use-postgres-driver',
  '--user-jars-first',
  '--write-shuffle-files-to-s3'
]);

/**
 * True for a value that a script can't be given: `getResolvedOptions` reads the words of the command line with Python's argparse, which
 * takes a word that begins with `-` for the name of an argument, negative numbers and words with blanks aside.
 *
 * Source: Python, argparse, "Arguments containing -".
 *
 * @example
 * readsAsOption('--dash') // true
 * readsAsOption('-5') // false
 */
export function readsAsOption(value: string): boolean {
  return (
    value.startsWith('--') ||
    (/^-[^ ]+$/.test(value) && !/^-(\d+|\d*\.\d+)$/.test(value))
  );
}

/** Return what to write instead of a value that `readsAsOption`, for the end of a message. */
export function optionRemedy(value: string): string {
  const number = Number(value);
  return Number.isFinite(number) && Number.isSafeInteger(Math.trunc(number))
    ? `Write it as ${number.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 20 })}.`
    : 'Put something before it, such as a blank.';
}

/** Most bytes the arguments of a run may take together. */
export const MAX_ARGUMENT_BYTES = 260 * 1024;

const SECRET_NAME =
  /(password|passwd|pwd|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential)/i;
const SECRET_REFERENCE = /[-_](arn|id|name|path|prefix|url|uri)$/i;
const ACCESS_KEY = /\b(AKIA|ASIA)[A-Z0-9]{16}\b/;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** The job argument that names the secret of AWS Secrets Manager with the way to lakeFS. */
export const LAKEFS_SECRET = '--lakefs-secret';

/**
 * True when an argument looks like a secret in plain text: job arguments are shown in the console and written to logs. The name of
 * a secret (`--secret-arn`) is none.
 */
export function looksSecret(name: string, value: string): boolean {
  if (ACCESS_KEY.test(value) || PRIVATE_KEY.test(value)) {
    return true;
  }
  return (
    value !== '' &&
    name !== LAKEFS_SECRET &&
    !value.startsWith('arn:') &&
    SECRET_NAME.test(name) &&
    !SECRET_REFERENCE.test(name)
  );
}

/** Bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
