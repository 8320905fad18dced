import type { Sources } from '../component/component.js';
import type { Graph } from '../graph/graph.js';
import { nodeName } from '../graph/link.js';
import type { GlueVersion } from '@glueflow/contract';
import type { Operation } from '../plan/operation.js';
import type { Problem } from '../problem.js';
import { folderProblems } from './folder.js';
import { isAccess } from '../plan/access.js';
import { accessProblems } from './overwrite.js';
import { targetInput, targetProblems, type Checked } from './target.js';

/** What is known of a pipeline when all its nodes have been looked at. */
interface JointFindings extends Checked {
  sources: Sources;
  graph: Graph;
  parameterDefaults: ReadonlyMap<string, string | number | boolean>;
}

/** The version and the values that a pipeline is checked with. */
interface JointOptions {
  glueVersion?: GlueVersion;
  values?: Readonly<Record<string, string>>;
}

/**
 * Return what is wrong with reads and writes that are fine by themselves, and what the target can't do.
 *
 * @param live - The operations of all nodes that take part and have no error, and reads of what their SQL names.
 * @param dead - Those of each other node: no part of what is printed, and so checked by themselves.
 */
export function jointProblems(
  findings: JointFindings,
  live: readonly Operation[],
  dead: readonly (readonly Operation[])[],
  options: JointOptions
): Problem[] {
  const { document, graph, parameterDefaults, sources } = findings;
  const { glueVersion = document.job.glueVersion, values = {} } = options;
  const texts = new Map<string, string>();
  for (const name of Object.keys(document.parameters)) {
    const value = values[name] ?? parameterDefaults.get(name);
    if (value !== undefined) {
      texts.set(name, String(value));
    }
  }
  const accesses = live.filter(isAccess);
  return [
    ...accessProblems(accesses, {
      nameOf: id => nodeName(document, id),
      graph,
      values: texts
    }),
    ...folderProblems(accesses, sources, texts),
    ...targetProblems(findings, live, dead, {
      ...targetInput(document),
      glueVersion
    })
  ];
}
