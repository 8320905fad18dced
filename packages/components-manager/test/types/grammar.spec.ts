import fc from 'fast-check';
import {
  parseType,
  readType,
  TypeSyntaxError
} from '../../src/types/grammar.js';
import { printType, sparkType } from '../../src/types/print.js';
import { anyType } from './any.js';

describe('parseType', () => {
  it.each([
    ['INTEGER', 'int'],
    ['Long', 'bigint'],
    ['short', 'smallint'],
    ['BYTE', 'tinyint'],
    ['real', 'float'],
    ['double precision', 'double'],
    ['numeric(5, 2)', 'decimal(5,2)'],
    ['dec', 'decimal(10,0)'],
    ['bool', 'boolean'],
    ['timestamp without time zone', 'timestamp_ntz'],
    ['timestamp with time zone', 'timestamp'],
    ['timestamp with local time zone', 'timestamp'],
    ['timestamp_ltz', 'timestamp'],
    ['varchar', 'string'],
    ['character varying(3)', 'varchar(3)'],
    ['char( 3 )', 'char(3)'],
    ['array < map < string , int > >', 'array<map<string,int>>'],
    ['struct<>', 'struct<>'],
    ['struct<a:int,B c:string>', 'struct<a:int,`B c`:string>'],
    ['STRUCT<a INT, b: STRING>', 'struct<a:int,b:string>'],
    ['struct<@id:int,x-y.z:int>', 'struct<`@id`:int,`x-y.z`:int>'],
    ['struct<`a:b``c`:int>', 'struct<`a:b``c`:int>'],
    ['struct<a:int NOT NULL>', 'struct<a:int>'],
    [
      "struct<a:int comment 'it''s \\'x\\''>",
      "struct<a:int COMMENT 'it\\'s \\'x\\''>"
    ],
    ['uniontype<int,array<string>>', 'uniontype<int,array<string>>']
  ])('reads %s', (text, printed) => {
    expect(printType(parseType(text))).toBe(printed);
  });

  it.each([
    ['', 'Expected a type', 0],
    ['strng', 'There is no type “strng”. Did you mean string?', 0],
    ['array<int', 'Expected “>”', 9],
    ['decimal(39,1)', 'A decimal has 1 to 38 digits', 7],
    ['decimal(2,3)', 'A decimal has 1 to 38 digits', 7],
    ['map<string>', 'Expected “,”', 10],
    ['int x', 'Unexpected “x” after the type', 4],
    ['struct<:int>', 'A field needs a name', 7],
    ['struct<a>', 'Expected a field as name:type', 7],
    ['varchar(0)', 'The length must be 1 or more', 8],
    ['struct<`a:int>', 'The quote is not closed', 7],
    ["struct<a:int comment 'x>", 'The quote is not closed', 24]
  ])('says what is wrong with “%s”', (text, message, position) => {
    let thrown: unknown;
    try {
      parseType(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(TypeSyntaxError);
    expect((thrown as TypeSyntaxError).message).toContain(message);
    expect((thrown as TypeSyntaxError).position).toBe(position);
  });

  it('refuses types nested too deeply', () => {
    expect(() => parseType('array<'.repeat(100_000))).toThrow(
      'nested more than 100 levels'
    );
  });

  it('reads back every type it prints', () => {
    fc.assert(
      fc.property(anyType, type => {
        expect(parseType(printType(type))).toEqual(type);
      })
    );
  });

  it('reads any text or throws TypeSyntaxError', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({
            unit: fc.constantFrom(
              'struct',
              '<',
              '>',
              ':',
              ',',
              'int',
              '`',
              ' ',
              "'",
              '(',
              '1'
            )
          })
        ),
        text => {
          try {
            parseType(text);
          } catch (error) {
            expect(error).toBeInstanceOf(TypeSyntaxError);
            expect(readType(text)).toEqual({ kind: 'unknown' });
          }
        }
      )
    );
  });
});

describe('sparkType', () => {
  it('prints Spark SQL', () => {
    expect(
      sparkType(
        parseType(
          "struct<a b:array<decimal(5,2)>,c:map<string,int> comment 'x'>"
        )
      )
    ).toBe(
      "STRUCT<`a b`: ARRAY<DECIMAL(5,2)>, c: MAP<STRING, INT> COMMENT 'x'>"
    );
    expect(sparkType(parseType('uniontype<int,string>'))).toBe(
      'STRUCT<member0: INT, member1: STRING>'
    );
  });

  it('refuses a type not known', () => {
    expect(() => sparkType({ kind: 'unknown' })).toThrow(RangeError);
  });

  it('prints what parseType reads, unions aside', () => {
    fc.assert(
      fc.property(anyType, type => {
        fc.pre(!JSON.stringify(type).includes('"union"'));
        expect(parseType(sparkType(type))).toEqual(type);
      })
    );
  });
});
