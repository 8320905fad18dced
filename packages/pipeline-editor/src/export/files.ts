import { PathExt } from '@jupyterlab/coreutils';
import { ServerConnection, type Contents } from '@jupyterlab/services';

/** What writing a file would do: `changed` has another text now. */
export type FileState = 'new' | 'unchanged' | 'changed';

/** A file that is to be written. */
export interface PlannedFile {
  path: string;
  text: string;
  state: FileState;
  /** The text that is there. */
  before?: string;
}

/** The drives' part of JupyterLab's contents that files are read and written with. */
export type Files = Pick<
  Contents.IManager,
  'get' | 'save' | 'driveName' | 'localPath'
>;

/** The folder of a document, where its scripts go unless the person names another. Documents on the collaborative drive are files of the server. */
export function folderOf(files: Files, path: string): string {
  const drive = files.driveName(path);
  const folder = PathExt.dirname(files.localPath(path));
  return drive === '' || drive === 'RTC' ? folder : `${drive}:${folder}`;
}

/** The path of a file in a folder. */
export function pathIn(folder: string, name: string): string {
  return folder === '' || folder.endsWith(':')
    ? folder + name
    : `${folder}/${name}`;
}

/** A folder as a person typed it: no slashes around, none for the server's root. */
export function cleanFolder(folder: string): string {
  return folder
    .trim()
    .replace(/^\/+|(?<!\/)\/+$/g, '')
    .replace(/\/{2,}/g, '/');
}

/** Why a folder can't be one, or undefined. */
export function folderProblem(folder: string): 'outside' | undefined {
  return cleanFolder(folder).split('/').includes('..') ? 'outside' : undefined;
}

/** Says what writing a text to a path would do. Rejects when what is there can't be read. */
export async function planFile(
  files: Files,
  path: string,
  text: string
): Promise<PlannedFile> {
  const before = await readText(files, path);
  return {
    path,
    text,
    state:
      before === undefined ? 'new' : before === text ? 'unchanged' : 'changed',
    ...(before === undefined ? {} : { before })
  };
}

/** Writes a text, making the folders that are missing. */
export async function writeText(
  files: Files,
  path: string,
  text: string
): Promise<void> {
  await makeFolder(files, PathExt.dirname(path));
  await files.save(path, { type: 'file', format: 'text', content: text });
}

async function makeFolder(files: Files, folder: string): Promise<void> {
  if (folder === '' || folder.endsWith(':')) {
    return;
  }
  try {
    await files.get(folder, { content: false });
    return;
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
  }
  await makeFolder(files, PathExt.dirname(folder));
  await files.save(folder, { type: 'directory', format: 'json' });
}

async function readText(
  files: Files,
  path: string
): Promise<string | undefined> {
  try {
    const { content } = await files.get(path, {
      type: 'file',
      format: 'text',
      content: true
    });
    return typeof content === 'string' ? content : '';
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof ServerConnection.ResponseError &&
    error.response.status === 404
  );
}
