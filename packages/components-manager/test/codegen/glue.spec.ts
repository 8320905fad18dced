import fc from 'fast-check';
import type { Operation } from '../../src/plan/operation.js';
import {
  PYSPARK,
  col,
  columns,
  filter,
  fn,
  generate,
  int,
  param,
  read,
  readS3,
  step,
  text,
  writeCatalog,
  writeS3,
  type Sample
} from './build.js';
import { runPython } from './python/interpreter.js';

const codes = (sample: Sample): [string, string | undefined, string][] =>
  generate(sample).problems.map(each => [each.code, each.nodeId, each.path]);

describe('CodeGeneratorGlue', () => {
  test.each<[string, Sample, [string, string | undefined, string]]>([
    [
      'a parameter with a name of AWS Glue',
      { parameters: { JOB_NAME: { type: 'string' } }, operations: [] },
      ['reserved-parameter', undefined, '/parameters/JOB_NAME']
    ],
    [
      'a table of ORC files to be made',
      { operations: [read('r'), writeCatalog('w', 'r', { format: 'orc' })] },
      ['catalog-format', 'w', '/format']
    ],
    [
      'compressed Avro',
      {
        operations: [
          read('r'),
          writeS3('w', 'r', { format: 'avro', compression: 'snappy' })
        ]
      },
      ['bad-compression', 'w', '/compression']
    ],
    [
      'a bookmark on a native read',
      {
        operations: [
          read('r', { bookmark: true, mode: 'dataFrame' }),
          writeS3('w', 'r')
        ]
      },
      ['read-mode-conflict', 'r', '/mode']
    ],
    [
      'an option that a DynamicFrame does not have',
      {
        operations: [
          readS3(
            'r',
            { formatOptions: { nullValue: ['NA'] } },
            { bookmark: true }
          ),
          writeS3('w', 'r')
        ]
      },
      ['option-unsupported', 'r', '/nullValue']
    ],
    [
      'code that could leave its function',
      {
        operations: [
          read('r'),
          step('code', 'c', ['r'], {
            ...PYSPARK,
            source: 'return (r',
            arguments: ['r']
          }),
          writeS3('w', 'c')
        ]
      },
      ['bad-source', 'c', '/source']
    ]
  ])('refuses %s', (_, sample, expected) => {
    expect(codes(sample)).toEqual([expected]);
    expect(generate(sample).script).toBe(undefined);
  });

  test('counts conversions between DynamicFrame and DataFrame', () => {
    const conversions = (operations: Operation[]): number | undefined =>
      generate({ operations }).script?.conversions;
    expect(conversions([read('r'), writeS3('w', 'r')])).toBe(0);
    expect(conversions([read('r'), writeCatalog('w', 'r')])).toBe(1);
    expect(
      conversions([read('r', { bookmark: true }), writeCatalog('w', 'r')])
    ).toBe(2);
  });

  test('never prints what reads the data only to look at it', () => {
    const { script } = generate({
      operations: [read('r', { bookmark: true }), writeCatalog('w', 'r')]
    });
    expect(script?.text).not.toMatch(
      /\.(count|show|printSchema)\(|DropNullFields|EvaluateDataQuality/
    );
  });

  /** https://docs.aws.amazon.com/glue/latest/dg/programming-etl-connect-bookmarks.html */
  test('gives a context to bookmarked reads only, one for each place', () => {
    const contexts = (...operations: Operation[]): string[] =>
      [
        ...(generate({
          operations: [
            ...operations,
            ...operations.map(({ id }) => writeCatalog(`w${id}`, id))
          ]
        }).script?.text.matchAll(/transformation_ctx="([^"]*)"/g) ?? [])
      ].map(([, context]) => context);
    const marked = { bookmark: true };
    expect(contexts(read('a'), readS3('b', { exclusions: [['*.x']] }))).toEqual(
      []
    );
    const [first, ...more] = contexts(
      readS3('a', { paths: [['s3://b/in']] }, marked),
      readS3('b', { inconsistentTypes: true } as object)
    );
    expect(more).toEqual([]);
    expect(first).toMatch(/^a_[0-9a-f]{8}$/);
    const of = (path: string): string[] =>
      contexts(readS3('a', { paths: [[path]] }, marked));
    expect(of('s3://b/in/')).toEqual([first]);
    expect(of('s3://b/other/')).not.toEqual([first]);
    expect(contexts(read('a', marked))).not.toEqual(
      contexts(read('a', marked, { table: ['other'] }))
    );
  });

  /** apache/spark#50757: a task that runs again must give the same rows to the same files. */
  test('deals rows out to files by what is in them', () => {
    const text = generate({
      operations: [
        read('r'),
        writeS3('w', 'r', { partitionKeys: ['month'], files: 2 })
      ]
    }).script?.text;
    expect(text).toContain('spread_rows(r, [F.col("month")], 2)');
    expect(text).toContain('F.xxhash64(');
    expect(text).not.toContain('monotonically_increasing_id');
  });

  test.each([
    ['SELECT * FROM r ORDER BY carrier', 'coalesce'],
    ['select * from r order /* by */ by carrier limit 3', 'coalesce'],
    ['SELECT * FROM (SELECT * FROM r ORDER BY carrier) t', 'repartition'],
    ["SELECT 'ORDER BY' FROM r", 'repartition'],
    ['SELECT row_number() OVER (ORDER BY carrier) FROM r', 'repartition']
  ])('keeps the order of %s in one file', (query, method) => {
    const text = generate({
      operations: [
        read('r'),
        step('sql', 'q', ['r'], { query: [query], aliases: ['r'] }),
        filter('f', 'q', fn('isNotNull', col('carrier'))),
        writeS3('w', 'f', { files: 1 })
      ]
    }).script?.text;
    expect(text).toContain(`.${method}(1)`);
  });

  /** https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-csv-home.html */
  test('turns quotes of a CSV sink off by a number, and gives it no escaper', () => {
    const csv = (formatOptions: object): Sample => ({
      operations: [
        read('r'),
        writeCatalog('w', 'r', {
          format: 'csv',
          formatOptions: formatOptions as never
        })
      ]
    });
    expect(generate(csv({ quote: [] })).script?.text).toContain('quoteChar=-1');
    expect(codes(csv({ escape: ['!'] }))).toEqual([
      ['unsupported-option', 'w', '/escape']
    ]);
  });

  test('checks what parameters make of a path, in the script', () => {
    const text =
      generate({
        parameters: { p: { type: 'string' } },
        operations: [
          readS3('r', { paths: [['s3://b/in/', { parameter: 'p' }]] }),
          writeS3('w', 'r', {
            sink: { kind: 's3', path: ['s3://b/out/', { parameter: 'p' }, '/'] }
          })
        ]
      }).script?.text ?? '';
    expect(text).toContain('s3_path(f"s3://b/in/{p}")');
    expect(text).toContain('s3_path(f"s3://b/out/{p}/")');
    const helper = text.slice(
      text.indexOf('def s3_path'),
      text.indexOf('\n\n\n', text.indexOf('def s3_path'))
    );
    const check = `${helper}
import json, sys
def ok(path):
    try:
        return s3_path(path) == path
    except ValueError as error:
        return False
print(json.dumps([ok(path) for path in json.load(sys.stdin)]))`;
    const paths = ['s3://b/x/', 's3://b/a/b', 's3://b/.x/y..', 's3://b'];
    const faults = [
      's3://b//',
      's3://b/./',
      's3://b/../out/',
      's3://b/a/../b',
      's3://b/x//',
      's3:///x',
      'b/x',
      ''
    ];
    expect(runPython<boolean[]>(check, paths)).toEqual(paths.map(() => true));
    expect(runPython<boolean[]>(check, faults)).toEqual(
      faults.map(() => false)
    );
  });

  test('any text in any field: the script parses, and every literal is there with its value', () => {
    const anyText = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            '"',
            "'",
            '\\',
            '{',
            '}',
            '\n',
            '\r',
            '\0',
            '"""',
            '\ud800',
            '\u{1f600}',
            '${',
            '`',
            '.',
            '#'
          ),
          fc.string({ unit: 'binary', maxLength: 4 }),
          fc.string({ maxLength: 20 })
        ),
        { minLength: 1, maxLength: 12 }
      )
      .map(parts => parts.join(''));
    const samples = fc.sample(
      fc.record({
        title: anyText,
        database: anyText,
        table: anyText,
        column: anyText,
        value: anyText,
        path: anyText,
        sql: anyText,
        alias: anyText,
        option: anyText,
        fallback: anyText,
        predicate: anyText
      }),
      { numRuns: 250, seed: 11 }
    );
    const scripts = samples.map(each => {
      const { script, problems } = generate({
        titles: {
          r: each.title,
          f: `${each.title}\n`,
          q: each.title,
          o: each.alias
        },
        parameters: { p: { type: 'string', default: each.fallback } },
        operations: [
          read(
            'r',
            { schema: columns('a int') },
            {
              database: [each.database],
              table: [each.table],
              partitionPredicate: [each.predicate]
            }
          ),
          filter(
            'f',
            'r',
            fn(
              'and',
              fn('eq', col(each.column), text(each.value)),
              fn('ne', col('x'), param('p')),
              fn('gt', col('y'), int(1))
            )
          ),
          step('sql', 'q', ['f'], {
            query: [each.sql, { parameter: 'p' }],
            aliases: [each.alias]
          }),
          step('project', 'o', ['q'], {
            items: [
              {
                name: each.column,
                expression: {
                  kind: 'sql',
                  text: [each.sql],
                  columns: null,
                  type: { kind: 'int' }
                }
              }
            ]
          }),
          writeS3('w', 'o', {
            format: 'csv',
            formatOptions: { sep: [each.option] },
            sink: { kind: 's3', path: [`s3://b/${each.path}`] },
            partitionKeys: [each.column]
          })
        ]
      });
      expect(problems).toEqual([]);
      return script?.text ?? '';
    });
    const missing = runPython<unknown[]>(
      `
import ast, json, sys
missing = []
shapes = set()
for fields, script in json.load(sys.stdin):
    tree = ast.parse(script)
    found = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    for field in ("database", "table", "value", "option", "fallback", "predicate", "sql", "column"):
        if fields[field] not in found:
            missing.append([field, fields[field], script])
    if "s3://b/" + fields["path"] not in found:
        missing.append(["path", fields, script])
    shapes.add(tuple(type(each).__name__ for each in tree.body))
if len(shapes) != 1:
    missing.append(["shape", sorted(shapes)])
print(json.dumps(missing[:3]))
`,
      samples.map((each, index) => [each, scripts[index]])
    );
    expect(missing).toEqual([]);
  });

  test('is the same to the byte at 10,000 nodes', () => {
    const operations: Operation[] = [read('n0')];
    for (let index = 1; index < 10_000; index++) {
      operations.push(
        filter(
          `n${index}`,
          `n${index - 1}`,
          fn('gt', col('distance'), int(index))
        )
      );
    }
    operations.push(writeCatalog('out', 'n9999'));
    const sample = { operations };
    const first = generate(sample).script?.text;
    expect(first?.match(/^# \[n\d+\]/gm)).toHaveLength(10_000);
    expect(generate(sample).script?.text === first).toBe(true);
  });
});
