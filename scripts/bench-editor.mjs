/** `npm run bench:editor`: the editor beside bare React Flow, in a browser; tables, and JSON in benchmarks/results/. */
import { needChromium, playwright } from './chromium.mjs';
import { setup } from './setup.mjs';
import { script } from './tools.mjs';

await script(async () => {
  await setup();
  await needChromium();
  return playwright('benchmarks/editor', process.argv.slice(2));
});
