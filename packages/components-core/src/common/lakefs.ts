import {
  folderFault,
  isParameter,
  parseText,
  type ComponentProblem,
  type Text
} from '@glueflow/components-manager';
import { error, quote } from './column.js';
import { showText, type TextField } from './text.js';

/** The fields that say where in lakeFS something is. */
export type LakeFSPlace = {
  repository?: TextField;
  path?: TextField;
};

/** The field of the repository. */
export const REPOSITORY_FIELD = {
  title: 'Repository',
  description: 'Name of the lakeFS repository.',
  type: 'string',
  'x-glueflow': { control: 'lakefs-repository' }
};

/** Return the address `lakefs://repository/reference/path` of a place. */
export function lakefsAddress(
  repository: TextField,
  reference: TextField,
  path: TextField
): Text {
  return [
    'lakefs://',
    ...parseText(repository),
    '/',
    ...parseText(reference),
    '/',
    ...parseText(path)
  ];
}

/** Show an address on one line. */
export function showAddress(
  { repository, path }: LakeFSPlace,
  reference: TextField | undefined
): string {
  return `lakefs://${showText(repository)}/${showText(reference)}/${showText(path)}`;
}

/**
 * Return the problem of a repository's name.
 *
 * Source: lakeFS, "Naming Conventions" of its documentation (concepts and model).
 */
export function repositoryProblems(
  repository: TextField | undefined
): ComponentProblem[] {
  if (repository === undefined || repository === '') {
    return [
      error(
        'missing-repository',
        '/repository',
        'Say which lakeFS repository this is.'
      )
    ];
  }
  return isOpen(repository) || /^[a-z0-9][a-z0-9-]{2,62}$/.test(repository)
    ? []
    : [
        error(
          'bad-repository',
          '/repository',
          `${quote(repository)} can't be the name of a lakeFS repository: 3 to 63 lower-case letters, digits and hyphens, no hyphen first.`
        )
      ];
}

/** Return the problem of a reference: a branch, tag or commit, with ~ and ^ to go back from it. */
export function referenceProblems(
  reference: TextField | undefined
): ComponentProblem[] {
  return named(
    reference,
    '/reference',
    'Say which branch, tag or commit to read.',
    /^[A-Za-z0-9_][A-Za-z0-9_.-]*([~^]\d*)*[@$]?$/,
    'a branch, tag or commit. Write its name alone, such as main, v1 or main~2.'
  );
}

/** Return the problem of a branch that is written to. */
export function branchProblems(
  branch: TextField | undefined
): ComponentProblem[] {
  return named(
    branch,
    '/branch',
    'Say which branch to write to.',
    /^[A-Za-z0-9_][A-Za-z0-9_-]*$/,
    'the name of a branch: letters, digits, underscores and hyphens, no hyphen first.'
  );
}

function named(
  field: TextField | undefined,
  at: string,
  missing: string,
  pattern: RegExp,
  rule: string
): ComponentProblem[] {
  const code = at.slice(1);
  if (field === undefined || field === '') {
    return [error(`missing-${code}`, at, missing)];
  }
  return isOpen(field) || pattern.test(field)
    ? []
    : [error(`bad-${code}`, at, `${quote(field)} can't be ${rule}`)];
}

/** Return the problems of a path within a repository. */
export function repositoryPathProblems(
  path: TextField | undefined,
  missing?: string
): ComponentProblem[] {
  if (path === undefined || path === '') {
    return missing === undefined
      ? []
      : [error('missing-path', '/path', missing)];
  }
  if (isParameter(path)) {
    return [];
  }
  if (/^[a-z0-9]+:\/\//.test(path) || path.startsWith('/')) {
    return [
      error(
        'bad-path',
        '/path',
        `${quote(path)} is not a path within a repository. Write it without scheme, repository and branch, such as flights/2013/.`
      )
    ];
  }
  const fault = folderFault(`lakefs://repository/main/${path}`);
  return fault === undefined
    ? []
    : [
        error(
          'bad-path',
          '/path',
          `${quote(path)} ${fault}: lakeFS takes it as it is written, Spark as another place. Write each folder by its name, once.`
        )
      ];
}

/** Return true for a field whose text is known when the job runs. */
function isOpen(field: TextField): field is Exclude<TextField, string> {
  return isParameter(field) || field.includes('${');
}
