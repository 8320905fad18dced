import type { ComponentProblem } from '../problem.js';
import type { Token } from './lexer.js';
import type { ExpressionScope } from './scope.js';

const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[' };

/** Words and operators that need something after them. */
const NEEDS_RIGHT = new Set(
  '= == <=> <> != < <= >= + - / % || & | ^ and or not like ilike rlike in between is , . ( ['.split(
    ' '
  )
);

/** Operators that need something before them. */
const NEEDS_LEFT = new Set(
  '= == <=> <> != < <= > >= / % || & | ^ and or like ilike rlike in between is , ) ]'.split(
    ' '
  )
);

/**
 * What is surely wrong with a piece of SQL, whatever else it means: open quotes, brackets that do not match, nothing at all, a `;`,
 * a comment that swallows what comes after, an operator without its other side, a parameter within quotes.
 */
export function balanceProblems(
  tokens: readonly Token[],
  scope: ExpressionScope,
  what: 'expression' | 'query'
): ComponentProblem[] {
  const problems: ComponentProblem[] = [];
  const report = (
    code: string,
    message: string,
    severity: 'error' | 'warning' = 'error'
  ): void => {
    problems.push({ code, severity, path: scope.path ?? '', message });
  };
  const solid = tokens.filter(
    token => token.kind !== 'space' && token.kind !== 'comment'
  );
  if (solid.length === 0) {
    report('empty-sql', `The SQL ${what} is empty. Write one.`);
    return problems;
  }
  quoteProblems(tokens, report);
  const last = tokens[tokens.length - 1];
  if (last.kind === 'comment' && last.text.startsWith('--')) {
    report(
      'open-comment',
      `The comment “${shorten(last.text)}” would swallow what comes after the ${what}. Remove it, or write it as /* … */.`
    );
  }
  const open: Token[] = [];
  for (const token of solid) {
    if (token.kind !== 'operator') {
      continue;
    }
    if (token.text === '(' || token.text === '[') {
      open.push(token);
    } else if (token.text in PAIRS) {
      const match = open.pop();
      if (match?.text !== PAIRS[token.text]) {
        report(
          'unbalanced',
          `There is a “${token.text}” too many in the SQL ${what}${place(token)}.`
        );
        open.length = 0;
        break;
      }
    } else if (token.text === ';') {
      report(
        'statement-end',
        `The SQL ${what} holds a “;”${place(token)}: only one ${what} can stand here. Remove the “;”.`
      );
    }
  }
  for (const token of open) {
    report(
      'unbalanced',
      `The “${token.text}” in the SQL ${what}${place(token)} is never closed.`
    );
  }
  if (problems.length === 0) {
    sideProblems(solid, what, report);
  }
  return problems;
}

type Report = (
  code: string,
  message: string,
  severity?: 'error' | 'warning'
) => void;

function quoteProblems(tokens: readonly Token[], report: Report): void {
  tokens.forEach((token, index) => {
    if (token.open === true) {
      const what =
        token.kind === 'comment'
          ? 'comment'
          : token.kind === 'identifier'
            ? 'backtick'
            : 'quote';
      report(
        'open-quote',
        `The ${what} opened${place(token)} (${shorten(token.text)}) is never closed.`
      );
    }
    if (token.kind === 'string' && token.parameters !== undefined) {
      const name = token.parameters[0];
      report(
        'parameter-in-quotes',
        token.value === `\${${name}}`
          ? `\${${name}} stands in quotes, where it is only text. Remove the quotes: it stands for a whole literal.`
          : `\${${name}} stands in quotes (${shorten(token.text)}), where it is only text. Put it outside, joined by concat(…, \${${name}}); to mean the text itself write $\\{${name}}.`
      );
    } else if (token.kind === 'identifier' && token.parameters !== undefined) {
      report(
        'parameter-in-quotes',
        `\${${token.parameters[0]}} stands in backticks: the name of a column can’t come from a parameter. Write the name.`
      );
    }
    const variable =
      token.kind === 'parameter' || token.parameters !== undefined
        ? null
        : /\$\{([^}$\s]+)\}/.exec(token.text);
    if (variable !== null) {
      report(
        'spark-variable',
        `Spark takes ${variable[0]} for a setting of its own, even in quotes. Write $\\{${variable[1]}} for the text itself.`
      );
    }
    const next = tokens[index + 1];
    if (
      token.kind === 'string' &&
      next?.kind === 'string' &&
      token.text.at(-1) === next.text[0] &&
      !token.open
    ) {
      report(
        'doubled-quote',
        `Spark reads ${shorten(token.text + next.text)} as one text without the quote between. To have the quote write it as \\${next.text[0]}.`,
        'warning'
      );
    }
  });
}

function sideProblems(
  solid: readonly Token[],
  what: string,
  report: Report
): void {
  const first = solid[0];
  const last = solid[solid.length - 1];
  // LIKE and its kin are functions too.
  const called = solid[1]?.text === '(' && /like|regexp/i.test(first.text);
  if (isOne(first, NEEDS_LEFT) && !called) {
    report(
      'incomplete-sql',
      `The SQL ${what} begins with “${first.text}”, which needs something before it.`
    );
  } else if (
    isOne(last, NEEDS_RIGHT) ||
    // A closing angle bracket may end a type.
    (last.text === '>' && !solid.some(token => token.text === '<'))
  ) {
    report(
      'incomplete-sql',
      `The SQL ${what} ends with “${last.text}”, which needs something after it.`
    );
  }
  if (solid.some(token => token.kind === 'operator' && token.text === '::')) {
    report(
      'newer-syntax',
      'The operator “::” needs Spark 4 (AWS Glue 6.0). Write CAST(… AS …), which every version takes.',
      'warning'
    );
  }
  for (const token of solid) {
    if (token.kind === 'word' && !/^[A-Za-z0-9_]+$/.test(token.text)) {
      report(
        'needs-backticks',
        `Put the name “${token.text}” in backticks: \`${token.text}\`. Spark takes only the letters A to Z without them.`
      );
    }
  }
}

function isOne(token: Token, texts: ReadonlySet<string>): boolean {
  return (
    (token.kind === 'word' || token.kind === 'operator') &&
    texts.has(token.text.toLowerCase())
  );
}

function place(token: Token): string {
  return ` at character ${token.start + 1}`;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
