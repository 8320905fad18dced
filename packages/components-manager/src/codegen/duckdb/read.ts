import { isReference, plainText, type Text } from '../../document/text.js';
import { glueHints } from '../../plan/hint.js';
import { key } from '../../plan/column.js';
import type {
  CatalogSource,
  ReadOperation,
  S3Source
} from '../../plan/operation.js';
import { duckDbType } from '../../expression/functions/duckdb/types.js';
import type { Expression } from '../../expression/typed.js';
import {
  boolean,
  call,
  cast,
  choose,
  expand,
  id,
  infix,
  number,
  text,
  type Sql,
  type SqlItem,
  type SqlMacro,
  type SqlQuery
} from '../../sql/tree.js';
import type { Column, Schema } from '../../types/type.js';
import { printType } from '../../types/print.js';
import { coerced } from './coerce.js';
import {
  folderOf,
  expressionsOf,
  type DuckDbPrinter,
  type DuckDbScope
} from './frame.js';
import { NoForm, settled } from './noform.js';

const ONE_LINE: SqlMacro = {
  name: 'one_line',
  parameters: ['value'],
  about:
    'A value of CSV without line breaks: Spark would take one with a line break for several records, which stops the query.',
  body: choose(
    [
      [
        call('regexp_matches', id('value'), text('[\\n\\r]')),
        call(
          'error',
          text(
            'A value has a line break. Turn “Values over several lines” on, or run the step with Spark.'
          )
        )
      ]
    ],
    id('value')
  )
};

/** Prints a read: the files first, as a variable, then the columns in the types that the pipeline knows. */
export const printRead: DuckDbPrinter<ReadOperation> = (scope, read) => {
  const { source, schema = [] } = read;
  reportHints(scope, read);
  const query =
    source.kind === 's3'
      ? filesOf(scope, read, source, schema)
      : tableOf(scope, read, source, schema);
  return [
    {
      query: {
        kind: 'select',
        items: query.items,
        from: { kind: 'function', call: query.reader },
        ...(query.where ? { where: query.where } : {})
      }
    }
  ];
};

interface Reading {
  items: SqlItem[];
  reader: ReturnType<typeof call>;
  where?: Sql;
}

/** What a read asks of AWS Glue that changes its rows. */
function reportHints(scope: DuckDbScope, read: ReadOperation): void {
  const hints = glueHints(read);
  if (hints.bookmark) {
    scope.problem(
      '/hints/glue/bookmark',
      'a job bookmark reads only what earlier runs of the Glue job did not'
    );
  }
  if (hints.inconsistentTypes) {
    scope.problem(
      '/hints/glue/inconsistentTypes',
      'columns of inconsistent types are settled by AWS Glue'
    );
  }
  if (hints.unreadable ?? hints.ownReader) {
    scope.problem(
      '/hints/glue/mode',
      'the table’s SerDe is followed by AWS Glue’s readers alone'
    );
  }
  if (read.source.role) {
    scope.problem('/source/connection', 'it assumes a role for the files');
  }
}

function tableOf(
  scope: DuckDbScope,
  read: ReadOperation,
  source: CatalogSource,
  schema: Schema
): Reading {
  const { format, location, partitionKeys = [] } = source;
  if (format?.toLowerCase() !== 'parquet') {
    scope.problem(
      '/source/table',
      format === undefined
        ? 'the format of the table is not known, as the catalog was not asked'
        : `DuckDB’s reader of ${format} does not follow the table’s SerDe`
    );
  }
  if (location === undefined) {
    scope.problem('/source/table', 'where the table lies is not known');
  }
  const place = location?.replace(/(?<!\/)\/+$/, '') ?? '';
  const keys = partitionKeys.map(each => each.name);
  // Only folders of the partition keys hold rows of the table.
  const pattern = [place, ...keys.map(() => '*'), '*'].join('/');
  const files = filesVariable(scope, [
    { pattern: text(pattern), root: text(`${place}/`), rest: restOf(keys) }
  ]);
  const conditions: Expression[] = [
    ...(source.partitionPredicate ? [own(source.partitionPredicate)] : []),
    ...(glueHints(read).catalogPartitionPredicate
      ? [own(glueHints(read).catalogPartitionPredicate ?? [])]
      : []),
    ...(read.partitionFilter ? [read.partitionFilter] : [])
  ];
  return {
    reader: parquet(files, keys.length > 0),
    items: items(scope, wanted(read, schema)),
    ...partitionWhere(scope, conditions, partitionKeys)
  };
}

/** A person's own predicate. */
function own(value: Text): Expression {
  return {
    kind: 'sql',
    text: value,
    columns: null,
    type: { kind: 'boolean' }
  };
}

