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
- **PySpark**: how the function is written where a step prints columns; \`expr\` stands for \`F.expr\` with Spark SQL.`;

/** Return the page of the manual about functions, in Markdown (`docs/functions.md`). */
export function functionsPage(): string {
  const parts = [
    '# Functions',
    '<!-- Written by scripts/docs-components.mjs from the catalogue of functions; change that, then run it. -->',
    '<!-- prettier-ignore-start -->',
    INTRODUCTION
  ];
  for (const { title, functions } of Object.values(FUNCTION_FAMILIES)) {
    parts.push(
      `## ${title}`,
      [
        '| Function | Other names | What it does | Notes | PySpark |',
        '| --- | --- | --- | --- | --- |',
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
  } |`;
}
