/** Where AWS's console shows things of a region. */
export interface ConsolePlace {
  region: string;
  /** Of the ARN: `aws`, `aws-cn`, `aws-us-gov`. Default `aws`. */
  partition?: string;
}

const HOSTS: Readonly<Record<string, string>> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com'
};

/** The address of a job in AWS's console. */
export function jobLink(place: ConsolePlace, job: string): string {
  return `${studio(place)}#/editor/job/${encodeURIComponent(job)}/details`;
}

/** The address of a run in AWS's console. */
export function runLink(place: ConsolePlace, job: string, id: string): string {
  return `${studio(place)}#/job/${encodeURIComponent(job)}/run/${encodeURIComponent(id)}`;
}

/** The address of an object (`s3://bucket/key`) in AWS's console. */
export function objectLink(place: ConsolePlace, path: string): string {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/([^]*)$/.exec(path) ?? [];
  return `https://${host(place)}/s3/object/${encodeURIComponent(bucket)}?region=${place.region}&prefix=${encodeURIComponent(key)}`;
}

function studio(place: ConsolePlace): string {
  return `https://${host(place)}/gluestudio/home?region=${place.region}`;
}

function host({ region, partition = 'aws' }: ConsolePlace): string {
  return `${region}.${HOSTS[partition] ?? 'console.aws.amazon.com'}`;
}
