/** `npm run lint`: every static check, each run even when one before it failed. */
import { setup } from './setup.mjs';
import { checks } from './checks.mjs';
import { isMain, script } from './tools.mjs';

if (isMain(import.meta.url)) {
  await script(async () => {
    await setup();
    const results = await checks();
    return results.some(result => !result.passed) ? 1 : 0;
  });
}
