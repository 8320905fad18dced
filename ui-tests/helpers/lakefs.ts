import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../scripts/tools.mjs';
import type { Lab } from './lab.js';

/** Run `glueflow lakefs …` in the environment of a JupyterLab; returns what it prints as JSON. */
export function lakefs<T>(lab: Lab, ...argv: string[]): T {
  const command = join(ROOT, 'packages/server/bin/glueflow.js');
  const text = execFileSync(
    process.execPath,
    [command, 'lakefs', ...argv, '--json'],
    { cwd: lab.root, env: lab.env, encoding: 'utf8' }
  );
  return JSON.parse(text) as T;
}
