import { nullTranslator } from '@jupyterlab/translation';
import { runText } from '../../src/canvas/runtext';
import type { NodeRun } from '../../src/run/nodes';

describe('runText', () => {
  const text = (run?: NodeRun): string =>
    runText(run, nullTranslator.load('glueflow'));

  it('says how a run went', () => {
    expect(text()).toBe('');
    expect(text({ state: 'done' })).toBe('Done');
    expect(text({ state: 'done', rows: 1, seconds: 2 })).toBe('1 row · 2.0 s');
    expect(text({ state: 'failed', message: 'No.' })).toBe('Failed: No.');
  });

  it('says why it does not hold any more', () => {
    const run: NodeRun = { state: 'done', rows: 3, stale: true };
    expect(text(run)).toBe('Before the last change: 3 rows');
    expect(text({ ...run, lost: true })).toBe('In an earlier kernel: 3 rows');
  });
});
