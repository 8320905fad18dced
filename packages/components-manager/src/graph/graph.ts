import type { Component, Port } from '../component/component.js';
import type { PipelineDocument } from '../document/document.js';
import type { Problem } from '../problem.js';
import { findCycles } from './cycle.js';
import { checkEdges, checkPorts, nodeName } from './link.js';

/** One link as a node sees it. */
export interface Link {
  edgeId: string;
  from: { node: string; port: string };
  to: { node: string; port: string };
  order: number;
}

/** What a pipeline's links mean. Nodes on a cycle are in `order` too, at some place. */
export interface Graph {
  /** Every node, inputs before users; the same for the same document, however it was put together. */
  order: readonly string[];
  /** The links into a node: by port as the component lists them, then by the link's order, then by edge id. */
  inputsOf(nodeId: string): readonly Link[];
  /** The links out of a node, by edge id. */
  outputsOf(nodeId: string): readonly Link[];
  /** Nodes that feed an output component (or one that is not known). */
  live: ReadonlySet<string>;
  /** Nodes on a cycle, or after one. */
  blocked: ReadonlySet<string>;
  problems: readonly Problem[];
}

/** Looks up a component; what a ComponentRegistry offers. */
export type ComponentLookup = (id: string) => Component | undefined;

/**
 * Reads the links of a document. Without `lookup` ports are not checked. All problems are found at once: links to nowhere, unknown
 * ports, missing inputs, too many links, self-links, cycles (each once, named by titles), steps whose result nobody writes.
 */
export function buildGraph(
  document: PipelineDocument,
  lookup?: ComponentLookup
): Graph {
  const problems: Problem[] = [];
  const ids = Object.keys(document.nodes).sort();
  const componentOf = (id: string): Component | undefined =>
    lookup?.(document.nodes[id].component);
  const ends = new Map<string, Ends>();
  for (const id of ids) {
    ends.set(id, { inputs: NO_LINKS, outputs: NO_LINKS });
  }
  for (const link of checkEdges(document, problems)) {
    const end = ends.get(link.to.node) as Ends;
    const start = ends.get(link.from.node) as Ends;
    end.inputs = withLink(end.inputs, link);
    start.outputs = withLink(start.outputs, link);
  }
  for (const [id, { inputs }] of ends) {
    if (inputs.length > 1) {
      sortLinks(inputs, componentOf(id)?.inputs);
    }
  }
  const inputsOf = (id: string): readonly Link[] =>
    ends.get(id)?.inputs ?? NO_LINKS;
  const outputsOf = (id: string): readonly Link[] =>
    ends.get(id)?.outputs ?? NO_LINKS;
  if (lookup !== undefined) {
    for (const id of ids) {
      const component = componentOf(id);
      if (component !== undefined) {
        checkPorts(
          document,
          id,
          component,
          inputsOf(id),
          outputsOf(id),
          problems
        );
      }
    }
  }
  const { order, cyclic } = sortNodes(ids, inputsOf);
  const onCycle = new Set<string>();
  for (const cycle of cyclic ? findCycles(ids, outputsOf) : []) {
    for (const id of cycle) {
      onCycle.add(id);
    }
    const names = cycle.map(id => nodeName(document, id));
    const shown =
      names.length > 12
        ? [...names.slice(0, 6), `… ${names.length - 7} more …`, names.at(-1)]
        : names;
    problems.push({
      code: 'cycle',
      severity: 'error',
      nodeId: cycle[0],
      path: '',
      message:
        cycle.length === 1
          ? `${names[0]} is linked to itself. Remove the link.`
          : `These steps feed each other in a circle: ${[...shown, names[0]].join(' → ')}. Remove one of the links.`
    });
  }
  const live = liveNodes(ids, componentOf, inputsOf, lookup !== undefined);
  if (lookup !== undefined) {
    problems.push(
      ...unusedResults(document, ids, componentOf, outputsOf, onCycle)
    );
  }
  return {
    order,
    inputsOf,
    outputsOf,
    live,
    blocked: reach(onCycle, id => outputsOf(id).map(link => link.to.node)),
    problems
  };
}

/** The links at a node. */
interface Ends {
  inputs: Link[];
  outputs: Link[];
}

/** Of nodes without; shared, so never added to. */
const NO_LINKS: Link[] = [];

/** Adds to a list of links. Most nodes have one, so that a list begins as small as can be. */
function withLink(links: Link[], link: Link): Link[] {
  if (links.length === 0) {
    return [link];
  }
  links.push(link);
  return links;
}

function sortLinks(links: Link[], ports: readonly Port[] | undefined): void {
  const rank = new Map(ports?.map((port, index) => [port.id, index]));
  const rankOf = (link: Link): number => rank.get(link.to.port) ?? rank.size;
  links.sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      compare(a.to.port, b.to.port) ||
      a.order - b.order ||
      compare(a.edgeId, b.edgeId)
  );
}

/** By UTF-16 units, the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Depth first from each node by id, inputs first: what belongs together stands together. */
function sortNodes(
  ids: readonly string[],
  inputsOf: (id: string) => readonly Link[]
): { order: string[]; cyclic: boolean } {
  const order: string[] = [];
  /** False while a node's inputs are on their way. */
  const left = new Map<string, boolean>();
  const open: { id: string; links: readonly Link[]; next: number }[] = [];
  let cyclic = false;
  const enter = (id: string): void => {
    const known = left.get(id);
    if (known === undefined) {
      left.set(id, false);
      open.push({ id, links: inputsOf(id), next: 0 });
    } else if (!known) {
      cyclic = true;
    }
  };
  for (const root of ids) {
    enter(root);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (top.next < top.links.length) {
        enter(top.links[top.next++].from.node);
      } else {
        order.push(top.id);
        left.set(top.id, true);
        open.pop();
      }
    }
  }
  return { order, cyclic };
}

function liveNodes(
  ids: readonly string[],
  componentOf: (id: string) => Component | undefined,
  inputsOf: (id: string) => readonly Link[],
  known: boolean
): Set<string> {
  const ends = known
    ? ids.filter(id => (componentOf(id)?.category ?? 'output') === 'output')
    : ids;
  return reach(ends, id => inputsOf(id).map(link => link.from.node));
}

/** Every node that can be reached, the starting ones included. */
export function reach(
  starts: Iterable<string>,
  next: (id: string) => readonly string[]
): Set<string> {
  const found = new Set(starts);
  const open = [...found];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const other of next(id)) {
      if (!found.has(other)) {
        found.add(other);
        open.push(other);
      }
    }
  }
  return found;
}

/** Warns of steps at the end of a branch that write nothing. */
function unusedResults(
  document: PipelineDocument,
  ids: readonly string[],
  componentOf: (id: string) => Component | undefined,
  outputsOf: (id: string) => readonly Link[],
  onCycle: ReadonlySet<string>
): Problem[] {
  if (ids.length === 0) {
    return [
      {
        code: 'empty-pipeline',
        severity: 'warning',
        path: '/nodes',
        message: 'The pipeline has no steps yet. Add an input and an output.'
      }
    ];
  }
  return ids
    .filter(
      id =>
        outputsOf(id).length === 0 &&
        (componentOf(id)?.category ?? 'output') !== 'output' &&
        !onCycle.has(id)
    )
    .map(id => ({
      code: 'unused-result',
      severity: 'warning',
      nodeId: id,
      path: '',
      message: `Nothing uses the result of ${nodeName(document, id)}: it is left out of the job. Link it to an output, or remove it.`
    }));
}
