import type { Component } from '@glueflow/components-manager';
import { componentIcon } from '../icons.js';
import type { Position } from '../model/shared.js';
import type { AddOptions } from './actions.js';
import { CARD_HEIGHT, CARD_WIDTH } from './card.js';
import type { CanvasController } from './controller.js';
import {
  fittingLink,
  graphOf,
  nameOf,
  outputsOfNode,
  type Ends
} from './links.js';
import type { Choice } from './state.js';

/** Lets the person choose a component and adds it after the selected node. */
export function chooseComponent(
  canvas: CanvasController,
  options: {
    at?: Position;
    add?: AddOptions;
    fits?: (component: Component) => boolean;
  } = {}
): void {
  const { registry, trans, selection } = canvas.editor;
  if (canvas.readOnly) {
    return;
  }
  const after = selection.node;
  canvas.show({
    chooser: {
      title: trans.__('Add a step'),
      at: options.at,
      choices: registry
        .list()
        .filter(component => options.fits?.(component) ?? true)
        .map(({ id, title, category, keywords, icon }) => ({
          id,
          label: title,
          caption:
            category === 'input'
              ? trans.__('Input')
              : category === 'output'
                ? trans.__('Output')
                : trans.__('Transform'),
          words: keywords.join(' '),
          icon: componentIcon(icon)
        })),
      choose: componentId => {
        canvas.add(componentId, options.add ?? { after });
      }
    }
  });
}

/** Lets the person find a node by title, kind or settings, and shows it. */
export function findStep(canvas: CanvasController): void {
  const { trans } = canvas.editor;
  canvas.show({
    chooser: {
      title: trans.__('Find a step'),
      choices: nodeChoices(
        canvas,
        Object.keys(canvas.editor.model.document.nodes)
      ),
      choose: id => canvas.reveal(id)
    }
  });
}

/** Lets the person choose what the selected node is linked to. */
export function connectTo(canvas: CanvasController): void {
  const { model, registry, selection, trans } = canvas.editor;
  const from = selection.node;
  if (from === undefined || canvas.readOnly) {
    return;
  }
  const { document } = model;
  const name = nameOf(document, from);
  const outputs = outputsOfNode(document, registry, from);
  const choices: Choice[] = [];
  const found = new Map<string, Ends>();
  for (const choice of nodeChoices(canvas, Object.keys(document.nodes))) {
    const component = registry.get(document.nodes[choice.id].component);
    for (const port of component?.inputs ?? []) {
      for (const output of outputs) {
        const { ends } = fittingLink(
          document,
          registry,
          { node: from, port: output.id },
          { node: choice.id, port: port.id },
          trans
        );
        if (ends) {
          const id = JSON.stringify([choice.id, port.id, output.id]);
          const target =
            component?.inputs.length === 1
              ? choice.label
              : trans.__('%1 – %2', choice.label, port.title);
          found.set(id, ends);
          choices.push({
            ...choice,
            id,
            label:
              outputs.length === 1
                ? target
                : trans.__('%1 → %2', output.title, target)
          });
        }
      }
    }
  }
  if (choices.length === 0) {
    canvas.notify(
      trans.__('There is no free input that “%1” could be linked to.', name)
    );
    return;
  }
  canvas.show({
    chooser: {
      title: trans.__('Link “%1” to …', name),
      choices,
      choose: key => {
        const ends = found.get(key);
        if (ends) {
          canvas.link(ends.from, ends.to);
        }
      }
    }
  });
}

/** Lets the person choose a link of the selected node, which is then selected. */
export function chooseLink(canvas: CanvasController): void {
  const { model, selection, trans } = canvas.editor;
  const id = selection.node;
  if (id === undefined) {
    return;
  }
  const { document } = model;
  const graph = graphOf(document);
  const links = [...graph.inputsOf(id), ...graph.outputsOf(id)];
  if (links.length === 0) {
    canvas.notify(trans.__('“%1” has no links.', nameOf(document, id)));
    return;
  }
  canvas.show({
    chooser: {
      title: trans.__('Links of “%1”', nameOf(document, id)),
      choices: links.map(({ edgeId, from, to }) => ({
        id: edgeId,
        label: trans.__(
          '%1 → %2',
          nameOf(document, from.node),
          nameOf(document, to.node)
        )
      })),
      choose: edge => selection.set({ edges: [edge] })
    }
  });
}

/** Lets the person choose what comes next (or before), where a link was let go. */
export function chooseNext(
  canvas: CanvasController,
  port: { node: string; port: string },
  forwards: boolean,
  point: Position
): void {
  const { flow, element } = canvas.view;
  if (!flow || !element || canvas.readOnly) {
    return;
  }
  const box = element.getBoundingClientRect();
  const { x, y } = flow.screenToFlowPosition(point);
  const position = {
    x: forwards ? x : x - CARD_WIDTH,
    y: y - CARD_HEIGHT / 2
  };
  chooseComponent(canvas, {
    at: { x: point.x - box.x, y: point.y - box.y },
    fits: ({ inputs, outputs }) => (forwards ? inputs : outputs).length > 0,
    add: { position, ...(forwards ? { from: port } : { to: port }) }
  });
}

function nodeChoices(
  canvas: CanvasController,
  ids: readonly string[]
): Choice[] {
  const { model, registry } = canvas.editor;
  return ids
    .map(id => {
      const node = model.document.nodes[id];
      const component = registry.get(node.component);
      return {
        id,
        label: nameOf(model.document, id),
        caption: component?.title ?? node.component,
        words: `${id} ${canvas.facts.of(id).summary}`,
        ...(component ? { icon: componentIcon(component.icon) } : {})
      };
    })
    .sort((a, b) => a.label.localeCompare(b.label));
}
