/** Builds the JupyterLab extension from the compiled packages into the Python package, where the checkout's JupyterLab finds it. */
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  rmSync,
  symlinkSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import {
  PYTHON,
  ROOT,
  VENV,
  fingerprint,
  run,
  stamp,
  stamped,
  step
} from './tools.mjs';

const EDITOR = join(ROOT, 'packages', 'pipeline-editor');
/** What the build writes: the folder that the wheel ships. */
export const LABEXTENSION = join(ROOT, 'python', 'glueflow', 'labextension');
const MADE_OF = ['components-manager', 'components-core', 'pipeline-editor'];
const INSTALLED = join(
  ...[VENV, 'share', 'jupyter', 'labextensions'],
  ...['@glueflow', 'pipeline-editor']
);

/** Build the extension when something it is made of has changed (the packages are compiled already), and have JupyterLab find it. */
export async function buildLabextension() {
  const wanted = fingerprint([
    ...MADE_OF.map(name => join(ROOT, 'packages', name, 'src')),
    ...['package.json', 'schema', 'style'].map(name => join(EDITOR, name)),
    join(ROOT, 'style'),
    join(ROOT, 'yarn.lock'),
    join(VENV, '.glueflow-requirements')
  ]);
  const mark = join(
    ...[ROOT, 'node_modules', '.cache', 'glueflow-labextension']
  );
  const current =
    existsSync(join(LABEXTENSION, 'package.json')) && stamped(mark, wanted);
  if (!current) {
    await step('JupyterLab extension', () =>
      run(PYTHON, ['-m', 'jupyter_builder.main', 'build', EDITOR], {
        capture: true,
        what: 'Building the JupyterLab extension'
      })
    );
    stamp(mark, wanted);
  }
  install(!current);
}

/** Link (where links are refused: copy) the extension into the virtual environment. */
function install(changed) {
  const found = lstatSync(INSTALLED, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() && existsSync(INSTALLED)) {
    if (realpathSync(INSTALLED) === realpathSync(LABEXTENSION)) {
      return;
    }
  } else if (found?.isDirectory() && !changed) {
    return;
  }
  rmSync(INSTALLED, { recursive: true, force: true });
  mkdirSync(dirname(INSTALLED), { recursive: true });
  try {
    // A junction needs no rights on Windows; elsewhere the type says nothing.
    symlinkSync(LABEXTENSION, INSTALLED, 'junction');
  } catch {
    cpSync(LABEXTENSION, INSTALLED, { recursive: true });
  }
}
