import { looksSecret } from '@glueflow/components-manager/job/arguments.js';

/** One setting that differs: `before` or `after` is absent where the setting is not there. */
export interface Change {
  /** Path of the setting, words apart: `DefaultArguments --TempDir`. */
  path: string;
  before?: unknown;
  after?: unknown;
}

/** Of a deployed job: what AWS writes itself and nobody asks for. */
const REPORTED_ONLY = new Set([
  'Name',
  'CreatedOn',
  'LastModifiedOn',
  'AllocatedCapacity',
  'MaxCapacity',
  'ProfileName'
]);

/** What AWS means when a deployed job does not say. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  JobMode: 'SCRIPT',
  JobRunQueuingEnabled: false,
  MaxRetries: 0,
  ExecutionClass: 'STANDARD',
  'ExecutionProperty MaxConcurrentRuns': 1
};

/** What an update would change of a deployed job: UpdateJob resets what it is not given, so that what is absent counts too. */
export function jobChanges(deployed: object, wanted: object): Change[] {
  const asked = Object.fromEntries(
    Object.entries(deployed).filter(
      ([name, value]) => !REPORTED_ONLY.has(name) && value !== ''
    )
  );
  const before = { ...DEFAULTS, ...Object.fromEntries(flatten(asked)) };
  return changes(before, Object.fromEntries(flatten(wanted))).filter(
    ({ path, before, after }) => !(path === 'Role' && sameRole(before, after))
  );
}

/** What differs between two settings, by path. */
export function changes(deployed: object, wanted: object): Change[] {
  const before = flatten(deployed);
  const after = flatten(wanted);
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap(path => {
    const was = before.get(path);
    const will = after.get(path);
    return JSON.stringify(was) === JSON.stringify(will)
      ? []
      : [
          {
            path,
            ...(was === undefined ? {} : { before: was }),
            ...(will === undefined ? {} : { after: will })
          }
        ];
  });
}

/** A change as a line: + added, - removed, ~ changed. Secrets are not shown. */
export function describeChange({ path, before, after }: Change): string {
  const argument = path.split(' ').at(-1) ?? path;
  const show = (value: unknown) =>
    looksSecret(argument, String(value))
      ? '(not shown)'
      : JSON.stringify(value);
  if (before === undefined) {
    return `+ ${path}: ${show(after)}`;
  }
  return after === undefined
    ? `- ${path}: ${show(before)}`
    : `~ ${path}: ${show(before)} -> ${show(after)}`;
}

/** Nested settings by path; what is not set is not there. */
function flatten(value: object): Map<string, unknown> {
  const result = new Map<string, unknown>();
  for (const [name, item] of Object.entries(value)) {
    if (typeof item === 'object' && item !== null && !Array.isArray(item)) {
      for (const [path, part] of flatten(item)) {
        result.set(`${name} ${path}`, part);
      }
    } else if (
      item !== undefined &&
      item !== null &&
      !(Array.isArray(item) && item.length === 0)
    ) {
      result.set(name, item);
    }
  }
  return result;
}

/** Whether a role's name and an ARN may mean the same role. */
function sameRole(one: unknown, other: unknown): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') {
    return false;
  }
  return (
    one.startsWith('arn:') !== other.startsWith('arn:') &&
    one.split('/').at(-1) === other.split('/').at(-1)
  );
}
