import type { Component, Port } from '../component/component.js';
import type { PipelineDocument } from '../document/document.js';
import type { Problem } from '../problem.js';
import { findCycles } from './cycle.js';
import {
  checkPorts,
  NO_LINKS,
  nodeName,
  LinkedNode,
  readEdges,
  type Link
} from './link.js';

export type { Link };

/** What a pipeline's links mean. Nodes on a cycle are in `order` too, at some place. */
export interface Graph {
  /** Every node, inputs before users; the same for the same document, however it was put together. */
  order: readonly string[];
  /** The same nodes with their links. */
  places: readonly LinkedNode[];
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
 *
 * @example
 * buildGraph(document).order; // → ['rows', 'out']
 */
export function buildGraph(
  document: PipelineDocument,
  lookup?: ComponentLookup
): Graph {
  const problems: Problem[] = [];
  // In the document's own order, which is how its nodes lie in memory; what is reported or walked by id is sorted below.
  const ids = Object.keys(document.nodes);
  const places = new Map<string, LinkedNode>();
  for (const id of ids) {
    const node = document.nodes[id];
    places.set(id, new LinkedNode(id, node, lookup?.(node.component)));
  }
  readEdges(document, places, problems);
  for (const { component, inputs } of places.values()) {
    if (inputs.length > 1) {
      sortLinks(inputs, component?.inputs);
    }
  }
  const inputsOf = (id: string): readonly Link[] =>
    places.get(id)?.inputs ?? NO_LINKS;
  // A compile never asks for the links out of a node, so they are put together once somebody does.
  let outputs: ReadonlyMap<LinkedNode, readonly Link[]> | undefined;
  const outputsOf = (id: string): readonly Link[] => {
    const place = places.get(id);
    outputs ??= outputsByPlace(places);
    return (place && outputs.get(place)) ?? NO_LINKS;
  };
  const atPorts: Problem[] = [];
  for (const place of places.values()) {
    if (place.component !== undefined) {
      checkPorts(document, place, place.component, outputsOf, atPorts);
    }
  }
  for (const problem of sortedByNode(atPorts)) {
    problems.push(problem);
  }
  ids.sort();
  const { sorted, cyclic } = sortNodes(ids, places);
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
  if (lookup !== undefined) {
    problems.push(...sortedByNode(unusedResults(document, places, onCycle)));
  }
  markLive(sorted, lookup !== undefined);
  let live: ReadonlySet<string> | undefined;
  return {
    order: sorted.map(place => place.id),
    places: sorted,
    inputsOf,
    outputsOf,
    get live() {
      return (live ??= new Set(
        sorted.filter(place => place.live).map(place => place.id)
      ));
    },
    blocked: reach(onCycle, outputsOf, 'to'),
    problems
  };
}

/** The links out of each node, by edge id. */
function outputsByPlace(
  places: ReadonlyMap<string, LinkedNode>
): Map<LinkedNode, Link[]> {
  const links: Link[] = [];
  for (const { inputs } of places.values()) {
    for (const link of inputs) {
      links.push(link);
    }
  }
  links.sort((a, b) => compare(a.edgeId, b.edgeId));
  const outputs = new Map<LinkedNode, Link[]>();
  for (const link of links) {
    const known = outputs.get(link.start);
    if (known === undefined) {
      outputs.set(link.start, [link]);
    } else {
      known.push(link);
    }
  }
  return outputs;
}

function sortLinks(links: Link[], ports: readonly Port[] | undefined): void {
  const rank = (id: string): number => {
    const index = ports?.findIndex(port => port.id === id) ?? -1;
    return index < 0 ? (ports?.length ?? 0) : index;
  };
  const comparePorts = (a: string, b: string): number =>
    a === b ? 0 : rank(a) - rank(b) || compare(a, b);
  links.sort(
    (a, b) =>
      comparePorts(a.to.port, b.to.port) ||
      a.order - b.order ||
      compare(a.edgeId, b.edgeId)
  );
}

/** By UTF-16 units, the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same problems by the id of their node; those of one node stay as they are. */
function sortedByNode(problems: Problem[]): Problem[] {
  return problems.sort((a, b) => compare(a.nodeId ?? '', b.nodeId ?? ''));
}

/** Depth first from each node by id, inputs first: what belongs together stands together. */
function sortNodes(
  ids: readonly string[],
  places: ReadonlyMap<string, LinkedNode>
): {
  sorted: LinkedNode[];
  cyclic: boolean;
} {
  const sorted: LinkedNode[] = [];
  const open: LinkedNode[] = [];
  let cyclic = false;
  const enter = (place: LinkedNode): void => {
    if (place.next < 0) {
      place.next = 0;
      open.push(place);
    } else if (place.next <= place.inputs.length) {
      cyclic = true;
    }
  };
  for (const id of ids) {
    const root = places.get(id) as LinkedNode;
    // One that has been left is no cycle, whoever comes back to it.
    enter(root);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const link = top.inputs.at(top.next++);
      if (link !== undefined) {
        enter(link.start);
      } else {
        sorted.push(top);
        open.pop();
      }
    }
  }
  return { sorted, cyclic };
}

/** Marks the nodes that feed an output component, or one that is not known. */
function markLive(places: readonly LinkedNode[], known: boolean): void {
  const open: LinkedNode[] = [];
  const enter = (place: LinkedNode): void => {
    if (!place.live) {
      place.live = true;
      open.push(place);
    }
  };
  for (const end of places) {
    if (!known || (end.component?.category ?? 'output') === 'output') {
      enter(end);
    }
    for (let top = open.pop(); top !== undefined; top = open.pop()) {
      for (const { start } of top.inputs) {
        enter(start);
      }
    }
  }
}

/** Every node that links lead to, the starting ones included; `end` is the end of a link that is reached. */
export function reach(
  starts: Iterable<string>,
  linksOf: (id: string) => readonly Link[],
  end: 'from' | 'to'
): Set<string> {
  const found = new Set(starts);
  const open = [...found];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const { [end]: other } of linksOf(id)) {
      if (!found.has(other.node)) {
        found.add(other.node);
        open.push(other.node);
      }
    }
  }
  return found;
}

/** Warns of steps at the end of a branch that write nothing. */
function unusedResults(
  document: PipelineDocument,
  places: ReadonlyMap<string, LinkedNode>,
  onCycle: ReadonlySet<string>
): Problem[] {
  if (places.size === 0) {
    return [
      {
        code: 'empty-pipeline',
        severity: 'warning',
        path: '/nodes',
        message: 'The pipeline has no steps yet. Add an input and an output.'
      }
    ];
  }
  const problems: Problem[] = [];
  for (const { id, component, outputCount } of places.values()) {
    if (
      outputCount === 0 &&
      (component?.category ?? 'output') !== 'output' &&
      !onCycle.has(id)
    ) {
      problems.push({
        code: 'unused-result',
        severity: 'warning',
        nodeId: id,
        path: '',
        message: `Nothing uses the result of ${nodeName(document, id)}: it is left out of the job. Link it to an output, or remove it.`
      });
    }
  }
  return problems;
}
