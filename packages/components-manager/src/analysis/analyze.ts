import type { GlueVersion } from '@glueflow/contract';
import type {
  Component,
  ComponentContext,
  InputFrame,
  SchemaResult,
  Sources
} from '../component/component.js';
import {
  checkConfiguration,
  type ParameterMap
} from '../component/configuration.js';
import { currentConfig } from '../component/outputs.js';
import type { ComponentRegistry } from '../component/registry.js';
import { documentProblems } from '../document/check.js';
import type { JsonObject, PipelineDocument } from '../document/document.js';
import { buildGraph, type Graph } from '../graph/graph.js';
import { nodeName, type LinkedNode } from '../graph/link.js';
import { isObject } from '../document/json.js';
import type { Operation, ReadOperation } from '../plan/operation.js';
import {
  isError,
  pointer,
  type ComponentProblem,
  type Problem
} from '../problem.js';
import { frameId } from '../plan/frame.js';
import type { TargetRegistry } from '../target/registry.js';
import type { Target } from '../target/target.js';
import type { Column, Schema } from '../types/type.js';
import { DEFAULT_TARGET, TARGETS } from '../codegen/targets.js';
import { outsideAccesses } from './access.js';
import { jointProblems } from './joint.js';
import { droppedBy } from './dropped.js';
import { ColumnBudget } from './size.js';
import { checkParameters, parameterColumns } from './parameter.js';
import { unknownBefore } from './unknown.js';

/** What a pipeline means and everything wrong with it. */
export interface Analysis {
  document: PipelineDocument;
  registry: ComponentRegistry;
  sources: Sources;
  graph: Graph;
  /** What the pipeline was checked for, and is to be printed by. Undefined: the target asked for is not known. */
  target?: Target;
  /** Of the document first, then by node in order. */
  problems: readonly Problem[];
  /** The columns of each frame that a node yields (by `frameId(nodeId, port)`); undefined where they can't be known. */
  schemas: ReadonlyMap<string, Schema | undefined>;
  /** Every node, inputs before users. */
  order: readonly string[];
  /** The configuration of each node whose component is known: up to date, defaults filled in. */
  configs: ReadonlyMap<string, JsonObject>;
  /** What the components are given about parameters. */
  parameters: ReadonlyMap<string, Column>;
  parameterDefaults: ReadonlyMap<string, string | number | boolean>;
}

/** What a pipeline is checked for besides what it says itself. */
export interface AnalysisOptions {
  /** The version of AWS Glue it will run on. Default: the document's, or 5.1. */
  glueVersion?: GlueVersion;
  /** Values of parameters for a run, as text, by name; others have their defaults. */
  values?: Readonly<Record<string, string>>;
  /** Id of the target whose limits count. Default: that of Glue jobs. */
  target?: string;
  /** The targets there are. Default: those that come with Glueflow. */
  targets?: TargetRegistry;
  /** The text that the document was read from, unless it was changed since: it shows quickly that no text of the document has a fault. */
  text?: string;
}

/** What is known of a pipeline while its nodes are looked at one after the other, inputs before users. */
export type Findings = Omit<Analysis, 'problems' | 'order' | 'configs'>;

/** Called with nodes as soon as they have been looked at, while what is known of them is still close by in memory. */
export interface NodeVisitor {
  /** The configuration of a node whose component is known, faulty or not. */
  configured?(place: LinkedNode, config: JsonObject): void;
  /**
   * A node that has no error, nor has any before it.
   *
   * @param lowered - Its operations; undefined where the component failed to give them.
   */
  sound?(
    place: LinkedNode,
    component: Component,
    config: JsonObject,
    context: ComponentContext,
    lowered: readonly Operation[] | undefined
  ): void;
}

/**
 * Checks a whole pipeline and finds the columns at every node, given what the caller knows of its sources. Everything wrong is
 * in `problems`, all at once; nothing is thrown, not even by a component that fails.
 *
 * @example
 * const { problems, schemas } = analyze(document, createRegistry());
 * problems; // → []
 * schemas.get('rows'); // → [{ name: 'id', type: { kind: 'int' } }]
 */
export function analyze(
  document: PipelineDocument,
  registry: ComponentRegistry,
  sources: Sources = {},
  options: AnalysisOptions = {}
): Analysis {
  const configs = new Map<string, JsonObject>();
  const { findings, problems } = visitNodes(
    document,
    registry,
    sources,
    { configured: ({ id }, config) => void configs.set(id, config) },
    options
  );
  const { order } = findings.graph;
  return { ...findings, problems, order, configs };
}

