import { stringEnd } from './tokens.js';
import type { CheckedSource } from './tree.js';

/** A person's source, ready to be the body of a function, or why it can't be. */
export type SourceResult =
  | { source: CheckedSource; names: ReadonlySet<string> }
  | { line: number; message: string };

const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/**
 * Makes a person's Python source the body of a function, or says why it can't be.
 *
 * The source is read by tokens: lines that begin inside a string stay as they are, so that strings keep their value, and every other
 * line moves to the function's depth. Whatever could reach beyond the function is refused: brackets or strings that stay
 * open or close too much, a backslash at the end, control characters, lines out of the function's indentation. What is left can
 * still be wrong Python, and then Python says so, but it can't change what stands around it.
 *
 * Source: The Python Language Reference, chapter 2, "Lexical analysis".
 */
export function functionBody(text: string): SourceResult {
  const source = text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .trimEnd();
  const control = FORBIDDEN.exec(source);
  if (control) {
    return {
      line: lineOf(source, control.index),
      message: `has a character that Python source can't hold (U+${(control[0].codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}): remove it`
    };
  }
  const scan = scanTokens(source);
  if ('message' in scan) {
    return scan;
  }
  if (!scan.names.has('return')) {
    return {
      line: 1,
      message: 'returns nothing: end with a return of a DataFrame'
    };
  }
  return indentLines(source, scan);
}

/** Characters no line of Python may hold: controls, form feeds among them, and unpaired surrogates. */
const FORBIDDEN = /[^\t\n\P{Cc}]|\p{Cs}/u;

interface Scan {
  /** For each line (from 0), what it begins in. */
  starts: ('statement' | 'bracket' | 'string')[];
  names: ReadonlySet<string>;
}

type SourceFault = { line: number; message: string };

const TOKEN =
  /([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)|("""|'''|"|')|(#[^\n]*)|(\\(?:\n|$))|(\\)|([([{])|([)\]}])|(\n)|([0-9][\w.]*)/g;

const STRING_PREFIX = /^(?:[rbuf]|br|rb|fr|rf)$/i;

/** Walks the tokens, noting what each line begins in. */
function scanTokens(source: string): Scan | SourceFault {
  const starts: Scan['starts'] = ['statement'];
  const names = new Set<string>();
  const open: { bracket: string; line: number }[] = [];
  const token = new RegExp(TOKEN);
  let line = 0;
  let prefix = { text: '', end: -1 };
  for (;;) {
    const match = token.exec(source);
    if (!match) {
      break;
    }
    const [
      ,
      word,
      quote,
      ,
      continuation,
      backslash,
      opening,
      closing,
      newline
    ] = match;
    if (word !== undefined) {
      names.add(word);
      prefix = { text: word, end: token.lastIndex };
    } else if (quote !== undefined) {
      const kind = prefix.end === match.index ? prefix.text : '';
      const end = stringEnd(source, token.lastIndex, quote);
      if (end === undefined) {
        return {
          line: line + 1,
          message: `has a string that begins with ${quote} and does not end`
        };
      }
      if (kind !== '' && !STRING_PREFIX.test(kind)) {
        return { line: line + 1, message: `has no meaning at ${kind}${quote}` };
      }
      for (const character of source.slice(token.lastIndex, end)) {
        if (character === '\n') {
          starts.push('string');
          line += 1;
        }
      }
      token.lastIndex = end;
    } else if (continuation !== undefined) {
      if (token.lastIndex >= source.length) {
        return {
          line: line + 1,
          message: 'ends with a backslash: remove it'
        };
      }
      starts.push('bracket');
      line += 1;
    } else if (backslash !== undefined) {
      return {
        line: line + 1,
        message: 'has a backslash that is not at the end of its line'
      };
    } else if (opening !== undefined) {
      open.push({ bracket: opening, line });
    } else if (closing !== undefined) {
      const last = open.pop();
      if (!last || CLOSING[last.bracket] !== closing) {
        return {
          line: line + 1,
          message: `has a ${closing} that closes nothing`
        };
      }
    } else if (newline !== undefined) {
      line += 1;
      starts.push(open.length > 0 ? 'bracket' : 'statement');
    }
  }
  const left = open.pop();
  return left
    ? {
        line: left.line + 1,
        message: `has a ${left.bracket} that is never closed`
      }
    : { starts, names };
}

/** Puts the lines of statements four columns deeper than where the first one stands, and checks the indentation. */
function indentLines(source: string, scan: Scan): SourceResult {
  const lines = source.split('\n');
  let base: string | undefined;
  const result: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (scan.starts[index] === 'string') {
      result.push(line);
      continue;
    }
    const blank = /^[ \t]*$/.test(line);
    const comment = /^[ \t]*#/.test(line);
    const depth = (/^[ \t]*/.exec(line) as RegExpExecArray)[0];
    if (scan.starts[index] === 'bracket' || blank || comment) {
      const rest =
        base !== undefined && line.startsWith(base)
          ? line.slice(base.length)
          : line.trimStart();
      result.push(blank ? '' : `    ${rest}`);
      continue;
    }
    base ??= depth;
    if (!depth.startsWith(base)) {
      return {
        line: index + 1,
        message: 'is indented less than its first line'
      };
    }
    result.push(`    ${line.slice(base.length)}`);
  }
  return {
    source: result as unknown as CheckedSource,
    names: scan.names
  };
}

function lineOf(source: string, index: number): number {
  return source.slice(0, index).split('\n').length;
}
