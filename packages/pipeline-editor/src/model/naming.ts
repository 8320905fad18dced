import type {
  Component,
  JsonObject,
  PipelineNode
} from '@glueflow/components-manager';
import { uniqueTitle } from '../canvas/actions.js';

/**
 * The title that an input takes over from the table it reads, until a person gives it one.
 *
 * @param fields - Fields of its configuration that are about to change.
 * @param others - Titles of the other nodes.
 */
export function titleOfTable(
  node: PipelineNode,
  component: Component,
  fields: JsonObject | Readonly<Record<string, unknown>>,
  others: ReadonlySet<string>
): string | undefined {
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
  return given ? undefined : uniqueTitle(table, others);
}
