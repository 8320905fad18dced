/** Files of the repository that a script makes. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './tools.mjs';

/** Return the text of a file of the repository. */
export const read = name => readFileSync(join(ROOT, name), 'utf8');

/**
 * Write files, `{name: text}`; with `--check` on the command line report those that are not current instead (exit code 1).
 *
 * @param script - The name of the script that makes them.
 */
export function keepCurrent(files, script) {
  for (const [name, text] of Object.entries(files)) {
    const path = join(ROOT, name);
    if (!process.argv.includes('--check')) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    } else if (!existsSync(path) || read(name) !== text) {
      console.error(`${name} is not current. Run: node scripts/${script}`);
      process.exitCode = 1;
    }
  }
}
