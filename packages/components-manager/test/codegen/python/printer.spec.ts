import fc from 'fast-check';
import {
  commentText,
  integer,
  number,
  stringLiteral
} from '../../../src/codegen/python/literal.js';
import { printFlat } from '../../../src/codegen/python/flat.js';
import {
  printExpression,
  printModule
} from '../../../src/codegen/python/printer.js';
import {
  assign,
  attribute,
  binary,
  boolean,
  call,
  dict,
  list,
  method,
  name,
  NONE,
  string,
  type PyExpression,
  type PyStatement
} from '../../../src/codegen/python/tree.js';
import { runPython, unformatted } from './interpreter.js';

/** Any text: unpaired surrogates, quotes, braces, newlines, NUL and emoji more often than chance has them. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        "'",
        '\\',
        '{',
        '}',
        '\n',
        '\r',
        '\t',
        '\0',
        '"""',
        "'''",
        '\ud800',
        '\udc00',
        '\u{1f600}',
        '\u2028',
        '$',
        '%',
        '#',
        ' ',
        'é',
        '\x7f',
        '\x85',
        '\\N{DASH}',
        '\\u0041'
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ maxLength: 12 })
    ),
    { maxLength: 40 }
  )
  .map(parts => parts.join(''));

const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] =>
  fc.sample(arbitrary, { numRuns: count, seed: 7 });

function printed(statements: readonly PyStatement[]): string {
  return printModule({ sections: [{ statements }] }).text;
}

describe('Literals', () => {
  test('any text is the same in Python, alone, split over lines, in a block and in an f-string', () => {
    const texts = sample(anyText, 1500);
    const scripts = texts.map(text =>
      printed([
        assign('plain', string(text)),
        assign('nested', call(name('dict'), [], { a: string(text.repeat(4)) })),
        assign(
          'block',
          call(name('str'), [
            { kind: 'string', value: `a\n${text}`, block: true }
          ])
        ),
        assign('x', string('<x>')),
        assign(
          'f',
          call(name('str'), [
            { kind: 'format', parts: [text, name('x'), text], block: true }
          ])
        )
      ])
    );
    const wrong = runPython<unknown[]>(
      `
import json, sys
wrong = []
for text, script in json.load(sys.stdin):
    scope = {}
    exec(compile(script, "script", "exec"), scope)
    expected = [text, text * 4, "a\\n" + text, text + "<x>" + text]
    if [scope["plain"], scope["nested"]["a"], scope["block"], scope["f"]] != expected or not script.isascii():
        wrong.append([text, script])
print(json.dumps(wrong))
`,
      texts.map((text, index) => [text, scripts[index]])
    );
    expect(wrong).toEqual([]);
    const outside = /[^\x20-\x7e\n]/;
    expect(scripts.filter(script => outside.test(script))).toEqual([]);
  });

  test('numbers are the same in Python', () => {
    const numbers = [
      ...sample(fc.double({ noNaN: true }), 500),
      ...sample(fc.maxSafeInteger(), 200),
      0,
      -0,
      1e21,
      1e-7,
      5e-324,
      1.7976931348623157e308,
      Infinity,
      -Infinity
    ];
    const digits = sample(fc.bigInt(), 200).map(String);
    const result = runPython<{
      floats: string[];
      integers: string[];
      wholes: string[];
    }>(
      `
import json, sys
d = json.load(sys.stdin)
print(json.dumps({k: [repr(eval(x)) for x in d[k]] for k in d}))
`,
      {
        floats: numbers.map(each => text(number(each, true))),
        integers: digits.map(each => text(integer(each))),
        wholes: numbers.filter(Number.isInteger).map(each => text(number(each)))
      }
    );
    expect(
      result.floats.map(each =>
        each === 'inf' ? Infinity : each === '-inf' ? -Infinity : Number(each)
      )
    ).toEqual(numbers);
    expect(result.integers).toEqual(digits);
    expect(result.wholes.map(Number)).toEqual(
      numbers.filter(Number.isInteger).map(each => each + 0)
    );
    expect(result.wholes.filter(each => /[.e]/.test(each))).toEqual([]);
    expect(() => integer('1; import os')).toThrow(RangeError);
  });

  test('a comment stays on its line', () => {
    for (const each of sample(anyText, 500)) {
      expect(commentText(each, 98)).not.toMatch(
        /[\n\r\u2028\u2029\0\x85\u202e]/
      );
      expect(commentText(each, 98).length).toBeLessThanOrEqual(98);
    }
    expect(commentText('a\nb\u202e\u{1f600} é', 98)).toBe(
      'a\\nb\\u202e\u{1f600} é'
    );
  });

  test('quotes are those that need fewer escapes', () => {
    expect(stringLiteral(`say "hi"`)).toBe(`'say "hi"'`);
    expect(stringLiteral(`it's "so"`)).toBe(`'it\\'s "so"'`);
    expect(stringLiteral(`it's`)).toBe(`"it's"`);
  });
});

/** The expressions that generators make, of any size. */
const { expression } = fc.letrec<{
  expression: PyExpression;
  column: PyExpression;
  chain: PyExpression;
  leaf: PyExpression;
}>(tie => ({
  leaf: fc.oneof(
    fc
      .constantFrom(
        'x',
        'frame',
        'glueContext',
        'a_rather_long_name_for_a_variable'
      )
      .map(name),
    fc
      .oneof(
        fc.string({ maxLength: 10 }),
        fc.lorem({ maxCount: 25 }),
        fc.string({ minLength: 90, maxLength: 150 })
      )
      .map(string),
    fc.integer().map(each => number(each)),
    fc.constantFrom(NONE, boolean(true), attribute(name('sys'), 'argv')),
    fc.lorem({ maxCount: 12 }).map((words): PyExpression => ({
      kind: 'format',
      parts: [words, name('value'), ' end']
    }))
  ),
  chain: fc
    .tuple(
      fc.constantFrom('frame', 'spark', 'flights_of_january'),
      fc.array(
        fc.tuple(
          fc.constantFrom(
            'filter',
            'select',
            'alias',
            'read',
            'withColumnRenamed',
            'write'
          ),
          fc.option(fc.array(tie('expression'), { maxLength: 3 })),
          fc.array(tie('expression'), { maxLength: 2 })
        ),
        { minLength: 1, maxLength: 6 }
      )
    )
    .map(([start, steps]) =>
      steps.reduce<PyExpression>(
        (value, [step, args, keywords]) =>
          args === null
            ? attribute(value, step)
            : method(
                value,
                step,
                args,
                Object.fromEntries(
                  keywords.map((each, place) => [`keyword_${place}`, each])
                )
              ),
        name(start)
      )
    ),
  column: fc
    .tuple(
      fc.constantFrom('&' as const, '|' as const),
      fc.array(
        fc.tuple(
          fc.constantFrom('==' as const, '<=' as const, '+' as const),
          tie('chain'),
          tie('leaf')
        ),
        { minLength: 1, maxLength: 4 }
      ),
      fc.boolean()
    )
    .map(([operator, operands, negated]) => {
      const whole = operands
        .map(([each, left, right]): PyExpression => binary(each, left, right))
        .reduce((left, right) => binary(operator, left, right));
      return negated
        ? ({ kind: 'unary', operator: '~', operand: whole } as PyExpression)
        : whole;
    }),
  expression: fc.oneof(
    { maxDepth: 2 },
    tie('leaf'),
    tie('chain'),
    tie('column'),
    fc.array(tie('expression'), { maxLength: 5 }).map(list),
    fc
      .dictionary(
        fc.constantFrom('a', 'useCatalogSchema', 'long_key_of_an_option'),
        tie('expression')
      )
      .map(dict),
    fc
      .tuple(tie('column'), fc.constantFrom('alias', 'cast'))
      .map(([value, step]) => method(value, step, [string('x')]))
  )
}));

