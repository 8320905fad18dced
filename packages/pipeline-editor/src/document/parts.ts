import {
  configurationProblems,
  type ComponentRegistry
} from '@glueflow/components-manager';

/** The code of each part of a pipeline, loaded on first use or before it, when the browser has nothing else to do. */
export const PARTS = {
  canvas: () => import('../canvas/widget.js'),
  palette: () => import('../palette/widget.js'),
  properties: () => import('../properties/widget.js'),
  bottom: () => import('../panels/widget.js')
};

/** Longest time to wait for the browser to be idle, in milliseconds. */
const IDLE_TIME = 2000;
/** A page that isn't seen has no frames; after this, in milliseconds, they aren't waited for. */
const FRAME_TIME = 300;

/** Loads the code of pipelines, and compiles the schemas of components, bit by bit while the browser is idle. */
export async function preload(registry: ComponentRegistry): Promise<void> {
  for (const load of Object.values(PARTS)) {
    await idle();
    await load();
  }
  for (const component of registry.list()) {
    await idle();
    configurationProblems(component, {});
  }
}

/** Resolves when what is there now has been painted. */
export function painted(): Promise<void> {
  return new Promise(resolve => {
    const late = setTimeout(resolve, FRAME_TIME);
    requestAnimationFrame(() => {
      requestAnimationFrame(() => {
        clearTimeout(late);
        setTimeout(resolve);
      });
    });
  });
}

function idle(): Promise<void> {
  return new Promise(resolve => {
    // Safari has no such callback.
    if ('requestIdleCallback' in window) {
      window.requestIdleCallback(() => resolve(), { timeout: IDLE_TIME });
    } else {
      setTimeout(resolve, 50);
    }
  });
}
