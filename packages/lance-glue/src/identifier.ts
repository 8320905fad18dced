import { invalid } from './error.js';

/** The path of a namespace or table, such as `['sales', 'orders']`. The catalog itself is the empty path. */
export type Identifier = readonly string[];

/** What parts of a path are joined with. */
export const DELIMITER = '$';

/** Where a table stands. */
export interface TablePath {
  database: string;
  table: string;
}

/** Join a path to text, such as `sales$orders`; the catalog itself is the delimiter alone. */
export function printIdentifier(
  id: Identifier,
  delimiter: string = DELIMITER
): string {
  return id.length === 0 ? delimiter : id.join(delimiter);
}

/** Read the text of a path. Source: Lance namespace specification, "Object Identifier". */
export function parseIdentifier(
  text: string,
  delimiter: string = DELIMITER
): string[] {
  return text === '' || text === delimiter ? [] : text.split(delimiter);
}

/**
 * Return the database that a path names, `undefined` for the catalog itself.
 *
 * @throws LanceError InvalidInput for a path of more than one part, or with a name that Glue does not take
 */
export function databaseOf(id: Identifier | undefined): string | undefined {
  const parts = id ?? [];
  if (parts.length > 1) {
    throw invalid(
      `Namespace ${parts.join(DELIMITER)} has ${parts.length} parts: a Glue catalog holds databases, one level deep.`
    );
  }
  return parts.length === 0 ? undefined : checkedName(parts[0], 'database');
}

/**
 * Return where the table of a path stands.
 *
 * @throws LanceError InvalidInput unless there are two parts that Glue takes
 */
export function tableOf(id: Identifier | undefined): TablePath {
  const parts = id ?? [];
  if (parts.length !== 2) {
    throw invalid(
      `Table ${parts.join(DELIMITER) || '(none)'} has ${parts.length} parts: name a database and a table.`
    );
  }
  return {
    database: checkedName(parts[0], 'database'),
    table: checkedName(parts[1], 'table')
  };
}

/** Return a name as Glue keeps it. Source: AWS Glue API, single-line string of 1 to 255 characters; Glue folds names to lower case. */
export function checkedName(name: unknown, kind: string): string {
  if (typeof name !== 'string' || name.trim() === '' || name.length > 255) {
    throw invalid(
      `The name of the ${kind} must be text of 1 to 255 characters.`
    );
  }
  if (/[\p{Cc}]/u.test(name) || name.includes(DELIMITER)) {
    throw invalid(
      `The name of the ${kind} must not hold "${DELIMITER}", which joins names, or control characters.`
    );
  }
  return name.toLowerCase();
}
