import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { GlueVersion } from '@glueflow/contract';
import type { Analysis } from './analysis/analyze.js';
import { accessProblems } from './analysis/overwrite.js';
import { buildPlan, PlanError } from './analysis/plan.js';
import { isReference, type Text } from './document/text.js';
import { printPlan } from './front.js';
import { nodeName } from './graph/link.js';
import { isPresentText } from './expression/scan.js';
import { framesOf, splitFrame } from './plan/frame.js';
import { withNeeds } from './job/need.js';
import { isWrite } from './plan/access.js';
import type { Operation, Plan } from './plan/operation.js';
import { descriptorOf } from './plan/operations/index.js';
import { isOrdered } from './plan/order.js';
import { readsOf } from './plan/outside.js';
import { isError, localProblems, type Problem } from './problem.js';
import { Requirements } from './requirement/requirement.js';
import { codeOf, type StepCode } from './trust/code.js';
import { isVolatile } from './volatile.js';

/** Data outside a program that a step reads. */
export type ProgramRead =
  { database: string; table: string; catalogId?: string } | { paths: string[] };

/** One node of a program, as a run step by step needs it. */
export interface ProgramStep {
  nodeId: string;
  title: string;
  kind: 'read' | 'transform' | 'write';
  /** The variable that holds the DataFrame of each output after the node's block, by port; none for a write. */
  variables: Record<string, string>;
  /** First and last line (from 1) of its blocks. */
  lines: [number, number][];
  /** The outputs of nodes that it reads, each once. */
  inputs: { nodeId: string; port: string }[];
  /**
   * Stands for what the node computes: the operations, those of its inputs, and the values of the parameters in them. Equal keys,
   * equal results, unless the data outside has changed. A title or a place on the canvas is no part of it.
   */
  key: string;
  reads: ProgramRead[];
  /**
   * Its result may differ though `key` and what `reads` names are the same: Custom PySpark that may read by itself, an expression or a
   * query that asks for the time or for chance.
   */
  volatile?: true;
  /** The step runs a person's code (Python, or SQL that does more than compute): it must not run unless this person asks for it. */
  code?: StepCode;
}

/** A script to be run step by step, by the kernel of an editor. */
export interface Program {
  script: string;
  /** Job arguments: `--name` to value. */
  arguments: Record<string, string>;
  /** Inputs before users. */
  steps: ProgramStep[];
}

/** How a program is made. */
export interface ProgramOptions {
  /** Only this node and what it needs; otherwise every branch that an output writes. */
  upTo?: string;
  /** Default: the document's, or 5.1. */
  glueVersion?: GlueVersion;
  /** The arguments the script is run with: `--name` to value. */
  arguments?: Readonly<Record<string, string>>;
}

/**
 * Makes the script of a pipeline, or of one node and what it needs, for a run step by step: each node does what its settings say,
 * nothing is moved between nodes and nothing persisted.
 *
 * Everything wrong with the part asked for is in `problems`; nothing is thrown.
 *
 * @example
 * const analysis = analyze(document, createRegistry());
 * const { program } = compileProgram(analysis, { upTo: 'rows' });
 * program.steps.map(({ nodeId }) => nodeId); // → ['rows']
 */
export function compileProgram(
  analysis: Analysis,
  options: ProgramOptions = {}
): { program?: Program; plan?: Plan; problems: readonly Problem[] } {
  let plan: Plan;
  try {
    plan = buildPlan(analysis, { upTo: options.upTo });
  } catch (error) {
    if (error instanceof PlanError) {
      return { problems: error.problems };
    }
    throw error;
  }
  const { document } = analysis;
  const steps = new Set(plan.operations.map(({ nodeId }) => nodeId));
  const given = options.arguments ?? {};
  const values = new Map<string, string>(
    Object.entries(document.parameters).map(([name, parameter]) => [
      name,
      given[`--${name}`] ?? String(parameter.default ?? '')
    ])
  );
  const joint = accessProblems(
    [...readsOf(plan.operations), ...plan.operations.filter(isWrite)],
    {
      nameOf: id => nodeName(document, id),
      graph: analysis.graph,
      values: new Map([...values].filter(([, value]) => value !== ''))
    }
  ).filter(isError);
  const refused = [
    ...localProblems(analysis.problems).filter(
      ({ nodeId }) => nodeId !== undefined && steps.has(nodeId)
    ),
    ...joint
  ];
  if (refused.length > 0) {
    return { problems: refused };
  }
  const { registry, target } = analysis;
  if (target === undefined) {
    // The analysis has the problem.
    return { problems: analysis.problems.filter(isError) };
  }
  const { script, problems } = printPlan(plan, {
    ...{ document, registry, target },
    glueVersion: options.glueVersion ?? document.job.glueVersion,
    optimize: false,
    stepwise: true
  });
  if (script === undefined) {
    return { plan, problems };
  }
  const all = withNeeds(given, script.needs);
  return {
    plan,
    program: {
      script: script.text,
      arguments: all,
      steps: stepsOf(plan, script, values, {
        arguments: all,
        titles: id => document.nodes[id].title,
        version: options.glueVersion ?? document.job.glueVersion ?? ''
      })
    },
    problems
  };
}

