/** One token of Python source. */
export interface PyToken {
  kind: 'name' | 'operator' | 'string' | 'number' | 'newline';
  text: string;
  /** Line in the source, from 1. */
  line: number;
}

const TOKEN =
  /([\p{L}_][\p{L}\p{N}_]*)|(?:(?<=[^\p{L}\p{N}_]|^)([0-9][\w.]*|\.[0-9]\w*))|("""|'''|"|')|#[^\n]*|\\\n|(\n)|(:=|->|\*\*=|\/\/=|>>=|<<=|[-+*/%@&|^=!<>]=|\*\*|\/\/|<<|>>|\.\.\.|[^\s\p{L}\p{N}_])/gu;

const PREFIX = /^(?:[rbuf]|br|rb|fr|rf)$/i;

/**
 * Return the tokens of Python source, those within the fields of formatted strings after the string they stand in.
 *
 * Newlines within brackets are left out, as are comments. Undefined where a string or bracket does not end: the source is no Python.
 *
 * Source: The Python Language Reference, chapter 2, "Lexical analysis".
 */
export function pythonTokens(source: string, line = 1): PyToken[] | undefined {
  const tokens: PyToken[] = [];
  const pattern = new RegExp(TOKEN);
  let depth = 0;
  let prefix = '';
  let prefixEnd = -1;
  for (
    let match = pattern.exec(source);
    match !== null;
    match = pattern.exec(source)
  ) {
    const [text, word, number, quote, newline, operator] = match;
    if (word !== undefined) {
      tokens.push({ kind: 'name', text: word.normalize('NFKC'), line });
      prefix = word;
      prefixEnd = pattern.lastIndex;
    } else if (number !== undefined) {
      tokens.push({ kind: 'number', text, line });
    } else if (quote !== undefined) {
      const kind =
        prefixEnd === match.index && PREFIX.test(prefix)
          ? prefix.toLowerCase()
          : '';
      if (kind !== '') {
        // What was read as a name is the prefix of the string.
        tokens.pop();
      }
      const from = pattern.lastIndex;
      const end = stringEnd(source, from, quote);
      if (end === undefined) {
        return undefined;
      }
      const content = source.slice(from, end - quote.length);
      tokens.push({ kind: 'string', text: content, line });
      if (kind.includes('f')) {
        const fields = fieldTokens(content, line);
        if (fields === undefined) {
          return undefined;
        }
        tokens.push(...fields);
      }
      line += countLines(content);
      pattern.lastIndex = end;
    } else if (newline !== undefined) {
      if (depth === 0) {
        tokens.push({ kind: 'newline', text, line });
      }
      line++;
    } else if (operator !== undefined) {
      depth += '([{'.includes(text) ? 1 : ')]}'.includes(text) ? -1 : 0;
      if (depth < 0) {
        return undefined;
      }
      tokens.push({ kind: 'operator', text, line });
    } else if (text === '\\\n') {
      line++;
    }
  }
  return depth === 0 ? tokens : undefined;
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

/** Return the position after the closing quote of a string that began before `from`; undefined where it never ends. */
export function stringEnd(
  source: string,
  from: number,
  quote: string
): number | undefined {
  for (let index = from; index < source.length; index++) {
    if (source[index] === '\\') {
      index++;
    } else if (source.startsWith(quote, index)) {
      return index + quote.length;
    } else if (source[index] === '\n' && quote.length === 1) {
      return undefined;
    }
  }
  return undefined;
}

/** The tokens of the replacement fields of a formatted string, each field in brackets; those within format specifications too. */
function fieldTokens(content: string, line: number): PyToken[] | undefined {
  const tokens: PyToken[] = [];
  for (let index = 0; index < content.length; index++) {
    const at = line + countLines(content.slice(0, index));
    if (content.startsWith('{{', index)) {
      index++;
      continue;
    }
    if (content[index] !== '{') {
      continue;
    }
    const end = fieldEnd(content, index);
    if (end === undefined) {
      return undefined;
    }
    const field = content.slice(index + 1, end);
    const split = specificationStart(field);
    const expression = (split < 0 ? field : field.slice(0, split)).replace(
      /=\s*$/,
      ''
    );
    const inner = pythonTokens(expression, at);
    const rest = split < 0 ? [] : fieldTokens(field.slice(split), at);
    if (inner === undefined || rest === undefined) {
      return undefined;
    }
    const bracket = (text: string): PyToken => ({
      kind: 'operator',
      text,
      line: at
    });
    tokens.push(
      bracket('('),
      ...inner.filter(({ kind }) => kind !== 'newline'),
      bracket(')'),
      ...rest
    );
    index = end;
  }
  return tokens;
}

/** Where the field that begins at a brace ends. */
function fieldEnd(content: string, from: number): number | undefined {
  let depth = 0;
  for (let index = from; index < content.length; index++) {
    const character = content[index];
    if (character === '"' || character === "'") {
      const end = stringEnd(content, index + 1, character);
      if (end === undefined) {
        return undefined;
      }
      index = end - 1;
    } else if ('{[('.includes(character)) {
      depth++;
    } else if ('}])'.includes(character)) {
      depth--;
      if (depth === 0) {
        return index;
      }
    }
  }
  return undefined;
}

/** Where a field's conversion or format begins (`!r`, `:>10`); -1 where it has neither. */
function specificationStart(field: string): number {
  let depth = 0;
  for (let index = 0; index < field.length; index++) {
    const character = field[index];
    if (character === '"' || character === "'") {
      index = (stringEnd(field, index + 1, character) ?? field.length) - 1;
    } else if ('{[('.includes(character)) {
      depth++;
    } else if ('}])'.includes(character)) {
      depth--;
    } else if (
      depth === 0 &&
      (character === ':' || (character === '!' && field[index + 1] !== '='))
    ) {
      return index;
    }
  }
  return -1;
}