/** Analyses a pipeline node by node. Keeps no more of a node than its columns: the rest is the visitor's. */
export function visitNodes(
  document: PipelineDocument,
  registry: ComponentRegistry,
  sources: Sources,
  visitor: NodeVisitor,
  options: AnalysisOptions = {}
): { findings: Findings; problems: readonly Problem[] } {
  const graph = buildGraph(document, id => registry.get(id));
  const parameters: ParameterMap = new Map(Object.entries(document.parameters));
  const used = new Set<string>();
  const schemas = new Map<string, Schema | undefined>();
  const byNode = new Map<string, Problem[]>();
  const general: Problem[] = documentProblems(document, options.text);
  for (const problem of graph.problems) {
    if (problem.nodeId === undefined) {
      general.push(problem);
    } else {
      const known = byNode.get(problem.nodeId);
      if (known === undefined) {
        byNode.set(problem.nodeId, [problem]);
      } else {
        known.push(problem);
      }
    }
  }
  const findings: Findings = {
    document,
    registry,
    sources,
    graph,
    schemas,
    parameters: parameterColumns(parameters),
    parameterDefaults: new Map(
      [...parameters].flatMap(([name, { default: value }]) =>
        value === undefined ? [] : [[name, value] as const]
      )
    )
  };
  const { target: targetId, targets = TARGETS } = options;
  const target =
    targetId === undefined ? DEFAULT_TARGET : targets.get(targetId);
  if (target === undefined) {
    general.push(targets.unknown(targetId ?? ''));
  }
  findings.target = target;
  const live: Operation[] = [];
  const outside: ReadOperation[] = [];
  const dead: (readonly Operation[])[] = [];
  const budget = new ColumnBudget();
  let sound = ![...graph.problems, ...general].some(isError);
  for (const place of graph.places) {
    const { id } = place;
    const problems = byNode.get(id) ?? [];
    // A link from an output that is not there says nothing about what the step yields elsewhere.
    const linked = !problems.some(
      problem => isError(problem) && problem.code !== 'unknown-output'
    );
    let result: SchemaResult | undefined;
    const component = checkComponent(findings, place, problems);
    const config =
      component &&
      checkNode(findings, component, place, parameters, problems, used);
    if (component && config) {
      visitor.configured?.(place, config.value);
      if (config.fits && linked && !graph.blocked.has(id)) {
        const context = contextAt(findings, place);
        result = withinBudget(budget, context, problems, () =>
          inferSchema(findings, component, config.value, context, problems)
        );
        const faulty = problems.some(isError);
        const lowered =
          faulty && component.category === 'transform'
            ? undefined
            : lower(component, config.value, context);
        if (!place.live || faulty) {
          dead.push(lowered ?? []);
        } else if (lowered) {
          live.push(...lowered);
          outside.push(
            ...outsideAccesses(component, config.value, context, lowered)
          );
        }
        sound &&= !faulty;
        if (sound) {
          visitor.sound?.(place, component, config.value, context, lowered);
        }
      }
    }
    setSchemas(schemas, place, result);
    if (problems.length > 0) {
      sound &&= !problems.some(isError);
      byNode.set(id, problems);
    }
  }
  general.push(...checkParameters(parameters, used));
  for (const problem of jointProblems(
    findings,
    [...live, ...outside],
    dead,
    options
  )) {
    const { nodeId } = problem;
    const list = nodeId === undefined ? general : (byNode.get(nodeId) ?? []);
    list.push(problem);
    if (nodeId !== undefined) {
      byNode.set(nodeId, list);
    }
  }
  return {
    findings,
    problems:
      byNode.size === 0
        ? general
        : [...general, ...graph.order.flatMap(id => byNode.get(id) ?? [])]
  };
}

/** Records the columns of each output of a node; of one without outputs, under its own id. */
function setSchemas(
  schemas: Map<string, Schema | undefined>,
  { id, outputs }: LinkedNode,
  result: SchemaResult | undefined
): void {
  if (outputs.length === 0) {
    schemas.set(id, result?.schema);
  }
  const { schemas: own = NO_SCHEMAS } = result ?? {};
  for (const { id: port } of outputs) {
    schemas.set(
      frameId(id, port),
      Object.hasOwn(own, port) ? own[port] : result?.schema
    );
  }
}

const NO_SCHEMAS: Readonly<Record<string, Schema | undefined>> = {};

/** The columns that a step yields, unless there are too many: then none are known, which is a problem. */
function withinBudget(
  budget: ColumnBudget,
  context: ComponentContext,
  problems: Problem[],
  infer: () => SchemaResult | undefined
): SchemaResult | undefined {
  let message = budget.checkInputs(context);
  const result = message === undefined ? infer() : undefined;
  message ??= budget.checkOutput(result?.schema);
  for (const schema of Object.values(result?.schemas ?? NO_SCHEMAS)) {
    message ??= budget.checkOutput(schema);
  }
  if (message === undefined) {
    return result;
  }
  problems.push({
    code: 'too-many-columns',
    severity: 'error',
    nodeId: context.nodeId,
    path: '',
    message
  });
  return undefined;
}

/** The operations of a node; undefined where the component fails, which is reported where a plan is made. */
function lower(
  component: Component,
  config: JsonObject,
  context: ComponentContext
): readonly Operation[] | undefined {
  try {
    return component.lower(config, context);
  } catch {
    return undefined;
  }
}

/**
 * What a component is given about a node.
 *
 * @throws Error when the analysed document has no such node
 */
