/** What jsdom lacks and Lumino's and the compiler's modules take for granted. Import it first. */
import { TextDecoder, TextEncoder } from 'node:util';

Object.assign(globalThis, { TextDecoder, TextEncoder });
globalThis.DragEvent ??= class extends MouseEvent {} as typeof DragEvent;
