import fc from 'fast-check';
import type { Operation } from '../../src/plan/operation.js';
import {
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
      ['read-mode-conflict', 'r', '/readMode']
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
      ['unsupported-option', 'r', '/nullValue']
    ],
    [
      'code that could leave its function',
      {
        operations: [
          read('r'),
          step('code', 'c', ['r'], { source: 'return (r', arguments: ['r'] }),
          writeS3('w', 'c')
        ]
      },
      ['bad-source', 'c', '/code']
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
