import type { Component, PipelineDocument } from '@glueflow/components-manager';
import { titlesOf, uniqueTitle } from './ids.js';

/**
 * The title that an input takes over from the table it reads, until a person gives it one.
 *
 * @param fields - Fields of its configuration that are about to change.
 */
export function titleOfTable(
  document: Pick<PipelineDocument, 'nodes'>,
  nodeId: string,
  component: Component,
  fields: Readonly<Record<string, unknown>>
): string | undefined {
  const node = document.nodes[nodeId];
  const before = node.config.table;
  const { table } = fields;
  if (
    component.category !== 'input' ||
    typeof table !== 'string' ||
    table.trim() === '' ||
    table.includes('${') ||
    table === before
  ) {
    return undefined;
  }
  const stem = node.title.replace(/ \d+$/, '');
  const given = ![component.title, before].some(
    automatic => automatic === node.title || automatic === stem
  );
  return given ? undefined : uniqueTitle(table, titlesOf(document, nodeId));
}
