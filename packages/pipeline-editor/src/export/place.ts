import { nearest, pointer, type Problem } from '@glueflow/components-manager';
import type { TranslationBundle } from '@jupyterlab/translation';

/** A setting that names something of the account's. */
export type PlaceField = 'role' | 'bucket';

/**
 * Doubts about a role or a bucket that is not among those the connection sees. Warnings: a bucket may be another account's.
 *
 * @param names - Those it sees; undefined: they can't be listed.
 */
export function placeProblems(
  field: PlaceField,
  value: string | undefined,
  names: readonly string[] | undefined,
  trans: TranslationBundle
): Problem[] {
  const named = value !== undefined && value !== '' && !value.includes(':');
  if (!named || names === undefined || names.includes(value)) {
    return [];
  }
  const near = nearest(value, names);
  const path = pointer('job', field);
  return [
    {
      code: `unknown-${field}`,
      severity: 'warning',
      path,
      message: [
        field === 'role'
          ? trans.__(
              'No role that AWS Glue may take is called “%1” in this account.',
              value
            )
          : trans.__(
              'This account has no bucket “%1”. One of another account works only where its policy allows it.',
              value
            ),
        ...(near === undefined ? [] : [trans.__('Did you mean “%1”?', near)])
      ].join(' '),
      ...(near === undefined
        ? {}
        : { fix: { title: trans.__('Use “%1”', near), path, value: near } })
    }
  ];
}

/** What is offered in the order in which it is: first what is made for Glue's scripts and jobs, by its name. */
export function likelyFirst<T>(
  items: readonly T[],
  nameOf: (item: T) => string
): T[] {
  const rank = (item: T): number => {
    const name = nameOf(item);
    return /assets/i.test(name) ? 0 : /glue/i.test(name) ? 1 : 2;
  };
  return items.toSorted((a, b) => rank(a) - rank(b));
}
