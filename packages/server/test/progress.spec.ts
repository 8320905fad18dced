import { createProgress } from '../src/progress.js';

describe('createProgress()', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('keeps a step on one line where there is no terminal, whatever its title holds', () => {
    let text = '';
    const progress = createProgress({ write: part => void (text += part) });
    progress.report({ message: 'Running node out\nput\t😀' });
    jest.advanceTimersByTime(1500);
    progress.end();
    expect(text).toBe('Running node out put 😀\n');
  });
});
