import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { saveConnection } from '@glueflow/aws';
import type { PipelineDocument, Problem } from '@glueflow/components-manager';
import { FakeGlue, ServiceError } from '../../glue-catalog/test/glue.js';
import { checkPipeline } from '../src/actions/check.js';
import { componentSource } from '../src/extensions/source.js';
import { FLIGHTS, ROOT, World } from './world.js';

const FLIGHTS_TABLE = {
  Name: 'flights',
  DatabaseName: 'nycflights',
  Parameters: { classification: 'parquet' },
  PartitionKeys: [{ Name: 'month', Type: 'int' }],
  StorageDescriptor: {
    Location: 's3://bucket/flights/',
    Columns: [
      { Name: 'origin', Type: 'string' },
      { Name: 'dep_delay', Type: 'int' }
    ]
  }
};

/** Bad input, from the file to what a person reads. */
describe('bad input', () => {
  let world: World;
  let document: PipelineDocument;
  const fake = new FakeGlue();
  beforeEach(() => {
    world = new World();
    document = JSON.parse(readFileSync(FLIGHTS, 'utf8'));
  });
  afterEach(async () => {
    await fake.stop();
    world.remove();
  });

  const save = (text = JSON.stringify(document)): string => {
    writeFileSync(world.path('p.glueflow'), text);
    return 'p.glueflow';
  };

  const problems = async (...options: string[]): Promise<Problem[]> => {
    const outcome = await world.run('validate', save(), '--json', ...options);
    expect(outcome.code).toBe(1);
    return JSON.parse(outcome.out).problems;
  };

  /** A connection to a service that answers as given. */
  const connect = async (
    answers: Parameters<FakeGlue['start']>[0] | string
  ): Promise<string[]> => {
    if (typeof answers !== 'string') {
      await fake.start(answers);
    }
    world.env.TEST_ID = 'AKIATEST';
    world.env.TEST_SECRET = 'test-secret';
    await saveConnection(
      'test',
      {
        kind: 'keys',
        keys: 'variables',
        accessKeyIdVariable: 'TEST_ID',
        secretAccessKeyVariable: 'TEST_SECRET',
        region: 'us-east-1',
        endpoint: typeof answers === 'string' ? answers : fake.url
      },
      world.env
    );
    return ['--connection', 'test'];
  };

  it('tells a cycle, a missing input, unknown components and fields at once', async () => {
    document.edges = {
      e1: {
        from: { node: 'jfk', port: 'out' },
        to: { node: 'loop', port: 'in' }
      },
      e2: {
        from: { node: 'loop', port: 'out' },
        to: { node: 'jfk', port: 'in' }
      },
      e4: {
        from: { node: 'nobody', port: 'out' },
        to: { node: 'jfk_flights', port: 'in' }
      }
    };
    document.nodes.loop = { ...document.nodes.jfk, title: 'Loop' };
    document.nodes.odd = {
      component: 'filter-row',
      version: 1,
      title: 'Odd',
      config: {}
    };
    document.nodes.lonely = {
      component: 'sort',
      version: 1,
      title: 'Lonely',
      config: { by: [{ column: 'a', direction: 'ascending' }], bye: 1 }
    };
    const found = await problems('--offline');
    const reported = found.map(
      ({ code, nodeId }) => `${code} ${nodeId ?? '-'}`
    );
    expect(reported).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^cycle/),
        expect.stringMatching(/^unknown-component odd/),
        expect.stringMatching(/^missing-input lonely/)
      ])
    );
    const text = found.map(({ message }) => message).join('\n');
    expect(text).toMatch(/filter-row/);
    expect(text).toMatch(/“?nobody”?/);
    expect(found.find(({ path }) => path === '/bye')).toMatchObject({
      nodeId: 'lonely'
    });
  });

  it('names node and field of a column that is gone, with a fix', async () => {
    document.nodes.jfk.config.condition = {
      operator: 'and',
      conditions: [{ column: 'orgin', operator: 'eq', value: 'JFK' }]
    };
    const options = await connect({
      GetTable: ({ Name }) =>
        Name === 'flights'
          ? { Table: FLIGHTS_TABLE }
          : new ServiceError('EntityNotFoundException', 'no')
    });
    const found = await problems(...options);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      code: 'unknown-column',
      nodeId: 'jfk',
      path: '/condition/conditions/0/column'
    });
    expect(found[0].message).toMatch(/orgin.*origin/);
    const { out } = await world.run('validate', save(), ...options);
    expect(out).toMatch(
      /^error node "From JFK, first quarter" \(jfk\) \/condition\/conditions\/0\/column: /
    );
  });

  it('names node and field of a table that is missing', async () => {
    const options = await connect({
      GetTable: () => new ServiceError('EntityNotFoundException', 'no')
    });
    const found = await problems(...options);
    expect(found).toMatchObject([
      { code: 'missing-table', nodeId: 'flights', path: '/table' }
    ]);
  });

  it('names node, field and permission where there are no rights', async () => {
    const options = await connect({
      GetTable: () =>
        new ServiceError(
          'AccessDeniedException',
          'User: arn:aws:iam::123456789012:user/me is not authorized to perform: glue:GetTable on resource: arn:aws:glue:us-east-1:123456789012:table/nycflights/flights'
        )
    });
    const found = (await problems(...options)).filter(
      ({ severity }) => severity === 'error'
    );
    expect(found).toMatchObject([
      { code: 'catalog-denied', nodeId: 'flights', path: '/table' },
      { code: 'catalog-denied', nodeId: 'jfk_flights', path: '/table' }
    ]);
    expect(found[0].message).toMatch(
      /Access denied: glue:GetTable on arn:aws:glue:.*table\/nycflights\/flights/
    );
  });

  it("warns of another table's folder by validate, generate, export and run, asks once, and not at all offline", async () => {
    const options = await connect({
      GetTable: ({ Name }) =>
        Name === 'flights'
          ? { Table: FLIGHTS_TABLE }
          : new ServiceError('EntityNotFoundException', 'no'),
      GetTables: () => ({
        TableList: [
          FLIGHTS_TABLE,
          {
            ...{ Name: 'planes', DatabaseName: 'nycflights' },
            StorageDescriptor: { Location: 's3://results/all/planes/' }
          }
        ]
      })
    });
    document.nodes.jfk_flights.config.path = 's3://results/all/';
    document.nodes.jfk_flights.config.mode = 'overwrite';
    const run = async (command: string, ...more: string[]) => {
      fake.calls.splice(0);
      const { out, err } = await world.run(command, save(), ...more);
      const text = out + err;
      return [
        text.match(/table nycflights\.planes has its files in/g)?.length ?? 0,
        fake.calls.filter(({ action }) => action === 'GetTables').length
      ];
    };
    const out = ['--out', world.path('x.py'), '--target', 'glue', '--force'];
    expect(await run('validate', ...options)).toEqual([1, 1]);
    expect(await run('generate', ...out, ...options)).toEqual([1, 1]);
    const folder = ['--out', world.path('out'), '--bucket', 'b', '--role', 'r'];
    expect(await run('export', ...folder, ...options)).toEqual([1, 1]);
    world.env.GLUEFLOW_PYTHON = join(__dirname, 'fixtures', 'python.mjs');
    world.env.GLUEFLOW_FAKE_SEEN = world.path('seen.json');
    expect(await run('run', ...options)).toEqual([1, 1]);
    expect(await run('run', ...options, '--json')).toEqual([1, 1]);
    expect(await run('validate', ...options, '--offline')).toEqual([0, 0]);
    // Database and folder as the values of a run have them.
    document.parameters.db = { type: 'string', default: 'none' };
    document.parameters.place = { type: 'string', default: 'none' };
    document.nodes.jfk_flights.config.database = '${db}';
    document.nodes.jfk_flights.config.path = 's3://results/${place}/';
    const checked = async (param: Record<string, string>) => {
      const { problems } = await checkPipeline(
        { path: world.path(save()) },
        { connection: 'test', param },
        {
          ...world.host,
          report: () => {},
          components: componentSource([], world.host)
        }
      );
      return problems.map(({ code }) => code);
    };
    expect(await checked({ db: 'nycflights', place: 'all' })).toContain(
      'overwrites-table'
    );
    expect(await checked({ place: 'none' })).not.toContain('overwrites-table');
  });

  it('names node and field when the service can not be reached, and writes nothing', async () => {
    const outcome = JSON.parse(
      cli(
        ...['export', FLIGHTS, '--out', world.path('out'), '--json'],
        ...['--endpoint', 'http://127.0.0.1:9', '--region', 'us-east-1']
      )
    );
    expect(outcome.error.kind).toBe('refused');
    expect(outcome.problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          code: 'catalog-unreachable',
          nodeId: 'flights',
          path: '/table',
          message: expect.stringMatching(/127\.0\.0\.1:9 cannot be reached/)
        })
      ])
    );
    // What was not looked up for that reason is not reported a second time.
    expect(
      outcome.problems.filter(
        ({ code }: Problem) => code === 'table-not-described'
      )
    ).toEqual([]);
    expect(world.names('out')).toEqual([]);
  });

  it('says when a run has written nothing', async () => {
    const run = { Id: 'jr_1', JobName: 'flights', JobRunState: 'SUCCEEDED' };
    const options = await connect({
      GetJobRuns: () => ({ JobRuns: [run] }),
      GetJobRun: () => ({ JobRun: run }),
      FilterLogEvents: () => ({ events: [] })
    });
    const reported = await world.run('jobs', 'logs', 'flights', ...options);
    expect(reported).toMatchObject({ code: 0, out: '' });
    expect(reported.err).toMatch(
      /run jr_1 of job flights \(SUCCEEDED\) has written nothing/
    );
  });

  /** The built command line in a process of its own: network errors of another realm are not what users meet. */
  function cli(...argv: string[]): string {
    try {
      return execFileSync(
        process.execPath,
        [join(ROOT, 'packages', 'server', 'bin', 'glueflow.js'), ...argv],
        {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
          env: {
            ...world.env,
            AWS_ACCESS_KEY_ID: 'AKIATEST',
            AWS_SECRET_ACCESS_KEY: 'test-secret'
          }
        }
      );
    } catch (error) {
      return String((error as { stdout: string }).stdout);
    }
  }

  it('exits with 3 when the keys a connection names are not there', async () => {
    const options = await connect({});
    delete world.env.TEST_SECRET;
    const outcome = await world.run('validate', save(), ...options);
    expect(outcome.code).toBe(3);
    expect(outcome.err).toMatch(/has no TEST_SECRET/);
  });

  it('exits with 2 when there is no such connection, and says which may be meant', async () => {
    await connect({});
    const outcome = await world.run(
      ...['validate', save(), '--connection', 'tests']
    );
    expect(outcome.code).toBe(2);
    expect(outcome.err).toMatch(
      /no connection "tests" in your settings\. Did you mean "test"\?/
    );
  });

  it.each([
    [
      'broken',
      '{"glueflow": 1,\n  "nodes": {]}',
      'syntax',
      /line 2, column 13/
    ],
    ['empty', '', 'syntax', /empty/],
    ['newer', '{"glueflow": 99, "nodes": {}}', 'newer', /newer Glueflow/],
    ['another JSON', '[1, 2]', 'invalid', /no pipeline/],
    ['malformed', '{"glueflow": 1, "nodes": []}', 'invalid', /nodes/]
  ])(
    'refuses a %s document with the reason, and leaves it alone',
    async (_, text, reason, message) => {
      const file = save(text);
      const before = statSync(world.path(file)).mtimeMs;
      for (const command of [
        ['validate', file],
        ['generate', file],
        ['export', file, '--out', 'out'],
        ['run', file]
      ]) {
        const outcome = await world.run(...command, '--offline', '--json');
        expect(outcome.code).toBe(1);
        const facts = JSON.parse(outcome.out);
        expect(facts.reason).toBe(reason);
        expect(facts.problems[0].message).toMatch(message);
      }
      expect(readFileSync(world.path(file), 'utf8')).toBe(text);
      expect(statSync(world.path(file)).mtimeMs).toBe(before);
      expect(world.names()).toEqual(['p.glueflow']);
    }
  );

  it('refuses what is no text', async () => {
    writeFileSync(world.path('p.glueflow'), Buffer.from([0xff, 0xfe, 0x00]));
    const { code, err } = await world.run('validate', 'p.glueflow');
    expect(code).toBe(1);
    expect(err).toMatch(/p\.glueflow is no UTF-8 text/);
  });

  it('refuses a folder', async () => {
    const { code, err } = await world.run('validate', '.');
    expect(code).toBe(1);
    expect(err).toMatch(/\. can't be read: it is a folder/);
  });

  const NAMES = [
    `it's "quoted"`,
    'back\\slash \\n',
    '{braces} {0} %s ${not_a_parameter',
    'line\nbreak\r\u2028and\u0085more',
    '🛫 emoji',
    'class',
    '# [id] comment',
    '"""',
    'None'
  ];

  it('compiles names of every kind to a script that parses and means the same', async () => {
    const [input, filter, output] = ['flights', 'jfk', 'jfk_flights'];
    const scripts: string[] = [];
    for (const name of NAMES) {
      const copy: PipelineDocument = structuredClone(document);
      copy.nodes[input].title = name;
      copy.nodes[filter].title = name;
      copy.nodes[filter].config.condition = {
        operator: 'and',
        conditions: [{ column: 'origin', operator: 'eq', value: name }]
      };
      copy.nodes[output].title = name;
      writeFileSync(world.path('n.glueflow'), JSON.stringify(copy));
      const outcome = await world.run('generate', 'n.glueflow', '--offline');
      expect(outcome.code).toBe(0);
      scripts.push(outcome.out);
    }
    // Python itself reads the scripts back: each must parse, and hold its name as one literal.
    const read = `
import ast, json, sys
scripts, names = json.load(sys.stdin)
found = []
for script in scripts:
    tree = ast.parse(script)
    found.append([n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)])
print(json.dumps([name in values for name, values in zip(names, found)]))
`;
    const python = join(
      ROOT,
      '.venv',
      ...(process.platform === 'win32'
        ? ['Scripts', 'python']
        : ['bin', 'python'])
    );
    const said = execFileSync(python, ['-c', read], {
      input: JSON.stringify([scripts, NAMES]),
      encoding: 'utf8',
      env: { ...process.env, PYTHONUTF8: '1' }
    });
    expect(JSON.parse(said)).toEqual(NAMES.map(() => true));
  });

  it('shows control characters of names and does not obey them', async () => {
    document.nodes.jfk.title = 'red \u001b[31m title';
    document.nodes.jfk.config = {};
    const { out } = await world.run('validate', save(), '--offline');
    expect(out).toMatch(/red �\[31m title/);
    expect(out).not.toContain('\u001b');
  });
});
