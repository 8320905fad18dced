import { analyze } from '../../src/analysis/analyze.js';
import { compile, type Compilation } from '../../src/compile.js';
import { ComponentRegistry } from '../../src/component/registry.js';
import type { Component } from '../../src/component/component.js';
import type { PipelineDocument } from '../../src/document/document.js';
import { emptyDocument } from '../../src/document/parse.js';
import { NO_NEEDS, needsOf, withNeeds } from '../../src/job/need.js';
import { compileProgram } from '../../src/program.js';
import { requirementFaults } from '../../src/requirement/check.js';
import {
  Requirements,
  type ScriptRequirement
} from '../../src/requirement/requirement.js';
import { read, step, writeS3 } from '../codegen/build.js';
import { runPython } from '../codegen/python/interpreter.js';

const DIGEST: ScriptRequirement = {
  id: 'acme/digest',
  reason: 'The step “Mask” uses it.',
  imports: [{ module: 'hashlib' }],
  code: 'def digest(text):\n    """A digest of a text."""\n    return hashlib.sha256(text.encode()).hexdigest()',
  defines: ['digest']
};
const MASK: ScriptRequirement = {
  id: 'acme/mask',
  reason: 'The step “Mask” asks for it.',
  imports: [{ module: 'pyspark.sql', name: 'functions', alias: 'F' }],
  code: 'def mask_columns(frame, columns, salt):\n    """Digests in place of values."""\n    for name in columns:\n        frame = frame.withColumn(name, F.lit(digest(salt)))\n    return frame',
  defines: ['mask_columns'],
  uses: [DIGEST],
  arguments: { '--acme-audit': 'on' },
  conf: { 'spark.acme': '1' },
  jars: ['s3://acme/a.jar'],
  pythonModules: ['shapely==2.0.6'],
  glueConnections: ['vpc'],
  actions: [{ action: 'kms:Decrypt' }]
};

function component(
  id: string,
  category: Component['category'],
  rest: Pick<Component, 'lower'> & Partial<Component>
): Component {
  return {
    id,
    version: 1,
    title: id,
    category,
    icon: id,
    help: id,
    keywords: [],
    inputs: category === 'input' ? [] : [{ id: 'in', title: 'In' }],
    outputs: category === 'output' ? [] : [{ id: 'out', title: 'Out' }],
    configuration: { type: 'object' },
    summary: () => id,
    schema: () => ({ problems: [] }),
    ...rest
  };
}

const mask = (
  requirement: ScriptRequirement,
  id = 'mask',
  called = 'mask_columns'
): Component =>
  component(id, 'transform', {
    requirements: [requirement],
    lower: (_, { nodeId, inputs }) => [
      step('call', nodeId, [inputs[0].frame], {
        language: 'python',
        engine: 'spark',
        function: called,
        arguments: {
          columns: { kind: 'list', items: ['carrier', 'a"b'] },
          salt: { kind: 'text', text: ['x\ny'] }
        },
        deterministic: true,
        requires: [requirement.id]
      })
    ]
  });

function compiled(...steps: Component[]): Compilation {
  const { document, registry } = pipeline(...steps);
  return compile(document, registry, { target: 'glue' });
}

function pipeline(...steps: Component[]): {
  document: PipelineDocument;
  registry: ComponentRegistry;
} {
  const source = component('read', 'input', {
    lower: (_, { nodeId }) => [read(nodeId)]
  });
  const sink = component('write', 'output', {
    lower: (_, { nodeId, inputs }) => [writeS3(nodeId, inputs[0].frame)]
  });
  const document: PipelineDocument = emptyDocument();
  [source, ...steps, sink].forEach(({ id }, index) => {
    document.nodes[`n${index}`] = {
      component: id,
      version: 1,
      title: index === 1 ? 'Digest' : id,
      config: {}
    };
    if (index > 0) {
      document.edges[`e${index}`] = {
        from: { node: `n${index - 1}`, port: 'out' },
        to: { node: `n${index}`, port: 'in' }
      };
    }
  });
  const registry = new ComponentRegistry([source, ...steps, sink]);
  return { document, registry };
}

