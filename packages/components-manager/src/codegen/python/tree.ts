/** Binary operators of the syntax tree. */
export type PyBinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '&'
  | '|'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'and'
  | 'or';

/** Unary operators of the syntax tree. */
export type PyUnaryOperator = '~' | '-' | 'not ';

/** An expression of Python. */
export type PyExpression =
  | { kind: 'name'; id: string }
  | { kind: 'string'; value: string; block?: boolean }
  | {
      kind: 'format';
      parts: readonly (string | PyExpression)[];
      block?: boolean;
    }
  | { kind: 'number'; text: string }
  | { kind: 'constant'; value: 'None' | 'True' | 'False' }
  | { kind: 'attribute'; value: PyExpression; name: string }
  | {
      kind: 'call';
      target: PyExpression;
      args: readonly PyExpression[];
      keywords: readonly PyKeyword[];
    }
  | { kind: 'subscript'; value: PyExpression; index: PyExpression }
  | { kind: 'list' | 'tuple'; items: readonly PyExpression[] }
  | {
      kind: 'dict';
      entries: readonly (readonly [PyExpression, PyExpression])[];
    }
  | {
      kind: 'binary';
      operator: PyBinaryOperator;
      left: PyExpression;
      right: PyExpression;
    }
  | { kind: 'unary'; operator: PyUnaryOperator; operand: PyExpression }
  | { kind: 'starred'; value: PyExpression };

/** A keyword argument. */
export interface PyKeyword {
  name: string;
  value: PyExpression;
}

/** A statement of Python. */
export type PyStatement =
  | { kind: 'import'; module: string; alias?: string }
  | { kind: 'from'; module: string; name: string; alias?: string }
  | { kind: 'assign'; target: string; value: PyExpression }
  | { kind: 'expression'; value: PyExpression }
  | { kind: 'return'; value: PyExpression }
  | { kind: 'if'; condition: PyExpression; body: readonly PyStatement[] }
  | { kind: 'comment'; text: string }
  | {
      kind: 'function';
      name: string;
      parameters: readonly string[];
      body: PyBody;
    }
  /** Lines that this package holds as they stand, formatted; never anything of a person's. */
  | { kind: 'fixed'; lines: readonly string[] };

/** What a function holds: statements, or a person's own source made ready by `functionBody`. */
export type PyBody = readonly PyStatement[] | { source: CheckedSource };

declare const checked: unique symbol;

/** Lines of a person's source, indented for a function, that cannot leave it: made by `functionBody` only. */
export type CheckedSource = readonly string[] & { [checked]: true };

/** Statements that belong together: one blank line stands between sections, two around functions. */
export interface PySection {
  /** What the lines are recorded under, such as a node's id. */
  key?: string;
  statements: readonly PyStatement[];
}

/** A file of Python. */
export interface PyModule {
  sections: readonly PySection[];
}

/** A name. */
export function name(id: string): PyExpression {
  return { kind: 'name', id };
}

/** A string literal. */
export function string(value: string): PyExpression {
  return { kind: 'string', value };
}

/** `True` or `False`. */
export function boolean(value: boolean): PyExpression {
  return { kind: 'constant', value: value ? 'True' : 'False' };
}

/** `None`. */
export const NONE: PyExpression = { kind: 'constant', value: 'None' };

/** `value.name`, for each name in turn. */
export function attribute(
  value: PyExpression,
  ...names: readonly string[]
): PyExpression {
  let result = value;
  for (const each of names) {
    result = { kind: 'attribute', value: result, name: each };
  }
  return result;
}

/** `target(args, keyword=…)`; keywords whose value is undefined are left out. */
export function call(
  target: PyExpression,
  args: readonly PyExpression[] = [],
  keywords?: Readonly<Record<string, PyExpression | undefined>>
): PyExpression {
  return {
    kind: 'call',
    target,
    args,
    keywords:
      keywords === undefined
        ? NO_KEYWORDS
        : Object.entries(keywords).flatMap(([key, value]) =>
            value === undefined ? [] : [{ name: key, value }]
          )
  };
}

const NO_KEYWORDS: readonly PyKeyword[] = [];

/** `value.name(args, keyword=…)`. */
export function method(
  value: PyExpression,
  methodName: string,
  args: readonly PyExpression[] = [],
  keywords?: Readonly<Record<string, PyExpression | undefined>>
): PyExpression {
  return call({ kind: 'attribute', value, name: methodName }, args, keywords);
}

/** `[a, b]`. */
export function list(items: readonly PyExpression[]): PyExpression {
  return { kind: 'list', items };
}

/** `{"key": value}` with text keys; entries whose value is undefined are left out. */
export function dict(
  entries: Readonly<Record<string, PyExpression | undefined>>
): PyExpression {
  return {
    kind: 'dict',
    entries: Object.entries(entries).flatMap(([key, value]) =>
      value === undefined ? [] : [[string(key), value] as const]
    )
  };
}

/** `left operator right`. */
export function binary(
  operator: PyBinaryOperator,
  left: PyExpression,
  right: PyExpression
): PyExpression {
  return { kind: 'binary', operator, left, right };
}

/** `target = value`. */
export function assign(target: string, value: PyExpression): PyStatement {
  return { kind: 'assign', target, value };
}
