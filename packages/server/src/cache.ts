import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Return the folder of what can be made anew at any time: `$GLUEFLOW_CACHE`, else `glueflow` in the platform's own (as Python's `cache_dir`). */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  if (env.GLUEFLOW_CACHE) {
    return resolve(env.GLUEFLOW_CACHE.replace(/^~(?=$|[/\\])/, homedir()));
  }
  return process.platform === 'win32'
    ? join(env.LOCALAPPDATA || homedir(), 'glueflow', 'cache')
    : join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'glueflow');
}
