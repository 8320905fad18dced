/** The argument that sets Spark's properties. */
export const CONF = '--conf';

/** Properties that hold a list: what two sides set is joined, not decided between. */
export const CONF_LISTS: ReadonlySet<string> = new Set([
  'spark.sql.extensions',
  'spark.jars.packages'
]);

/**
 * Return the properties that the value of a job's `--conf` sets, in its order; of a property set twice the last value counts.
 *
 * Source: AWS Glue developer guide, aws-glue-programming-etl-glue-arguments, `--conf`: one argument holds several properties when each
 * further one follows ` --conf `, as in `spark.a=1 --conf spark.b=2`.
 *
 * @example
 * parseConf('spark.a=1 --conf spark.b=x y') // Map { 'spark.a' => '1', 'spark.b' => 'x y' }
 */
export function parseConf(text: string): Map<string, string> {
  const properties = new Map<string, string>();
  for (const part of parts(text)) {
    const at = part.indexOf('=');
    const name = at < 0 ? part : part.slice(0, at).trim();
    properties.delete(name);
    properties.set(name, at < 0 ? '' : part.slice(at + 1).trim());
  }
  return properties;
}

/**
 * Return the value of `--conf` that sets a person's own properties and, after them, those that a job needs.
 *
 * What the person set stays as it is written and wins over a needed value of the same property; properties that are lists
 * (`spark.sql.extensions`) get both. Without anything to set the result is empty.
 *
 * @param own - The person's own value, such as `spark.a=1 --conf spark.b=2`.
 * @param needed - Properties by name.
 */
export function joinConf(
  own: string,
  needed: Readonly<Record<string, string>>
): string {
  const set = parseConf(own);
  const written = parts(own);
  const added: string[] = [];
  for (const [name, value] of Object.entries(needed)) {
    const before = set.get(name);
    if (before === undefined) {
      added.push(`${name}=${value}`);
    } else if (CONF_LISTS.has(name)) {
      const joined = `${name}=${joinList(before, value)}`;
      const at = written.findLastIndex(part => nameOf(part) === name);
      written[at] = joined;
    }
  }
  return [...written, ...added].join(` ${CONF} `);
}

/** Return a comma-separated list with the items of another that it lacks: `iceberg` and `delta` is `iceberg,delta`. */
export function joinList(own: string, needed: string): string {
  const items = [...own.split(','), ...needed.split(',')]
    .map(item => item.trim())
    .filter(item => item !== '');
  return [...new Set(items)].join(',');
}

/** The properties as written: between the words `--conf`, of which the first may be missing. */
function parts(text: string): string[] {
  return ` ${text} `
    .split(/\s--conf(?=\s)/)
    .map(part => part.trim())
    .filter(part => part !== '');
}

function nameOf(part: string): string {
  return part.split('=', 1)[0].trim();
}
