import type { GlueVersion } from '@glueflow/contract';
import { CodeGeneratorGlue } from '../../src/codegen/glue/generator.js';
import type { GlueReadHints } from '../../src/plan/hint.js';
import type { Problem } from '../../src/problem.js';
import { placeProblem } from '../../src/target/place.js';
import type { GeneratedScript } from '../../src/target/script.js';
import { optimize } from '../../src/plan/optimize.js';
import type { PipelineParameter } from '../../src/document/document.js';
import type { Expression, ScalarFunction } from '../../src/expression/typed.js';
import type {
  CatalogSink,
  CatalogSource,
  Operation,
  ReadOperation,
  S3Source,
  WriteOperation
} from '../../src/plan/operation.js';
import type { Column, DataType } from '../../src/types/type.js';

/** A plan by hand, with the titles of its nodes. */
export interface Sample {
  operations: Operation[];
  titles?: Record<string, string>;
  parameters?: Record<string, PipelineParameter>;
  version?: GlueVersion;
  /** Run the optimiser first. */
  optimize?: boolean;
}

export const STRING: DataType = { kind: 'string' };
export const INT: DataType = { kind: 'int' };
export const DOUBLE: DataType = { kind: 'double' };

export function columns(text: string): Column[] {
  return text.split(',').map(each => {
    const [name, kind] = each.trim().split(' ');
    return { name, type: { kind } as DataType };
  });
}

export const FLIGHTS = columns(
  'carrier string, origin string, dest string, dep_delay double, distance double'
);
export const MONTH: Column = { name: 'month', type: INT, partition: true };

export const col = (name: string): Expression => ({ kind: 'column', name });
export const text = (value: string): Expression => ({
  kind: 'literal',
  value,
  type: STRING
});
export const int = (value: number): Expression => ({
  kind: 'literal',
  value,
  type: INT
});
export const double = (value: number): Expression => ({
  kind: 'literal',
  value,
  type: DOUBLE
});
export const param = (name: string, type: DataType = STRING): Expression => ({
  kind: 'parameter',
  name,
  type
});
export const fn = (
  called: ScalarFunction,
  ...args: Expression[]
): Expression => ({ kind: 'call', function: called, args });

/** What a test sets of a read: its fields, and what it asks of AWS Glue. */
export type ReadFields = Partial<ReadOperation> & GlueReadHints;

/** The fields of a read operation, with what it asks of AWS Glue where it belongs. */
export function withHints({
  mode,
  bookmark,
  groupFiles,
  groupSize,
  inconsistentTypes,
  catalogPartitionPredicate,
  ...more
}: ReadFields): Partial<ReadOperation> {
  const glue = Object.fromEntries(
    Object.entries({
      mode,
      bookmark,
      groupFiles,
      groupSize,
      inconsistentTypes,
      catalogPartitionPredicate
    }).filter(([, value]) => value !== undefined)
  );
  return Object.keys(glue).length > 0 ? { ...more, hints: { glue } } : more;
}

export function read(
  id: string,
  more: ReadFields = {},
  source: Partial<CatalogSource> = {}
): ReadOperation {
  return {
    op: 'read',
    id,
    nodeId: id,
    inputs: [],
    source: {
      kind: 'catalog',
      database: ['nycflights'],
      table: ['flights'],
      partitionKeys: [MONTH],
      format: 'parquet',
      ...source
    },
    schema: [...FLIGHTS, MONTH],
    ...withHints(more)
  };
}

export function readS3(
  id: string,
  source: Partial<S3Source> = {},
  more: ReadFields = {}
): ReadOperation {
  return {
    ...read(id, { schema: undefined, ...more }),
    source: {
      kind: 's3',
      paths: [['s3://data/planes/']],
      format: 'csv',
      formatOptions: {},
      recursive: false,
      exclusions: [],
      ...source
    }
  };
}

export function filter(
  id: string,
  input: string,
  condition: Expression
): Operation {
  return {
    op: 'filter',
    id,
    nodeId: id.split('#')[0],
    inputs: [input],
    condition
  };
}

export function writeCatalog(
  id: string,
  input: string,
  more: Partial<WriteOperation> = {},
  sink: Partial<CatalogSink> = {}
): WriteOperation {
  return {
    op: 'write',
    id,
    nodeId: id,
    inputs: [input],
    sink: {
      kind: 'catalog',
      database: ['nycflights'],
      table: ['result'],
      path: ['s3://results/result/'],
      updateCatalog: true,
      updateBehavior: 'UPDATE_IN_DATABASE',
      ...sink
    },
    format: 'parquet',
    formatOptions: {},
    partitionKeys: [],
    mode: 'append',
    ...more
  };
}

export function writeS3(
  id: string,
  input: string,
  more: Partial<WriteOperation> = {}
): WriteOperation {
  return {
    ...writeCatalog(id, input),
    sink: { kind: 's3', path: [`s3://results/${id}`] },
    ...more
  };
}

/** What is the same for all steps of a person's PySpark. */
export const PYSPARK = { language: 'python', engine: 'spark' } as const;

/** An operation of any other kind, whose node is its id. */
export function step<T extends Operation['op']>(
  op: T,
  id: string,
  inputs: string[],
  more: Omit<Extract<Operation, { op: T }>, 'op' | 'id' | 'nodeId' | 'inputs'>
): Operation {
  return { op, id, nodeId: id.split('#')[0], inputs, ...more } as Operation;
}

/** The script of a sample, or its problems, at the fields that the operations' own names give. */
export function generate(sample: Sample): {
  script?: GeneratedScript;
  problems: Problem[];
} {
  const plan = { operations: sample.operations };
  const { script, problems } = new CodeGeneratorGlue({
    plan: sample.optimize ? optimize(plan) : plan,
    titles: new Map(Object.entries(sample.titles ?? {})),
    parameters: sample.parameters ?? {},
    glueVersion: sample.version
  }).generate();
  return {
    script,
    problems: problems.map(each => placeProblem(each, () => undefined))
  };
}
