/** Names that Windows keeps for devices. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** The name of a job's files, without ending: letters, digits and `_`, so that it is a name everywhere. */
export function jobFileName(job: string): string {
  const name = job.replace(/[^A-Za-z0-9]+/g, '_').slice(0, 100);
  return name.replace(/_/g, '') === '' || RESERVED.test(name)
    ? `job${name === '_' ? '' : `_${name}`}`.replace(/_+$/, '')
    : name;
}
