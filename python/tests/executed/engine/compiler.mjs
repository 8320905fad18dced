/** What the tests of the engine use of the compiler, inner modules included. */

/** Import a module of the compiler by its path below `lib`. */
export const load = name =>
  import(
    new URL(
      `../../../../packages/components-manager/lib/${name}.js`,
      import.meta.url
    )
  );

const { parseType } = await load('index');

/** Columns of the plan, of `[[name, type], …]` with types as Spark writes them. */
export const schemaOf = columns =>
  columns.map(([name, type]) => ({ name, type: parseType(type) }));

/** The operation that reads Parquet files of a place. */
export const readOf = (id, path, schema) => ({
  op: 'read',
  id,
  nodeId: id,
  inputs: [],
  schema,
  source: {
    kind: 's3',
    paths: [[path]],
    format: 'parquet',
    formatOptions: {},
    recursive: false,
    exclusions: [],
    columns: schema
  }
});
