import { invalid, LanceError } from './error.js';
import type { Properties } from './model.js';

/**
 * Return the mode that a request names: in any case, with underscores or without.
 *
 * @throws LanceError InvalidInput for one that is not known
 */
export function modeOf<T extends string>(
  field: string,
  given: string | null | undefined,
  known: readonly [T, ...T[]]
): T {
  if (given === undefined || given === null || given === '') {
    return known[0];
  }
  const plain = (text: string): string =>
    text.toLowerCase().replaceAll('_', '');
  const found = known.find(each => plain(each) === plain(String(given)));
  if (found === undefined) {
    throw invalid(`"${field}" must be one of ${known.join(', ')}.`);
  }
  return found;
}

/**
 * Return the properties of a request.
 *
 * @throws LanceError InvalidInput for what is no text
 */
export function propertiesOf(given: unknown): Properties {
  if (given === undefined || given === null) {
    return {};
  }
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw invalid('"properties" must be an object of texts.');
  }
  const wrong = Object.entries(given)
    .filter(([, value]) => typeof value !== 'string')
    .map(([name]) => name);
  if (wrong.length > 0) {
    throw invalid(`Properties must be text: ${wrong.join(', ')}.`);
  }
  return given as Properties;
}

/**
 * Return a version of a request.
 *
 * @throws LanceError InvalidInput for what is no whole number from `least`
 */
export function versionOf(given: unknown, least = 0): number {
  if (!Number.isSafeInteger(given) || Number(given) < least) {
    throw invalid(`A version must be a whole number from ${least}.`);
  }
  return Number(given);
}

/**
 * Refuse another branch than the main one: the catalog knows one chain of versions.
 *
 * @throws LanceError Unsupported
 */
export function onlyMain(branch: string | undefined): void {
  if (branch !== undefined && branch !== '' && branch !== 'main') {
    throw new LanceError(
      'Unsupported',
      `Branches are not supported: "${branch}" was asked for.`
    );
  }
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isFlag = (value: unknown): boolean => typeof value === 'boolean';

/** What fields of requests must be, where an operation does not check them itself. */
const FIELDS: Readonly<
  Record<string, readonly [string, (value: unknown) => boolean]>
> = {
  id: ['a list of texts', value => Array.isArray(value) && value.every(isText)],
  context: [
    'an object of texts',
    value =>
      typeof value === 'object' &&
      value !== null &&
      Object.values(value).every(isText)
  ],
  new_namespace_id: [
    'a list of texts',
    value => Array.isArray(value) && value.every(isText)
  ],
  mode: ['text', isText],
  behavior: ['text', isText],
  page_token: ['text', isText],
  branch: ['text', isText],
  tag: ['text', isText],
  naming_scheme: ['text', isText],
  include_declared: ['true or false', isFlag],
  descending: ['true or false', isFlag],
  with_table_uri: ['true or false', isFlag],
  load_detailed_metadata: ['true or false', isFlag],
  check_declared: ['true or false', isFlag],
  vend_credentials: ['true or false', isFlag]
};

/**
 * Check the kinds of a request's fields.
 *
 * @throws LanceError InvalidInput with all that are wrong
 */
export function checkRequest(request: object): void {
  const wrong = Object.entries(request).flatMap(([name, value]) => {
    const [kind, isRight] = Object.hasOwn(FIELDS, name) ? FIELDS[name] : [];
    return isRight === undefined ||
      value === undefined ||
      value === null ||
      isRight(value)
      ? []
      : [`"${name}" must be ${kind}.`];
  });
  if (wrong.length > 0) {
    throw invalid(`The request is malformed: ${wrong.join(' ')}`);
  }
}
