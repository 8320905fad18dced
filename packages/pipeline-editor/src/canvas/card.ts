import {
  outputPorts,
  type ComponentRegistry,
  type PipelineDocument,
  type PipelineNode,
  type Port
} from '@glueflow/components-manager';

/** Width of a node's card, in pixels of the unzoomed canvas. */
export const CARD_WIDTH = 220;
/** Height of a card with few ports. */
export const CARD_HEIGHT = 76;
/** Least distance of two ports on one side. */
const PORT_SPACING = 30;
/** Nodes that are placed by themselves stand this far apart. */
export const STEP_X = 260;
export const STEP_Y = 130;

/** A port can be hit within so many pixels of the window, while cards can be read. */
const PORT_REACH = 16;
/** Below this zoom nobody reads a card. */
const LEGIBLE_ZOOM = 0.3;

/** How wide the area around a port is that takes the pointer, in pixels of the unzoomed canvas; in steps, so that few zooms draw anew. */
export function portReach(zoom: number): number {
  return Math.max(
    PORT_REACH,
    Math.ceil(PORT_REACH / Math.max(zoom, LEGIBLE_ZOOM) / 4) * 4
  );
}

/** The width of a card's border, in pixels of the unzoomed canvas: about one of the window, however far the canvas is zoomed out. */
export function borderWidth(zoom: number): number {
  return Math.min(12, Math.max(1, Math.ceil(1 / zoom - 0.25)));
}

/** What of a card can be read at a zoom: all of it, its title (drawn larger), or nothing. */
export function cardDetail(zoom: number): 'full' | 'title' | 'block' {
  return zoom >= 0.28 ? 'full' : zoom >= 0.14 ? 'title' : 'block';
}

/** The ports that a card shows. */
export interface CardPorts {
  inputs: readonly Port[];
  outputs: readonly Port[];
  /** Links are at ports that the component doesn't have, or nobody knows the component. */
  strange: boolean;
}

/** A port and where its middle is, from the card's upper left corner. */
export interface PlacedPort {
  port: Port;
  side: 'input' | 'output';
  x: number;
  y: number;
}

/**
 * The ports of a node: those of its component, and any other that links name, so that no link is out of sight.
 *
 * @param used - Ports that links into and out of the node name.
 */
export function portsOf(
  node: PipelineNode,
  registry: ComponentRegistry,
  used?: { inputs: ReadonlySet<string>; outputs: ReadonlySet<string> }
): CardPorts {
  const component = registry.get(node.component);
  const inputs = component?.inputs ?? [];
  const outputs = component ? outputPorts(component, node) : [];
  const moreInputs = missing(inputs, used?.inputs);
  const moreOutputs = missing(outputs, used?.outputs);
  return {
    inputs: moreInputs.length > 0 ? [...inputs, ...moreInputs] : inputs,
    outputs: moreOutputs.length > 0 ? [...outputs, ...moreOutputs] : outputs,
    strange:
      component === undefined || moreInputs.length > 0 || moreOutputs.length > 0
  };
}

function missing(
  ports: readonly Port[],
  used: ReadonlySet<string> | undefined
): Port[] {
  return [...(used ?? [])]
    .filter(id => !ports.some(port => port.id === id))
    .sort()
    .map(id => ({ id, title: id }));
}

/** How high a card is: enough for its ports. */
export function cardHeight({ inputs, outputs }: CardPorts): number {
  return Math.max(
    CARD_HEIGHT,
    PORT_SPACING * Math.max(inputs.length, outputs.length) + 12
  );
}

/** Titles of several outputs, beside the card, take so much more than the room between two cards. */
const TITLE_ROOM = 60;

/** How much further away the next card stands, so that it leaves the titles of outputs in sight. */
export function titleRoom({ outputs }: CardPorts): number {
  return outputs.length > 1 ? TITLE_ROOM : 0;
}

/** Where the ports of a card are. */
export function placePorts(ports: CardPorts): PlacedPort[] {
  const height = cardHeight(ports);
  const along = (
    list: readonly Port[],
    side: PlacedPort['side'],
    x: number
  ): PlacedPort[] =>
    list.map((port, index) => ({
      port,
      side,
      x,
      y: Math.round((height * (index + 1)) / (list.length + 1))
    }));
  return [
    ...along(ports.inputs, 'input', 0),
    ...along(ports.outputs, 'output', CARD_WIDTH)
  ];
}

/** The ports that links name, by node. */
export function usedPorts(
  document: PipelineDocument
): Map<string, { inputs: Set<string>; outputs: Set<string> }> {
  const used = new Map<string, { inputs: Set<string>; outputs: Set<string> }>();
  const of = (id: string): { inputs: Set<string>; outputs: Set<string> } => {
    let entry = used.get(id);
    if (entry === undefined) {
      entry = { inputs: new Set(), outputs: new Set() };
      used.set(id, entry);
    }
    return entry;
  };
  for (const { from, to } of Object.values(document.edges)) {
    of(from.node).outputs.add(from.port);
    of(to.node).inputs.add(to.port);
  }
  return used;
}
