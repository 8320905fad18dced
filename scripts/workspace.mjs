/** The folder `npm start` opens: copies of the examples that a person can change, `workspace/` in the checkout. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './tools.mjs';

/** In the folder: what was copied into it, name → hash. */
const COPIED = '.glueflow-examples.json';

/**
 * Copy the pipelines of a folder of examples into a person's folder, and return that.
 *
 * A copy that was changed or deleted there stays so; one that was not follows its example.
 */
export function workspace(
  folder = join(ROOT, 'workspace'),
  examples = join(ROOT, 'examples')
) {
  mkdirSync(folder, { recursive: true });
  const copied = known(join(folder, COPIED));
  for (const name of readdirSync(examples)) {
    const source = join(examples, name);
    const target = join(folder, name);
    if (!name.endsWith('.glueflow') || hash(source) === copied[name]) {
      continue;
    }
    const own = existsSync(target) ? hash(target) : undefined;
    if (own === copied[name]) {
      copyFileSync(source, target);
      copied[name] = hash(source);
    }
  }
  writeFileSync(join(folder, COPIED), `${JSON.stringify(copied, null, 2)}\n`);
  return folder;
}

function known(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

function hash(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
