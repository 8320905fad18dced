/** `npm run build`: compile every package that changed. */
import { build } from './setup.mjs';
import { script } from './tools.mjs';

await script(build);
