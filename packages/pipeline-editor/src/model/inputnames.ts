import {
  buildGraph,
  fieldRule,
  isObject,
  type Component,
  type ComponentRegistry,
  type PipelineDocument,
  type PipelineEdge
} from '@glueflow/components-manager';
import type { YPipeline } from './shared.js';

/** What has to be written so that the inputs of nodes keep the names that they have in code. */
export interface NamePins {
  /** Links with their names. */
  edges: Record<string, PipelineEdge>;
  /** Fields with names by place, which the links hold now, by node. */
  fields: Record<string, string>;
}

/** Return the field in which older documents list the names of a component's inputs. */
function namesField(component: Component): string | undefined {
  const { properties } = component.configuration;
  return isObject(properties)
    ? Object.keys(properties).find(
        name =>
          fieldRule(component.configuration, [name]).hint.control ===
          'input-names'
      )
    : undefined;
}

/**
 * Return what gives the inputs of nodes, for good, the names that they have in the nodes' code now: names made of titles would change
 * when a step is renamed, and names listed by place when a link goes.
 */
export function namePins(
  document: PipelineDocument,
  registry: ComponentRegistry,
  nodeIds: Iterable<string>
): NamePins {
  const pins: NamePins = { edges: {}, fields: {} };
  const wanted = [...new Set(nodeIds)].flatMap(id => {
    const node = document.nodes[id];
    const component = node && registry.get(node.component);
    return component?.inputNames === undefined
      ? []
      : [{ id, config: node.config, component }];
  });
  if (wanted.length === 0) {
    return pins;
  }
  const graph = buildGraph(document, id => registry.get(id));
  for (const { id, config, component } of wanted) {
    const links = graph.inputsOf(id);
    const names = component.inputNames?.(
      config,
      links.map(({ start, alias }) => ({ title: start.node.title, alias }))
    );
    links.forEach(({ edgeId, alias }, index) => {
      const name = names?.[index];
      if (name !== undefined && name !== alias) {
        pins.edges[edgeId] = { ...document.edges[edgeId], alias: name };
      }
    });
    const field = namesField(component);
    const listed = field === undefined ? undefined : config[field];
    // Names for links that are still to come stay listed.
    if (
      field !== undefined &&
      Array.isArray(listed) &&
      listed.length <= links.length
    ) {
      pins.fields[id] = field;
    }
  }
  return pins;
}

/** Write pins, within a gesture. */
export function writePins(model: YPipeline, pins: NamePins): void {
  for (const [id, edge] of Object.entries(pins.edges)) {
    model.setEdge(id, edge);
  }
  for (const [id, field] of Object.entries(pins.fields)) {
    model.setConfig(id, { [field]: undefined });
  }
}

/** Return a document with pins in it, as it is once they are written. */
export function withPins(
  document: PipelineDocument,
  pins: NamePins
): PipelineDocument {
  const nodes = { ...document.nodes };
  for (const [id, field] of Object.entries(pins.fields)) {
    const { [field]: _listed, ...config } = nodes[id].config;
    nodes[id] = { ...nodes[id], config };
  }
  return { ...document, nodes, edges: { ...document.edges, ...pins.edges } };
}

/** Return the nodes that nodes feed. */
function fedBy(
  document: PipelineDocument,
  nodeIds: ReadonlySet<string>
): string[] {
  return Object.values(document.edges)
    .filter(({ from }) => nodeIds.has(from.node))
    .map(({ to }) => to.node);
}

/** Give a step another title, within a gesture. The code of the steps that it feeds goes on calling it by the name it has there. */
export function retitle(
  model: YPipeline,
  registry: ComponentRegistry,
  nodeId: string,
  title: string
): void {
  const { document } = model;
  if (document.nodes[nodeId]?.title !== title) {
    writePins(
      model,
      namePins(document, registry, fedBy(document, new Set([nodeId])))
    );
    model.setNodeField(nodeId, 'title', title);
  }
}
