import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { duckDbTarget } from '../../../src/codegen/duckdb/target.js';
import { framesOf } from '../../../src/plan/frame.js';
import type { Operation } from '../../../src/plan/operation.js';
import { descriptorOf } from '../../../src/plan/operations/index.js';
import type { Schema } from '../../../src/types/type.js';
import { optimize } from '../../../src/plan/optimize.js';
import { checkTarget, type PrintResult } from '../../../src/target/target.js';
import type { Sample } from '../build.js';
import { SAMPLES as GLUE_SAMPLES } from '../samples.js';
import { DUCKDB_SAMPLES } from './samples.js';

const SAMPLES = { ...GLUE_SAMPLES, ...DUCKDB_SAMPLES };

const FOLDER = join(__dirname, 'goldens');
const UPDATE = process.env.UPDATE_GOLDENS === '1';

/** The operations of a sample with what DuckDB must know of them: where tables lie, columns, and files in place of tables to write. */
function adapted(operations: readonly Operation[]): Operation[] {
  const schemas = new Map<string, Schema | undefined>();
  return operations.map(operation => {
    const known = filesOf(operation);
    const schema =
      known.schema ??
      descriptorOf(known).output(
        known,
        known.inputs.map(each => schemas.get(each))
      );
    framesOf(known).forEach(each => schemas.set(each, schema));
    return { ...known, schema };
  });
}

function filesOf(operation: Operation): Operation {
  if (operation.op === 'write' && operation.sink.kind === 'catalog') {
    const { path = ['s3://results/table/'] } = operation.sink;
    return { ...operation, sink: { kind: 's3', path } };
  }
  if (operation.op !== 'read') {
    return operation;
  }
  const { source, columns } = operation;
  if (columns && operation.schema) {
    const schema = operation.schema.filter(each => columns.includes(each.name));
    return filesOf({ ...operation, columns: undefined, schema });
  }
  return source.kind === 'catalog'
    ? { ...operation, source: { location: 's3://data/table/', ...source } }
    : { ...operation, schema: operation.schema ?? source.columns };
}

function print(sample: Sample): PrintResult {
  const { titles = {}, parameters = {} } = sample;
  const input = { titles: new Map(Object.entries(titles)), parameters };
  const operations = adapted(sample.operations);
  const plan = sample.optimize ? optimize({ operations }) : { operations };
  const problems = checkTarget(duckDbTarget, plan, input);
  return problems.some(each => each.severity === 'error')
    ? { problems }
    : duckDbTarget.print(plan, input);
}

/** What is wrong with a sample, a line for each problem: step, field, message. */
function listed({ problems }: PrintResult): string {
  return problems
    .map(each =>
      'operation' in each
        ? `${each.operation.id} ${each.field}: ${each.message}\n`
        : `${each.path}: ${each.message}\n`
    )
    .join('');
}

describe('Goldens of the DuckDB target', () => {
  // A sample of the Glue target without a golden here is one that only that target is about.
  const names = UPDATE
    ? Object.keys(SAMPLES)
    : readdirSync(FOLDER).map(each => each.replace(/\.(?:sql|txt)$/, ''));
  test.each(names)('%s', name => {
    const result = print(SAMPLES[name]);
    const path = join(FOLDER, `${name}.${result.script ? 'sql' : 'txt'}`);
    const text = result.script?.text ?? listed(result);
    if (UPDATE) {
      writeFileSync(path, text);
    }
    expect(existsSync(path)).toBe(true);
    expect(text).toBe(readFileSync(path, 'utf8'));
  });

  test('all samples of its own have one', () => {
    expect(names).toEqual(expect.arrayContaining(Object.keys(DUCKDB_SAMPLES)));
  });

  test('lines name the part of each node', () => {
    const { script } = print(SAMPLES.slice);
    const lines = script?.text.split('\n') ?? [];
    expect(Object.keys(script?.lines ?? {}).sort()).toEqual([
      'flights',
      'jfk',
      'out'
    ]);
    for (const [node, [[first]]] of Object.entries(script?.lines ?? {})) {
      expect(lines[first - 1]).toContain(`-- [${node}] `);
    }
  });
});
