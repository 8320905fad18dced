import { isReference, type Text } from '../document/text.js';

/** The values of parameters, as text, by name. */
export type ParameterTexts = ReadonlyMap<string, string>;

/**
 * Return what is wrong with the folders of an S3 path, as the rest of a sentence ("has …"), or undefined.
 *
 * In S3 a key is text: `a//b`, `a/./b` and `a/../b` are places of their own. Hadoop's paths drop empty and dotted steps, so that Spark and
 * AWS Glue reach another place than the one that is written, and two spellings of one place look different. The slash at the end is fine.
 *
 * Sources: Amazon S3 user guide, "Naming Amazon S3 objects" (period-only path segments); Hadoop, `org.apache.hadoop.fs.Path`.
 */
export function folderFault(path: string): string | undefined {
  const rest = path.replace(/^[A-Za-z][A-Za-z0-9+.-]*:\/\//, '');
  const steps = rest.replace(/\/$/, '').split('/').slice(1);
  const dotted = steps.find(step => step === '.' || step === '..');
  if (dotted !== undefined) {
    return `has the folder “${dotted}”`;
  }
  return steps.includes('') ? 'has an empty folder (//)' : undefined;
}

/** Return a text with the parameters replaced whose values are known. */
export function substitute(text: Text, values: ParameterTexts): Text {
  return text.map(part =>
    isReference(part) ? (values.get(part.parameter) ?? part) : part
  );
}

/** Return a text as a document writes it, parameters as `${name}`. */
export function shownText(text: Text): string {
  return text
    .map(part => (isReference(part) ? `\${${part.parameter}}` : part))
    .join('');
}

/** The folder, within the folder of a table or output, that holds what a run has written and not yet put in place. */
export const STAGING_FOLDER = '_glueflow';

/**
 * Return a location without the staging folder of a run that ended while its files were put in place.
 *
 * @example homeOf('s3://b/t/_glueflow/0123abcd/') // 's3://b/t/'
 */
export function homeOf(location: string): string {
  return location.replace(/\/_glueflow\/[^/]+\/?$/, '/');
}

/**
 * Return a path so that equal places have equal texts: one scheme, no empty or dotted steps, no slash at the end, no staging folder. A
 * pattern counts as the folder it is in.
 */
export function normalizedPath(path: string): string {
  const whole = homeOf(path).replace(/^s3[an]:/, 's3:');
  const pattern = whole.search(/[*?[]|(?<!\$)\{/);
  const plain =
    pattern < 0 ? whole : whole.slice(0, whole.lastIndexOf('/', pattern) + 1);
  const [, scheme, rest] = /^([a-z0-9]+:\/\/)?(.*)$/s.exec(plain) ?? [];
  const steps: string[] = [];
  for (const step of (rest ?? '').split('/')) {
    if (step === '..') {
      steps.splice(Math.max(1, steps.length - 1));
    } else if (step !== '' && step !== '.') {
      steps.push(step);
    }
  }
  return `${scheme ?? ''}${steps.join('/')}`;
}

/** Return the folders above a normalised path, the bucket first. */
export function foldersAbove(path: string): string[] {
  const [, scheme = '', rest = ''] =
    /^([a-z0-9]+:\/\/)?(.*)$/s.exec(path) ?? [];
  const steps = rest.split('/');
  return steps
    .slice(0, -1)
    .map((_, index) => `${scheme}${steps.slice(0, index + 1).join('/')}`);
}
