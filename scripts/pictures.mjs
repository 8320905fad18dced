/** `npm run pictures`: takes the pictures of the manual anew (docs/images), in a browser. */
import { join } from 'node:path';
import { needChromium } from './chromium.mjs';
import { setup } from './setup.mjs';
import { ROOT, run, script } from './tools.mjs';

await script(async () => {
  await setup();
  await needChromium();
  const { code } = await run(
    process.execPath,
    [
      join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js'),
      ...['test', '--config', join(ROOT, 'ui-tests', 'pictures')],
      ...process.argv.slice(2)
    ],
    { check: false }
  );
  return code;
});
