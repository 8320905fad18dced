/** Names that Windows keeps for devices. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** The name of a job's files, without ending: letters, digits and `_`, so that it is a name everywhere. */
export function jobFileName(job: string): string {
  const name = job.replace(/[^A-Za-z0-9]+/g, '_').slice(0, 100);
  return name.replace(/_/g, '') === '' || RESERVED.test(name)
    ? `job${name === '_' ? '' : `_${name}`}`.replace(/_+$/, '')
    : name;
}

/**
 * The name of a job whose pipeline gives none: its file's, without what AWS Glue does not take or a key in S3 would be escaped for. A
 * name that would lose all of its letters stays as it is.
 *
 * @param stem - The file's name without folder and ending.
 */
export function defaultJobName(stem: string): string {
  const name = stem
    .normalize('NFD')
    .replace(/\p{Mark}+/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return /[A-Za-z0-9]/.test(name) ? name : stem;
}