function stepsOf(
  plan: Plan,
  script: {
    lines: Record<string, [number, number][]>;
    variables?: Readonly<Record<string, string>>;
  },
  values: ReadonlyMap<string, string>,
  names: {
    titles: (id: string) => string;
    version: string;
    /** The arguments the script is run with. */
    arguments: Readonly<Record<string, string>>;
  }
): ProgramStep[] {
  const byNode = new Map<string, Operation[]>();
  const producers = new Map<string, Operation>();
  const isOrderedInput = (operation: Operation) => (): boolean =>
    isOrdered(producers.get(operation.inputs[0]), frame =>
      producers.get(frame)
    );
  for (const operation of plan.operations) {
    for (const frame of framesOf(operation)) {
      producers.set(frame, operation);
    }
    const list = byNode.get(operation.nodeId) ?? [];
    list.push(operation);
    byNode.set(operation.nodeId, list);
  }
  const keys = new Map<string, string>();
  return [...byNode].map(([nodeId, operations]) => {
    const inputs = [
      ...new Set(operations.flatMap(operation => operation.inputs))
    ].flatMap(frame => {
      const { operation, port } = splitFrame(frame);
      // What an operation of the node itself yields is no input of the node.
      return operation === nodeId || operation.startsWith(`${nodeId}#`)
        ? []
        : [{ nodeId: operation, port }];
    });
    const before = new Set(inputs.map(input => input.nodeId));
    const text = JSON.stringify([
      ...operations.map(each => descriptorOf(each).definition(each)),
      // Another version of a component brings other code; what it reads of the arguments is a setting as well.
      ...operations.flatMap(({ requires = [] }) =>
        requires.map(id => plan.requirements?.get(id))
      ),
      ...operations.flatMap(({ requires }) =>
        argumentsOf(plan, requires).map(name => [name, names.arguments[name]])
      )
    ]);
    const all = operations.some(
      each => descriptorOf(each).code(each)?.language === 'python'
    );
    const used = [...values].filter(
      ([name]) => all || text.includes(JSON.stringify(name))
    );
    const key = bytesToHex(
      sha256(
        JSON.stringify([
          names.version,
          text,
          used,
          [...before].map(id => keys.get(id))
        ])
      )
    );
    keys.set(nodeId, key);
    const code = codeOf(operations, text, used);
    return {
      nodeId,
      title: names.titles(nodeId),
      kind: kindOf(operations),
      variables: Object.fromEntries(
        operations.flatMap(framesOf).flatMap(frame => {
          const { operation, port } = splitFrame(frame);
          const variable = script.variables?.[frame];
          return operation !== nodeId || variable === undefined
            ? []
            : [[port, variable] as const];
        })
      ),
      lines: script.lines[nodeId] ?? [],
      inputs,
      key,
      reads: readsIn(operations, values),
      ...(operations.some(each => isVolatile(each, isOrderedInput(each))) ||
      used.some(([, value]) => isPresentText(value))
        ? { volatile: true }
        : {}),
      ...(code === undefined ? {} : { code })
    };
  });
}

/** Return the names of the job arguments that requirements bring, those that they use included. */
function argumentsOf(plan: Plan, ids: readonly string[] = []): string[] {
  const found = new Requirements();
  for (const id of ids) {
    const requirement = plan.requirements?.get(id);
    if (requirement !== undefined) {
      found.add(requirement);
    }
  }
  return found.list().flatMap(each => Object.keys(each.arguments ?? {}));
}

/** Return what a step is: one that writes, one that reads from outside, or neither. */
function kindOf(operations: readonly Operation[]): ProgramStep['kind'] {
  const roles = operations.map(each => descriptorOf(each).role);
  return roles.includes('sink')
    ? 'write'
    : roles.includes('source')
      ? 'read'
      : 'transform';
}

/** Return everything that operations read from outside, each place once. */
function readsIn(
  operations: readonly Operation[],
  values: ReadonlyMap<string, string>
): ProgramRead[] {
  const textOf = (text: Text): string =>
    text
      .map(part => (isReference(part) ? values.get(part.parameter) : part))
      .join('');
  const found = readsOf(operations).map(({ source }): ProgramRead =>
    source.kind === 'catalog'
      ? {
          database: textOf(source.database),
          table: textOf(source.table),
          ...(source.catalogId ? { catalogId: textOf(source.catalogId) } : {})
        }
      : { paths: source.paths.map(textOf) }
  );
  return [...new Map(found.map(read => [JSON.stringify(read), read])).values()];
}
