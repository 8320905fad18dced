/** Tells when no mouse button, finger or pen is down. */
export interface Presses {
  /**
   * Call back once nothing is pressed: at once where nothing is, else after the click that the release makes.
   *
   * @returns What cancels the call, if it is still to come.
   */
  whenReleased(callback: () => void): (() => void) | undefined;
}

/** Where there is no page: nothing is ever pressed. */
export const NO_PRESSES: Presses = {
  whenReleased: callback => {
    callback();
    return undefined;
  }
};

/**
 * The presses in a page. What moves under a pressed button takes its click away: the release is on another element then, and no click is
 * made. So what may move the fields of a form (problems that come and go) waits here.
 */
export class PagePresses implements Presses {
  constructor(page: Window) {
    const press = (): void => {
      clearTimeout(this._timer);
      this._pressed = true;
    };
    const release = (): void => {
      clearTimeout(this._timer);
      // The click comes in the same task as the release.
      this._timer = setTimeout(() => this._release(), 0);
    };
    page.addEventListener('pointerdown', press, true);
    // A drag of the browser's own ends the pointer's events.
    for (const end of ['pointerup', 'pointercancel', 'dragend']) {
      page.addEventListener(end, release, true);
    }
    // A window that is left may get no release. Every field's blur passes here too.
    page.addEventListener('blur', ({ target }) => {
      if (target === page) {
        release();
      }
    });
  }

  whenReleased(callback: () => void): (() => void) | undefined {
    if (!this._pressed) {
      callback();
      return undefined;
    }
    this._waiting.add(callback);
    return () => {
      this._waiting.delete(callback);
    };
  }

  private _release(): void {
    this._pressed = false;
    const waiting = [...this._waiting];
    this._waiting.clear();
    waiting.forEach(callback => callback());
  }

  private _pressed = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private readonly _waiting = new Set<() => void>();
}

let ofPage: PagePresses | undefined;

/** The presses in this page. */
export function pagePresses(): Presses {
  ofPage ??= new PagePresses(window);
  return ofPage;
}
