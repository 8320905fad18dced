import {
  assign,
  attribute,
  call,
  method,
  name,
  string
} from '../../python/tree.js';
import type { PyExpression } from '../../python/tree.js';
import type { PrintScope } from './printer.js';

/** Print a frame with columns added or replaced; each is computed from the frame as it was. */
export function withColumns(
  frame: PyExpression,
  columns: readonly (readonly [string, PyExpression])[]
): PyExpression {
  const [first] = columns;
  return columns.length === 0
    ? frame
    : columns.length === 1
      ? method(frame, 'withColumn', [string(first[0]), first[1]])
      : method(frame, 'withColumns', [
          // Not by an object, which would put names that are numbers first.
          {
            kind: 'dict',
            entries: columns.map(([each, value]) => [string(each), value])
          }
        ]);
}

/** Return an expression's value as a variable, which a statement before assigns unless it is one. */
export function asVariable(
  scope: PrintScope,
  value: PyExpression,
  purpose: string
): PyExpression {
  if (value.kind === 'name') {
    return value;
  }
  const variable = scope.context.names.allocate(
    `${scope.title} ${purpose}`,
    purpose
  );
  scope.add(assign(variable, value));
  return name(variable);
}

/**
 * Return a frame as a variable, and a name that none of its columns has: found when the script runs, for frames whose columns are not
 * known before.
 *
 * @param made - Names of columns that the frame gets beside it.
 */
export function unusedInFrame(
  scope: PrintScope,
  frame: PyExpression,
  base: string,
  made: readonly string[] = []
): { frame: PyExpression; unused: PyExpression } {
  const rows = asVariable(scope, frame, 'rows');
  const unused = call(scope.context.useHelper('unused_prefix'), [
    string(`_${base}`),
    attribute(rows, 'columns'),
    ...made.map(string)
  ]);
  return { frame: rows, unused: asVariable(scope, unused, base) };
}

/** Return a name that none of some columns has: `_base`, with more underscores where that is taken. */
export function unusedName(base: string, names: readonly string[]): string {
  const used = new Set(names.map(name => name.toLowerCase()));
  let result = `_${base}`;
  while (used.has(result)) {
    result = `_${result}`;
  }
  return result;
}
