import {
  buildGraph,
  outputPorts,
  portLimits,
  reach,
  type Component,
  type ComponentRegistry,
  type Graph,
  type PipelineDocument,
  type Port
} from '@glueflow/components-manager';
import { plain, type Trans } from './text.js';

/** The two ends of a link. */
export interface Ends {
  from: { node: string; port: string };
  to: { node: string; port: string };
}

/** A link that fits, or why there is none. */
export type Fitting =
  { ends: Ends; refusal?: undefined } | { ends?: undefined; refusal: string };

const graphs = new WeakMap<PipelineDocument, Graph>();

/** The links of a document, read once for each state of it. */
export function graphOf(document: PipelineDocument): Graph {
  let graph = graphs.get(document);
  if (graph === undefined) {
    graph = buildGraph(document);
    graphs.set(document, graph);
  }
  return graph;
}

/** A node as messages call it. */
export function nameOf(document: PipelineDocument, id: string): string {
  const title = document.nodes[id]?.title.trim();
  return title === undefined || title === '' ? id : title;
}

/** What a step is called; undefined for one that is not there. */
export function stepName(
  document: PipelineDocument,
  id: string
): string | undefined {
  return Object.hasOwn(document.nodes, id) ? nameOf(document, id) : undefined;
}

/**
 * Why two ports can't be linked, in words; undefined when they can.
 *
 * @param replaced - Edge that the new link takes the place of.
 */
export function linkRefusal(
  document: PipelineDocument,
  registry: ComponentRegistry,
  { from, to }: Ends,
  trans: Trans = plain,
  replaced?: string
): string | undefined {
  const { nodes } = document;
  if (nodes[from.node] === undefined || nodes[to.node] === undefined) {
    return trans.__('One end of the link is not there any more.');
  }
  const source = nameOf(document, from.node);
  const target = nameOf(document, to.node);
  if (from.node === to.node) {
    return trans.__('“%1” can’t be linked to itself.', source);
  }
  const giver = registry.get(nodes[from.node].component);
  const taker = registry.get(nodes[to.node].component);
  if (giver === undefined || taker === undefined) {
    const unknown = giver === undefined ? source : target;
    return trans.__(
      'Nobody knows the component of “%1”: it can’t be linked.',
      unknown
    );
  }
  const outputs = outputPorts(giver, nodes[from.node]);
  if (!outputs.some(port => port.id === from.port)) {
    return outputs.length === 0
      ? trans.__(
          '“%1” writes its data and gives nothing to other steps.',
          source
        )
      : trans.__('“%1” has no output “%2”.', source, from.port);
  }
  const port = taker.inputs.find(each => each.id === to.port);
  if (port === undefined) {
    return taker.inputs.length === 0
      ? trans.__('“%1” reads its data itself and takes no links.', target)
      : trans.__('“%1” has no input “%2”.', target, to.port);
  }
  const graph = graphOf(document);
  const links = graph
    .inputsOf(to.node)
    .filter(link => link.to.port === to.port && link.edgeId !== replaced);
  if (
    links.some(
      link => link.from.node === from.node && link.from.port === from.port
    )
  ) {
    return trans.__('“%1” and “%2” are linked already.', source, target);
  }
  // The link that goes away can only be part of the circle when it ends at the same node; a walk from the target never needs it.
  if (reach([to.node], graph.outputsOf, 'to').has(from.node)) {
    return trans.__(
      '“%1” already feeds “%2”: the link would close a circle.',
      target,
      source
    );
  }
  const { most } = portLimits(port);
  if (links.length >= most) {
    const taken = nameOf(document, links[0].from.node);
    return most === 1
      ? trans.__(
          'The input “%1” of “%2” is taken by “%3”. Remove that link first, or drag its end.',
          port.title,
          target,
          taken
        )
      : trans.__(
          'The input “%1” of “%2” has its %3 links already.',
          port.title,
          target,
          String(most)
        );
  }
  return undefined;
}

