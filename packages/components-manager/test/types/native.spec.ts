import fc from 'fast-check';
import { parseType, readNativeType } from '../../src/types/grammar.js';
import { printType } from '../../src/types/print.js';
import { anyNativeType } from './any.js';

describe('readNativeType', () => {
  it.each([
    ['INTERVAL_YEAR_MONTH', 'interval_year_month'],
    ['interval day to second', 'interval_day_time'],
    ['INTERVAL MONTH', 'interval_year_month'],
    ['timestamp  with LOCAL time zone', 'timestamp with local time zone'],
    ['timestamp with time zone', 'timestamp with time zone'],
    ['timestamp_ltz', 'timestamp with local time zone'],
    // datahub-project/datahub#6157
    [
      'array < struct < A : INT , b : array < string > > >',
      'array<struct<A:int,b:array<string>>>'
    ],
    // awslabs/aws-athena-query-federation#231
    ['struct<x:array<int>,y:array<int>>', 'struct<x:array<int>,y:array<int>>'],
    ['struct<ns:name:string,a:int>', 'struct<`ns:name`:string,a:int>'],
    ['struct<a:int,a:string>', 'struct<a:int,a:string>'],
    ['decimal(10)', 'decimal(10,0)'],
    ["struct<a:int NOT NULL COMMENT 'x'>", "struct<a:int NOT NULL COMMENT 'x'>"]
  ])('reads %s', (text, canonical) => {
    const read = readNativeType(text);
    expect(read).toMatchObject({ native: text, canonical, problems: [] });
    expect(readNativeType(canonical).type).toEqual(read.type);
  });

  // open-metadata/OpenMetadata#26129
  it.each([
    ['geometry', 'geometry', ['']],
    [
      'struct<a:INT,g:geometry,b:string>',
      'struct<a:int,g:geometry,b:string>',
      ['g']
    ],
    [
      "struct<a:set<int,string> comment 'x, y',b:INT>",
      "struct<a:set<int,string> comment 'x, y',b:int>",
      ['a']
    ],
    [
      'array<map<string,decimal(50,2)>>',
      'array<map<string,decimal(50,2)>>',
      ['element.value']
    ],
    ['uniontype<INT,json>', 'uniontype<int,json>', ['member1']],
    [
      'struct<a:struct<b:bad x>,c:INT>',
      'struct<a:struct<b:bad x>,c:int>',
      ['a.b']
    ],
    [' array<int ', 'array<int', ['']],
    ['', '', ['']]
  ])('keeps what it can’t read of “%s”', (text, canonical, paths) => {
    const read = readNativeType(text);
    expect(read.native).toBe(text);
    expect(read.canonical).toBe(canonical);
    expect(read.problems.map(({ path }) => path)).toEqual(paths);
  });

  it('reads on after a part it can’t read', () => {
    expect(readNativeType('struct<a:nope(1,2),b:INT>').type).toEqual({
      kind: 'struct',
      fields: [
        { name: 'a', type: { kind: 'unknown', native: 'nope(1,2)' } },
        { name: 'b', type: { kind: 'int' } }
      ]
    });
  });

  it('flags lengths beyond Hive’s, and keeps them', () => {
    const read = readNativeType('struct<a:char(300),b:varchar(70000)>');
    expect(read.canonical).toBe('struct<a:char(300),b:varchar(70000)>');
    expect(read.problems.map(({ path }) => path)).toEqual(['a', 'b']);
  });

  it('is quick on a text as long as a catalog takes', () => {
    const start = performance.now();
    const text = 'array<'.repeat(131_072 / 6);
    expect(readNativeType(text)).toMatchObject({
      native: text,
      type: { kind: 'unknown' }
    });
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('reads back every type it prints', () => {
    fc.assert(
      fc.property(anyNativeType, type => {
        const text = printType(type);
        const read = readNativeType(text);
        expect(read.native).toBe(text);
        expect(read.canonical).toBe(text);
      })
    );
  });

  it('never throws, keeps every text, and its canonical form is stable', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string({
            maxLength: 30,
            unit: fc.constantFrom(
              ...['struct', 'array', 'map', '<', '>', ':', ',', 'int', '`'],
              ...['a', ' ', "'", '"', '(', ')', '1', 'comment', 'x y', '\\']
            )
          })
        ),
        text => {
          const read = readNativeType(text);
          expect(read.native).toBe(text);
          expect(readNativeType(read.canonical).canonical).toBe(read.canonical);
        }
      ),
      { numRuns: 2000 }
    );
  });

  it('agrees with parseType on what both read', () => {
    fc.assert(
      fc.property(anyNativeType, type => {
        const text = printType(type);
        fc.pre(!/unknown|interval|zone|"nullable"/.test(JSON.stringify(type)));
        expect(readNativeType(text).type).toEqual(parseType(text));
      })
    );
  });
});
