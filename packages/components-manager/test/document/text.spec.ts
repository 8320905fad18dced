import fc from 'fast-check';
import {
  isParameter,
  joinTexts,
  parametersOf,
  parseText,
  parseValue,
  printText,
  type ParameterReference,
  type Text
} from '../../src/document/text.js';

const p = { parameter: 'p' };

describe('parseText', () => {
  it.each<[string, Text]>([
    ['', []],
    ['plain $ {x} $$', ['plain $ {x} $$']],
    ['a ${p} b', ['a ', p, ' b']],
    ['${p}${p}', [p, p]],
    ['$${p}', ['${p}']],
    ['$$${p}', ['$', p]],
    ['$$$${p}', ['$${p}']],
    ['${', ['${']],
    ['${a b} ${1} ${}', ['${a b} ${1} ${}']],
    ['${ ${p}', ['${ ', p]]
  ])('reads “%s”', (text, expected) => {
    expect(parseText(text)).toEqual(expected);
  });

  it('takes a whole field from a parameter', () => {
    expect(parseText({ $parameter: 'p' })).toEqual([p]);
  });

  it('reads back what printText writes', () => {
    const plain = fc.oneof(
      fc.string({ unit: fc.constantFrom('$', '{', '}', 'p', ' ') }),
      fc.string({ unit: 'binary' })
    );
    const parts = fc.array<string | ParameterReference>(
      fc.oneof(
        plain,
        fc.constantFrom('p', '_x9', 'Name').map(parameter => ({ parameter }))
      )
    );
    fc.assert(
      fc.property(parts, each => {
        const text = joinTexts(...each.map(part => [part]));
        expect(parseText(printText(text))).toEqual(text);
      })
    );
  });
});

describe('helpers of texts', () => {
  it('tell parameters from values', () => {
    expect(isParameter({ $parameter: 'x' })).toBe(true);
    expect(isParameter({ $parameter: 1 })).toBe(false);
    expect(isParameter(null)).toBe(false);
    expect(parseValue({ $parameter: 'x' })).toEqual({ parameter: 'x' });
    expect(parseValue(3)).toBe(3);
  });

  it('find the parameters', () => {
    expect(parametersOf(parseText('${a} ${b} ${a}'))).toEqual(['a', 'b']);
  });
});
