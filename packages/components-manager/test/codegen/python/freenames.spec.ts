import { freeNames } from '../../../src/codegen/python/freenames.js';

const KNOWN = ['df'];

/** `name line` of each. */
function found(source: string): string[] {
  return freeNames(source, KNOWN).map(({ name, line }) => `${name} ${line}`);
}

describe('codegen/python/freenames', () => {
  // What binds a name: The Python Language Reference, 4.2.1.
  it.each([
    'x = 1; y: int = x\nreturn df.limit(y)',
    'a, (b, *c) = [d, e] = df.x\nreturn a, b, c, d, e',
    'import os.path, json as j\nreturn os, j',
    'from pyspark.sql import (\n  functions as G,\n  Window,\n)\nreturn G, Window',
    'def f(a, b=1, *args, c: int = 2, **rest) -> int:\n  return a, b, args, c, rest\nreturn f(df)',
    'class A(Exception):\n  pass\nreturn A',
    'return df.map(lambda r, n=2: r[n])',
    'return [x + y for x, y in df if x] + [z for z in df]',
    'for i, row in enumerate(df):\n  print(i, row)\nelse: pass\nreturn df',
    'with open("f") as f, df as (a, b): return f, a, b',
    'try:\n  1\nexcept (ValueError, KeyError) as e:\n  raise e\nreturn df',
    'if (n := len(df)) > 1: return n',
    'return df.agg(total=1, where="x")',
    'global g\ng = 1\nreturn g',
    'match df:\n  case [x, {"k": y, **rest}] if x > y: return rest\n  case str(z): return z',
    'match = 1\ncase = match\nreturn case',
    'return df._private, df.\\\n  other',
    'return """in {text}""" + f"{{no}} {df:{df}} {df!r} {df=}"',
    'return f\'{df["a"]:>10}\'',
    'return ...  # comment of words',
    'return __name__, _',
    'nön = 1\nreturn nön'
  ])('reports nothing that is bound: %j', source => {
    expect(found(source)).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['x = 1\nreturn flights', ['flights 2']],
    ['return flights.join(planes)', ['flights 1', 'planes 1']],
    ['"""a\nb"""\nreturn (\n  df,\n  late\n)', ['late 5']],
    ['x[i] = 1\nreturn x.y', ['x 1', 'i 1']],
    ['total += 1\nreturn df', ['total 1']],
    ['return f"""\n{late} and {1:{wide}}"""', ['late 2', 'wide 2']],
    ['return df.agg(total=late)', ['late 1']],
    ['def f(a=late, b: Type = 1): return a\nreturn f', ['late 1', 'Type 1']],
    ['return [x for x in late]', ['late 1']],
    ['return lambda x: x + late', ['late 1']],
    ['if late: return df', ['late 1']],
    ['match late:\n  case Point(x=0): return df', ['late 1', 'Point 2']]
  ])('reports what %j reads and nothing binds', (source, expected) => {
    expect(found(source)).toEqual(expected);
  });

  it('reports nothing where nothing can be known', () => {
    for (const source of [
      'from math import *\nreturn pi',
      'globals()["x"] = 1\nreturn x',
      'try:\n  unicode\nexcept NameError:\n  pass\nreturn df',
      'return "open',
      'return (late'
    ]) {
      expect(found(source)).toEqual([]);
    }
  });
});