describe('printModule', () => {
  test('prints what ruff format leaves alone', () => {
    // Operators stand in calls only, as in the scripts that are generated.
    const sources = sample(expression, 1200).map(each =>
      printed([
        ...(each.kind === 'binary' || each.kind === 'unary'
          ? []
          : [assign('value', each)]),
        {
          kind: 'expression',
          value: call(attribute(name('frame'), 'go'), [each])
        }
      ])
    );
    const wrong = unformatted(sources);
    expect(
      wrong.map(([before, after]) => `${before}\n# ruff:\n${after}`)
    ).toEqual([]);
  });

  test('prints a short line as its layout has it', () => {
    const lines = sample(expression, 1500).map(each => [
      printFlat('', each, '', 100),
      printExpression(each)
    ]);
    const short = lines.filter(([flat]) => flat !== undefined);
    expect(short.length).toBeGreaterThan(300);
    expect(short.filter(([flat, whole]) => flat !== whole)).toEqual([]);
    // What does not go on a line has lines of its own.
    expect(
      lines.filter(
        ([flat, whole]) => flat === undefined && !whole?.includes('\n')
      )
    ).toEqual([]);
  });

  test('keeps a text with lines of its own from a short line', () => {
    const block: PyExpression = { kind: 'string', value: 'a\nb', block: true };
    expect(printFlat('', call(name('f'), [block]), '', 100)).toBeUndefined();
    expect(printed([assign('x', call(name('f'), [block]))])).toBe(
      'x = f("""\\\na\nb""")\n'
    );
  });

  test('records lines of ids that objects have members of', () => {
    const keys = ['constructor', '__proto__', 'constructor'];
    const { lines } = printModule({
      sections: keys.map(key => ({
        key,
        statements: [{ kind: 'comment', text: key }]
      }))
    });
    expect(Object.entries(lines)).toEqual([
      [
        'constructor',
        [
          [1, 1],
          [5, 5]
        ]
      ],
      ['__proto__', [[3, 3]]]
    ]);
  });

  test('keeps blank lines as they should be, and records lines', () => {
    const { text: script, lines } = printModule({
      sections: [
        { statements: [{ kind: 'import', module: 'sys' }] },
        {
          key: 'a',
          statements: [
            { kind: 'comment', text: '[a] A' },
            {
              kind: 'function',
              name: 'f',
              parameters: ['x'],
              body: [{ kind: 'return', value: name('x') }]
            },
            assign('y', call(name('f'), [number(1)]))
          ]
        },
        { key: 'b', statements: [{ kind: 'comment', text: '[b] B' }] }
      ]
    });
    expect(unformatted([script])).toEqual([]);
    expect(lines).toEqual({ a: [[4, 9]], b: [[11, 11]] });
    expect(script.split('\n').slice(3, 11)).toEqual([
      '# [a] A',
      'def f(x):',
      '    return x',
      '',
      '',
      'y = f(1)',
      '',
      '# [b] B'
    ]);
  });
});

function text(each: PyExpression): string {
  return printed([{ kind: 'expression', value: each }]).trim();
}
