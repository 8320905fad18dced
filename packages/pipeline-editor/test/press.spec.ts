/** @jest-environment jsdom */
import { PagePresses } from '../src/press';

const tick = (): Promise<void> => new Promise(done => setTimeout(done, 5));

function fire(type: string, target: EventTarget = document.body): void {
  target.dispatchEvent(new Event(type, { bubbles: true }));
}

describe('PagePresses', () => {
  it('calls back at once while nothing is pressed', () => {
    const presses = new PagePresses(window);
    const called = jest.fn();
    presses.whenReleased(called);
    expect(called).toHaveBeenCalledTimes(1);
  });

  it.each(['pointerup', 'pointercancel', 'dragend'])(
    'waits until %s, and for the click that comes with it',
    async end => {
      const presses = new PagePresses(window);
      const order: string[] = [];
      const onClick = (): void => void order.push('click');
      document.body.addEventListener('click', onClick);
      fire('pointerdown');
      presses.whenReleased(() => order.push('called'));
      await tick();
      expect(order).toEqual([]);
      fire(end);
      fire('click');
      await tick();
      expect(order).toEqual(['click', 'called']);
      document.body.removeEventListener('click', onClick);
    }
  );

  it('goes on waiting where a press follows a release at once', async () => {
    const presses = new PagePresses(window);
    const called = jest.fn();
    fire('pointerdown');
    presses.whenReleased(called);
    fire('pointerup');
    fire('pointerdown');
    await tick();
    expect(called).not.toHaveBeenCalled();
    fire('pointerup');
    await tick();
    expect(called).toHaveBeenCalledTimes(1);
  });

  it('waits on when a field loses the focus, not when the window does', async () => {
    const presses = new PagePresses(window);
    const called = jest.fn();
    fire('pointerdown');
    presses.whenReleased(called);
    fire('blur');
    await tick();
    expect(called).not.toHaveBeenCalled();
    fire('blur', window);
    await tick();
    expect(called).toHaveBeenCalledTimes(1);
  });

  it('forgets what was taken back', async () => {
    const presses = new PagePresses(window);
    const called = jest.fn();
    fire('pointerdown');
    presses.whenReleased(called)?.();
    fire('pointerup');
    await tick();
    expect(called).not.toHaveBeenCalled();
  });
});
