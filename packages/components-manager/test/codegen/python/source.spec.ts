import fc from 'fast-check';
import { functionBody } from '../../../src/codegen/python/source.js';
import { runPython } from './interpreter.js';

const CHECK = `
import ast, json, sys, textwrap
out = []
for body in json.load(sys.stdin):
    text = "before = 1\\n\\n\\ndef run(a):\\n" + body + "\\n\\n\\nafter = 2\\n"
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        out.append("syntax")
        continue
    shape = [type(each).__name__ for each in tree.body]
    out.append("kept" if shape == ["Assign", "FunctionDef", "Assign"] else "escaped " + ast.dump(tree)[:300])
print(json.dumps(out))
`;

function body(source: string): string | undefined {
  const result = functionBody(source);
  return 'source' in result ? result.source.join('\n') : undefined;
}

describe('functionBody', () => {
  test('indents statements and leaves the lines of strings', () => {
    expect(
      body(
        'x = """a\n  b\n"""\nif x:\n    return a  # \' "\nreturn f(\n  x,\n)\n'
      )
    ).toBe(
      '    x = """a\n  b\n"""\n    if x:\n        return a  # \' "\n    return f(\n      x,\n    )'
    );
  });

  test('takes a source that is indented as a whole, with Windows line ends', () => {
    expect(
      body('\r\n\t\r\n  # note\r\n  if a:\r\n    return a\r\n  return b')
    ).toBe('\n\n    # note\n    if a:\n      return a\n    return b');
  });

  test('tells the names it uses', () => {
    const result = functionBody('return F.col("Window")  # spark');
    expect('names' in result && [...result.names].sort()).toEqual([
      'F',
      'col',
      'return'
    ]);
  });

  test.each([
    ['x = 1', 1, /returns nothing/],
    ['return (a', 1, /never closed/],
    ['x = 1\nreturn a)', 2, /closes nothing/],
    ['return [a)', 1, /closes nothing/],
    ['x = """a\nreturn a', 1, /does not end/],
    ["return 'a\n'", 1, /does not end/],
    ['return a \\', 1, /backslash/],
    ['return a \\ b', 1, /backslash/],
    ['  return a\nx = 1', 2, /indented less/],
    ['return a\n\0', 2, /U\+0000/],
    ['x = 1\f\nreturn a', 1, /U\+000C/],
    ['return "\ud800"', 1, /U\+D800/],
    ['return x"a"', 1, /no meaning/]
  ])('refuses %j', (source, line, message) => {
    const result = functionBody(source);
    expect(result).toMatchObject({
      line,
      message: expect.stringMatching(message)
    });
  });

  test('whatever it lets through stays inside its function', () => {
    const piece = fc.constantFrom(
      '"',
      "'",
      '"""',
      "'''",
      '\\',
      '\n',
      '\r',
      ' ',
      '    ',
      '\t',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '#',
      ':',
      ',',
      '=',
      'return a',
      'return',
      'if a:',
      'else:',
      'def f():',
      'class C:',
      'x',
      '1',
      'rb',
      'f',
      'u',
      'lambda: 0',
      ';',
      'import os',
      'f"{a}"',
      'f"""{\na}"""',
      '\u2028',
      'é',
      'pass',
      '\nreturn a',
      '\n    return a',
      '\\\n',
      '@x',
      '1if a else 2',
      '0x',
      '...'
    );
    const sources = fc.sample(
      fc
        .array(piece, { minLength: 1, maxLength: 14 })
        .map(parts => `${parts.join('')}\nreturn a`),
      { numRuns: 20_000, seed: 3 }
    );
    const bodies = sources.map(body).filter(each => each !== undefined);
    expect(bodies.length).toBeGreaterThan(2000);
    const verdicts = runPython<string[]>(CHECK, bodies);
    expect(verdicts.filter(each => each.startsWith('escaped'))).toEqual([]);
    expect(verdicts.filter(each => each === 'kept').length).toBeGreaterThan(
      300
    );
  });

  test('strings keep their values at the new depth', () => {
    const lines = fc.array(
      fc.constantFrom(
        'a',
        '  b',
        '',
        '\t#',
        'x = (',
        '"',
        '\\\\',
        '\\\n  c',
        "'"
      ),
      { maxLength: 6 }
    );
    const values = fc
      .sample(lines, { numRuns: 500, seed: 5 })
      .map(each => each.join('\n'));
    const sources = values.map(
      each =>
        `v = '''${each.replace(/'/g, '"')}'''\nw = f(  # (\n  1,\n )\nreturn v`
    );
    const bodies = sources.map(each => body(each) ?? '');
    const wrong = runPython<unknown[]>(
      `
import json, sys
wrong = []
for source, body in json.load(sys.stdin):
    plain, moved = {}, {}
    exec("def f(x): return x\\n" + source.replace("return v", ""), plain)
    exec("def f(x): return x\\ndef run():\\n" + body, moved)
    if moved["run"]() != plain["v"]:
        wrong.append([source, body])
print(json.dumps(wrong))
`,
      sources.map((each, index) => [each, bodies[index]])
    );
    expect(wrong).toEqual([]);
  });
});
