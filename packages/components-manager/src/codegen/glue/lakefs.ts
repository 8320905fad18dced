import type { Text } from '../../document/text.js';
import { isWrite, lakefsOf } from '../../plan/access.js';
import type {
  LakeFSSink,
  LakeFSSource,
  Plan,
  WriteOperation
} from '../../plan/operation.js';
import { shownText } from '../../plan/path.js';
import {
  assign,
  boolean,
  call,
  list,
  method,
  name,
  string,
  type PyExpression,
  type PySection,
  type PyStatement
} from '../python/tree.js';
import type { ScriptContext } from './context.js';
import { LAKEFS_REQUIREMENT, SERVER } from './lakefsrequirement.js';

/** The lines that set the repositories of a plan up: they stand before the first node, where a notebook's kernel runs them once. */
export function lakefsSections(
  context: ScriptContext,
  { operations }: Plan
): PySection[] {
  const repositories = new Map<string, Text>();
  for (const { repository } of operations.flatMap(
    each => lakefsOf(each) ?? []
  )) {
    repositories.set(shownText(repository), repository);
  }
  if (repositories.size === 0) {
    return [];
  }
  context.require(LAKEFS_REQUIREMENT);
  const { pipeline } = context.input;
  const values = [...repositories.values()].map(each => context.text(each));
  return [
    {
      statements: [
        assign(
          SERVER,
          call(name('LakeFS'), [
            list(values),
            ...(pipeline ? [string(pipeline)] : [])
          ])
        )
      ]
    }
  ];
}

/** `lakefs.source("flights", "main", "2013/")`: where Spark reads. */
export function lakefsSource(
  context: ScriptContext,
  { repository, reference, path }: LakeFSSource
): PyExpression {
  return method(
    name(SERVER),
    'source',
    [repository, reference, path].map(each => context.text(each))
  );
}

/**
 * A write to a branch, and after the last one of the plan the merge of all.
 *
 * @param writer - Spark's writer with its options.
 */
export function lakefsWrite(
  context: ScriptContext,
  write: WriteOperation,
  sink: LakeFSSink,
  writer: PyExpression
): PyStatement[] {
  const { repository, branch, folder, message, transaction } = sink;
  const { operations } = context.input.plan;
  const last = operations
    .filter(each => isWrite(each) && lakefsOf(each) !== undefined)
    .at(-1);
  return [
    {
      kind: 'expression',
      value: method(name(SERVER), 'write', [writer, string(write.format)], {
        repository: context.text(repository),
        branch: context.text(branch),
        path: context.text(folder),
        mode: string(write.mode),
        message: context.text(message),
        transaction: transaction ? undefined : boolean(false)
      })
    },
    ...(last === write
      ? [{ kind: 'expression', value: method(name(SERVER), 'finish') } as const]
      : [])
  ];
}
