import { isObject } from '@glueflow/components-manager';

/** The tag of a job that tells which pipeline it came from. */
export const PIPELINE_TAG = 'glueflow:pipeline';

/** Most characters of a tag's value, and most tags of a job. */
const LONGEST = 256;
const MOST_TAGS = 50;

/**
 * A pipeline's path as the value of a tag, undefined when it has too many characters: what tags may not hold becomes `=` and two
 * hexadecimal digits per byte, as in quoted-printable text.
 *
 * Source: AWS Glue developer guide, "AWS tags in AWS Glue".
 */
export function pipelineTag(path: string): string | undefined {
  const value = path.replace(/[^\p{L}\p{N} _.:/+\-@]/gu, character =>
    [...new TextEncoder().encode(character)]
      .map(byte => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join('')
  );
  return value !== '' && value.length <= LONGEST ? value : undefined;
}

/** The path in the value of a tag; one that a person wrote by hand is taken as it stands. */
export function pipelineOfTag(value: string): string {
  return value.replace(/(=[0-9A-F]{2})+/g, codes => {
    const bytes = codes
      .slice(1)
      .split('=')
      .map(code => Number.parseInt(code, 16));
    return new TextDecoder().decode(Uint8Array.from(bytes));
  });
}

/**
 * Tags with the pipeline's among them, unless a person set it or there is no room for it. What a document gives for tags but is no
 * object of them stays what it is, for `checkJobSettings` to report.
 */
export function withPipelineTag(
  tags: Readonly<Record<string, string>>,
  path: string | undefined
): Record<string, string> {
  if (!isObject(tags)) {
    return tags;
  }
  const value = path === undefined ? undefined : pipelineTag(path);
  return value === undefined ||
    Object.hasOwn(tags, PIPELINE_TAG) ||
    Object.keys(tags).length >= MOST_TAGS
    ? { ...tags }
    : { ...tags, [PIPELINE_TAG]: value };
}
