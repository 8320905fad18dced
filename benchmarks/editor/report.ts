import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../scripts/tools.mjs';

const FOLDER = join(ROOT, 'benchmarks', 'results');
const FILE = join(FOLDER, 'editor.json');

/** A number to show: two digits after the point below 10, one above. */
export function rounded(value: number): number {
  return value < 10
    ? Math.round(value * 100) / 100
    : Math.round(value * 10) / 10;
}

/** Print a table of results, and keep it in benchmarks/results/editor.json beside the others. */
export function show(
  name: string,
  rows: readonly Record<string, unknown>[]
): void {
  console.log(`\n== ${name}`);
  console.table(rows);
  mkdirSync(FOLDER, { recursive: true });
  const results = {
    ...before(),
    machine: { cores: cpus().length, node: process.version },
    [name]: rows
  };
  writeFileSync(FILE, `${JSON.stringify(results, null, 2)}\n`);
}

function before(): object {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as object;
  } catch {
    return {};
  }
}
