import { writeFileSync } from 'node:fs';
import { World } from './world.js';

type Parts = Record<string, unknown>;

const READ = {
  component: 's3-input',
  config: { paths: ['s3://bucket/in/'], format: 'parquet' }
};
const WRITE = { component: 's3-output', config: { path: 's3://bucket/out/' } };
const LINK = {
  from: { node: 'a', port: 'out' },
  to: { node: 'z', port: 'in' }
};

/** A pipeline of a read and a write, with other parts. */
const pipeline = (
  parts: Parts,
  nodes: Parts = {},
  edges: unknown = {}
): Parts => ({
  glueflow: 1,
  nodes: { a: READ, z: WRITE, ...nodes },
  edges:
    typeof edges === 'object' && edges !== null && !Array.isArray(edges)
      ? { e: LINK, ...edges }
      : edges,
  ...parts
});

const join = (config: unknown): Parts => ({
  j: { component: 'join', config }
});

/** What each error must say: the thing and the remedy. */
const CASES: [string, Parts | string, RegExp[]][] = [
  [
    'a title in the place of a name',
    pipeline({}, join({ kind: 'left', keys: [{ left: 'x', right: 'x' }] })),
    [/no field “kind” here\. Did you mean “how” \(Kind\)\?/]
  ],
  [
    'an enum’s value under another name',
    pipeline({}, join({ typ: 'anti', keys: [{ left: 'x', right: 'x' }] })),
    [/no field “typ” here\. Did you mean “how” \(Kind\)\?/]
  ],
  [
    'text for an object',
    pipeline({}, join({ keys: ['carrier'] })),
    [
      /Entry 1 of “keys” must be an object such as \{"left": "…", "right": "…"\}, not text/
    ]
  ],
  [
    'a shape error beside another error',
    pipeline({ layout: 3 }, join({ kind: 'left' }), {
      x: { from: 'a', to: 'j' }
    }),
    [
      /“layout” must be an object.* \(at \/layout\)/,
      /“from” must be an object such as \{"node": "…", "port": "…"\}, not text.*\/edges\/x\/from/,
      /“to” must be an object/,
      /no field “kind”/
    ]
  ],
  [
    'nodes as a list',
    { glueflow: 1, nodes: [READ] },
    [/“nodes” must be an object.*not a list/]
  ],
  [
    'a node that is null, and an unknown component',
    pipeline({}, { n: null, o: { component: 'filter-row' } }),
    [
      /“n” must be an object such as \{"component": "…"\}, not empty/,
      /“filter-row”.*[Dd]id you mean “filter-rows”/
    ]
  ],
  [
    'an edge without a port',
    pipeline(
      {},
      {},
      { x: { from: { node: 'a' }, to: { node: 'z', port: 'in' } } }
    ),
    [/“port” is not set.*\/edges\/x\/from\/port/]
  ],
  [
    'a version as text, and a title as a number',
    pipeline({}, { v: { component: 'sort', version: '1', title: 5 } }),
    [
      /“version” must be a whole number, not text/,
      /“title” must be text, not a number/
    ]
  ],
  [
    'a parameter of no type beside a wrong field',
    pipeline(
      { parameters: { p: { type: 'text' }, '9x': { type: 'string' } } },
      join({ how: 'lft' })
    ),
    [
      /“type” can’t be “text”\. Choose one of: “string”/,
      /“9x” can’t be a name/,
      /can’t be “lft”\. Did you mean “left”/
    ]
  ],
  [
    'no JSON',
    '{"glueflow": 1,}',
    [/comma too many before “}” \(line 1, column 16\)/]
  ],
  ['a comment', '{"glueflow": 1 // one\n}', [/line 1, column 16/]],
  ['nothing', '', [/file is empty/]],
  ['a list', '[]', [/must be an object with a “glueflow” field/]],
  [
    'a version in words',
    { glueflow: '1', nodes: {} },
    [/“glueflow” field must be the number/]
  ]
];

describe('a malformed pipeline', () => {
  const world = new World();
  afterAll(() => world.remove());

  it.each(CASES)('%s: every problem at once', async (_, document, messages) => {
    const text =
      typeof document === 'string' ? document : JSON.stringify(document);
    writeFileSync(world.path('p.glueflow'), text);
    const { code, out, err } = await world.run(
      'validate',
      'p.glueflow',
      '--offline'
    );
    expect(code).toBe(1);
    expect(err).toBe('');
    for (const message of messages) {
      expect(out).toMatch(message);
    }
  });

  it('is never taken for worse than it is: what follows from what was left out is not said', async () => {
    const broken = pipeline(
      {},
      {},
      { e: { from: { node: 'a', port: 'out' } } }
    );
    writeFileSync(world.path('p.glueflow'), JSON.stringify(broken));
    const { out } = await world.run('validate', 'p.glueflow', '--offline');
    expect(out).toMatch(/“to” is not set.*\n.*: 1 error\n$/);
  });

  it('warns of no listeners with many catalog inputs', async () => {
    const { abortable } = await import('../src/abort.js');
    const warnings: string[] = [];
    const note = (warning: Error): void => void warnings.push(warning.name);
    process.on('warning', note);
    const { signal } = abortable();
    for (let count = 0; count < 40; count++) {
      signal.addEventListener('abort', () => undefined);
    }
    await new Promise(resolve => setTimeout(resolve, 20));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});