/** Conditions over partition keys, which the names of folders hold as text. */
function partitionWhere(
  scope: DuckDbScope,
  conditions: readonly Expression[],
  keys: Schema
): { where?: Sql } {
  const expressions = expressionsOf(scope, keys, name => {
    const column = keys.find(each => key(each.name) === key(name));
    return column === undefined ? id(name) : inType(column, true);
  });
  const wheres = conditions.map((each, index) =>
    scope.at(
      index === 0 ? '/source/partitionPredicate' : '/partitionFilter',
      () => expressions.condition(each)
    )
  );
  const found = wheres.filter(each => each !== undefined);
  return found.length === 0 ? {} : { where: infix('AND', ...found) };
}

function filesOf(
  scope: DuckDbScope,
  read: ReadOperation,
  source: S3Source,
  schema: Schema
): Reading {
  if (source.exclusions.length > 0) {
    scope.problem('/source/exclusions', 'objects are excluded by AWS Glue');
  }
  if (source.lakefs) {
    scope.problem('/source/lakefs', 'lakeFS is read by the job’s own code');
  }
  if (source.patterns) {
    scope.problem(
      '/source/patterns',
      'patterns are Hadoop’s. Name folders or files'
    );
  }
  const columns = source.columns ?? [];
  const keys = columns.filter(each => each.partition).map(each => each.name);
  const files = filesVariable(
    scope,
    source.paths.map(path => placeOf(path, source.recursive, keys))
  );
  const kept = wanted(read, schema);
  switch (source.format) {
    case 'parquet':
      return {
        reader: parquet(files, keys.length > 0),
        items: items(scope, kept)
      };
    case 'csv':
      return csv(scope, read, source, files, kept);
    default:
      scope.problem(
        '/source/format',
        'Spark reads JSON by rules of its own: keys without regard to case, records that can’t be read left out'
      );
      return { reader: call('read_json', files), items: [] };
  }
}

/** The columns that a read yields. */
function wanted(read: ReadOperation, schema: Schema): readonly Column[] {
  return read.columns
    ? read.columns.flatMap(
        name => schema.find(each => key(each.name) === key(name)) ?? []
      )
    : schema;
}

function parquet(files: Sql, partitioned: boolean): ReturnType<typeof call> {
  return {
    ...call('read_parquet', files),
    named: {
      union_by_name: boolean(true),
      hive_partitioning: boolean(partitioned),
      ...(partitioned ? { hive_types_autocast: boolean(false) } : {})
    }
  };
}

/** Return the columns of files in their types; those of folders are text. */
function items(scope: DuckDbScope, columns: readonly Column[]): SqlItem[] {
  return columns.flatMap((column, index) => {
    const value = scope.at(`/schema/${index}`, () =>
      inType(column, column.partition === true)
    );
    return value === undefined ? [] : [{ name: column.name, value }];
  });
}

function inType({ name, type }: Column, ofText: boolean): Sql {
  const target = duckDbType(type);
  if (target === undefined) {
    throw new NoForm(
      type.kind === 'unknown'
        ? `the type of the column “${name}” is not known. Declare the columns`
        : `the column “${name}” is ${printType(type)}, which DuckDB has not as Spark has it`
    );
  }
  return ofText
    ? settled(coerced({ sql: id(name), type: { kind: 'string' } }, type)).sql
    : cast(id(name), target);
}

/** Where the files of a source are: a pattern, the folder before its first sign, and what the rest of a path must look like. */
interface Place {
  pattern: Sql;
  root?: Sql;
  rest?: string;
}

/** The files of a folder: all below it, those in it, or those in folders of partition keys; a path with a dot in its end is a file. */
function placeOf(
  path: Text,
  recursive: boolean,
  keys: readonly string[]
): Place {
  const plain = plainText(path);
  if (plain !== undefined && /\/[^/]+\.[^/.]+$/.test(plain)) {
    return { pattern: text(plain) };
  }
  const root = folderOf(path);
  const below =
    keys.length > 0
      ? `${keys.map(() => '*/').join('')}*`
      : recursive
        ? '**'
        : '*';
  return {
    pattern:
      root.kind === 'text'
        ? text(root.value + below)
        : infix('||', root, text(below)),
    root,
    rest: restOf(keys)
  };
}

/** What the path of a file is below its folder: folders of partition keys, and a name. */
function restOf(keys: readonly string[]): string {
  return keys.length > 0
    ? `^${keys.map(name => `${escaped(encodeKey(name))}=[^/]*/`).join('')}[^/]+$`
    : '[^/]$';
}

