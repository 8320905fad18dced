import type { Analysis } from './analysis/analyze.js';
import { buildPlan, PlanError } from './analysis/plan.js';
import { fieldsOf, targetInput } from './analysis/target.js';
import { CodeGeneratorDuckDb, tableOf } from './codegen/duckdb/generator.js';
import { duckDbTarget } from './codegen/duckdb/target.js';
import { isReference, type Text } from './document/text.js';
import { nodeName } from './graph/link.js';
import { frameId, framesOf, OUT_PORT, splitFrame } from './plan/frame.js';
import type { Operation } from './plan/operation.js';
import { isError, type Problem } from './problem.js';
import { placeProblem } from './target/place.js';
import { checkTarget } from './target/target.js';
import { printType } from './types/print.js';
import type { DataType } from './types/type.js';

/** A partitioned table that a query reads by its folders: whoever runs it checks that the catalog has the same partitions. */
export interface QueryTable {
  nodeId: string;
  title: string;
  catalogId?: string;
  database: string;
  table: string;
  location: string;
  keys: string[];
}

/** The rows of one output of a node as SQL of DuckDB. */
export interface ProgramQuery {
  /** Statements that must stand before the query: variables and macros. */
  before: string[];
  /** A query, without a sign at its end. */
  rows: string;
  /** Its columns: the type as Spark writes it, and as a tree. */
  columns: { name: string; type: string; shape: DataType }[];
  /** The files and folders that it reads, and nothing else. */
  places: string[];
  tables: QueryTable[];
}

/** What a query is made of. */
export interface QueryOptions {
  nodeId: string;
  /** Default: the first output. Of no meaning for a node that writes, of which the rows that it is given are meant. */
  port?: string;
  /** The arguments that the script is run with: `--name` to value. */
  arguments?: Readonly<Record<string, string>>;
}

/**
 * Return the rows of an output of a node as SQL of DuckDB, or what has no form there. Each node does what its settings say, as in
 * `compileProgram`. Nothing is thrown.
 *
 * @example
 * const { query } = compileQuery(analyze(document, createRegistry(), sources), { nodeId: 'late' });
 */
export function compileQuery(
  analysis: Analysis,
  options: QueryOptions
): { query?: ProgramQuery; problems: readonly Problem[] } {
  const { document, registry, graph } = analysis;
  try {
    const asked = buildPlan(analysis, { upTo: options.nodeId }).operations;
    const writes = asked.some(
      ({ op, nodeId }) => op === 'write' && nodeId === options.nodeId
    );
    const [given] = writes ? graph.inputsOf(options.nodeId) : [];
    const nodeId = given?.from.node ?? options.nodeId;
    const plan = writes ? buildPlan(analysis, { upTo: nodeId }) : undefined;
    const operations = plan?.operations ?? asked;
    const frame =
      given === undefined
        ? frameOf(operations, nodeId, options.port)
        : frameId(nodeId, given.from.port);
    const values = valuesOf(analysis, options.arguments ?? {});
    const input = { ...targetInput(document), values };
    const checked = checkTarget(duckDbTarget, { operations }, input);
    const found = checked.some(isError)
      ? { problems: checked }
      : new CodeGeneratorDuckDb({ operations }, input).query(frame);
    const rows = 'rows' in found ? found.rows : undefined;
    return {
      ...(rows === undefined
        ? {}
        : {
            query: {
              before: [...rows.before],
              rows: rows.query,
              columns: rows.schema.map(({ name, type }) => ({
                name,
                type: shownType(type),
                shape: type
              })),
              places: placesOf(operations, values),
              tables: operations.flatMap(each =>
                tablesOf(each, values, nodeName(document, each.nodeId))
              )
            }
          }),
      problems: found.problems.map(each =>
        placeProblem(each, id => fieldsOf(document, registry, id))
      )
    };
  } catch (error) {
    if (error instanceof PlanError) {
      return { problems: error.problems };
    }
    throw error;
  }
}

/** The frame of an output: the one asked for, or the first. */
function frameOf(
  operations: readonly Operation[],
  nodeId: string,
  port: string | undefined
): string {
  const frames = operations
    .flatMap(framesOf)
    .filter(frame => splitFrame(frame).operation === nodeId);
  const wanted = frameId(nodeId, port ?? OUT_PORT);
  return frames.includes(wanted) ? wanted : (frames[0] ?? wanted);
}

/** Values of the parameters that have one. */
function valuesOf(
  { document }: Analysis,
  given: Readonly<Record<string, string>>
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(document.parameters).flatMap(([name, parameter]) => {
      const value = given[`--${name}`] ?? parameter.default;
      return value === undefined ? [] : [[name, String(value)]];
    })
  );
}

function textOf(text: Text, values: Readonly<Record<string, string>>): string {
  return text
    .map(part => (isReference(part) ? (values[part.parameter] ?? '') : part))
    .join('');
}

function placesOf(
  operations: readonly Operation[],
  values: Readonly<Record<string, string>>
): string[] {
  const found = operations.flatMap(operation => {
    if (operation.op !== 'read') {
      return [];
    }
    const { source } = operation;
    return source.kind === 's3'
      ? source.paths.map(path => textOf(path, values))
      : source.location === undefined
        ? []
        : [source.location];
  });
  return [...new Set(found)].sort();
}

function tablesOf(
  operation: Operation,
  values: Readonly<Record<string, string>>,
  title: string
): QueryTable[] {
  return tableOf(operation).map(
    ({ nodeId, catalogId, database, table, location, partitionKeys }) => ({
      nodeId,
      title,
      ...(catalogId === undefined
        ? {}
        : { catalogId: textOf(catalogId, values) }),
      database: textOf(database, values),
      table: textOf(table, values),
      location,
      keys: [...partitionKeys]
    })
  );
}

/** A type as a DataFrame of Spark shows it: without lengths of texts, quotes and comments. */
function shownType(type: DataType): string {
  switch (type.kind) {
    case 'varchar':
    case 'char':
      return 'string';
    case 'array':
      return `array<${shownType(type.element)}>`;
    case 'map':
      return `map<${shownType(type.key)},${shownType(type.value)}>`;
    case 'struct':
      return `struct<${type.fields
        .map(field => `${field.name}:${shownType(field.type)}`)
        .join(',')}>`;
    default:
      return printType(type);
  }
}
