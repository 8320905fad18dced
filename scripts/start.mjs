/**
 * `npm start`: set up, start the sandbox, open JupyterLab on an example pipeline.
 *
 * Options are JupyterLab's (`npm start -- --port 9000 --no-browser`), and `--collaborative` to share documents.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { labCommand, runLab, startSandbox, stopSandbox } from './lab.mjs';
import { setup } from './setup.mjs';
import { environment, script, step } from './tools.mjs';
import { workspace } from './workspace.mjs';

const EXAMPLE = 'flights.glueflow';

/** Whether a browser can be shown here. */
function hasDisplay() {
  const { DISPLAY, WAYLAND_DISPLAY, CI } = process.env;
  return process.platform === 'linux'
    ? Boolean(DISPLAY || WAYLAND_DISPLAY)
    : !CI;
}

await script(async () => {
  const given = process.argv.slice(2);
  await setup();
  const sandbox = await step('sandbox: a stand-in for AWS', () =>
    startSandbox()
  );
  const root = workspace();
  const lab = labCommand({
    root,
    env: environment(sandbox.env),
    collaborative: given.includes('--collaborative'),
    options: [
      '--log-level=WARN',
      // Ctrl-C was the answer already.
      '--ServerApp.answer_yes=True',
      ...(existsSync(join(root, EXAMPLE))
        ? [`--LabApp.default_url=/lab/tree/${EXAMPLE}`]
        : []),
      ...(hasDisplay() ? [] : ['--no-browser']),
      ...given.filter(option => option !== '--collaborative')
    ]
  });
  console.log('Opening JupyterLab; Ctrl-C ends it.');
  try {
    return await runLab(lab);
  } finally {
    if (sandbox.started) {
      await stopSandbox();
    }
  }
});
