import * as manager from '@glueflow/components-manager';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { createRegistry } from '../src/index.js';

/** The document of the examples: an input, and an output of all that it reads. */
const TEXT = JSON.stringify({
  glueflow: 1,
  nodes: {
    rows: {
      component: 's3-input',
      config: {
        paths: ['s3://my-bucket/rows/'],
        format: 'parquet',
        columns: [{ name: 'id', type: 'int' }]
      }
    },
    out: {
      component: 's3-output',
      config: { path: 's3://my-bucket/out/', format: 'parquet' }
    }
  },
  edges: {
    e: { from: { node: 'rows', port: 'out' }, to: { node: 'out', port: 'in' } }
  }
});

const SOURCES = join(__dirname, '../../components-manager/src');
/** An example, and the function whose doc comment has it. */
const EXAMPLE =
  /\n \* @example\n((?: \* .+\n)+)(?: \*\n(?: \* ?.*\n)*)? \*\/\nexport function (\w+)/g;
const RESULT = /^(.+?);? \/\/ → (.+)$/;

function* examples(): Generator<[name: string, code: string]> {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter(each => each.endsWith('.ts'))) {
    const text = readFileSync(join(SOURCES, file), 'utf8');
    for (const [, lines, name] of text.matchAll(EXAMPLE)) {
      // Those without a result show how a call is printed.
      if (lines.includes('// → ')) {
        yield [name, lines.replace(/^ \* /gm, '')];
      }
    }
  }
}

/** Run an example; a line with `// → value` yields that value. */
function run(code: string): [found: unknown, expected: unknown][] {
  const found: [unknown, unknown][] = [];
  const { document } = manager.parseDocument(TEXT);
  const known = {
    ...manager,
    createRegistry,
    text: TEXT,
    document,
    yields: (value: unknown, expected: unknown) => found.push([value, expected])
  };
  const body = code
    .split('\n')
    .map(line => line.replace(RESULT, 'yields($1, $2);'))
    .join('\n');
  // A block of its own, so that an example may name a result as it likes.
  const execute = compileFunction(`{\n${body}\n}`, Object.keys(known)) as (
    ...values: unknown[]
  ) => void;
  execute(...Object.values(known));
  return found;
}

const EXAMPLES = [...examples()];

describe('examples of components-manager', () => {
  it('stand at the functions that are used most', () => {
    expect(EXAMPLES.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'analyze',
        'buildGraph',
        'buildPlan',
        'compile',
        'compileProgram',
        'jobSettingsWithDefaults',
        'parseDocument',
        'parseSqlExpression',
        'parseText',
        'parseType',
        'printType',
        'serializeDocument'
      ])
    );
  });

  it.each(EXAMPLES)('of %s does what it says', (_, code) => {
    const results = run(code);
    expect(results).not.toEqual([]);
    for (const [found, expected] of results) {
      expect(found).toEqual(expected);
    }
  });
});
