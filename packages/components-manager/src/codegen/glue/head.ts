import type { PipelineParameter } from '../../document/document.js';
import {
  assign,
  attribute,
  boolean,
  call,
  list,
  method,
  name,
  string,
  type PyExpression,
  type PySection,
  type PyStatement
} from '../python/tree.js';
import type { ScriptContext } from './context.js';
import { isAnsiByDefault } from '../../job/version.js';

/** The lines before the first node: job arguments, GlueContext, Job and parameters. Called last, when all needs are known. */
export function headSections(context: ScriptContext): PySection[] {
  const used = context.usedParameters();
  const parameters = context.input.parameters;
  const optional = used.filter(([id]) => parameters[id]?.default !== undefined);
  const required = used.filter(([id]) => parameters[id]?.default === undefined);
  const options: PyExpression[] = [
    'JOB_NAME',
    ...required.map(([id]) => id)
  ].map(string);
  const sys = context.imported('sys');
  const argv = attribute(sys, 'argv');
  const statements: PyStatement[] = [];
  if (optional.length > 0) {
    statements.push(
      {
        kind: 'comment',
        text: 'getResolvedOptions requires every option it is told of: those with a default only when given.'
      },
      ...givenOptions(optional.map(([id]) => id))
    );
    options.push({ kind: 'starred', value: name('given_arguments') });
  }
  statements.push(
    assign(
      'args',
      call(context.imported('getResolvedOptions'), [argv, list(options)])
    )
  );
  const sections: PySection[] = [
    { statements: [...statements, ...contextStatements(context)] }
  ];
  if (used.length > 0) {
    sections.push({
      statements: used.map(([id, variable]) =>
        assign(variable, parameterValue(context, id, parameters[id]))
      )
    });
  }
  return sections;
}

function givenOptions(ids: readonly string[]): PyStatement[] {
  return [
    assign('optional_arguments', list(ids.map(string))),
    {
      kind: 'fixed',
      lines: [
        'given_arguments = [',
        '    each for each in optional_arguments if any(a.split("=")[0] == f"--{each}" for a in sys.argv)',
        ']'
      ]
    }
  ];
}

/**
 * What Spark 4 means otherwise than Spark 3.5 unless it is set: ANSI mode, and dates that Spark 2.4 read and Spark 3 does not, which
 * were an error and are null.
 *
 * Source: Spark SQL migration guide, "Upgrading from Spark SQL 3.5 to 4.0" (spark.sql.ansi.enabled, spark.sql.legacy.timeParserPolicy).
 */
const AS_ON_GLUE_5 = {
  'spark.sql.ansi.enabled': 'false',
  'spark.sql.legacy.timeParserPolicy': 'EXCEPTION'
} as const;

function contextStatements(context: ScriptContext): PyStatement[] {
  const spark = context.imported('SparkContext');
  const ansi = isAnsiByDefault(context.version);
  const conf = ansi
    ? [
        Object.entries(AS_ON_GLUE_5).reduce<PyExpression>(
          (conf, setting) => method(conf, 'set', setting.map(string)),
          call(context.imported('SparkConf'))
        )
      ]
    : [];
  return [
    ...(ansi
      ? [
          {
            kind: 'comment',
            text: 'As on Glue 5, in every session: a failed cast gives null, a doubtful date is an error.'
          } as const
        ]
      : []),
    assign(
      'glueContext',
      call(context.imported('GlueContext'), [
        method(spark, 'getOrCreate', conf)
      ])
    ),
    ...(context.usesSpark
      ? [assign('spark', attribute(name('glueContext'), 'spark_session'))]
      : []),
    assign('job', call(context.imported('Job'), [name('glueContext')])),
    {
      kind: 'expression',
      value: method(name('job'), 'init', [
        {
          kind: 'subscript',
          value: name('args'),
          index: string('JOB_NAME')
        },
        name('args')
      ])
    }
  ];
}

/** `int(args.get("month", "1"))`: the argument, or the default, as its type. */
function parameterValue(
  context: ScriptContext,
  id: string,
  parameter: PipelineParameter
): PyExpression {
  const fallback =
    parameter.default === undefined ? undefined : String(parameter.default);
  const text: PyExpression =
    fallback === undefined
      ? { kind: 'subscript', value: name('args'), index: string(id) }
      : method(name('args'), 'get', [string(id), string(fallback)]);
  switch (parameter.type) {
    case 'string':
      return text;
    case 'integer':
      return call(name('int'), [text]);
    case 'number':
      return call(name('float'), [text]);
    case 'boolean':
      return {
        kind: 'subscript',
        value: {
          kind: 'dict',
          entries: [
            [string('true'), boolean(true)],
            [string('false'), boolean(false)]
          ]
        },
        index: method(text, 'lower')
      };
    case 'date':
      return method(context.imported('date'), 'fromisoformat', [text]);
    case 'timestamp':
      return method(context.imported('datetime'), 'fromisoformat', [text]);
  }
}
