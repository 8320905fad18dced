import type { Component, Port } from '../component/component.js';
import { outputPorts } from '../component/outputs.js';
import { portLimits } from '../component/registry.js';
import type { PipelineDocument, PipelineNode } from '../document/document.js';
import type { Problem } from '../problem.js';
import { nearest, pointer } from '../problem.js';

/** A node as messages call it: its title in quotes, its id where it has none. */
export function nodeName(document: PipelineDocument, id: string): string {
  const title = document.nodes[id].title.trim();
  return `“${title === '' ? id : title}”`;
}

/** One link as a node sees it. */
export interface Link {
  edgeId: string;
  from: { node: string; port: string };
  to: { node: string; port: string };
  order: number;
  /** The name that the input has in code; absent: one made of the title of the step before. */
  alias?: string;
  /** The node it comes from. */
  start: LinkedNode;
}

/** Of nodes without; shared, so never added to. */
export const NO_LINKS: Link[] = [];

/** A node and the links into it. */
export class LinkedNode {
  constructor(
    readonly id: string,
    readonly node: PipelineNode,
    /** Where it is known. */
    readonly component: Component | undefined
  ) {}

  /** What the links out may start at, once somebody has asked; of a component whose outputs depend on its settings, of this node's. */
  get outputs(): readonly Port[] {
    const { component, node } = this;
    return component?.outputsOf === undefined
      ? (component?.outputs ?? [])
      : (this._outputs ??= outputPorts(component, node));
  }

  inputs = NO_LINKS;
  /** How many links start here. */
  outputCount = 0;
  /** True when one of them starts at a port that the component does not have. */
  hasOddOutput = false;
  /** How far a walk through the inputs is: -1 before it, beyond the last input after it. */
  next = -1;
  /** True once it is known to feed an output. */
  live = false;

  /** Forgets the links. */
  unlink(): void {
    this.inputs = NO_LINKS;
    this.outputCount = 0;
    this.hasOddOutput = false;
    this._bySource = undefined;
  }

  /** The link in that has the same ends as another, if there is one. */
  twinOf(link: Link): Link | undefined {
    if (this._bySource === undefined && this.inputs.length < FEW) {
      return this.inputs.find(each => sameEnds(each, link));
    }
    if (this._bySource === undefined) {
      this._bySource = new Map();
      for (const each of this.inputs) {
        this._note(each, this._bySource);
      }
    }
    return this._note(link, this._bySource);
  }

  /** Takes down a link in unless one with the same ends is there: that one is returned. */
  private _note(
    link: Link,
    bySource: Map<string, Link | Link[]>
  ): Link | undefined {
    const { node } = link.from;
    const known = bySource.get(node);
    if (known === undefined) {
      bySource.set(node, link);
    } else if (Array.isArray(known)) {
      const twin = known.find(each => sameEnds(each, link));
      if (twin !== undefined) {
        return twin;
      }
      known.push(link);
    } else if (sameEnds(known, link)) {
      return known;
    } else {
      bySource.set(node, [known, link]);
    }
    return undefined;
  }

  private _outputs?: readonly Port[];
  /** The links in, by the node they come from (seldom more than one from the same); only of nodes with many inputs. */
  private _bySource?: Map<string, Link | Link[]>;
}

/** Fewer links than this are compared one by one. */
const FEW = 8;

/** True for links from the same port to the same port of one node. */
function sameEnds(one: Link, other: Link): boolean {
  return (
    one.from.node === other.from.node &&
    one.from.port === other.from.port &&
    one.to.port === other.to.port
  );
}

/** Puts the links whose ends exist at their nodes; the others are problems, by edge id. */
export function readEdges(
  document: PipelineDocument,
  places: ReadonlyMap<string, LinkedNode>,
  problems: Problem[]
): void {
  // In the document's own order, which is how its links lie in memory. Only problems depend on the order: with any, all is read again.
  const ids = Object.keys(document.edges);
  const found: Problem[] = [];
  readInOrder(ids, document, places, found);
  if (found.length > 0) {
    for (const place of places.values()) {
      place.unlink();
    }
    readInOrder(ids.sort(), document, places, problems);
  }
}

