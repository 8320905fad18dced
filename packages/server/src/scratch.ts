import { chmod, mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, isSystemError, systemReason } from './failure.js';
import { homeFolder } from './host.js';

/**
 * Make a new folder for temporary files in `GLUEFLOW_HOME/tmp`, which its owner alone may read.
 *
 * Throws `Failure` when the disk does not take it.
 */
export async function privateFolder(
  env: NodeJS.ProcessEnv,
  name: string
): Promise<string> {
  const home = homeFolder(env);
  const parent = join(home, 'tmp');
  try {
    for (const folder of [home, parent]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    }
    await chmod(parent, 0o700);
    return await mkdtemp(join(parent, `${name}-`));
  } catch (error) {
    throw isSystemError(error)
      ? new Failure(
          'refused',
          `The folder ${parent} for temporary files can't be made: ${systemReason(error)}.`,
          'Free some space, or name another folder in GLUEFLOW_HOME.'
        )
      : error;
  }
}
