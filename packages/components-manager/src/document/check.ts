import { pointer, type Problem } from '../problem.js';
import { regionProblem } from '../untrusted/region.js';
import { surrogateFault, textFault } from '../untrusted/text.js';
import type { PipelineDocument } from './document.js';

/**
 * Return what no part of the program may be given of a document, whatever its components mean: a region that is none, and texts that no
 * file and no request can hold. All at once; a place in a node's configuration is named as that node's.
 */
export function documentProblems(document: PipelineDocument): Problem[] {
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
  // Paths of all texts cost a tenth of a compile: they are made only where one has a fault.
  if (!hasSuspect(document)) {
    return problems;
  }
  eachText(document, (path, text, isKey) => {
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

/** Return whether any text of a value may have a fault, names of fields included. Iterative: a document may be nested deeply. */
function hasSuspect(value: object): boolean {
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const fields = next as Readonly<Record<string, unknown>>;
    for (const key in fields) {
      const each = fields[key];
      if (
        SUSPECT.test(key) ||
        (typeof each === 'string' && SUSPECT.test(each))
      ) {
        return true;
      }
      if (typeof each === 'object' && each !== null) {
        open.push(each);
      }
    }
  }
  return false;
}

/** Calls back for every text of a value, names of fields included. Iterative: a document may be nested deeply. */
function eachText(
  value: unknown,
  found: (path: Path, text: string, isKey: boolean) => void
): void {
  const open: { path: Path; value: unknown }[] = [{ path: [], value }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, value: each } = next;
    if (typeof each === 'string') {
      if (SUSPECT.test(each)) {
        found(path, each, false);
      }
    } else if (typeof each === 'object' && each !== null) {
      const entries = Object.entries(each);
      for (let index = entries.length - 1; index >= 0; index--) {
        const [key, item] = entries[index] as [string, unknown];
        const within = [...path, key];
        if (SUSPECT.test(key)) {
          found(within, key, true);
        }
        if (typeof item === 'string' ? SUSPECT.test(item) : item !== null) {
          open.push({ path: within, value: item });
        }
      }
    }
  }
}

/** Texts that may have a fault: most have none, and are not looked at twice. */
const SUSPECT = /[\0\ud800-\udfff]/;
