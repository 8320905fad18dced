import fc from 'fast-check';
import { NameAllocator } from '../../../src/codegen/python/name.js';
import { runPython } from './interpreter.js';

describe('NameAllocator', () => {
  test.each([
    ['Flights', 'flights'],
    ['From JFK, first quarter', 'from_jfk_first_quarter'],
    ['Départs \u2013 zu spät', 'departs_zu_spat'],
    ["Anna's flights", 'annas_flights'],
    ['2013', 'n2013'],
    ['class', 'class_2'],
    ['List', 'list_2'],
    ['F', 'f'],
    ['\u98db\u884c', 'node_7'],
    ['', 'node_7']
  ])('%j is %s', (title, expected) => {
    expect(new NameAllocator(['F', 'spark']).allocate(title, 'node-7')).toBe(
      expected
    );
  });

  test('gives no name twice and none that is taken', () => {
    const names = new NameAllocator(['a_2', 'spark']);
    expect(
      ['a', 'a', 'A!', 'spark', 'a 3', 'a'].map(each =>
        names.allocate(each, 'x')
      )
    ).toEqual(['a', 'a_3', 'a_4', 'spark_2', 'a_3_2', 'a_5']);
  });

  test('every name is one that Python takes, and none is a built-in', () => {
    const names = new NameAllocator();
    const titles = fc.sample(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string(),
        fc.constantFrom('print', 'None', 'match', 'x', '__name__')
      ),
      {
        numRuns: 2000,
        seed: 1
      }
    );
    const given = titles.map(each => names.allocate(each, 'step'));
    expect(new Set(given).size).toBe(given.length);
    const bad = runPython<string[]>(
      `
import builtins, json, keyword, sys
print(json.dumps([n for n in json.load(sys.stdin) if not n.isidentifier() or not n.isascii() or keyword.iskeyword(n) or keyword.issoftkeyword(n) or hasattr(builtins, n)]))
`,
      given
    );
    expect(bad).toEqual([]);
  });
});
