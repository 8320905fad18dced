import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..', '..', '..');
const PLACES = [
  join(ROOT, '.venv', 'bin', 'python'),
  join(ROOT, '.venv', 'Scripts', 'python.exe')
];

/** The project's Python; `npm run setup` makes it. */
function python(): string {
  const found = PLACES.find(existsSync);
  if (!found) {
    throw new Error(`No Python at ${PLACES[0]}: run npm run setup`);
  }
  return found;
}

/** Runs Python source with `input` as JSON (non-ASCII escaped, so that lone surrogates survive) and reads JSON back. */
export function runPython<T>(source: string, input: unknown): T {
  const json = JSON.stringify(input).replace(
    /[^\x20-\x7e]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  );
  return JSON.parse(
    execFileSync(python(), ['-W', 'ignore', '-c', source], {
      input: json,
      encoding: 'utf8',
      timeout: 60_000,
      maxBuffer: 1 << 28
    })
  ) as T;
}

/** Formats sources with the project's ruff settings and gives back those that were not formatted already. */
export function unformatted(sources: readonly string[]): [string, string][] {
  const script = `
import json, pathlib, subprocess, sys, tempfile
data = json.load(sys.stdin)
with tempfile.TemporaryDirectory() as folder:
    paths = [pathlib.Path(folder, f"s{i}.py") for i in range(len(data["sources"]))]
    for path, text in zip(paths, data["sources"]):
        path.write_bytes(text.encode())
    command = [sys.executable, "-m", "ruff", "format", "--no-cache", "--config", data["config"], folder]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr[:2000]
    after = [path.read_bytes().decode() for path in paths]
print(json.dumps([[a, b] for a, b in zip(data["sources"], after) if a != b]))
`;
  return runPython(script, {
    sources,
    config: join(ROOT, 'python', 'pyproject.toml')
  });
}