describe('a requirement of a component', () => {
  const { script, problems } = compiled(mask(MASK), mask(MASK, 'again'));
  const text = script?.text ?? '';

  it('is in the script once, as it is written, with what it uses', () => {
    expect(problems).toEqual([]);
    for (const { code = '' } of [MASK, DIGEST]) {
      expect(text.split(code)).toHaveLength(2);
    }
    expect(text).toMatch(/^import hashlib\nimport sys\n\n/);
  });

  it('is called with literals, by a name that no variable takes', () => {
    expect(text).toContain(
      'digest_2 = mask_columns(read, columns=["carrier", \'a"b\'], salt="x\\ny")'
    );
  });

  it('makes a script that Python reads', () => {
    const check = [
      'import ast, json, sys',
      'print(json.dumps(len(ast.parse(json.loads(sys.stdin.read())).body)))'
    ].join('\n');
    expect(runPython(check, text)).toBeGreaterThan(5);
  });

  it('is part of the job', () => {
    expect(script?.needs).toEqual({
      arguments: { '--acme-audit': 'on' },
      conf: { 'spark.acme': '1' },
      jars: ['s3://acme/a.jar'],
      pythonModules: ['shapely==2.0.6'],
      glueConnections: ['vpc'],
      actions: [{ action: 'kms:Decrypt' }],
      reasons: {
        '--acme-audit': 'The step “Mask” asks for it.',
        'kms:Decrypt': 'The step “Mask” asks for it.'
      }
    });
    expect(
      withNeeds(
        { '--conf': 'spark.b=2', '--extra-jars': 's3://mine/b.jar' },
        script?.needs ?? NO_NEEDS
      )
    ).toEqual({
      '--acme-audit': 'on',
      '--additional-python-modules': 'shapely==2.0.6',
      '--conf': 'spark.b=2 --conf spark.acme=1',
      '--extra-jars': 's3://mine/b.jar,s3://acme/a.jar'
    });
  });

  it('is part of the program of previews and runs in the editor, as far as the steps need it', () => {
    const { document, registry } = pipeline(mask(MASK));
    const own = { '--conf': 'spark.b=2', '--acme-audit': 'off' };
    const argumentsOf = (upTo?: string) =>
      compileProgram(analyze(document, registry), { upTo, arguments: own })
        .program?.arguments;
    expect(argumentsOf()).toEqual({
      '--acme-audit': 'off',
      '--additional-python-modules': 'shapely==2.0.6',
      '--conf': 'spark.b=2 --conf spark.acme=1',
      '--extra-jars': 's3://acme/a.jar'
    });
    expect(argumentsOf('n0')).toEqual(own);
  });

  it('makes the value of its argument part of a step’s key', () => {
    const { document, registry } = pipeline(mask(MASK));
    const key = (own: Record<string, string>): string | undefined =>
      compileProgram(analyze(document, registry), {
        arguments: own
      }).program?.steps.find(({ nodeId }) => nodeId === 'n1')?.key;
    expect(key({ '--acme-audit': 'off' })).not.toBe(key({}));
    expect(key({ '--acme-audit': 'on' })).toBe(key({}));
    expect(key({ '--other': 'x' })).toBe(key({}));
  });

  it('is refused with other content under the same id', () => {
    const found = compiled(mask(MASK), mask({ ...MASK, conf: {} }, 'other'));
    expect(found.script).toBeUndefined();
    expect(found.problems.map(({ code }) => code)).toEqual([
      'component-failed'
    ]);
    expect(found.problems[0].message).toContain('“acme/mask”');
  });

  it('must define what is called', () => {
    const found = compiled(mask(MASK, 'mask', 'unmask'));
    expect(found.problems.map(({ code }) => code)).toEqual([
      'unknown-function'
    ]);
  });
});

describe('needsOf', () => {
  it('reports arguments and properties that exclude each other', () => {
    const one = { id: 'a/b', reason: 'r', arguments: { '--x': '1' } };
    const two = { id: 'c/d', reason: 'r', arguments: { '--x': '2' } };
    expect(needsOf([one, two]).conflicts).toEqual([
      '“a/b” needs --x to be 1, “c/d” needs 2'
    ]);
    const found = new Requirements();
    found.add(one);
    found.add({ ...one });
    found.add({ ...one, conf: {} });
    expect(found.conflicts).toEqual(['a/b']);
  });
});

describe('requirementFaults', () => {
  it('finds none in one that is right', () => {
    expect(requirementFaults(MASK)).toEqual([]);
  });

  it.each<[string, Partial<ScriptRequirement>]>([
    ['id', { id: 'Mask' }],
    ['defines', { defines: ['other'] }],
    ['does more', { code: `${MASK.code}\nprint("hi")` }],
    ['ASCII', { code: `${MASK.code} # é` }],
    ['--conf', { arguments: { '--conf': 'a=b' } }],
    ['spark.x', { conf: { 'spark.x': '1 --conf spark.y=2' } }],
    ['jar', { jars: ['https://example.com/x.jar'] }],
    ['module', { pythonModules: ['a,b'] }],
    ['action', { actions: [{ action: 'everything' }] }],
    ['import', { imports: [{ module: 'os; x' }] }]
  ])('names the fault: %s', (word, part) => {
    const faults = requirementFaults({ ...MASK, ...part });
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.join()).toContain(word);
    expect(() =>
      new ComponentRegistry().add(mask({ ...MASK, ...part }))
    ).toThrow(word);
  });
});
