/** `npm run pictures`: takes the pictures of the manual anew (docs/images), in a browser. */
import { needChromium, playwright } from './chromium.mjs';
import { setup } from './setup.mjs';
import { script } from './tools.mjs';

await script(async () => {
  await setup();
  await needChromium();
  return playwright('ui-tests/pictures', process.argv.slice(2));
});