export function contextOf(
  analysis: Analysis,
  nodeId: string
): ComponentContext {
  const place = analysis.graph.places.find(({ id }) => id === nodeId);
  if (place === undefined) {
    throw new Error(`There is no node ${nodeId}`);
  }
  return contextAt(analysis, place);
}

/** What a component is given about the node at a place of the graph. */
export function contextAt(
  findings: Findings,
  { id, node, inputs }: LinkedNode
): ComponentContext {
  const { schemas, sources } = findings;
  return {
    nodeId: id,
    title: node.title,
    inputs: inputs.map(({ edgeId, from, to, alias, start }): InputFrame => {
      const frame = frameId(start.id, from.port);
      return {
        port: to.port,
        edge: edgeId,
        fromNode: start.id,
        fromPort: from.port,
        frame,
        title: start.node.title,
        alias,
        schema: schemas.get(frame)
      };
    }),
    parameters: findings.parameters,
    parameterDefaults: findings.parameterDefaults,
    sources
  };
}

/** The sentence for a component that failed where it must not. */
export function failure(
  document: PipelineDocument,
  component: Component,
  nodeId: string,
  error: unknown
): Problem {
  const cause = error instanceof Error ? error.message : String(error);
  return {
    code: 'component-failed',
    severity: 'error',
    nodeId,
    path: '',
    message: `The component “${component.id}” of ${nodeName(document, nodeId)} failed: ${cause}. This is a fault of the component, not of the pipeline: report it to whoever made it.`
  };
}

function checkComponent(
  { document, registry }: Findings,
  { id, node, component }: LinkedNode,
  problems: Problem[]
): Component | undefined {
  if (component === undefined) {
    const close = registry.nearest(node.component);
    problems.push({
      code: 'unknown-component',
      severity: 'error',
      nodeId: id,
      path: '',
      message: `${nodeName(document, id)} uses the component “${node.component}”, which is not installed. ${
        close === undefined
          ? 'Install the extension that provides it (on the command line, name it with --extension), or remove the step.'
          : `Did you mean “${close}”?`
      }`,
      ...(close === undefined
        ? {}
        : {
            fix: {
              title: `Use “${close}”`,
              path: pointer('nodes', id, 'component'),
              value: close
            }
          })
    });
    return undefined;
  }
  if (node.version > component.version) {
    problems.push({
      code: 'newer-component',
      severity: 'error',
      nodeId: id,
      path: '',
      message: `${nodeName(document, id)} was saved with version ${node.version} of “${component.title}”; this Glueflow knows version ${component.version}. Update Glueflow, or whatever provides the component.`
    });
    return undefined;
  }
  return component;
}

/** The configuration brought up to date and checked. */
function checkNode(
  findings: Findings,
  component: Component,
  { id, node }: LinkedNode,
  parameters: ParameterMap,
  problems: Problem[],
  used: Set<string>
): { value: JsonObject; fits: boolean } | undefined {
  try {
    const {
      config,
      problems: found,
      parameters: names
    } = checkConfiguration(
      component,
      currentConfig(component, node),
      parameters,
      pointer('nodes', id, 'config')
    );
    for (const name of names) {
      used.add(name);
    }
    addProblems(problems, found, id, findings);
    return { value: config, fits: !found.some(isError) };
  } catch (error) {
    problems.push(failure(findings.document, component, id, error));
    return undefined;
  }
}

function addProblems(
  problems: Problem[],
  found: readonly ComponentProblem[],
  nodeId: string,
  findings: Findings
): void {
  const { document, graph, schemas } = findings;
  for (const { column, unknownInput, ...problem } of found) {
    const dropper =
      column === undefined
        ? undefined
        : droppedBy(column, nodeId, graph, schemas);
    const more =
      dropper === undefined
        ? ''
        : ` ${nodeName(document, dropper)} leaves it out.`;
    const unknown = unknownInput ? sayUnknown(nodeId, findings) : '';
    problems.push({
      ...problem,
      nodeId,
      message: problem.message + more + unknown
    });
  }
}

/** Names the step before a node whose columns are not known, and what to do about it. */
function sayUnknown(nodeId: string, findings: Findings): string {
  const { document, registry } = findings;
  const id = unknownBefore(nodeId, findings);
  if (id === undefined) {
    return '';
  }
  const component = registry.get(document.nodes[id].component);
  const { declares, configuration } = component ?? {};
  const fields = configuration?.properties;
  const field =
    declares !== undefined && isObject(fields) ? fields[declares] : undefined;
  const declare =
    isObject(field) && typeof field.title === 'string'
      ? `, or list its columns under “${field.title}” there, which an export needs`
      : '';
  return ` The columns of ${nodeName(document, id)} are not known: preview that step in the editor${declare}.`;
}

function inferSchema(
  findings: Findings,
  component: Component,
  config: JsonObject,
  context: ComponentContext,
  problems: Problem[]
): SchemaResult | undefined {
  const { nodeId } = context;
  try {
    const result = component.schema(config, context);
    addProblems(problems, result.problems, nodeId, findings);
    return result;
  } catch (error) {
    problems.push(failure(findings.document, component, nodeId, error));
    return undefined;
  }
}
