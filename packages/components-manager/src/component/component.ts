import type { ScriptRequirement } from '../requirement/requirement.js';
import type { JsonObject } from '../document/document.js';
import type { AssumedRole, Operation } from '../plan/operation.js';
import type { TableDescription, TableLink } from '../plan/table.js';
import type { ComponentProblem } from '../problem.js';
import type { Column, Schema } from '../types/type.js';

export { isProjected } from '../plan/table.js';
export type { TableDescription, TableLink } from '../plan/table.js';

/** A JSON Schema (draft 2020-12 subset that rjsf and Ajv both take) with Glueflow's `x-glueflow` hints. */
export interface ConfigurationSchema {
  [keyword: string]: unknown;
}

/**
 * What `x-glueflow` may say beside a property of a configuration schema: which picker a form uses, and how text is taken.
 */
export interface FieldHint {
  control?:
    | 'connection'
    | 'database'
    | 'table'
    | 'column'
    | 'id'
    | 'columns'
    | 'condition'
    | 'mapping'
    | 'sql-expression'
    | 'sql-query'
    | 'python'
    | 'input-names'
    | 's3-path'
    | 'lakefs-repository'
    | 'lakefs-reference'
    | 'lakefs-branch'
    | 'partition-predicate'
    | 'type';
  /** Id of the input port whose columns a column picker offers (default: the first). */
  input?: string;
  /**
   * `${name}` is plain text here, not a parameter, and a parameter can't give the value. So are fields whose control is `column`,
   * `columns`, `connection`, `python` or `type`, and everything within such a field.
   */
  verbatim?: boolean;
  /** The script itself depends on the value (a kind of join, a format): a parameter can't give it. Holds within the field too. */
  fixed?: boolean;
  /** Shown under "More". */
  advanced?: boolean;
}

/** An input or output of a component. */
export interface Port {
  id: string;
  title: string;
  /** Only inputs: the number of links it takes. Default one, exactly. */
  minimum?: number;
  maximum?: number;
}

/** Where the files of a table of the Data Catalog are. */
export interface TableLocation {
  name: string;
  location: string;
  /** As in `TableDescription`. */
  format?: string;
  /** The table that a resource link, of the table or of its database, stands for. */
  link?: TableLink;
}

/** What a job's script must know of an AWS connection: never a profile or keys, since the job has its own IAM role. */
export interface ConnectionDescription {
  /** False: the person's settings have no such connection. */
  known: boolean;
  /** The role that the connection assumes. */
  role?: AssumedRole;
  /** For one that is not known: a name like it that is. */
  like?: string;
}

/** Where a Data Catalog is. */
export interface CatalogPlace {
  region?: string;
  /** Twelve digits. */
  account?: string;
}

/** Name the catalog that was asked: by default that of one region and account, and a name may be in another. */
export function catalogIn(place: CatalogPlace | undefined): string {
  const { region, account } = place ?? {};
  const whose = account ? ` (account ${account})` : '';
  return `the Data Catalog${region ? ` of ${region}${whose}` : whose && ` of account ${account}`}`;
}

/** What the caller knows of the world outside the document. Everything is optional: what is absent is unknown, not wrong. */
export interface Sources {
  /** Undefined: not asked. `'missing'`: asked, and it is not there. */
  table?(
    connection: string | undefined,
    database: string,
    table: string,
    /** Account that owns the catalog, where it is not the caller's own. */
    catalogId?: string
  ): TableDescription | 'missing' | undefined;
  /** `'missing'`: the database of a table that was asked for is not there either. */
  database?(
    connection: string | undefined,
    database: string,
    catalogId?: string
  ): 'missing' | undefined;
  /** Where a catalog that was asked is: for what is not there, since another region or account may have it. */
  place?(
    connection: string | undefined,
    catalogId?: string
  ): CatalogPlace | undefined;
  /**
   * Names of a database's tables, or without a database those of the databases, to say what a name that is not there may have been
   * meant for. Undefined: nobody knows (yet).
   */
  names?(
    connection: string | undefined,
    database: string | undefined,
    catalogId?: string
  ): readonly string[] | undefined;
  /**
   * Tables of a database and where their files are, to find an output that goes into the folder of another table. Only so many tables are
   * listed. Undefined: nobody knows (yet). The same list is returned until another one is known.
   */
  locations?(
    connection: string | undefined,
    database: string,
    catalogId?: string
  ): readonly TableLocation[] | undefined;
  /** Undefined: nobody knows the person's connections. */
  connection?(name: string): ConnectionDescription | undefined;
  /** Columns found by sampling, by node id. */
  sample?(nodeId: string): Schema | undefined;
}

