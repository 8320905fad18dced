import { CAST_NOTES } from './duckdb/cast.js';
import { duckDbForm } from './duckdb/index.js';
import type { FunctionEntry } from './entry.js';
import { FUNCTION_FAMILIES } from './index.js';

const INTRODUCTION = `The functions of Spark SQL that Glueflow knows: how many arguments they take, what type they yield, and how far their value depends on their
arguments alone. They stand in \`packages/components-manager/src/expression/functions\`, one file a family; [Spark's reference](https://spark.apache.org/docs/3.5.4/api/sql/index.html)
says what they do in full.

- A call with too few or too many arguments is a problem of the step.
- Words in brackets may be absent; \`...\` stands for any number of arguments.
- **Stable** functions have one value in a run and another in the next (the present time, the user), **volatile** ones another in each row. A step
  that calls one of either kind is computed anew by each preview and run; all others are kept while their data stays the same.
- **A function that is not in this list** (one that a library registers, or of a newer Spark) is kept as it is written. Its type is not known, and it
  counts as volatile, since a result that is kept by mistake shows old rows, while one computed anew only takes time. It also counts as code, which
  runs only when the person asks for it.
- **Code**: functions that run what their arguments name, or read XML, count as code too.
- **PySpark**: how the function is written where a step prints columns; \`expr\` stands for \`F.expr\` with Spark SQL.
- **DuckDB**: what the SQL of the target \`duckdb\` has in its place: the same function, the same value by a rewrite, or nothing, since the value could be another. A
  step that calls one of the last kind is refused by that target, and runs on Spark.`;

const DUCKDB = `## DuckDB

SQL for DuckDB (\`glueflow generate --target duckdb\`, \`glueflow run --engine duckdb\`) is printed only where it gives the rows that Spark gives, with ANSI mode
off and in UTC, as a Glue job has it. Everything else is a problem of the step that names the function. What that rests on:

- **Nulls** in comparisons, AND, OR and NOT are the same: \`a <> 5\` keeps no row whose \`a\` is null. Orders always say where nulls come.
- **Comparisons** of two types are printed with Spark's casts; text beside booleans, and lists, maps and structs, are not compared.
- **Division** is in floating point and null for a divisor of 0. Decimals are added, subtracted and multiplied, never divided.
- **NaN** is greater than any number in both. Statistics of Parquet files leave it out: DuckDB's optimiser is kept from counting on them
  (\`disabled_optimizers\`) where floating-point columns are read.
- **Overflow** of whole numbers stops the query, where Spark goes on with the lower bits. So do times that DuckDB does not have (before 290309 BC,
  after 294247-01-10 04:00:54.775806).
- **Sums, averages and deviations** of floating-point numbers may differ in the last digits, as they do between two runs of Spark.
- **Regular expressions**, and patterns of dates and numbers, are Java's in Spark: only patterns of \`date_format\` made of yyyy, MM, dd, HH, mm, ss have a form.
- **Samples**, \`rand\` and other chance have no form. Rows without an order come in any order, and a limit over them keeps any.
- **Names of columns** are the same but for upper and lower case in both.
- **Files**: Parquet, and CSV of an S3 input with declared columns (malformed lines stop the query). Tables of CSV or JSON, and JSON files, are Spark's.

Casts:

| from, to | in DuckDB |
| --- | --- |
${CAST_NOTES.map(([what, how]) => `| ${what} | ${how} |`).join('\n')}`;

/** Return the page of the manual about functions, in Markdown (`docs/functions.md`). */
export function functionsPage(): string {
  const parts = [
    '# Functions',
    '<!-- Written by scripts/docs-components.mjs from the catalogue of functions; change that, then run it. -->',
    '<!-- prettier-ignore-start -->',
    INTRODUCTION,
    DUCKDB
  ];
  for (const { title, functions } of Object.values(FUNCTION_FAMILIES)) {
    parts.push(
      `## ${title}`,
      [
        '| Function | Other names | What it does | Notes | PySpark | DuckDB |',
        '| --- | --- | --- | --- | --- | --- |',
        ...functions.map(row)
      ].join('\n')
    );
  }
  parts.push('<!-- prettier-ignore-end -->');
  return `${parts.join('\n\n')}\n`;
}

function row(entry: FunctionEntry): string {
  const { pyspark } = entry.dialects;
  const notes = [
    ...(entry.determinism === 'immutable' ? [] : [entry.determinism]),
    ...(entry.presentWithoutArgument ? ['stable without an argument'] : []),
    ...(entry.harmless ? [] : ['code'])
  ];
  return `| \`${entry.signature}\` | ${entry.aliases.map(each => `\`${each}\``).join(', ')} | ${entry.about} | ${notes.join(', ')} | ${
    pyspark === undefined
      ? '`expr`'
      : [
          `\`F.${entry.name}\``,
          ...(pyspark.since ? [`from ${pyspark.since} on`] : []),
          ...pyspark.parameters.flatMap(({ needed }, index) =>
            needed
              ? [`with ${index + 1} argument${index === 0 ? '' : 's'}`]
              : []
          )
        ].join(' ')
  } | ${duckDb(entry)} |`;
}

function duckDb({ name }: FunctionEntry): string {
  const form = duckDbForm(name);
  switch (form?.kind) {
    case 'same':
      return 'same';
    case 'rewritten':
      return `rewritten: ${form.how.replaceAll('|', '\\|')}`;
    default:
      return `no: ${form?.why ?? 'not known'}`;
  }
}
