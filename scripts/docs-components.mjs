/**
 * Writes docs/components.md, docs/serdes.md and docs/functions.md from what the components, the table of SerDes and the catalogue of
 * functions say. With --check: only says whether they are current (exit 1 if not).
 *
 * Needs the built packages: `npx tsc -b packages/components-core`.
 */
import {
  componentsPage,
  CORE_COMPONENTS,
  serdesPage
} from '../packages/components-core/lib/index.js';
import { functionsPage } from '../packages/components-manager/lib/index.js';
import { keepCurrent } from './generated.mjs';

keepCurrent(
  {
    'docs/components.md': componentsPage(CORE_COMPONENTS),
    'docs/serdes.md': serdesPage(),
    'docs/functions.md': functionsPage()
  },
  'docs-components.mjs'
);
