declare const checked: unique symbol;

/** The name of an AWS region, checked: it can be part of a host's name, and of nothing else. */
export type Region = string & { readonly [checked]: 'region' };

/**
 * What the name of a region looks like: `eu-west-1`, `us-gov-east-1`, `eusc-de-east-1`.
 *
 * Source: AWS General Reference, "AWS service endpoints", and the partitions of AWS's SDKs (`regionRegex`), of which it is the common
 * form. Names that fit and that AWS has not (yet) are for AWS to refuse.
 */
export const REGION_PATTERN = '^[a-z]{2,4}(-[a-z]+)+-\\d{1,2}$';

const REGION = new RegExp(REGION_PATTERN);

/** Return whether a value is the name of a region. */
export function isRegion(value: unknown): value is Region {
  return typeof value === 'string' && value.length <= 40 && REGION.test(value);
}

/**
 * Return why a value is no region, for a person, or undefined when it is one.
 *
 * @example
 * regionProblem('mars-1') // '"mars-1" is no AWS region. A region looks like eu-west-1.'
 */
export function regionProblem(value: unknown): string | undefined {
  return isRegion(value)
    ? undefined
    : `${(JSON.stringify(value) ?? 'nothing').slice(0, 100)} is no AWS region. A region looks like eu-west-1.`;
}
