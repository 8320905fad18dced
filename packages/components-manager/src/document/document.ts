import type { JobSettings } from '@glueflow/contract';

/** Any JSON value. */
export type Json =
  null | boolean | number | string | Json[] | { [key: string]: Json };

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/** The version of the `*.glueflow` format this code writes. */
export const DOCUMENT_VERSION = 1;

/**
 * A pipeline as stored in a `*.glueflow` file.
 *
 * Meaning stands apart from looks: `layout` and `annotations` never change what a pipeline does. Fields this version does not
 * know, here and in every nested object, survive a load and save.
 */
export interface PipelineDocument {
  glueflow: typeof DOCUMENT_VERSION;
  description?: string;
  /** Nodes by stable id: letters, digits, `_` and `-`, at most 64. */
  nodes: Record<string, PipelineNode>;
  edges: Record<string, PipelineEdge>;
  parameters: Record<string, PipelineParameter>;
  /** Names of connections the pipeline uses; what each is stands in the user's settings. */
  connections: Record<string, ConnectionReference>;
  job: Partial<JobSettings>;
  layout: { nodes: Record<string, { x: number; y: number }> };
  annotations: Record<string, JsonObject>;
}

/** One step of a pipeline. */
export interface PipelineNode {
  /** Id of its component, such as `glue-catalog-input`. */
  component: string;
  /** Version of the component's configuration. */
  version: number;
  title: string;
  config: JsonObject;
}

/** One link: the output of one node feeds an input port of another. */
export interface PipelineEdge {
  from: { node: string; port: string };
  to: { node: string; port: string };
  /** Place among several links into one port (0 first); ties are settled by edge id. */
  order?: number;
  /** Name of the input in the code of the node it enters (SQL, Python). Absent: made of the title of the step it comes from. */
  alias?: string;
}

/** The types a job argument can have. Glue passes text; the script converts it. */
export type ParameterType =
  'string' | 'integer' | 'number' | 'boolean' | 'date' | 'timestamp';

/**
 * A value asked for when the job runs.
 *
 * Any configuration field may be `{"$parameter": "name"}` instead of a value; a text field may hold `${name}` within its text
 * (`$${` is a plain `${`). In SQL text `${name}` stands for a literal of the parameter's type.
 */
export interface PipelineParameter {
  type: ParameterType;
  /** Used when a run gives no value; without it a run must give one. */
  default?: string | number | boolean;
  description?: string;
}

/** What a document keeps of a connection: that it uses it. */
export interface ConnectionReference {
  description?: string;
}
