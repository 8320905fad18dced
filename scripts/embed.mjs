/**
 * Embeds Python files that packages carry as text: `packages/components-manager/templates/deploy.py` becomes
 * `src/deploy/template.generated.ts`, `lakefs.py` beside it `src/codegen/glue/lakefs.generated.ts`. Writes only what changed. Needs nothing but Node.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PACKAGE = join(ROOT, 'packages', 'components-manager');

const EMBEDDED = [
  {
    from: join(PACKAGE, 'templates', 'deploy.py'),
    to: join(PACKAGE, 'src', 'deploy', 'template.generated.ts'),
    name: 'DEPLOY_TEMPLATE'
  },
  {
    from: join(PACKAGE, 'templates', 'lakefs.py'),
    to: join(PACKAGE, 'src', 'codegen', 'glue', 'lakefs.generated.ts'),
    name: 'LAKEFS_TEMPLATE'
  }
];

function current(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

for (const { from, to, name } of EMBEDDED) {
  // A checkout on Windows may have turned the line ends.
  const text = readFileSync(from, 'utf8').replace(/\r\n/g, '\n');
  const module =
    `// Written by scripts/embed.mjs. Do not edit.\n` +
    `export const ${name} = ${JSON.stringify(text)};\n`;
  if (current(to) !== module) {
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, module);
  }
}
