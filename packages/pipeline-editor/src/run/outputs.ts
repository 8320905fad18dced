import {
  isParameter,
  isReference,
  parseText,
  type PipelineDocument,
  type WriteMode
} from '@glueflow/components-manager';
import type { TableNews } from '../service/news.js';
import type { ParameterValues } from './arguments.js';

/** Where an output writes, as its settings say. */
export interface OutputPlace {
  nodeId: string;
  /** The table, or the path, with the values of parameters. */
  name: string;
  table?: TableNews;
  mode: WriteMode;
}

/** Where an output writes; undefined for a step that is none, or doesn't say where. */
export function outputOf(
  { nodes, parameters }: PipelineDocument,
  nodeId: string,
  values: ParameterValues = {}
): OutputPlace | undefined {
  const config = nodes[nodeId]?.config as Record<string, unknown> | undefined;
  const shown = (value: unknown): string =>
    typeof value === 'string' || isParameter(value)
      ? parseText(value)
          .map(part =>
            isReference(part)
              ? String(
                  values[part.parameter] ??
                    parameters[part.parameter]?.default ??
                    `\${${part.parameter}}`
                )
              : part
          )
          .join('')
      : '';
  const [database, table, path] = [
    shown(config?.database),
    shown(config?.table),
    shown(config?.path)
  ];
  const mode =
    config?.mode === 'overwrite' || config?.mode === 'partitions'
      ? config.mode
      : 'append';
  if (database !== '' && table !== '') {
    return {
      nodeId,
      name: `${database}.${table}`,
      table: { database, table },
      mode
    };
  }
  return path === '' ? undefined : { nodeId, name: path, mode };
}

/** Where a document writes: the steps at the end of a branch that name a table or a path. */
export function placesOf(
  document: PipelineDocument,
  values: ParameterValues = {}
): OutputPlace[] {
  const edges = Object.values(document.edges);
  const from = new Set(edges.map(edge => edge.from.node));
  const to = new Set(edges.map(edge => edge.to.node));
  return Object.keys(document.nodes)
    .filter(id => to.has(id) && !from.has(id))
    .flatMap(id => outputOf(document, id, values) ?? []);
}

/** Where the outputs among these steps write. */
export function outputsOf(
  steps: readonly { nodeId: string; kind: string }[],
  document: PipelineDocument,
  values: ParameterValues = {}
): OutputPlace[] {
  return steps.flatMap(({ nodeId, kind }) => {
    const place =
      kind === 'write' ? outputOf(document, nodeId, values) : undefined;
    return place === undefined ? [] : [place];
  });
}