/** A name of a partition key as a folder has it. */
function encodeKey(name: string): string {
  return name.replace(
    /["#%'*/:=?\\{[\]^]/g,
    each => `%${each.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  );
}

function escaped(value: string): string {
  return value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * Set a variable to the files of a source: like Spark without those whose names, or folders, begin with an underscore or a dot.
 *
 * Source: Spark 3.5, `InMemoryFileIndex.shouldFilterOutPathName`.
 */
function filesVariable(scope: DuckDbScope, places: readonly Place[]): Sql {
  if (places.every(({ root }) => root === undefined)) {
    return { kind: 'list', items: places.map(({ pattern }) => pattern) };
  }
  const name = scope.name('files');
  const queries = places.map(({ pattern, root, rest }): SqlQuery => {
    if (root === undefined || rest === undefined) {
      return { kind: 'select', items: [{ name: 'file', value: pattern }] };
    }
    const length =
      root.kind === 'text' ? number(root.value.length) : call('length', root);
    const below = call('substring', id('file'), infix('+', length, number(1)));
    return {
      kind: 'select',
      items: [{ value: id('file') }],
      from: { kind: 'function', call: call('glob', pattern) },
      where: infix('AND', call('regexp_matches', below, text(rest)), {
        kind: 'prefix',
        operator: 'NOT',
        operand: call('regexp_matches', below, text(HIDDEN))
      })
    };
  });
  scope.before({
    kind: 'variable',
    name,
    value: {
      kind: 'query',
      query: {
        kind: 'select',
        items: [
          {
            value: {
              ...call('list', id('file')),
              order: [{ value: id('file'), descending: false, nulls: 'LAST' }]
            }
          }
        ],
        from: {
          kind: 'query',
          query:
            queries.length === 1
              ? queries[0]
              : { kind: 'set', operator: 'UNION ALL', inputs: queries },
          alias: 'files'
        }
      }
    }
  });
  return call('getvariable', text(name));
}

/** Names that Spark leaves out, those of folders too. */
const HIDDEN = '(?:^|/)(?:\\.|_[^=/]*(?:/|$))';

/** Options that DuckDB's reader follows as Spark's does. */
const CSV_OPTIONS = new Set([
  'header',
  'sep',
  'quote',
  'multiLine',
  'nullValue'
]);

function csv(
  scope: DuckDbScope,
  read: ReadOperation,
  source: S3Source,
  files: Sql,
  columns: readonly Column[]
): Reading {
  const { formatOptions } = source;
  const options: Record<string, string | boolean | undefined> = {};
  for (const [name, value] of Object.entries(formatOptions)) {
    const field = `/source/formatOptions/${name}`;
    const plain = optionValue(value);
    if (!CSV_OPTIONS.has(name)) {
      scope.problem(field, `DuckDB’s reader has no ${name} as Spark has it`);
    } else if (plain === undefined) {
      scope.problem(field, 'its value must be stated, not a parameter');
    } else {
      options[name] = plain;
    }
  }
  if (read.malformed !== undefined && read.malformed !== 'null') {
    scope.problem('/malformed', 'malformed records are found by Spark alone');
  }
  const { header = false, sep = ',', quote = '"', multiLine = false } = options;
  const all = source.columns ?? [];
  if (all.length === 0) {
    scope.problem('/source/columns', 'the columns must be declared');
  }
  const ofFiles = all.filter(each => !each.partition);
  const reader: ReturnType<typeof call> = {
    ...call('read_csv', files),
    named: {
      header: boolean(header === true),
      delim: text(String(sep)),
      quote: text(String(quote)),
      escape: text(String(quote)),
      nullstr: {
        kind: 'list',
        items: [text(''), text(String(options.nullValue ?? '\\N'))]
      },
      allow_quoted_nulls: boolean(false),
      hive_partitioning: boolean(ofFiles.length < all.length),
      ...(ofFiles.length < all.length
        ? { hive_types_autocast: boolean(false) }
        : {}),
      ...(header === true
        ? {
            all_varchar: boolean(true),
            comment: text(''),
            skip: { kind: 'number', digits: '0' }
          }
        : {
            auto_detect: boolean(false),
            columns: {
              kind: 'struct',
              fields: ofFiles.map(({ name }) => ({
                name,
                value: text('VARCHAR')
              }))
            }
          })
    }
  };
  return {
    reader,
    items: columns.flatMap((column, index): SqlItem[] => {
      const { name, type } = column;
      const value = scope.at(`/schema/${index}`, () => {
        if (duckDbType(type) === undefined) {
          return inType(column, true);
        }
        const plain =
          column.partition || multiLine === true
            ? id(name)
            : expand(ONE_LINE, id(name));
        return settled(coerced({ sql: plain, type: { kind: 'string' } }, type))
          .sql;
      });
      return value === undefined ? [] : [{ name, value }];
    })
  };
}

function optionValue(
  value: S3Source['formatOptions'][string]
): string | boolean | undefined {
  if (Array.isArray(value)) {
    return plainText(value as Text);
  }
  return isReference(value) || typeof value === 'number'
    ? undefined
    : (value as string | boolean);
}
