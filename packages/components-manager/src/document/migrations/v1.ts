import type { Json, JsonObject } from '../document.js';
import { isObject, setKey } from '../json.js';

/**
 * Version 0 to 1: nodes and edges were arrays in the shape of a drawing (`type`, `data`, `position`, `source`, `target`); they became
 * objects by id, with meaning apart from looks. Pure: the argument stays as it is.
 */
export function migrateToVersion1(document: JsonObject): JsonObject {
  const { nodes, edges, layout, ...rest } = document;
  const positions: JsonObject = {};
  const result: JsonObject = { ...rest, glueflow: 1 };
  if (Array.isArray(nodes)) {
    result.nodes = byId(nodes, 'node', item => node(item, positions));
  } else if (nodes !== undefined) {
    result.nodes = nodes;
  }
  if (Array.isArray(edges)) {
    result.edges = byId(edges, 'edge', edge);
  } else if (edges !== undefined) {
    result.edges = edges;
  }
  const kept = isObject(layout) ? layout : {};
  result.layout = {
    ...kept,
    nodes: { ...positions, ...(isObject(kept.nodes) ? kept.nodes : {}) }
  };
  return result;
}

function byId(
  items: readonly Json[],
  kind: string,
  convert: (item: JsonObject) => { id?: string; value: Json }
): JsonObject {
  const result: JsonObject = {};
  items.forEach((item, index) => {
    const { id, value } = isObject(item) ? convert(item) : { value: item };
    let key = id ?? `${kind}-${index + 1}`;
    for (let copy = 2; Object.hasOwn(result, key); copy++) {
      key = `${id ?? kind}-${copy}`;
    }
    setKey(result, key, value);
  });
  return result;
}

function node(
  item: JsonObject,
  positions: JsonObject
): { id?: string; value: Json } {
  const { id, type, data, position, ...rest } = item;
  const { label, version, ...config } = isObject(data) ? data : {};
  const name = typeof id === 'string' ? id : undefined;
  if (name !== undefined && isObject(position)) {
    setKey(positions, name, position);
  }
  return {
    id: name,
    value: {
      ...rest,
      ...(type === undefined ? {} : { component: type }),
      version: version ?? 1,
      title: label ?? name ?? '',
      config
    }
  };
}

function edge(item: JsonObject): { id?: string; value: Json } {
  const { id, source, sourceHandle, target, targetHandle, ...rest } = item;
  return {
    id: typeof id === 'string' ? id : undefined,
    value: {
      ...rest,
      from: { node: source ?? '', port: sourceHandle ?? 'out' },
      to: { node: target ?? '', port: targetHandle ?? 'in' }
    }
  };
}
