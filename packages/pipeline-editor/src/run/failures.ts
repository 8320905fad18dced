import {
  isObject,
  isReference,
  parseText,
  pointer,
  type Component,
  type PipelineNode,
  type Problem
} from '@glueflow/components-manager';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { NodeRun, NodeRuns } from './nodes.js';
import type { WorkReply } from './protocol.js';

/** A step, as far as it matters to what failed in it. */
type ConfiguredNode = Pick<PipelineNode, 'config'> & {
  component: Component | undefined;
};

/** The field of a component that holds code of this kind. */
function codeField(
  component: Component | undefined,
  kinds: readonly string[]
): string | undefined {
  const fields = component?.configuration.properties;
  return isObject(fields)
    ? Object.keys(fields).find(name => {
        const field = fields[name];
        const hint = isObject(field) ? field['x-glueflow'] : undefined;
        return (
          isObject(hint) &&
          typeof hint.control === 'string' &&
          kinds.includes(hint.control)
        );
      })
    : undefined;
}

/** What the kernel says of a failure, with the place in a query as its author sees the query, not the script made of it. */
export function worded(
  reply: WorkReply,
  step: (nodeId: string) => ConfiguredNode | undefined,
  trans: TranslationBundle
): WorkReply {
  if (
    (reply.type !== 'finished' && reply.type !== 'node') ||
    reply.state !== 'failed' ||
    reply.nodeId === undefined
  ) {
    return reply;
  }
  const { config, component } = step(reply.nodeId) ?? {};
  const field = codeField(component, ['sql-query']);
  if (field === undefined) {
    return reply;
  }
  const { line: _, sql, ...others } = reply;
  if (sql === undefined || others.message === undefined) {
    return others;
  }
  const query = config?.[field];
  // A parameter is longer or shorter than the value in its place.
  const exact =
    typeof query === 'string' && !parseText(query).some(isReference);
  const place = exact
    ? trans.__('line %1, column %2 of the query', sql.line, sql.column)
    : trans.__('line %1 of the query', sql.line);
  return { ...others, message: `${others.message} (${place})` };
}

/** Return a warning that a step has logged, as it is shown at the step. */
export function warningText(text: string, trans: TranslationBundle): string {
  return trans.__('Logged when it ran: %1', text);
}

/** Steps at which the last run or preview failed or logged a warning, as problems; a step that was changed since is none. */
export function runProblems(
  nodes: Pick<NodeRuns, 'ids' | 'runs' | 'warnings'>,
  step: (nodeId: string) => ConfiguredNode | undefined,
  trans: TranslationBundle
): Problem[] {
  const warnings = nodes.ids
    .filter(nodeId => step(nodeId) !== undefined)
    .flatMap(nodeId =>
      nodes.warnings(nodeId).map((text): Problem => ({
        code: 'run-warning',
        severity: 'warning',
        nodeId,
        path: '',
        message: warningText(text, trans)
      }))
    );
  return [...failureProblems(nodes.runs, step, trans), ...warnings];
}

function failureProblems(
  runs: ReadonlyMap<string, NodeRun>,
  step: (nodeId: string) => ConfiguredNode | undefined,
  trans: TranslationBundle
): Problem[] {
  return [...runs].flatMap(([nodeId, run]): Problem[] => {
    const found = step(nodeId);
    if (
      run.state !== 'failed' ||
      run.stale ||
      !run.message ||
      found === undefined
    ) {
      return [];
    }
    const field = codeField(found.component, ['sql-query', 'python']);
    return [
      {
        code: run.preview ? 'preview-failed' : 'run-failed',
        severity: 'error',
        nodeId,
        path: field === undefined ? '' : pointer(field),
        message: run.preview
          ? trans.__('The preview failed here: %1', run.message)
          : trans.__('The run failed here: %1', run.message)
      }
    ];
  });
}
