import type {
  Component,
  ComponentContext,
  Port,
  Sources
} from '../component/component.js';
import type { ComponentRegistry } from '../component/registry.js';
import type { JsonObject, PipelineDocument } from '../document/document.js';
import { reach } from '../graph/graph.js';
import { nodeName } from '../graph/link.js';
import { frameId, framesOf, OUT_PORT, splitFrame } from '../plan/frame.js';
import { isWrite, lakefsOf } from '../plan/access.js';
import type { Operation, Plan } from '../plan/operation.js';
import {
  contentOf,
  type ScriptRequirement
} from '../requirement/requirement.js';
import { isError, type Problem } from '../problem.js';
import {
  contextAt,
  failure,
  visitNodes,
  type Analysis,
  type AnalysisOptions
} from './analyze.js';

/** What part of a pipeline to plan. */
export interface PlanOptions {
  /** Only this node and what it needs, as a preview wants it; otherwise every branch that an output writes. */
  upTo?: string;
}

/** A pipeline that can't be planned; `problems` says why. */
export class PlanError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(problem => problem.message).join('\n'));
    this.name = 'PlanError';
  }
}

/**
 * The operations of an analysed pipeline, inputs before users. Branches that write nothing are left out.
 *
 * @throws PlanError when a step that takes part has an error, or when a component fails
 *
 * @example
 * const { operations } = buildPlan(analyze(document, createRegistry()));
 * operations.map(({ op }) => op); // → ['read', 'write']
 */
export function buildPlan(analysis: Analysis, options: PlanOptions = {}): Plan {
  const { document, graph, configs } = analysis;
  const { upTo } = options;
  const wanted =
    upTo === undefined ? graph.live : reach([upTo], graph.inputsOf, 'from');
  const errors = analysis.problems.filter(
    problem =>
      isError(problem) &&
      (upTo === undefined ||
        problem.nodeId === undefined ||
        wanted.has(problem.nodeId))
  );
  if (errors.length > 0) {
    throw new PlanError(errors);
  }
  const lowering = new Lowering(document);
  for (const place of graph.places) {
    const { id } = place;
    const component = wanted.has(id) ? place.component : undefined;
    const config = configs.get(id);
    if (component !== undefined && config !== undefined) {
      lowering.add(
        component,
        config,
        contextAt(analysis, place),
        place.outputs
      );
    }
  }
  const { operations, failures } = lowering;
  if (upTo !== undefined && operations.length === 0 && failures.length === 0) {
    failures.push({
      code: 'unknown-node',
      severity: 'error',
      path: '/nodes',
      message: `There is no step ${Object.hasOwn(document.nodes, upTo) ? nodeName(document, upTo) : `“${upTo}”`} to plan.`
    });
  }
  if (failures.length > 0) {
    throw new PlanError(failures);
  }
  return lowering.plan();
}

/**
 * Analyses a pipeline and plans it on the way, as a compile needs it: what `analyze` and `buildPlan` give, but each node is visited
 * once, and nothing of the analysis is kept but the columns. Of a large pipeline both matter: what is far off in memory is slow to
 * come back to, and what is kept is copied by the garbage collector.
 */
export function analyzeAndPlan(
  document: PipelineDocument,
  registry: ComponentRegistry,
  sources: Sources,
  options: AnalysisOptions = {}
): Pick<Analysis, 'problems' | 'schemas' | 'target'> & { plan?: Plan } {
  const lowering = new Lowering(document);
  const { findings, problems } = visitNodes(
    document,
    registry,
    sources,
    {
      sound: ({ live, outputs }, component, config, context, lowered) => {
        if (live) {
          lowering.add(component, config, context, outputs, lowered);
        }
      }
    },
    options
  );
  const { schemas, target } = findings;
  if (problems.some(isError)) {
    return { problems, schemas };
  }
  const { failures } = lowering;
  return failures.length > 0
    ? { problems: [...problems, ...failures], schemas }
    : { plan: lowering.plan(), problems, schemas, target };
}

