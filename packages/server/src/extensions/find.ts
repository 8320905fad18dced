import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { isObject } from '@glueflow/components-manager/document/json.js';
import { Failure, isSystemError, systemReason } from '../failure.js';
import type { Host } from '../host.js';
import { findPython } from '../python.js';
import { EXTENSIONS, type NamedExtension } from '../extension.js';

/** An extension on the disk. */
export interface FoundExtension {
  /** Its folder, links resolved. */
  folder: string;
  /** Name and version of its package. */
  name: string;
  version: string;
  /** The module with its components. */
  module: string;
}

/** What a package.json must say. */
const FIELD = '"glueflow": {"components": "./dist/components.mjs"}';

/**
 * Find a named extension: the folder of that path, else the package of that name in a `node_modules` of the working directory or above,
 * else among JupyterLab's extensions. The environment variable takes absolute paths only, so that what it loads does not depend on the folder
 * that a command is run in.
 *
 * Throws `Failure` when it is not there or its package.json has no components.
 */
export function findExtension(
  { name, by }: NamedExtension,
  place: Pick<Host, 'env' | 'cwd'>
): FoundExtension {
  const refuse = (why: string, remedy: string): Failure =>
    new Failure(
      'refused',
      `The extension "${name}" (${by}) can't be loaded: ${why}.`,
      remedy
    );
  if (by === EXTENSIONS && !isAbsolute(name)) {
    throw refuse(
      'its path is relative',
      `Write absolute paths into ${EXTENSIONS}, separated by "${delimiter}".`
    );
  }
  const path = resolve(place.cwd, name);
  const folder = isFolder(path) ? path : installed(name, place);
  if (folder === undefined) {
    throw refuse(
      PACKAGE.test(name)
        ? `there is no folder ${path}, and no package of this name is installed in a node_modules folder of ${place.cwd} or above, or as a JupyterLab extension`
        : `there is no folder ${path}`,
      'Check the path, or install the package.'
    );
  }
  const manifest = readManifest(folder, refuse);
  const { glueflow } = manifest;
  const components = isObject(glueflow) ? glueflow.components : undefined;
  if (typeof components !== 'string') {
    throw refuse(
      `${join(folder, 'package.json')} names no components`,
      `An extension of Glueflow says ${FIELD} there (docs/extending.md).`
    );
  }
  const module = resolve(folder, components);
  if (!module.startsWith(join(folder, '/')) || !existsSync(module)) {
    throw refuse(
      `its package.json names ${components}, which is not there`,
      `Build the extension in ${folder}, or name a file below its folder.`
    );
  }
  return {
    folder: realpathSync(folder),
    name: typeof manifest.name === 'string' ? manifest.name : name,
    version: typeof manifest.version === 'string' ? manifest.version : '0',
    module
  };
}

/** Names of packages, as npm has them. */
const PACKAGE = /^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/i;

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Return the folder of an installed package. */
function installed(
  name: string,
  { env, cwd }: Pick<Host, 'env' | 'cwd'>
): string | undefined {
  return PACKAGE.test(name)
    ? [...nodeFolders(cwd), ...labextensionFolders(env)]
        .map(folder => join(folder, name))
        .find(isFolder)
    : undefined;
}

/** Return the `node_modules` folders that Node looks into from a folder. */
function nodeFolders(cwd: string): string[] {
  const folders = [join(cwd, 'node_modules')];
  for (let folder = cwd; folder !== dirname(folder);) {
    folder = dirname(folder);
    folders.push(join(folder, 'node_modules'));
  }
  return folders;
}

/**
 * Return the folders that JupyterLab's extensions are installed in: those of `JUPYTER_PATH`, of the Python that has the glueflow package, and
 * of the user.
 *
 * Source: Jupyter, "Common Directories and File Locations", https://docs.jupyter.org/en/latest/use/jupyter-directories.html
 */
function labextensionFolders(env: NodeJS.ProcessEnv): string[] {
  const { command } = findPython(env);
  return [
    ...(env.JUPYTER_PATH ?? '').split(delimiter).filter(isAbsolute),
    ...(isAbsolute(command)
      ? [join(dirname(dirname(command)), 'share', 'jupyter')]
      : []),
    join(env.HOME ?? homedir(), '.local', 'share', 'jupyter')
  ].map(folder => join(folder, 'labextensions'));
}

function readManifest(
  folder: string,
  refuse: (why: string, remedy: string) => Failure
): Record<string, unknown> {
  const file = join(folder, 'package.json');
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw isSystemError(error)
      ? refuse(
          `${file} can't be read: ${systemReason(error)}`,
          'Name the folder of a package.'
        )
      : refuse(`${file} is not valid JSON`, 'Correct it.');
  }
  if (!isObject(manifest)) {
    throw refuse(`${file} holds no object`, 'Correct it.');
  }
  return manifest;
}
