import {
  asJson,
  isObject,
  pointerSegments,
  type Fix,
  type Json,
  type JsonObject
} from '@glueflow/components-manager';
import { isDeclaration, isEdge } from './kinds.js';
import type { YPipeline } from './shared.js';

/**
 * Does what a problem's quick fix says. Call it within `gesture`.
 *
 * Returns false, with nothing changed, when the place is not there any more.
 */
export function applyFix(model: YPipeline, { path, value }: Fix): boolean {
  const [section, id, ...rest] = pointerSegments(path);
  const { document } = model;
  const wanted = value as Json | undefined;
  switch (section) {
    case 'nodes': {
      const node = Object.hasOwn(document.nodes, id ?? '')
        ? document.nodes[id]
        : undefined;
      const [part, field, ...within] = rest;
      if (node === undefined || part === undefined) {
        return false;
      }
      if (part !== 'config') {
        if (field !== undefined || wanted === undefined) {
          return false;
        }
        model.setNodeField(id, part, wanted);
      } else if (field === undefined) {
        return false;
      } else {
        model.setConfig(id, {
          [field]: put(node.config[field], within, wanted)
        });
      }
      return true;
    }
    case 'edges':
      if (rest.length === 0 && wanted === undefined) {
        model.removeEdge(id);
      } else {
        const edge = put(asJson(document.edges[id] ?? {}), rest, wanted);
        if (!isEdge(edge)) {
          return false;
        }
        model.setEdge(id, edge);
      }
      return true;
    case 'parameters': {
      const before = document.parameters[id];
      const parameter = put(before && asJson(before), rest, wanted);
      if (parameter !== undefined && !isDeclaration(parameter)) {
        return false;
      }
      model.setParameter(id, parameter);
      return true;
    }
    case 'job':
      model.setJob({
        [id]: put((document.job as JsonObject)[id], rest, wanted)
      });
      return true;
    case 'connections': {
      const connection = document.connections[id];
      const next = put(connection && asJson(connection), rest, wanted);
      if (next !== undefined && !isObject(next)) {
        return false;
      }
      model.setConnection(id, next);
      return true;
    }
    default:
      return false;
  }
}

/** A value with another one at a place within; undefined removes what is there. */
function put(
  value: Json | undefined,
  path: readonly string[],
  wanted: Json | undefined
): Json | undefined {
  const [first, ...rest] = path;
  if (first === undefined) {
    return wanted;
  }
  if (Array.isArray(value)) {
    const list = [...value];
    const index = first === '-' ? list.length : Number(first);
    const next = put(list[index], rest, wanted);
    if (next === undefined) {
      list.splice(index, 1);
    } else {
      list[index] = next;
    }
    return list;
  }
  const object: JsonObject =
    typeof value === 'object' && value !== null ? { ...value } : {};
  const next = put(object[first], rest, wanted);
  if (next === undefined) {
    delete object[first];
  } else {
    object[first] = next;
  }
  return object;
}
