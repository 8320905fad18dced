import fc from 'fast-check';
import { isError, nearest, pointer, pointerSegments } from '../src/problem.js';

describe('nearest', () => {
  it.each([
    ['orign', ['month', 'origin', 'original'], 'origin'],
    ['ORIGIN', ['month', 'origin'], 'origin'],
    ['databse', ['database', 'data'], 'database'],
    ['flihgts', ['flights'], 'flights'],
    ['x', ['a', 'X'], 'X'],
    ['x', ['a', 'b'], undefined],
    ['carrier', ['month', 'origin'], undefined],
    ['abc', [], undefined]
  ])('to %s among %j is %s', (name, names, expected) => {
    expect(nearest(name, names)).toBe(expected);
  });

  it('finds a name with one letter changed', () => {
    const word = fc.string({
      unit: fc.constantFrom(...'abcdefgh'),
      minLength: 3,
      maxLength: 12
    });
    fc.assert(
      fc.property(word, fc.nat(11), (name, place) => {
        const at = place % name.length;
        const typo = `${name.slice(0, at)}z${name.slice(at + 1)}`;
        expect(nearest(typo, ['0123456789ABC', name])).toBe(name);
      })
    );
  });
});

describe('pointer', () => {
  it('writes what pointerSegments reads', () => {
    expect(pointer('a/b', 0, '~x')).toBe('/a~1b/0/~0x');
    expect(pointer()).toBe('');
    fc.assert(
      fc.property(fc.array(fc.string()), segments => {
        expect(pointerSegments(pointer(...segments))).toEqual(segments);
      })
    );
  });
});

describe('isError', () => {
  it('tells errors from warnings', () => {
    expect(isError({ severity: 'error' })).toBe(true);
    expect(isError({ severity: 'warning' })).toBe(false);
  });
});