/** The first free port of `to` that takes a link from an output of `from`, or why none does. */
export function fittingLink(
  document: PipelineDocument,
  registry: ComponentRegistry,
  from: { node: string; port?: string },
  to: { node: string; port?: string },
  trans: Trans = plain,
  replaced?: string
): Fitting {
  const outputs =
    from.port !== undefined
      ? [from.port]
      : portIds(outputsOfNode(document, registry, from.node));
  const inputs =
    to.port !== undefined
      ? [to.port]
      : portIds(componentOf(document, registry, to.node)?.inputs);
  let refusal: string | undefined;
  for (const output of outputs) {
    for (const input of inputs) {
      const ends = {
        from: { node: from.node, port: output },
        to: { node: to.node, port: input }
      };
      const reason = linkRefusal(document, registry, ends, trans, replaced);
      if (reason === undefined) {
        return { ends };
      }
      refusal ??= reason;
    }
  }
  return { refusal: refusal ?? '' };
}

/** The ids of ports; one that doesn't exist where there are none, so that the refusal says so. */
function portIds(ports: Component['inputs'] | undefined): string[] {
  return ports === undefined || ports.length === 0
    ? ['']
    : ports.map(port => port.id);
}

/** Return the outputs of a node; none where its component is not known. */
export function outputsOfNode(
  document: PipelineDocument,
  registry: ComponentRegistry,
  id: string
): readonly Port[] {
  const component = componentOf(document, registry, id);
  return component === undefined
    ? []
    : outputPorts(component, document.nodes[id]);
}

function componentOf(
  document: PipelineDocument,
  registry: ComponentRegistry,
  id: string
): Component | undefined {
  const node = document.nodes[id];
  return node && registry.get(node.component);
}

/** The place of a further link among those into one port; undefined where only one fits. */
export function nextOrder(
  document: PipelineDocument,
  registry: ComponentRegistry,
  to: Ends['to']
): number | undefined {
  const port = componentOf(document, registry, to.node)?.inputs.find(
    each => each.id === to.port
  );
  if (port === undefined || portLimits(port).most === 1) {
    return undefined;
  }
  const orders = graphOf(document)
    .inputsOf(to.node)
    .filter(link => link.to.port === to.port)
    .map(link => link.order);
  return orders.length === 0 ? 0 : Math.max(...orders) + 1;
}

/**
 * The links that take the place of nodes that are removed: what fed them feeds those they fed. Only where nothing else stands at the port.
 */
export function bridges(
  document: PipelineDocument,
  registry: ComponentRegistry,
  removed: ReadonlySet<string>
): { ends: Ends; order?: number; alias?: string }[] {
  const graph = graphOf(document);
  const made: { ends: Ends; order?: number; alias?: string }[] = [];
  const seen = new Set<string>();
  for (const id of removed) {
    for (const out of graph.outputsOf(id)) {
      if (removed.has(out.to.node)) {
        continue;
      }
      const feeds = sourcesOf(graph, id, removed);
      const port = componentOf(document, registry, out.to.node)?.inputs.find(
        each => each.id === out.to.port
      );
      const room = port === undefined ? 0 : portLimits(port).most;
      for (const [index, from] of feeds.slice(0, room).entries()) {
        const key = JSON.stringify([from, out.to]);
        const linked = graph
          .inputsOf(out.to.node)
          .some(
            link =>
              link.to.port === out.to.port &&
              link.from.node === from.node &&
              link.from.port === from.port
          );
        if (!seen.has(key) && !linked) {
          seen.add(key);
          made.push({
            ends: { from, to: out.to },
            ...(room > 1 ? { order: out.order + index / 1000 } : {}),
            // The code calls by it what came from the removed step.
            ...(index === 0 && out.alias !== undefined
              ? { alias: out.alias }
              : {})
          });
        }
      }
    }
  }
  return made;
}

/** What feeds a node from outside the removed ones, first what its first input leads to. */
function sourcesOf(
  graph: Graph,
  id: string,
  removed: ReadonlySet<string>
): Ends['from'][] {
  const found: Ends['from'][] = [];
  const open: Ends['from'][] = graph
    .inputsOf(id)
    .map(link => link.from)
    .reverse();
  const seen = new Set([id]);
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    if (!removed.has(from.node)) {
      found.push(from);
    } else if (!seen.has(from.node)) {
      seen.add(from.node);
      const before = graph.inputsOf(from.node).map(link => link.from);
      open.push(...before.reverse());
    }
  }
  return found;
}
