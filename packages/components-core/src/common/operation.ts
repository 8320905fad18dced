import type { ComponentContext, Schema } from '@glueflow/components-manager';

/** What the only operation of most lowerings has: the node's own id, and its inputs in order. */
export function base(
  context: Pick<ComponentContext, 'nodeId' | 'inputs'>,
  schema: Schema | undefined
): { id: string; nodeId: string; inputs: string[]; schema?: Schema } {
  const { nodeId } = context;
  const inputs = context.inputs.map(input => input.frame);
  return schema
    ? { id: nodeId, nodeId, inputs, schema }
    : { id: nodeId, nodeId, inputs };
}

/** An object without the members that are undefined. */
export function defined<T extends object>(
  members: T
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined)
  ) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
