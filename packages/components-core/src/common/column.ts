import {
  nearest,
  sameName,
  type Column,
  type ComponentContext,
  type ComponentProblem,
  type Schema
} from '@glueflow/components-manager';

/** Shorter lists are searched as fast as an index of them is made. */
const SHORT = 32;

interface Index {
  /** How long the list was: it may have grown since. */
  length: number;
  exact: Map<string, Column>;
  lower: Map<string, Column>;
}

const indexes = new WeakMap<Schema, Index>();

/** Find a column by name: exactly, or else without regard to case, as Spark SQL does. Lists of thousands are indexed once. */
export function findColumn(schema: Schema, name: string): Column | undefined {
  if (schema.length <= SHORT) {
    return (
      schema.find(column => column.name === name) ??
      schema.find(column => sameName(column.name, name))
    );
  }
  let index = indexes.get(schema);
  if (index?.length !== schema.length) {
    index = indexOf(schema);
    indexes.set(schema, index);
  }
  return index.exact.get(name) ?? index.lower.get(name.toLowerCase());
}

function indexOf(schema: Schema): Index {
  const exact = new Map<string, Column>();
  const lower = new Map<string, Column>();
  // From the end, so that the first of a name wins.
  for (const column of [...schema].reverse()) {
    exact.set(column.name, column);
    lower.set(column.name.toLowerCase(), column);
  }
  return { length: schema.length, exact, lower };
}

/** A column's name as the schema spells it, or as it is where the schema is not known. */
export function spelling(schema: Schema | undefined, name: string): string {
  return (schema && findColumn(schema, name)?.name) ?? name;
}

/** JSON pointer within the document of a place within a node's configuration: where a fix goes. */
export function documentPath(
  context: Pick<ComponentContext, 'nodeId'>,
  path: string
): string {
  return `/nodes/${context.nodeId}/config${path}`;
}

/** An error with a code, a place and a sentence. */
export function error(
  code: string,
  path: string,
  message: string,
  fix?: ComponentProblem['fix']
): ComponentProblem {
  return { code, severity: 'error', path, message, ...(fix ? { fix } : {}) };
}

/** A warning with a code, a place and a sentence. */
export function warning(
  code: string,
  path: string,
  message: string,
  fix?: ComponentProblem['fix']
): ComponentProblem {
  return { code, severity: 'warning', path, message, ...(fix ? { fix } : {}) };
}

/** The fix that puts another name into a field. */
export function nameFix(
  context: Pick<ComponentContext, 'nodeId'>,
  path: string,
  name: string
): NonNullable<ComponentProblem['fix']> {
  return {
    title: `Use ${quote(name)}`,
    path: documentPath(context, path),
    value: name
  };
}

/** The problem of a name that is not among those there are, with the nearest of `fitting` as a fix. */
export function unknownColumn(
  name: string,
  names: Iterable<string>,
  path: string,
  context: Pick<ComponentContext, 'nodeId'>,
  where = 'the input',
  fitting?: Iterable<string>
): ComponentProblem {
  const all = [...names];
  const near = nearest(name, fitting ?? all);
  const known =
    all.length === 0
      ? 'It has no columns.'
      : `It has ${list(all.map(quote), 12)}.`;
  const problem = error(
    'unknown-column',
    path,
    `There is no column ${quote(name)} in ${where}. ${near === undefined ? known : `Did you mean ${quote(near)}?`}`,
    near === undefined ? undefined : nameFix(context, path, near)
  );
  return { ...problem, column: name };
}

/**
 * Look a column up for a field, reporting an empty name or an unknown one.
 *
 * Returns `undefined` when it was not found or the schema is unknown. Of columns that do not fit, none is offered in its place.
 */
export function requireColumn(
  schema: Schema | undefined,
  name: string,
  path: string,
  context: Pick<ComponentContext, 'nodeId'>,
  problems: ComponentProblem[],
  where?: string,
  fits: (column: Column) => boolean = () => true
): Column | undefined {
  if (name === '') {
    problems.push(
      error(
        'missing-column',
        path,
        where === undefined
          ? 'Choose a column.'
          : `Choose a column of ${where}.`
      )
    );
    return undefined;
  }
  if (!schema) {
    return undefined;
  }
  const column = findColumn(schema, name);
  if (!column) {
    problems.push(
      unknownColumn(
        name,
        schema.map(candidate => candidate.name),
        path,
        context,
        where,
        schema.filter(fits).map(candidate => candidate.name)
      )
    );
  }
  return column;
}

/** Report names that a list holds twice, without regard to case. `paths[i]` is the place of `names[i]`. */
export function duplicateNames(
  names: readonly string[],
  path: (index: number) => string,
  what: string,
  problems: ComponentProblem[]
): void {
  const seen = new Set<string>();
  names.forEach((name, index) => {
    const key = name.toLowerCase();
    if (key === '') {
      return;
    }
    if (seen.has(key)) {
      problems.push(
        error(
          'duplicate-column',
          path(index),
          `${what} ${quote(name)} appears more than once (upper and lower case count as the same). Give each its own name.`
        )
      );
    }
    seen.add(key);
  });
}

/** A name in quotation marks, line breaks made visible. */
export function quote(name: string): string {
  return `“${name.replace(/[\n\r\t]/g, ' ')}”`;
}

/** Words as “a, b and 3 more”. */
export function list(words: readonly string[], most = 4): string {
  if (words.length > most) {
    return `${words.slice(0, most).join(', ')} and ${words.length - most} more`;
  }
  return words.join(', ');
}
