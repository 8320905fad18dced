import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from './build.js';
import { SAMPLES } from './samples.js';

const FOLDER = join(__dirname, 'goldens');
const UPDATE = process.env.UPDATE_GOLDENS === '1';

describe('Goldens of CodeGeneratorGlue', () => {
  test.each(Object.entries(SAMPLES))('%s', (name, sample) => {
    const { script, problems } = generate(sample);
    expect(problems).toEqual([]);
    const path = join(FOLDER, `${name}.py`);
    if (UPDATE) {
      writeFileSync(path, script?.text ?? '');
    }
    expect(existsSync(path)).toBe(true);
    expect(script?.text).toBe(readFileSync(path, 'utf8'));
  });

  test('no golden is left over', () => {
    const files = readdirSync(FOLDER).filter(each => each.endsWith('.py'));
    expect(files.sort()).toEqual(
      Object.keys(SAMPLES)
        .map(each => `${each}.py`)
        .sort()
    );
  });

  test('lines name the block of each node', () => {
    const { script } = generate(SAMPLES.slice);
    const lines = script?.text.split('\n') ?? [];
    for (const [node, ranges] of Object.entries(script?.lines ?? {})) {
      for (const [first] of ranges) {
        expect(lines[first - 1]).toContain(`# [${node}] `);
      }
    }
    expect(Object.keys(script?.lines ?? {})).toEqual(['flights', 'jfk', 'out']);
  });
});
