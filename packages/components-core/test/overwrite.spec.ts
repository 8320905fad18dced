import {
  analyze,
  compile,
  compileProgram,
  parseDocument,
  type PipelineDocument
} from '@glueflow/components-manager';
import { createRegistry } from '../src/index.js';

const registry = createRegistry();

/** A pipeline that reads CSV files and writes them elsewhere. */
function pipeline(
  input: object,
  output: object,
  more: object = {}
): PipelineDocument {
  const { document, problems } = parseDocument(
    JSON.stringify({
      glueflow: 1,
      nodes: {
        events: {
          component: 's3-input',
          version: 1,
          title: 'Events',
          config: {
            format: 'parquet',
            columns: [{ name: 'id', type: 'int' }],
            ...input
          }
        },
        copy: {
          component: 's3-output',
          version: 1,
          title: 'Copy',
          config: { format: 'parquet', mode: 'overwrite', ...output }
        }
      },
      edges: {
        e: {
          from: { node: 'events', port: 'out' },
          to: { node: 'copy', port: 'in' }
        }
      },
      ...more
    })
  );
  if (!document) {
    throw new Error(JSON.stringify(problems));
  }
  return document;
}

/** Errors as the Problems panel, the Code panel and export, and Run find them. */
function everywhere(document: PipelineDocument): string[][] {
  const codes = (problems: readonly { code: string; severity: string }[]) =>
    problems
      .filter(({ severity }) => severity === 'error')
      .map(({ code }) => code);
  const analysis = analyze(document, registry);
  return [
    codes(analysis.problems),
    codes(compile(document, registry, { target: 'glue' }).problems),
    codes(compileProgram(analysis).problems)
  ];
}

/** The pipeline of `flights` with its filter replaced by a query, and its output given a place to write. */
function queried(
  query: string,
  output: Record<string, string>
): PipelineDocument {
  const made = pipeline(IN, { path: 's3://bucket/lo/out/', ...output });
  made.nodes.query = {
    component: 'sql-query',
    version: 1,
    title: 'Query',
    config: { query, columns: [{ name: 'id', type: 'int' }] }
  };
  made.edges.e.to.node = 'query';
  made.edges.f = {
    from: { node: 'query', port: 'out' },
    to: { node: 'copy', port: 'in' }
  };
  return made;
}

const IN = { paths: ['s3://bucket/lo/in/'] };

