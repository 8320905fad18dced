import {
  pointerSegments,
  type ComponentRegistry,
  type Fix
} from '@glueflow/components-manager';
import { applyFix } from './fix.js';
import { namePins, retitle, writePins } from './inputnames.js';
import { titleOfTable } from './naming.js';
import type { YPipeline } from './shared.js';

/** Does what a problem's quick fix says, as one step of undo; an input that was called by its misspelt table goes on being called by it. */
export function fixProblem(
  model: YPipeline,
  registry: ComponentRegistry,
  fix: Fix
): void {
  model.gesture(fix.title, () => {
    const { document } = model;
    const [section, id, part, field, ...within] = pointerSegments(fix.path);
    const node =
      section === 'nodes' && part === 'config' && within.length === 0
        ? document.nodes[id ?? '']
        : undefined;
    const component = node && registry.get(node.component);
    const title =
      id !== undefined && field !== undefined && component
        ? titleOfTable(document, id, component, { [field]: fix.value })
        : undefined;
    const edge = section === 'edges' ? document.edges[id ?? ''] : undefined;
    if (edge !== undefined) {
      // One link less, or one name more, must not change the names of the others.
      writePins(model, namePins(document, registry, [edge.to.node]));
    }
    if (applyFix(model, fix) && id !== undefined && title !== undefined) {
      retitle(model, registry, id, title);
    }
  });
}
