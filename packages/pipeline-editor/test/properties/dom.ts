/** What JupyterLab's packages expect of a browser and jsdom lacks. Import it before them. */
const scope = globalThis as unknown as Record<string, unknown>;

scope.DragEvent ??= class DragEvent extends MouseEvent {};
scope.PointerEvent ??= class PointerEvent extends MouseEvent {};
scope.ResizeObserver ??= class ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
if (typeof window.matchMedia !== 'function') {
  window.matchMedia = (media: string) =>
    ({
      media,
      matches: false,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
      addListener: () => undefined,
      removeListener: () => undefined
    }) as unknown as MediaQueryList;
}
scope.IS_REACT_ACT_ENVIRONMENT = true;

export {};
