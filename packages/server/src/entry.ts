import module from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from './cache.js';
import { VERSION } from './version.js';

/** What Node 22.8 and later offer (https://nodejs.org/api/module.html#moduleenablecompilecachecachedir). */
interface CompileCache {
  enableCompileCache?(folder: string): unknown;
}

// In a folder of the person's own: Node's default is one below the common folder for temporary files.
(module as CompileCache).enableCompileCache?.(
  join(cacheFolder(process.env), 'node')
);
const argv = process.argv.slice(2);
if (argv.length === 1 && argv[0] === '--version') {
  // What scripts ask in a loop needs nothing else.
  process.stdout.write(`${VERSION}\n`);
} else {
  const { main } = await import('./main.js');
  process.exitCode = await main(argv);
}
