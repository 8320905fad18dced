import type { Analysis, Program } from '@glueflow/components-manager';

/** What `PipelineCompiler.program` answers. */
type Compile = (upTo?: string) => { program?: Program };

/**
 * The keys that steps have now, for the nodes asked for. A node that can't be compiled, or is gone, has none.
 *
 * One compilation of the whole is tried first; where an error keeps it from being made, the parts without errors are compiled.
 */
export function stepKeys(
  { problems, order, graph, document }: Analysis,
  nodeIds: Iterable<string>,
  compile: Compile
): Map<string, string> {
  const left = new Set(
    [...nodeIds].filter(id => Object.hasOwn(document.nodes, id))
  );
  const found = new Map<string, string>();
  const take = (program: Program | undefined): void => {
    for (const { nodeId, key } of program?.steps ?? []) {
      if (left.delete(nodeId)) {
        found.set(nodeId, key);
      }
    }
  };
  if (left.size === 0) {
    return found;
  }
  take(compile().program);
  const wrong = new Set<string>();
  for (const { nodeId, severity } of problems) {
    if (severity === 'error' && nodeId !== undefined) {
      wrong.add(nodeId);
    }
  }
  for (const id of order) {
    if (graph.inputsOf(id).some(({ from }) => wrong.has(from.node))) {
      wrong.add(id);
    }
  }
  for (const id of [...order].reverse()) {
    if (left.has(id) && !wrong.has(id)) {
      take(compile(id).program);
    }
  }
  return found;
}

/**
 * Stands for everything in the document that a node's columns may depend on: its settings and those of all nodes before it, the
 * links between them, the parameters.
 *
 * @param without - A field of the node itself that does not count.
 */
export function signatureOf(
  { document, graph }: Pick<Analysis, 'document' | 'graph'>,
  nodeId: string,
  without?: string
): string | undefined {
  if (!Object.hasOwn(document.nodes, nodeId)) {
    return undefined;
  }
  const parts: unknown[] = [document.parameters];
  const seen = new Set<string>();
  const wanted = [nodeId];
  for (let id = wanted.pop(); id !== undefined; id = wanted.pop()) {
    if (seen.has(id)) {
      continue;
    }
    seen.add(id);
    const { component, version } = document.nodes[id];
    const config = { ...document.nodes[id].config };
    if (without !== undefined && id === nodeId) {
      delete config[without];
    }
    const links = graph
      .inputsOf(id)
      .map(({ from, to }) => [
        from.node,
        from.port,
        to.port,
        document.nodes[from.node].title
      ]);
    parts.push([id, component, version, config, links]);
    wanted.push(...links.map(([node]) => node));
  }
  return JSON.stringify(parts);
}
