/**
 * Words that names and comments are not written with, and the plain words that stand for them. Exits with 1 and one line each where
 * one is found.
 *
 * Generated scripts and their goldens are not looked at, nor words within longer ones (`recommended`).
 */
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isMain, ROOT } from './tools.mjs';

const WORDS = new Map([
  ['told', 'reported, given, asked'],
  ['mend', 'fix'],
  ['mends', 'fixes'],
  ['mended', 'fixed'],
  ['mending', 'fixing'],
  ['wish', 'request'],
  ['wishes', 'requests'],
  ['misfit', 'a name for what is wrong'],
  ['misfits', 'a name for what is wrong'],
  ['retrace', 'undo, redo']
]);

const LOOKED_AT = /\.(ts|tsx|mjs|py)$/;
/** Goldens of scripts, the one comment that generated scripts hold, and a helper's name that every test of components has. */
const NOT_LOOKED_AT =
  /(^|\/)goldens\/|^scripts\/words\.mjs$|codegen\/glue\/head\.ts$|^packages\/components-core\/test\//;

/** Return the parts of a text's names and words, in small letters, with where each line begins: `[line, word]`. */
function* wordsOf(text) {
  let number = 0;
  for (const line of text.split('\n')) {
    number++;
    for (const [name] of line.matchAll(/[A-Za-z]+/g)) {
      for (const part of name.split(/(?<=[a-z])(?=[A-Z])/)) {
        yield [number, part.toLowerCase()];
      }
    }
  }
}

/** Return `file:line: word → plain words` for each word of a text that is not to be used. */
export function refusedWords(file, text) {
  return [...wordsOf(text)]
    .filter(([, word]) => WORDS.has(word))
    .map(([line, word]) => `${file}:${line}: ${word} → ${WORDS.get(word)}`);
}

/** Return the refused words of every file that git knows. */
function everywhere() {
  const { stdout } = spawnSync('git', ['ls-files', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 26
  });
  return stdout
    .split('\0')
    .filter(file => LOOKED_AT.test(file) && !NOT_LOOKED_AT.test(file))
    .flatMap(file => {
      try {
        return refusedWords(file, readFileSync(join(ROOT, file), 'utf8'));
      } catch {
        // A file that was removed and is not committed yet.
        return [];
      }
    });
}

if (isMain(import.meta.url)) {
  const found = everywhere();
  found.forEach(line => console.error(line));
  process.exitCode = found.length > 0 ? 1 : 0;
}
