/**
 * Writes docs/components.md from what the components say of themselves. With --check: only says whether it is current (exit 1 if not).
 *
 * Needs the built packages: `npx tsc -b packages/components-core`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import {
  componentsPage,
  CORE_COMPONENTS
} from '../packages/components-core/lib/index.js';

const page = new URL('../docs/components.md', import.meta.url);
const text = componentsPage(CORE_COMPONENTS);
if (!process.argv.includes('--check')) {
  writeFileSync(page, text);
} else if (readFileSync(page, 'utf8') !== text) {
  console.error(
    'docs/components.md is not current. Run: node scripts/docs-components.mjs'
  );
  process.exitCode = 1;
}
