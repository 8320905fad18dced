import {
  sqlComment,
  sqlName,
  sqlNumber,
  sqlText
} from '../../src/sql/literal.js';
import { printStatements } from '../../src/sql/printer.js';
import { id, text } from '../../src/sql/tree.js';

describe('Encoders of SQL', () => {
  test.each([
    ['', "''"],
    ["O'Brien", "'O''Brien'"],
    ["'; DROP TABLE x; --", "'''; DROP TABLE x; --'"],
    ['back\\slash', "'back\\slash'"],
    ['a\nb', "('a' || chr(10) || 'b')"],
    ['\u0000', 'chr(0)'],
    ['\u202Etxt', "(chr(8238) || 'txt')"],
    ['\ud800', "'\ufffd'"],
    ['名前 😀', "'名前 😀'"]
  ])('a text: %j', (value, expected) => {
    expect(sqlText(value)).toBe(expected);
  });

  test.each([
    ['month', 'month'],
    ['Month', '"Month"'],
    ['a b', '"a b"'],
    ['a"b', '"a""b"'],
    ['select', '"select"'],
    ['1st', '"1st"']
  ])('a name: %j', (value, expected) => {
    expect(sqlName(value)).toBe(expected);
  });

  test('a name with a NUL and digits that are none are refused', () => {
    expect(() => sqlName('a\u0000')).toThrow(RangeError);
    expect(() => sqlNumber('1; SELECT 2')).toThrow(RangeError);
  });

  test('a comment stays one line', () => {
    expect(sqlComment('a\nb\u2028c\r')).toBe('a\\u{a}b\\u{2028}c\\u{d}');
  });

  test('a title with a line break can’t end its comment', () => {
    const { text: script } = printStatements([
      {
        kind: 'query',
        comments: ['[a] x\nSELECT 1;'],
        nodeId: 'a',
        steps: [],
        body: {
          kind: 'select',
          items: [{ value: text("it's"), name: 'v' }],
          from: { kind: 'table', name: 'order' },
          where: { kind: 'postfix', operand: id('x'), operator: 'IS NULL' }
        }
      }
    ]);
    expect(script).toBe(
      `-- [a] x\\u{a}SELECT 1;\nSELECT 'it''s' AS v\nFROM "order"\nWHERE x IS NULL;\n`
    );
  });
});
