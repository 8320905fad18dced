import type { Problem } from '../problem.js';
import type {
  JsonObject,
  PipelineDocument,
  PipelineEdge,
  PipelineNode,
  PipelineParameter
} from './document.js';
import { DOCUMENT_VERSION } from './document.js';
import { isObject } from './json.js';

/** What is well-formed of a document that is not, for checks only: it must never be saved. */
export interface PartialDocument {
  document: PipelineDocument;
  /** Return true for a problem that may only follow from what was left out. */
  follows(problem: Problem): boolean;
}

const TYPES = ['string', 'integer', 'number', 'boolean', 'date', 'timestamp'];

/** Codes of problems that a link left out may cause anywhere. */
const OF_LINKS = new Set([
  'missing-input',
  'unused-result',
  'dangling-link',
  'empty-pipeline'
]);

/** Codes of problems that a parameter left out may cause. */
const OF_PARAMETERS = new Set([
  'undeclared-parameter',
  'unused-parameter',
  'parameter-default',
  'parameter-type'
]);

/**
 * Return what can still be checked of a document whose shape is wrong, so that its other problems are said at the same time. Parts that
 * are not shaped as they should be are left out or empty.
 */
export function salvage(stored: JsonObject): PartialDocument {
  const doubtful = new Set<string>();
  const nodes: Record<string, PipelineNode> = {};
  const stays = entries(stored.nodes, part => part);
  for (const [id, part] of stays.kept) {
    const node = readNode(id, part);
    nodes[id] = node.value;
    if (node.isDoubtful) {
      doubtful.add(id);
    }
  }
  const edges = entries(stored.edges, readEdge);
  const parameters = entries(stored.parameters, readParameter);
  const isLoose = stays.isDamaged || edges.isDamaged;
  const document: PipelineDocument = {
    glueflow: DOCUMENT_VERSION,
    nodes,
    edges: Object.fromEntries(edges.kept),
    parameters: Object.fromEntries(parameters.kept),
    connections: {},
    job: isObject(stored.job) ? stored.job : {},
    layout: { nodes: {} },
    annotations: {}
  };
  return {
    document,
    follows: ({ code, nodeId }) =>
      (nodeId !== undefined && doubtful.has(nodeId)) ||
      (isLoose && OF_LINKS.has(code)) ||
      (parameters.isDamaged && OF_PARAMETERS.has(code))
  };
}

/** The well-formed members of a section, and whether any is missing. */
function entries<T>(
  section: unknown,
  read: (part: unknown) => T | undefined
): { kept: [string, T][]; isDamaged: boolean } {
  if (!isObject(section)) {
    return { kept: [], isDamaged: section !== undefined };
  }
  const all = Object.entries(section);
  const kept = all.flatMap(([id, part]): [string, T][] => {
    const found = read(part);
    return found === undefined ? [] : [[id, found]];
  });
  return { kept, isDamaged: kept.length < all.length };
}

function readNode(
  id: string,
  part: unknown
): { value: PipelineNode; isDoubtful: boolean } {
  const node = isObject(part) ? part : {};
  const { component, version = 1, title = id, config = {} } = node;
  const isVersion =
    typeof version === 'number' && Number.isInteger(version) && version >= 1;
  return {
    value: {
      component: typeof component === 'string' ? component : '',
      version: isVersion ? version : 1,
      title: typeof title === 'string' ? title : id,
      config: isObject(config) ? config : {}
    },
    isDoubtful:
      typeof component !== 'string' ||
      component === '' ||
      !isVersion ||
      !isObject(config)
  };
}

function readEdge(part: unknown): PipelineEdge | undefined {
  const { from, to, order } = isObject(part) ? part : {};
  return isEnd(from) && isEnd(to)
    ? { from, to, ...(typeof order === 'number' ? { order } : {}) }
    : undefined;
}

function isEnd(part: unknown): part is { node: string; port: string } {
  return (
    isObject(part) &&
    typeof part.node === 'string' &&
    typeof part.port === 'string'
  );
}

function readParameter(part: unknown): PipelineParameter | undefined {
  return isParameterPart(part) ? part : undefined;
}

function isParameterPart(part: unknown): part is PipelineParameter {
  if (!isObject(part) || !TYPES.includes(String(part.type))) {
    return false;
  }
  const { default: preset } = part;
  return (
    preset === undefined ||
    ['string', 'number', 'boolean'].includes(typeof preset)
  );
}
