import { GLUE_VERSIONS, type GlueVersion } from '@glueflow/contract';
import { analyzeAndPlan } from './analysis/plan.js';
import { CodeGeneratorGlue } from './codegen/glue/generator.js';
import { DEFAULT_VERSION } from './job/version.js';
import type { GeneratedScript } from './codegen/script.js';
import type { Sources } from './component/component.js';
import type { ComponentRegistry } from './component/registry.js';
import type { PipelineDocument } from './document/document.js';
import { optimize } from './plan/optimize.js';
import type { Problem } from './problem.js';
import type { Schema } from './types/type.js';

/** How a document is compiled. */
export interface CompileOptions {
  /** What the caller knows of tables and samples. */
  sources?: Sources;
  target: 'glue';
  /** Default: the document's `job.glueVersion`, or 5.1. */
  glueVersion?: GlueVersion;
  /** Default: true. Without, the script does what the document says, step by step. */
  optimize?: boolean;
  /** Values of parameters for a run, as text, by name: paths are checked with them. Default: the parameters' own defaults. */
  values?: Readonly<Record<string, string>>;
}

/** A script unless there are errors, everything wrong, and the columns at every node. */
export interface Compilation {
  script?: GeneratedScript;
  problems: readonly Problem[];
  schemas: ReadonlyMap<string, Schema | undefined>;
}

/** Turns a document into a script. Everything wrong is in `problems`, all at once; nothing is thrown. */
export function compile(
  document: PipelineDocument,
  registry: ComponentRegistry,
  options: CompileOptions
): Compilation {
  const { plan, problems, schemas } = analyzeAndPlan(
    document,
    registry,
    options.sources ?? {},
    { glueVersion: options.glueVersion, values: options.values }
  );
  if (!plan) {
    return { problems, schemas };
  }
  const result = new CodeGeneratorGlue({
    plan: options.optimize === false ? plan : optimize(plan),
    titles: { get: id => document.nodes[id]?.title },
    parameters: document.parameters,
    glueVersion: options.glueVersion ?? versionOf(document)
  }).generate();
  return {
    script: result.script,
    problems: [...problems, ...result.problems],
    schemas
  };
}

function versionOf(document: PipelineDocument): GlueVersion {
  const version = document.job.glueVersion;
  return version !== undefined && GLUE_VERSIONS.includes(version)
    ? version
    : DEFAULT_VERSION;
}