describe('Checks of reads and writes together', () => {
  it.each<[string, object, object, object, string]>([
    ['own input', IN, { path: 's3://bucket/lo/in' }, {}, 'overwrites-input'],
    ['a parent', IN, { path: 's3://bucket/lo/' }, {}, 'overwrites-input'],
    ['a child', IN, { path: 's3://bucket/lo/in/x/' }, {}, 'overwrites-input'],
    [
      'a parameter that is its input',
      IN,
      { path: 's3://bucket/lo/${p}/' },
      { parameters: { p: { type: 'string', default: 'in' } } },
      'overwrites-input'
    ],
    [
      'a parameter that leaves the folder',
      IN,
      { path: 's3://other/out/${p}/' },
      { parameters: { p: { type: 'string', default: '..' } } },
      'bad-path'
    ],
    [
      'a bookmarked input',
      { ...IN, bookmark: true },
      { path: 's3://bucket/out/' },
      {},
      'overwrites-with-bookmark'
    ],
    [
      'a parameter with a name of AWS Glue',
      IN,
      { path: 's3://bucket/out/${TempDir}/' },
      { parameters: { TempDir: { type: 'string', default: 'x' } } },
      'reserved-parameter'
    ]
  ])('say the same everywhere of %s', (_, input, output, more, code) => {
    expect(everywhere(pipeline(input, output, more))).toEqual([
      [code],
      [code],
      [code]
    ]);
  });

  it('names the input that reads what is overwritten', () => {
    const { problems } = analyze(
      pipeline(IN, { path: 's3://bucket/lo/' }),
      registry
    );
    expect(problems.map(({ message }) => message)).toEqual([
      'This overwrites s3://bucket/lo/, and “Events” reads s3://bucket/lo/in/: the data would be removed under the reader. Write to another place, or append.'
    ]);
  });

  it('checks paths with the values that a run is given', () => {
    const document = pipeline(
      IN,
      { path: 's3://bucket/lo/${p}/' },
      { parameters: { p: { type: 'string', default: 'out' } } }
    );
    const found = (values?: Record<string, string>): string[] =>
      compile(document, registry, { target: 'glue', values }).problems.map(
        ({ code }) => code
      );
    expect(found()).toEqual([]);
    expect(found({ p: 'in' })).toEqual(['overwrites-input']);
    expect(found({ p: '' })).toContain('bad-path');
    const analysis = analyze(document, registry);
    expect(
      compileProgram(analysis, { arguments: { '--p': 'in' } }).problems
    ).toMatchObject([{ code: 'overwrites-input' }]);
  });

  it('finds them beside other errors, and not in branches that write nothing', () => {
    const document = pipeline(IN, { path: 's3://bucket/lo/in/' });
    const broken = {
      ...document,
      nodes: {
        ...document.nodes,
        lone: { ...document.nodes.events, config: { paths: [] } }
      }
    } as PipelineDocument;
    expect(
      analyze(broken, registry)
        .problems.filter(({ severity }) => severity === 'error')
        .map(({ code, nodeId }) => `${code} ${nodeId}`)
        .sort()
    ).toEqual(['missing-path lone', 'overwrites-input copy']);
  });

  it("warn the same everywhere of another table's folder, and refuse nothing", () => {
    const table = (name: string) => ({
      columns: [{ name: 'id', type: { kind: 'int' } as const }],
      partitionKeys: [],
      format: 'parquet',
      location: `s3://bucket/${name}/`
    });
    const sources = {
      table: (_: unknown, __: string, name: string) => table(name),
      locations: () => [
        { name: 'events', location: 's3://bucket/events/' },
        { name: 'other', location: 's3://bucket/out/other/' }
      ]
    };
    const { nodes, ...rest } = pipeline({}, { path: 's3://bucket/out/' });
    const document: PipelineDocument = {
      ...rest,
      nodes: {
        copy: nodes.copy,
        events: {
          ...nodes.events,
          component: 'glue-catalog-input',
          config: { database: 'db', table: 'events' }
        }
      }
    };
    const analysis = analyze(document, registry, sources);
    const compiled = compile(document, registry, { target: 'glue', sources });
    for (const { problems } of [analysis, compiled]) {
      expect(problems).toMatchObject([
        {
          code: 'overwrites-table',
          severity: 'warning',
          nodeId: 'copy',
          path: '/path'
        }
      ]);
    }
    expect(compiled.script).toBeDefined();
    expect(compileProgram(analysis).program).toBeDefined();
  });
});

describe('A table that SQL names', () => {
  const catalog = {
    table: (_: string | undefined, database: string, table: string) =>
      database === 'db' && table === 't'
        ? { columns: [], partitionKeys: [], location: 's3://bucket/t/' }
        : undefined
  };

  test('is not overwritten by the pipeline that reads it', () => {
    const codes = (query: string, path: string): string[] =>
      analyze(queried(query, { path }), registry, catalog)
        .problems.filter(({ severity }) => severity === 'error')
        .map(({ code, nodeId }) => `${code} ${nodeId}`);
    const join = 'SELECT e.id FROM events e JOIN db.t USING (id)';
    expect(codes(join, 's3://bucket/t/')).toEqual(['overwrites-input copy']);
    expect(codes(join, 's3://bucket/u/')).toEqual([]);
    expect(codes('SELECT id FROM events', 's3://bucket/t/')).toEqual([]);
    const files =
      'SELECT id FROM events UNION SELECT id FROM parquet.`s3://bucket/u/`';
    expect(codes(files, 's3://bucket/u/')).toEqual(['overwrites-input copy']);
  });
});