/** One link into a component: where it comes from and the columns that arrive. */
export interface InputFrame {
  /** Id of the port it enters. */
  port: string;
  /** Id of the link. */
  edge: string;
  /** The node it comes from, and the output there. */
  fromNode: string;
  fromPort: string;
  /** Id of the frame that the operations of that node yield there (`frameId`): what an operation names as its input. */
  frame: string;
  /** Title of the source node, for messages and default aliases. */
  title: string;
  /** The name that the link gives the input in code. */
  alias?: string;
  schema?: Schema;
}

/** What a component is given to infer and lower. Texts in `config` may hold parameters: take them through `parseText`. */
export interface ComponentContext {
  nodeId: string;
  title: string;
  inputs: readonly InputFrame[];
  /** The declared parameters and their column types. */
  parameters: ReadonlyMap<string, Column>;
  /** Default value of each parameter that has one, as the value its type has. */
  parameterDefaults: ReadonlyMap<string, string | number | boolean>;
  sources: Sources;
}

/** Columns out, where known, and everything wrong. */
export interface SchemaResult {
  /** The columns of every output that `schemas` does not name. */
  schema?: Schema;
  /** The columns of outputs by id of port, where they differ. */
  schemas?: Readonly<Record<string, Schema | undefined>>;
  problems: readonly ComponentProblem[];
}

/**
 * One kind of step: data first, no React, no strings of Python.
 *
 * `schema` and `lower` are called only with a configuration that fits `configuration`, defaults filled in; neither throws.
 */
export interface Component<C = JsonObject> {
  /** Stable, kebab-case: `glue-catalog-input`. */
  id: string;
  /** Version of the configuration; older ones go through `migrate`. */
  version: number;
  migrate?(config: JsonObject, from: number): JsonObject;
  title: string;
  category: 'input' | 'transform' | 'output';
  /** Name of an SVG in style/icons, without the ending. */
  icon: string;
  /** Markdown: what it does, its fields, an example. */
  help: string;
  /** Words people search for: "group by", "dedupe". */
  keywords: readonly string[];
  inputs: readonly Port[];
  /** The outputs; where `outputsOf` is there, those of a configuration without any setting. */
  outputs: readonly Port[];
  /**
   * Return the outputs of a configuration, where they depend on it: at least one, each with an id of its own. Called with any
   * configuration of the component's version; never throws.
   */
  outputsOf?(config: JsonObject): readonly Port[];
  configuration: ConfigurationSchema;
  /**
   * Return the name that each input has in the component's code (a table of a query, an argument of a function). Only where code
   * refers to inputs by name. Called with any configuration; never throws.
   */
  inputNames?(
    config: JsonObject,
    inputs: readonly Pick<InputFrame, 'title' | 'alias'>[]
  ): string[];
  /** The field in which a person lists the columns that the step yields, for where they can't be worked out. */
  declares?: string;
  /**
   * What its operations may need of a script and a job (`requires` of an operation names them by id). Constants: helper code is the
   * component's own program, never made of a configuration.
   */
  requirements?: readonly ScriptRequirement[];
  /** One line about the settings for the node's card. */
  summary(config: C): string;
  schema(config: C, context: ComponentContext): SchemaResult;
  /**
   * The field of the configuration that a field of an operation comes from, both as JSON pointers, where the two have different names: so a
   * target's problem is shown where a person can settle it. See `fieldOfComponent` for what holds without an entry.
   */
  operationFields?: Readonly<Record<string, string>>;
  /**
   * The operations it means. They yield `frameId(context.nodeId, port)` for each output: as an operation of that id, or as one with the
   * node's id and `outputs`. The last one yields such a frame (or writes); helpers are `${nodeId}#name`. `schema` of each operation is set
   * where known. Inputs and outputs are lowered for the target's check too when `schema` found errors, so that all problems are reported at
   * once: what they yield or throw then is used for nothing else. Transforms never are.
   */
  lower(config: C, context: ComponentContext): Operation[];
}
