import {
  outputPorts,
  type Analysis,
  type Port
} from '@glueflow/components-manager';
import { Signal, type ISignal } from '@lumino/signaling';

/** Return the outputs of a node; none where it or its component is not there. */
export function outputsIn(
  { document, registry }: Pick<Analysis, 'document' | 'registry'>,
  nodeId: string
): readonly Port[] {
  const node = Object.hasOwn(document.nodes, nodeId)
    ? document.nodes[nodeId]
    : undefined;
  const component = node && registry.get(node.component);
  return node && component ? outputPorts(component, node) : [];
}

/** Which output of each step the panels of one view show, where the step has several. */
export class ShownOutputs {
  /** Another output of a step is shown. */
  get changed(): ISignal<this, string> {
    return this._changed;
  }

  /** Return the output of a node to be shown: the one that was chosen while it is there, otherwise the first; undefined where it has none. */
  of(nodeId: string, outputs: readonly Port[]): Port | undefined {
    const chosen = this._ports.get(nodeId);
    return outputs.find(({ id }) => id === chosen) ?? outputs.at(0);
  }

  /** Shows an output of a node. */
  choose(nodeId: string, port: string): void {
    this._ports.set(nodeId, port);
    this._changed.emit(nodeId);
  }

  private _changed = new Signal<this, string>(this);
  private _ports = new Map<string, string>();
}
