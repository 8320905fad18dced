import {
  compile,
  parseDocument,
  type JsonObject
} from '@glueflow/components-manager';
import { createRegistry } from '../../src/index.js';
import { lakefsOutput } from '../../src/outputs/lakefs.js';
import { configure, infer, lower, problems, show } from '../context.js';

const inputs = { in: 'month int, origin string' };
const to = (rest: object = {}): object => ({
  repository: 'flights',
  path: 'out/',
  ...rest
});

describe('lakefsOutput', () => {
  it('is one transaction on main by default', () => {
    const config = configure(lakefsOutput, to());
    expect(config).toEqual({
      repository: 'flights',
      branch: 'main',
      path: 'out/',
      format: 'parquet',
      mode: 'append',
      partitionKeys: [],
      message: '{job}, run {run}',
      transaction: true
    });
    expect(lakefsOutput.summary(config)).toBe(
      'appends to lakefs://flights/main/out/, Parquet'
    );
  });

  it('passes the columns on', () => {
    expect(show(infer(lakefsOutput, to(), { inputs }).schema)).toBe(inputs.in);
  });

  it.each<[object, string[]]>([
    [{}, ['missing-repository /repository', 'missing-path /path']],
    [to({ branch: 'v1~1' }), ['bad-branch /branch']],
    [to({ branch: '' }), ['missing-branch /branch']],
    [to({ path: 'out/../in/' }), ['bad-path /path']],
    [to({ message: ' ' }), ['missing-message /message']],
    [to({ message: 'By {jop}' }), ['unknown-fact /message']],
    [to({ message: '{job} {run} {pipeline} {time} {} {"a": 1}' }), []],
    [to({ partitionKeys: ['mon'] }), ['unknown-column /partitionKeys/0']],
    [to({ mode: 'partitions' }), ['missing-partition-keys /partitionKeys']]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(lakefsOutput, config, { inputs })).toEqual(expected);
  });

  it('lowers to one write', () => {
    expect(
      lower(lakefsOutput, to({ transaction: false }), { inputs })
    ).toMatchObject([
      {
        op: 'write',
        requires: ['glueflow/lakefs'],
        sink: {
          kind: 's3',
          lakefs: {
            repository: ['flights'],
            branch: ['main'],
            folder: ['out/'],
            message: ['{job}, run {run}'],
            transaction: false
          }
        }
      }
    ]);
  });
});

/** Compile a read of a repository, written to other places. */
function compiled(
  outputs: Record<string, JsonObject>,
  input: JsonObject = { repository: 'flights', path: 'in/' }
): ReturnType<typeof compile> {
  const nodes = {
    files: {
      component: 'lakefs-input',
      config: { ...input, columns: [{ name: 'a', type: 'int' }] }
    },
    ...Object.fromEntries(
      Object.entries(outputs).map(([id, config]) => [
        id,
        {
          component:
            'path' in config && 'repository' in config
              ? 'lakefs-output'
              : 's3-output',
          config
        }
      ])
    )
  };
  const { document } = parseDocument(
    JSON.stringify({
      glueflow: 1,
      nodes: Object.fromEntries(
        Object.entries(nodes).map(([id, node]) => [
          id,
          { ...node, title: id, version: 1 }
        ])
      ),
      edges: Object.fromEntries(
        Object.keys(outputs).map(id => [
          id,
          {
            from: { node: 'files', port: 'out' },
            to: { node: id, port: 'in' },
            order: 0
          }
        ])
      ),
      parameters: {},
      connections: {},
      job: { name: 'nightly' },
      layout: { nodes: {} },
      annotations: {}
    })
  );
  if (!document) {
    throw new Error('no document');
  }
  return compile(document, createRegistry(), { sources: {}, target: 'glue' });
}

describe('a pipeline with lakeFS outputs', () => {
  it('writes to them last, and merges after the last one', () => {
    const text =
      compiled({
        first: { repository: 'flights', path: 'out/', branch: 'main' },
        second: { repository: 'flights', path: 'more/', branch: 'main' },
        third: { path: 's3://bucket/out/' }
      }).script?.text ?? '';
    const order = ['# [third]', '# [first]', '# [second]', 'lakefs.finish()'];
    const places = order.map(each => text.indexOf(each));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(text.match(/lakefs\.finish\(\)/g)).toHaveLength(1);
    expect(text).toContain('lakefs = LakeFS(["flights"], "nightly")');
    expect(text.indexOf('lakefs.finish()')).toBeLessThan(
      text.indexOf('job.commit()')
    );
  });

  it('asks for the secret, and for leave to read it', () => {
    const { script } = compiled({
      out: { repository: 'flights', path: 'out/' }
    });
    expect(script?.needs.arguments).toEqual({
      '--lakefs-secret': 'glueflow/lakefs'
    });
    expect(script?.needs.actions).toEqual([
      {
        action: 'secretsmanager:GetSecretValue',
        resource: 'arn:aws:secretsmanager:*:*:secret:glueflow/lakefs-??????'
      }
    ]);
  });

  const codes = (found: ReturnType<typeof compile>): string[] =>
    found.problems.map(({ code, nodeId }) => `${code} ${nodeId}`);

  it('may overwrite what it reads only within a transaction', () => {
    const out = { repository: 'flights', path: 'in/', mode: 'overwrite' };
    expect(codes(compiled({ out }))).toEqual([]);
    expect(codes(compiled({ out: { ...out, transaction: false } }))).toEqual([
      'overwrites-input out'
    ]);
    expect(codes(compiled({ out, twice: { ...out, path: 'in/b/' } }))).toEqual([
      'overwrites-output out',
      'overwrites-output twice'
    ]);
  });

  it('can’t use a bucket with the name of a repository', () => {
    expect(codes(compiled({ out: { path: 's3://flights/out/' } }))).toEqual([
      'bucket-and-repository out'
    ]);
  });
});
