import {
  checkConfiguration,
  checkTarget,
  DEFAULT_TARGET,
  isError,
  parameterColumns,
  parseType,
  placeProblem,
  printType,
  type Column,
  type Component,
  type ComponentContext,
  type JsonObject,
  type Operation,
  type PipelineParameter,
  type Problem,
  type Schema,
  type SchemaResult,
  type Sources,
  type TableDescription
} from '@glueflow/components-manager';
import type { AwsConnections } from '@glueflow/contract';
import { connectionSource } from '../src/common/S3OptionsHandler.js';

/** Columns from `name type, name type`; a name that ends with `*` is a partition key. */
export function columns(text: string): Column[] {
  return text
    .split(/,(?![^<(]*[>)])/)
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(part => {
      const [, name, star, type] = /^(\S+?)(\*?) (.+)$/.exec(part) ?? [];
      return {
        name,
        type: parseType(type),
        ...(star ? { partition: true } : {})
      };
    });
}

/** A schema as `columns` takes it. */
export function show(schema: Schema | undefined): string | undefined {
  return schema
    ?.map(
      column =>
        `${column.name}${column.partition ? '*' : ''} ${column.type.kind === 'unknown' ? 'unknown' : printType(column.type)}`
    )
    .join(', ');
}

/** What a test tells a component. */
export interface Given {
  /** Columns of each input, by `port`, `port:Title`, `port:Title:alias`; undefined: not known. */
  inputs?: Record<string, string | undefined>;
  parameters?: Record<string, PipelineParameter>;
  tables?: Record<string, TableDescription | 'missing'>;
  /** A database that is not there. */
  lacking?: string;
  /** Tables by database; the databases themselves under the empty name. */
  names?: Record<string, string[]>;
  sample?: string;
  connections?: AwsConnections;
}

/** The context a compiler would give. */
export function context(given: Given = {}): ComponentContext {
  const parameters = new Map(Object.entries(given.parameters ?? {}));
  const { tables, lacking, names, sample, connections } = given;
  const sources: Sources = {
    ...(tables
      ? { table: (_, database, table) => tables[`${database}.${table}`] }
      : {}),
    ...(lacking === undefined
      ? {}
      : {
          database: (_, database) =>
            lacking === database ? ('missing' as const) : undefined
        }),
    ...(names ? { names: (_, database = '') => names[database] } : {}),
    ...(connections ? { connection: connectionSource(connections) } : {}),
    ...(sample === undefined ? {} : { sample: () => columns(sample) })
  };
  return {
    nodeId: 'n',
    title: 'Node',
    inputs: Object.entries(given.inputs ?? {}).map(([key, text], index) => {
      const [port, title, alias] = key.split(':');
      return {
        port,
        edge: `e${index + 1}`,
        ...(alias === undefined ? {} : { alias }),
        fromNode: `from${index + 1}`,
        fromPort: 'out',
        frame: `from${index + 1}`,
        title: title ?? `Input ${index + 1}`,
        schema: text === undefined ? undefined : columns(text)
      };
    }),
    parameters: parameterColumns(parameters),
    parameterDefaults: new Map(
      [...parameters].flatMap(([name, { default: value }]) =>
        value === undefined ? [] : [[name, value] as const]
      )
    ),
    sources
  };
}

/** The configuration as the compiler hands it over: checked against the schema, defaults filled in. Throws when it does not fit. */
export function configure<C>(
  component: Component<C>,
  config: object,
  given: Given = {}
): C {
  const result = checkConfiguration(
    component as unknown as Component,
    config as JsonObject,
    new Map(Object.entries(given.parameters ?? {}))
  );
  if (result.problems.length > 0) {
    throw new Error(JSON.stringify(result.problems));
  }
  return result.config as C;
}

/** `code path` of everything wrong with a configuration by the schema alone. */
export function misfits<C>(component: Component<C>, config: object): string[] {
  return checkConfiguration(
    component as unknown as Component,
    config as JsonObject,
    new Map()
  ).problems.map(problem => `${problem.code} ${problem.path}`);
}

/** Checks, then infers. */
export function infer<C>(
  component: Component<C>,
  config: object,
  given: Given = {}
): SchemaResult {
  return component.schema(configure(component, config, given), context(given));
}

/** What the Glue target can't do of a component, at the fields of the component. */
export function limits<C>(
  component: Component<C>,
  config: object,
  given: Given = {}
): Problem[] {
  return checkTarget(
    DEFAULT_TARGET,
    { operations: lower(component, config, given) },
    { titles: new Map(), parameters: given.parameters ?? {} }
  ).map(each => placeProblem(each, () => component.operationFields));
}

/** `code path` of every problem that inference and the Glue target find, warnings with a question mark. */
export function problems<C>(
  component: Component<C>,
  config: object,
  given: Given = {}
): string[] {
  const found = infer(component, config, given).problems;
  const lowered =
    component.category !== 'transform' || !found.some(isError)
      ? limits(component, config, given)
      : [];
  return [...found, ...lowered].map(
    problem =>
      `${problem.code}${problem.severity === 'warning' ? '?' : ''} ${problem.path}`
  );
}

/** Checks, then lowers. */
export function lower<C>(
  component: Component<C>,
  config: object,
  given: Given = {}
): Operation[] {
  return component.lower(configure(component, config, given), context(given));
}