const NO_IDS: readonly string[] = [];

/** Collects the operations of nodes. */
class Lowering {
  constructor(private readonly _document: PipelineDocument) {}

  readonly operations: Operation[] = [];
  readonly requirements = new Map<string, ScriptRequirement>();
  readonly failures: Problem[] = [];

  /** Return the plan of all that was added. */
  plan(): Plan {
    const { requirements } = this;
    const operations = committedLast(this.operations);
    return requirements.size > 0
      ? { operations, requirements }
      : { operations };
  }

  /** Adds a node's operations, or the failure of its component. */
  add(
    component: Component,
    config: JsonObject,
    context: ComponentContext,
    outputs: readonly Port[],
    known?: readonly Operation[]
  ): void {
    const { nodeId } = context;
    try {
      const lowered = known ?? component.lower(config, context);
      const fault = loweringFault(lowered, nodeId, outputs);
      if (fault !== undefined) {
        throw new TypeError(fault);
      }
      for (const operation of lowered) {
        this.operations.push(operation);
      }
      this._collect(component, lowered);
    } catch (error) {
      this.failures.push(failure(this._document, component, nodeId, error));
    }
  }

  /** Add the requirements that operations name. */
  private _collect(
    component: Component,
    operations: readonly Operation[]
  ): void {
    for (const { requires } of operations) {
      // Nearly all operations have none: nothing is made for them.
      for (const id of requires ?? NO_IDS) {
        const found = component.requirements?.find(each => each.id === id);
        if (found === undefined) {
          throw new TypeError(`its requirement “${id}” is not among its own`);
        }
        const known = this.requirements.get(id);
        if (known !== undefined && contentOf(known) !== contentOf(found)) {
          throw new TypeError(
            `another component has a requirement “${id}” of other content`
          );
        }
        this.requirements.set(id, found);
      }
    }
  }
}

/**
 * Return operations with the writes to lakeFS at the end: those are merged when all else is done, and can be left alone when anything
 * fails before. Nothing reads a write, so that any of them may move.
 */
function committedLast(operations: readonly Operation[]): readonly Operation[] {
  const isLate = (each: Operation): boolean =>
    isWrite(each) && lakefsOf(each) !== undefined;
  return operations.some(isLate)
    ? [
        ...operations.filter(each => !isLate(each)),
        ...operations.filter(isLate)
      ]
    : operations;
}

/** What is wrong with the operations that a component gave for a node. */
function loweringFault(
  operations: readonly Operation[],
  nodeId: string,
  outputs: readonly Port[]
): string | undefined {
  const last = operations.at(-1);
  if (
    last?.id === nodeId &&
    last.nodeId === nodeId &&
    operations.length === 1 &&
    (isWrite(last) || isOnlyOutput(last, outputs))
  ) {
    return undefined;
  }
  if (last === undefined || splitFrame(last.id).operation !== nodeId) {
    return `the last of its operations must have the id “${nodeId}”`;
  }
  for (const operation of operations) {
    const { id } = operation;
    const isOwn = splitFrame(id).operation === nodeId;
    if (
      operation.nodeId !== nodeId ||
      !(isOwn || id.startsWith(`${nodeId}#`))
    ) {
      return `its operation “${id}” does not carry the node's id “${nodeId}”`;
    }
  }
  if (isWrite(last)) {
    return undefined;
  }
  const frames = operations.flatMap(framesOf);
  const missing = outputs.find(
    ({ id }) => !frames.includes(frameId(nodeId, id))
  );
  return missing === undefined
    ? undefined
    : `none of its operations yields the output “${missing.id}”`;
}

/** True for an operation with one frame of a node with one output, as most are. */
function isOnlyOutput(
  { outputs: yields }: Operation,
  outputs: readonly Port[]
): boolean {
  return (
    yields === undefined && outputs.length === 1 && outputs[0].id === OUT_PORT
  );
}
