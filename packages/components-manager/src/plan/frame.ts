import type { OperationBase } from './operations/base.js';

/** The port of an operation, or of a step, that has only one output. */
export const OUT_PORT = 'out';

/** Stands between operation and port in the id of a frame. No id of a node or an operation has it. */
const SEPARATOR = ':';

/**
 * Return the id of the frame that an operation (or a step, which is known by its node's id) yields at a port. The frame of the port
 * `out` has the operation's own id.
 *
 * @example
 * frameId('router', 'late'); // 'router:late'
 * frameId('filter', 'out'); // 'filter'
 */
export function frameId(operationId: string, port: string): string {
  return port === OUT_PORT ? operationId : operationId + SEPARATOR + port;
}

/** Return the operation (or node) and the port of a frame: the reverse of `frameId`. */
export function splitFrame(frame: string): { operation: string; port: string } {
  const end = frame.indexOf(SEPARATOR);
  return end < 0
    ? { operation: frame, port: OUT_PORT }
    : { operation: frame.slice(0, end), port: frame.slice(end + 1) };
}

/** Return the ids of the frames that an operation yields, in the order of its outputs. */
export function framesOf({
  id,
  outputs
}: Pick<OperationBase, 'id' | 'outputs'>): readonly string[] {
  return outputs === undefined ? [id] : outputs.map(port => frameId(id, port));
}
