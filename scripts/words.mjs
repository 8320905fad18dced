/**
 * Words that names and comments are not written with, and the plain words that stand for them; and names that have one meaning.
 * Exits with 1 and one line each where one is found.
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
  ['mendable', 'fixable'],
  ['wish', 'request'],
  ['wishes', 'requests'],
  ['misfit', 'a name for what is wrong'],
  ['misfits', 'a name for what is wrong'],
  ['retrace', 'undo, redo']
]);

/** Functions are not called so, and what is. */
const FUNCTIONS = new Map([
  ['say', 'report, or a name for the text'],
  ['tell', 'notify']
]);
/** A declaration of a function, method, parameter or constant of such a name. */
const DECLARED =
  /(?:\b(?:function|const|let|def) |^\s+(?:private |async |readonly )*|, |\()_?(say|tell)(?: = |\??: |\(.*[{:,(]$|\($)/;

/** Types that are declared in one file of the packages' sources alone: their names have one meaning. */
const ONE_MEANING = new Set([
  'Block',
  'Check',
  'Component',
  'Failure',
  'Frame',
  'Link',
  'Operation',
  'Operations',
  'Place',
  'Plan',
  'Port',
  'Problem',
  'Refusal',
  'Step',
  'Target'
]);
const TYPE = /^(?:export )?(?:abstract )?(?:interface|type|class|enum) (\w+)/gm;
const SOURCE = /^packages\/[\w-]+\/src\//;

const LOOKED_AT = /\.(ts|tsx|mjs|py)$/;
/** Goldens of scripts, the one comment that generated scripts hold, and a helper's name that every test of components has. */
const NOT_LOOKED_AT =
  /(^|\/)goldens\/|^scripts\/words\.mjs$|codegen\/glue\/head\.ts$|^packages\/components-core\/test\//;
/** Files whose functions are called as Python's files and AWS's own scripts call theirs. */
const FUNCTIONS_AS_ELSEWHERE =
  /^packages\/lakefs\/|templates\/deploy\.py$|template\.generated\.ts$/;

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
  return [
    ...[...wordsOf(text)]
      .filter(([, word]) => WORDS.has(word))
      .map(([line, word]) => `${file}:${line}: ${word} → ${WORDS.get(word)}`),
    ...(FUNCTIONS_AS_ELSEWHERE.test(file) ? [] : refusedFunctions(file, text))
  ];
}

/** Return `file:line: name → plain words` for each function that has the name of a word that is for prose. */
function refusedFunctions(file, text) {
  return text.split('\n').flatMap((line, index) => {
    const name = /^\s*(\*|\/\/|#)/.test(line)
      ? undefined
      : DECLARED.exec(line)?.[1];
    return name === undefined
      ? []
      : [`${file}:${index + 1}: ${name} → ${FUNCTIONS.get(name)}`];
  });
}

/** Return a line for each type of one meaning that several files declare; `files` are pairs of name and text. */
export function sharedNames(files) {
  const declared = new Map();
  for (const [file, text] of files.filter(([file]) => SOURCE.test(file))) {
    for (const [, name] of text.matchAll(TYPE)) {
      if (ONE_MEANING.has(name)) {
        declared.set(name, (declared.get(name) ?? new Set()).add(file));
      }
    }
  }
  return [...declared]
    .filter(([, files]) => files.size > 1)
    .map(
      ([name, files]) =>
        `${[...files].sort().join(', ')}: ${name} has another meaning already; choose a name of its own`
    );
}

/** Return what is refused in every file that git knows. */
function everywhere() {
  const { stdout } = spawnSync('git', ['ls-files', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 26
  });
  const files = stdout
    .split('\0')
    .filter(file => LOOKED_AT.test(file) && !NOT_LOOKED_AT.test(file))
    .flatMap(file => {
      try {
        return [[file, readFileSync(join(ROOT, file), 'utf8')]];
      } catch {
        // A file that was removed and is not committed yet.
        return [];
      }
    });
  return [
    ...files.flatMap(([file, text]) => refusedWords(file, text)),
    ...sharedNames(files)
  ];
}

if (isMain(import.meta.url)) {
  const found = everywhere();
  found.forEach(line => console.error(line));
  process.exitCode = found.length > 0 ? 1 : 0;
}
