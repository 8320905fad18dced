/**
 * What the editor and the kernel send each other over the comm `glueflow` (docs/kernel.md), as the contract states it. Results are MIME
 * bundles of JSON.
 */
import {
  KERNEL_PROTOCOL,
  KERNEL_REPLIES,
  type KernelReply,
  type KernelRequest,
  type KernelWorkReply
} from '@glueflow/contract';

export { COUNT_MIME, ROWS_MIME, type RowsPage } from '@glueflow/contract';

/** Name of the comm target, and version of what is sent over it. */
export const COMM_TARGET = 'glueflow';
export const PROTOCOL = KERNEL_PROTOCOL;

/** From the editor to the kernel. */
export type Request = KernelRequest;

/** From the kernel to the editor. */
export type Reply = KernelReply;

/** What the kernel says of a piece of work. */
export type WorkReply = KernelWorkReply;

/** State of one node in a run. */
export type NodeState = Extract<WorkReply, { type: 'node' }>['state'];

/** Return true for a message of the kernel that this page knows: one of a later protocol is passed over. */
export function isReply(data: unknown): data is Reply {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    typeof data.type === 'string' &&
    Object.hasOwn(KERNEL_REPLIES, data.type)
  );
}
