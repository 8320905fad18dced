import type { Component, Port } from '../component/component.js';
import { portLimits } from '../component/registry.js';
import type { PipelineDocument } from '../document/document.js';
import type { Problem } from '../problem.js';
import { nearest, pointer } from '../problem.js';
import type { Link } from './graph.js';

/** A node as messages call it: its title in quotes, its id where it has none. */
export function nodeName(document: PipelineDocument, id: string): string {
  const title = document.nodes[id].title.trim();
  return `“${title === '' ? id : title}”`;
}

/** The links whose ends exist, by edge id; the others are problems. */
export function checkEdges(
  document: PipelineDocument,
  problems: Problem[]
): Link[] {
  const links: Link[] = [];
  const seen = new Map<string, string>();
  for (const edgeId of Object.keys(document.edges).sort()) {
    const { from, to, order } = document.edges[edgeId];
    const starts = Object.hasOwn(document.nodes, from.node);
    const ends = Object.hasOwn(document.nodes, to.node);
    if (!starts || !ends) {
      const known = starts
        ? `starts at ${nodeName(document, from.node)}`
        : ends
          ? `ends at ${nodeName(document, to.node)}`
          : 'has no end';
      const missing = starts ? to.node : from.node;
      problems.push({
        code: 'dangling-link',
        severity: 'error',
        message: `The link “${edgeId}” ${known}, but there is no step “${missing}”. Remove the link.`,
        ...removal(edgeId)
      });
      continue;
    }
    // Ids hold no spaces, so the four don't run together.
    const key = `${from.node} ${to.node} ${from.port} ${to.port}`;
    const twin = seen.get(key);
    if (twin !== undefined) {
      problems.push({
        code: 'double-link',
        severity: 'warning',
        message: `${nodeName(document, from.node)} and ${nodeName(document, to.node)} are linked twice in the same way (“${twin}” and “${edgeId}”): the second is not used. Remove it.`,
        ...removal(edgeId)
      });
      continue;
    }
    seen.set(key, edgeId);
    links.push({ edgeId, from, to, order: order ?? 0 });
  }
  return links;
}

function removal(edgeId: string): Pick<Problem, 'path' | 'fix'> {
  const path = pointer('edges', edgeId);
  return { path, fix: { title: 'Remove the link', path } };
}

/** Checks the links of one node against the ports of its component. */
export function checkPorts(
  document: PipelineDocument,
  id: string,
  component: Component,
  inputs: readonly Link[],
  outputs: readonly Link[],
  problems: Problem[]
): void {
  const name = nodeName(document, id);
  for (const link of inputs) {
    if (!hasPort(component.inputs, link.to.port)) {
      problems.push(
        unknownPort(id, name, link, link.to.port, 'input', component.inputs)
      );
    }
  }
  for (const link of outputs) {
    if (!hasPort(component.outputs, link.from.port)) {
      problems.push(
        unknownPort(id, name, link, link.from.port, 'output', component.outputs)
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
            ? `${name} has nothing linked to its input “${port.title}”. Link a step to it.`
            : `${name} needs ${least} links to its input “${port.title}”, and has ${count}. Link another step to it.`
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
        message: `${name} takes ${most === 1 ? 'one link' : `${most} links`} to its input “${port.title}”, and has ${links.length} (from ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}). Remove the others.`,
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

function unknownPort(
  id: string,
  name: string,
  link: Link,
  port: string,
  kind: 'input' | 'output',
  ports: readonly Port[]
): Problem {
  const known = ports.map(each => each.id);
  const close = known.length === 1 ? known[0] : nearest(port, known);
  const end = kind === 'input' ? 'to' : 'from';
  return {
    code: 'unknown-port',
    severity: 'error',
    nodeId: id,
    path: '',
    message:
      known.length === 0
        ? `${name} has no ${kind}s, but the link “${link.edgeId}” uses one. Remove the link.`
        : `${name} has no ${kind} “${port}”, which the link “${link.edgeId}” uses. Its ${kind}s are: ${known.join(', ')}.`,
    fix:
      close === undefined
        ? { title: 'Remove the link', path: pointer('edges', link.edgeId) }
        : {
            title: `Use the ${kind} “${close}”`,
            path: pointer('edges', link.edgeId, end, 'port'),
            value: close
          }
  };
}
