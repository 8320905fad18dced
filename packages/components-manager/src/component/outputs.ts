import type { JsonObject, PipelineNode } from '../document/document.js';
import type { Component, Port } from './component.js';
import { isConfiguration } from './configuration.js';

/**
 * Return the outputs of a node. Where they depend on its settings, its configuration is brought up to date first; a component that fails
 * there has those of `Component.outputs` (the failure is reported where the configuration is checked).
 *
 * @example
 * outputPorts(registry.get(node.component), node).map(port => port.id);
 */
export function outputPorts(
  component: Component,
  node: Pick<PipelineNode, 'config' | 'version'>
): readonly Port[] {
  if (component.outputsOf === undefined) {
    return component.outputs;
  }
  try {
    return component.outputsOf(currentConfig(component, node));
  } catch {
    return component.outputs;
  }
}

/**
 * Return the configuration of a node as the component's version has it.
 *
 * @throws TypeError when the component's `migrate` gives back no configuration, and whatever it throws itself
 */
export function currentConfig(
  component: Component,
  node: Pick<PipelineNode, 'config' | 'version'>
): JsonObject {
  if (node.version >= component.version || component.migrate === undefined) {
    return node.config;
  }
  const config: unknown = component.migrate(
    structuredCopy(node.config),
    node.version
  );
  if (!isConfiguration(config)) {
    throw new TypeError('its migrate gave back no configuration');
  }
  return config;
}

function structuredCopy(config: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(config)) as JsonObject;
}
