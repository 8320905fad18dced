import { analyze } from '../../src/analysis/analyze.js';
import { TARGETS } from '../../src/codegen/targets.js';
import { compile, type Compilation } from '../../src/compile.js';
import type { Component } from '../../src/component/component.js';
import { ComponentRegistry } from '../../src/component/registry.js';
import type { PipelineDocument } from '../../src/document/document.js';
import { emptyDocument } from '../../src/document/parse.js';
import type { Operation } from '../../src/plan/operation.js';
import type { CatalogEntry, TableDescription } from '../../src/plan/table.js';
import { compileProgram } from '../../src/program.js';
import { TARGET_IDS } from '../../src/target/ids.js';
import { TargetRegistry } from '../../src/target/registry.js';
import {
  col,
  fn,
  int,
  MONTH,
  PYSPARK,
  read,
  step,
  writeCatalog,
  writeS3
} from '../codegen/build.js';
import { toyTarget } from './toy.js';

const PORT = [{ id: 'out', title: 'Out' }];

/** A component that means what a function of its inputs' ids says. */
function component(
  id: string,
  category: Component['category'],
  lower: (nodeId: string, inputs: string[]) => Operation
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
    outputs: category === 'output' ? [] : PORT,
    configuration: { type: 'object' },
    operationFields: { '/partitionKeys': '/folders', '/engine': '/code' },
    summary: () => id,
    schema: () => ({ problems: [] }),
    lower: (_, { nodeId, inputs }) => [
      lower(
        nodeId,
        inputs.map(each => each.frame)
      )
    ]
  };
}

/** What the catalog says of a table. */
const entry = (table: Partial<TableDescription>): CatalogEntry => ({
  database: 'd',
  name: 't',
  table: { columns: [], partitionKeys: [MONTH], location: 's3://b/t', ...table }
});

const registry = new ComponentRegistry([
  component('read', 'input', id => read(id)),
  component('view', 'input', id =>
    read(id, {}, { entry: entry({ type: 'VIRTUAL_VIEW' }) })
  ),
  component('iceberg', 'input', id =>
    read(id, {}, { entry: entry({ format: 'iceberg' }) })
  ),
  component('projected', 'output', (id, [input]) =>
    writeCatalog(
      id,
      input,
      { mode: 'overwrite' },
      { entry: entry({ parameters: { 'projection.enabled': 'true' } }) }
    )
  ),
  component('filter', 'transform', (id, [input]) =>
    step('filter', id, [input], { condition: fn('eq', col('month'), int(1)) })
  ),
  component('sort', 'transform', (id, [input]) =>
    step('sort', id, [input], { by: [] })
  ),
  component('code', 'transform', (id, [input]) =>
    step('code', id, [input], {
      ...PYSPARK,
      source: 'return r',
      arguments: ['r']
    })
  ),
  component('write', 'output', (id, [input]) => writeS3(id, input)),
  component('folders', 'output', (id, [input]) =>
    writeS3(id, input, { partitionKeys: ['month'] })
  )
]);

/** A pipeline of components in a row. */
function pipeline(...components: string[]): PipelineDocument {
  const document = emptyDocument();
  components.forEach((id, index) => {
    document.nodes[`n${index}`] = {
      component: id,
      version: 1,
      title: `Step ${index}`,
      config: {}
    };
    if (index > 0) {
      document.edges[`e${index}`] = {
        from: { node: `n${index - 1}`, port: 'out' },
        to: { node: `n${index}`, port: 'in' }
      };
    }
  });
  return document;
}

const targets = new TargetRegistry([...TARGETS.list(), toyTarget]);
const outline = (...components: string[]): Compilation =>
  compile(pipeline(...components), registry, { target: 'toy', targets });
const places = ({ problems }: Compilation): string[] =>
  problems.map(({ code, nodeId, path }) => `${code} ${nodeId} ${path}`);

describe('a target of its own', () => {
  it('prints the plan, which comes back', () => {
    const { script, plan, problems } = outline('read', 'filter', 'write');
    expect(problems).toEqual([]);
    // The filter on a partition key has moved into the read.
    expect(script?.text).toBe(
      'Step 2: write parquet\n  Step 0: read catalog\n'
    );
    expect(script?.lines).toEqual({ n2: [[1, 1]], n0: [[2, 2]] });
    expect(plan?.operations.map(({ id }) => id)).toEqual(['n0', 'n2']);
  });

  it('lists all it can’t print, at the fields of the components', () => {
    const compiled = outline('read', 'sort', 'code', 'folders');
    expect(compiled.script).toBeUndefined();
    expect(places(compiled)).toEqual([
      'operation-unsupported n1 ',
      'code-unsupported n2 /code',
      'outline-partitions n3 /folders/0'
    ]);
    expect(compiled.problems[0].message).toBe(
      "Outline can't do this step (operation “sort”). Use another step, or choose another target."
    );
    expect(compiled.problems[1].message).toContain(
      'It runs python for pandas.'
    );
    expect(compiled.problems[2].fix?.path).toBe('/nodes/n3/config/folders');
  });

  it.each(['view', 'iceberg'])(
    'says nothing of what AWS Glue can’t read: %s',
    input => {
      expect(places(outline(input, 'write'))).toEqual([]);
      const glue = compile(pipeline(input, 'write'), registry, {
        target: 'glue'
      });
      expect(glue.problems.map(({ nodeId, path }) => [nodeId, path])).toEqual([
        ['n0', '/table']
      ]);
    }
  );

  it('says nothing of what AWS Glue does not do for a table that is written', () => {
    expect(places(outline('read', 'projected'))).toEqual([]);
    const glue = compile(pipeline('read', 'projected'), registry, {
      target: 'glue'
    });
    expect(glue.problems.map(({ code }) => code)).toContain(
      'partition-projection'
    );
  });

  it('checks steps that no output needs by themselves', () => {
    expect(places(outline('read', 'sort'))).toContain(
      'operation-unsupported n1 '
    );
  });

  it('refuses a run step by step where it can’t print one', () => {
    const document = pipeline('read', 'filter');
    const { program, problems } = compileProgram(
      analyze(document, registry, {}, { target: 'toy', targets }),
      { upTo: 'n1' }
    );
    expect(program).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual(['target-not-stepwise']);
  });
});

describe('TargetRegistry', () => {
  it('has every id of the list', () => {
    expect(TARGETS.list().map(({ id }) => id)).toEqual([...TARGET_IDS]);
  });

  it('refuses two targets of one id', () => {
    expect(() => new TargetRegistry([toyTarget, toyTarget])).toThrow(
      'There is a target “toy” already.'
    );
  });

  it('makes a target that is not known a problem that lists the known', () => {
    const { script, problems } = compile(pipeline('read', 'write'), registry, {
      target: 'gleu',
      targets
    });
    expect(script).toBeUndefined();
    expect(problems).toEqual([
      {
        code: 'unknown-target',
        severity: 'error',
        path: '',
        message:
          'There is no target “gleu”. Did you mean “glue”? Known: glue (AWS Glue job), duckdb (SQL (DuckDB)), toy (Outline).'
      }
    ]);
    const analysis = analyze(
      pipeline('read', 'write'),
      registry,
      {},
      { target: 'x' }
    );
    expect(compileProgram(analysis).problems.map(({ code }) => code)).toEqual([
      'unknown-target'
    ]);
  });
});
