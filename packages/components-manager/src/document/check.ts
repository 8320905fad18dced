import { pointer, type Problem } from '../problem.js';
import { regionProblem } from '../untrusted/region.js';
import { surrogateFault, textFault } from '../untrusted/text.js';
import type { PipelineDocument } from './document.js';

/**
 * Return what no part of the program may be given of a document, whatever its components mean: a region that is none, and texts that no
 * file and no request can hold. All at once; a place in a node's configuration is named as that node's.
 *
 * @param text - The text that the document was just read from. Most have no character that could be a fault, and to see that is much
 * quicker than to look at each text of the document.
 */
export function documentProblems(
  document: PipelineDocument,
  text?: string
): Problem[] {
  const problems: Problem[] = [];
  const { region } = document.job as { region?: unknown };
  const message =
    region === undefined || region === '' ? undefined : regionProblem(region);
  if (message !== undefined) {
    problems.push({
      code: 'job-region',
      severity: 'error',
      path: '/job/region',
      message
    });
  }
  if (text === undefined ? !hasSuspect(document, 0) : !maySuspect(text)) {
    return problems;
  }
  eachSuspect(document, (path, text, isKey) => {
    const strict = STRICT.has(String(path[0]));
    const fault = strict ? textFault(text) : surrogateFault(text);
    if (fault !== undefined) {
      problems.push(textProblem(path, fault, isKey));
    }
  });
  return problems;
}

/** Parts whose texts become arguments of a job or fields of a request, which hold no NUL either. */
const STRICT = new Set(['description', 'job', 'parameters', 'connections']);

type Path = readonly (string | number)[];

function textProblem(path: Path, fault: string, isKey: boolean): Problem {
  const [section, id, part] = path;
  const inNode = section === 'nodes' && part === 'config';
  const name = inNode ? path.slice(3) : path;
  const place = pointer(...name.map(each => wellFormed(String(each))));
  return {
    code: 'bad-text',
    severity: 'error',
    ...(inNode ? { nodeId: String(id) } : {}),
    path: place,
    message: `The ${isKey ? 'name' : 'text'} at ${place} ${fault}, which neither files nor AWS can hold. Remove that character.`
  };
}

function wellFormed(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, '\ufffd');
}

/** A value within others: its path is made only where a text has a fault, since those of all texts cost a tenth of a compile. */
interface Within {
  value: unknown;
  key: string;
  parent: Within | undefined;
}

function pathOf(last: string, parent: Within | undefined): string[] {
  const path = [last];
  // The outermost value, the document itself, has no key.
  for (let each = parent; each?.parent !== undefined; each = each.parent) {
    path.push(each.key);
  }
  return path.reverse();
}

/** Return whether a text of a JSON file may have a fault: it stands there as it is, or as an escape. */
function maySuspect(file: string): boolean {
  return file.includes('\\u') || SUSPECT.test(file);
}

/** So deep a value is looked into by calls; a deeper one would overflow the stack. */
const DEEPEST = 200;

/** Return whether a text of a value, names of fields included, may have a fault. Makes no objects: nearly always there is none. */
function hasSuspect(value: object, depth: number): boolean {
  if (depth > DEEPEST) {
    return true;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key in fields) {
    const each = fields[key];
    if (
      SUSPECT.test(key) ||
      (typeof each === 'string'
        ? SUSPECT.test(each)
        : typeof each === 'object' &&
          each !== null &&
          hasSuspect(each, depth + 1))
    ) {
      return true;
    }
  }
  return false;
}

/** Calls back for every text of a value that may have a fault, names of fields included. Iterative: a document may be nested deeply. */
function eachSuspect(
  value: object,
  found: (path: Path, text: string, isKey: boolean) => void
): void {
  const open: Within[] = [{ value, key: '', parent: undefined }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value === 'string') {
      found(pathOf(next.key, next.parent), next.value, false);
      continue;
    }
    const fields = next.value as Readonly<Record<string, unknown>>;
    const keys = Object.keys(fields);
    for (let index = keys.length - 1; index >= 0; index--) {
      const key = keys[index];
      const each = fields[key];
      if (SUSPECT.test(key)) {
        found(pathOf(key, next), key, true);
      }
      if (
        typeof each === 'string'
          ? SUSPECT.test(each)
          : typeof each === 'object' && each !== null
      ) {
        open.push({ value: each, key, parent: next });
      }
    }
  }
}

/** Texts that may have a fault: most have none, and are not looked at twice. */
const SUSPECT = /[\0\ud800-\udfff]/;
