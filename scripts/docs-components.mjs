/**
 * Writes docs/components.md, docs/serdes.md and docs/functions.md from what the components, the table of SerDes and the catalogue of
 * functions say. With --check: only says whether they are current (exit 1 if not).
 *
 * Needs the built packages: `npx tsc -b packages/components-core`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import {
  componentsPage,
  CORE_COMPONENTS,
  serdesPage
} from '../packages/components-core/lib/index.js';
import { functionsPage } from '../packages/components-manager/lib/index.js';

for (const [name, text] of [
  ['components.md', componentsPage(CORE_COMPONENTS)],
  ['serdes.md', serdesPage()],
  ['functions.md', functionsPage()]
]) {
  const page = new URL(`../docs/${name}`, import.meta.url);
  if (!process.argv.includes('--check')) {
    writeFileSync(page, text);
  } else if (!existsSync(page) || readFileSync(page, 'utf8') !== text) {
    console.error(
      `docs/${name} is not current. Run: node scripts/docs-components.mjs`
    );
    process.exitCode = 1;
  }
}
