/** `npm start`: set up, then the product. Until the editor exists that is the main job from the command line. */
import { demo } from './demo.mjs';
import { setup } from './setup.mjs';
import { script } from './tools.mjs';

await script(async () => {
  await setup();
  return demo();
});
