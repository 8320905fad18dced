import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { PYTHON, ROOT } from '../../scripts/tools.mjs';
import type { Lab } from './lab.js';

/** DuckDB's rows over the data as published, as JSON has them. */
export function duckdb(query: string): unknown[][] {
  const code = [
    'import json, sys',
    `sys.path.insert(0, ${JSON.stringify(join(ROOT, 'scripts'))})`,
    'import result',
    'rows = result.ask(result.flights_data(), sys.argv[1])',
    'print(json.dumps(rows.values))'
  ].join('\n');
  const said = execFileSync(PYTHON, ['-c', code, query], { encoding: 'utf8' });
  return JSON.parse(said) as unknown[][];
}

/** Hold the tables that a run of a pipeline wrote against the queries of a file; throws where they differ. */
export function compareTables(lab: Lab, path: string, queries: string): string {
  return execFileSync(
    PYTHON,
    [join(ROOT, 'scripts', 'result.py'), path, queries],
    { cwd: lab.root, env: lab.env, encoding: 'utf8' }
  );
}
