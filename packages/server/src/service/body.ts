import { nearest } from '@glueflow/components-manager';
import { Failure } from '../failure.js';

/** What a field of a request may be: `texts` is an object of texts, `names` a list of texts. */
export type FieldKind =
  | 'text'
  | 'number'
  | 'boolean'
  | 'texts'
  | 'names'
  | 'object'
  | readonly string[];

/** The fields of a request. */
export type Shape = Readonly<Record<string, FieldKind>>;

const FITS: Readonly<
  Record<Exclude<FieldKind, readonly string[]>, (value: unknown) => boolean>
> = {
  text: value => typeof value === 'string',
  number: value => typeof value === 'number' && Number.isFinite(value),
  boolean: value => typeof value === 'boolean',
  texts: value =>
    isObject(value) &&
    Object.values(value).every(item => typeof item === 'string'),
  names: value =>
    Array.isArray(value) && value.every(item => typeof item === 'string'),
  object: isObject
};

/**
 * Check a request against the fields it may have; every fault is reported at once.
 *
 * Throws `Failure` (`usage`).
 */
export function checkBody(body: unknown, shape: Shape): void {
  if (!isObject(body)) {
    throw new Failure('usage', 'The request must be a JSON object.');
  }
  const faults = Object.entries(body).flatMap(([name, value]) => {
    if (!Object.hasOwn(shape, name)) {
      const like = nearest(name, Object.keys(shape));
      return [
        `there is no field "${name}"${like ? ` (did you mean "${like}"?)` : ''}`
      ];
    }
    const kind = shape[name];
    if (typeof kind === 'string') {
      return FITS[kind](value) ? [] : [`"${name}" must be ${nameOf(kind)}`];
    }
    return kind.includes(value as string)
      ? []
      : [`"${name}" must be one of ${kind.join(', ')}`];
  });
  if (faults.length > 0) {
    throw new Failure('usage', `In the request ${faults.join('; ')}.`);
  }
}

function nameOf(kind: Exclude<FieldKind, readonly string[]>): string {
  return {
    text: 'text',
    number: 'a number',
    boolean: 'true or false',
    texts: 'an object of texts',
    names: 'a list of texts',
    object: 'an object'
  }[kind];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