function readInOrder(
  ids: readonly string[],
  document: PipelineDocument,
  places: ReadonlyMap<string, LinkedNode>,
  problems: Problem[]
): void {
  for (const edgeId of ids) {
    const { from, to, order, alias } = document.edges[edgeId];
    const start = places.get(from.node);
    const end = places.get(to.node);
    if (start === undefined || end === undefined) {
      const known = start
        ? `starts at ${nodeName(document, from.node)}`
        : end
          ? `ends at ${nodeName(document, to.node)}`
          : 'has no end';
      const missing = start ? to.node : from.node;
      problems.push({
        code: 'dangling-link',
        severity: 'error',
        message: `The link “${edgeId}” ${known}, but there is no step “${missing}”. Remove the link.`,
        ...removal(edgeId)
      });
      continue;
    }
    const link: Link = { edgeId, from, to, order: order ?? 0, start };
    if (alias !== undefined) {
      link.alias = alias;
    }
    const twin = end.twinOf(link);
    if (twin !== undefined) {
      problems.push({
        code: 'double-link',
        severity: 'warning',
        message: `${nodeName(document, from.node)} and ${nodeName(document, to.node)} are linked twice in the same way (“${twin.edgeId}” and “${edgeId}”): the second is not used. Remove it.`,
        ...removal(edgeId)
      });
      continue;
    }
    start.outputCount++;
    start.hasOddOutput ||=
      start.component !== undefined && !hasPort(start.outputs, from.port);
    end.inputs = withLink(end.inputs, link);
  }
}

/** Adds to a list of links. Most nodes have one or two, so that a short list is no longer than it must be. */
function withLink(links: Link[], link: Link): Link[] {
  if (links.length === 0) {
    return [link];
  }
  if (links.length < 4) {
    return links.concat(link);
  }
  links.push(link);
  return links;
}

function removal(edgeId: string): Pick<Problem, 'path' | 'fix'> {
  const path = pointer('edges', edgeId);
  return { path, fix: { title: 'Remove the link', path } };
}

/** Checks the links of one node against the ports of its component. */
export function checkPorts(
  document: PipelineDocument,
  place: LinkedNode,
  component: Component,
  outputsOf: (id: string) => readonly Link[],
  problems: Problem[]
): void {
  const { id, inputs, hasOddOutput } = place;
  const name = (): string => nodeName(document, id);
  for (const link of inputs) {
    if (!hasPort(component.inputs, link.to.port)) {
      problems.push(
        unknownPort(id, name(), link, link.to.port, 'input', component.inputs)
      );
    }
  }
  for (const link of hasOddOutput ? outputsOf(id) : NO_LINKS) {
    if (!hasPort(place.outputs, link.from.port)) {
      problems.push(
        unknownPort(id, name(), link, link.from.port, 'output', place.outputs)
      );
    }
  }
  for (const port of component.inputs) {
    const { least, most } = portLimits(port);
    let count = 0;
    for (const link of inputs) {
      count += link.to.port === port.id ? 1 : 0;
    }
    if (count < least) {
      problems.push({
        code: 'missing-input',
        severity: 'error',
        nodeId: id,
        path: '',
        message:
          count === 0
            ? `${name()} has nothing linked to its input “${port.title}”. Link a step to it.`
            : `${name()} needs ${least} links to its input “${port.title}”, and has ${count}. Link another step to it.`
      });
    }
    if (count > most) {
      const links = inputs.filter(link => link.to.port === port.id);
      const names = links.map(link => nodeName(document, link.from.node));
      problems.push({
        code: 'too-many-links',
        severity: 'error',
        nodeId: id,
        path: '',
        message: `${name()} takes ${most === 1 ? 'one link' : `${most} links`} to its input “${port.title}”, and has ${links.length} (from ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}). Remove the others.`,
        fix: {
          title: `Remove the link from ${names[most]}`,
          path: pointer('edges', links[most].edgeId)
        }
      });
    }
  }
}

function hasPort(ports: readonly Port[], id: string): boolean {
  return ports.some(port => port.id === id);
}

/** A port in messages: its id, with the title where that says more. */
function portName({ id, title }: Port): string {
  return title.toLowerCase() === id.toLowerCase() ? id : `${id} (“${title}”)`;
}

function titleOf(id: string, ports: readonly Port[]): string {
  return ports.find(port => port.id === id)?.title ?? id;
}

function unknownPort(
  id: string,
  name: string,
  link: Link,
  port: string,
  kind: 'input' | 'output',
  ports: readonly Port[]
): Problem {
  const known = ports.map(each => each.id);
  const names = ports.map(portName);
  const close = known.length === 1 ? known[0] : nearest(port, known);
  const end = kind === 'input' ? 'to' : 'from';
  return {
    code: kind === 'input' ? 'unknown-port' : 'unknown-output',
    severity: 'error',
    nodeId: id,
    path: '',
    message:
      known.length === 0
        ? `${name} has no ${kind}s, but the link “${link.edgeId}” uses one. Remove the link.`
        : `${name} has no ${kind} “${port}”, which the link “${link.edgeId}” uses. Its ${kind}s are: ${names.join(', ')}.`,
    fix:
      close === undefined
        ? { title: 'Remove the link', path: pointer('edges', link.edgeId) }
        : {
            title: `Use the ${kind} “${kind === 'output' ? titleOf(close, ports) : close}”`,
            path: pointer('edges', link.edgeId, end, 'port'),
            value: close
          }
  };
}
