import fc from 'fast-check';
import {
  castability,
  commonType,
  sameType,
  type Castability
} from '../../src/types/cast.js';
import { parseType } from '../../src/types/grammar.js';
import { printType } from '../../src/types/print.js';
import { anyType } from './any.js';
import { spark } from './spark.js';

const cast = (from: string, to: string): Castability =>
  castability(parseType(from), parseType(to));

describe('castability', () => {
  it('refuses exactly the casts that Spark refuses', () => {
    const wrong = Object.entries(spark.casts).filter(([pair, allowed]) => {
      const [from, to] = pair.split(' > ');
      return (cast(from, to) !== 'never') !== allowed;
    });
    expect(wrong).toEqual([]);
  });

  it.each<[string, string, Castability]>([
    ['int', 'INTEGER', 'same'],
    ['struct<A:int>', 'struct<a:int>', 'same'],
    ['int', 'bigint', 'safe'],
    ['int', 'string', 'safe'],
    ['int', 'double', 'safe'],
    ['int', 'decimal(10,0)', 'safe'],
    ['int', 'decimal(9,0)', 'lossy'],
    ['decimal(9,0)', 'int', 'safe'],
    ['decimal(10,0)', 'int', 'lossy'],
    ['decimal(5,2)', 'decimal(6,2)', 'safe'],
    ['decimal(5,2)', 'decimal(6,4)', 'lossy'],
    ['bigint', 'int', 'lossy'],
    ['double', 'int', 'lossy'],
    ['double', 'float', 'lossy'],
    ['string', 'int', 'lossy'],
    ['string', 'date', 'lossy'],
    ['string', 'boolean', 'lossy'],
    ['date', 'int', 'lossy'],
    ['date', 'timestamp', 'safe'],
    ['timestamp', 'date', 'safe'],
    ['timestamp', 'int', 'lossy'],
    ['boolean', 'decimal(1,0)', 'safe'],
    ['boolean', 'decimal(1,1)', 'lossy'],
    ['void', 'int', 'safe'],
    ['array<int>', 'array<string>', 'safe'],
    ['array<string>', 'array<int>', 'lossy'],
    ['map<int,int>', 'map<tinyint,int>', 'lossy'],
    ['map<string,int>', 'map<int,int>', 'never'],
    ['struct<a:int>', 'struct<b:int>', 'safe'],
    ['array<int>', 'int', 'never'],
    ['int', 'date', 'never']
  ])('%s to %s is %s', (from, to, expected) => {
    expect(cast(from, to)).toBe(expected);
  });

  it('lets a type not known pass', () => {
    fc.assert(
      fc.property(anyType, type => {
        expect(castability(type, { kind: 'unknown' })).toBe('safe');
        expect(castability({ kind: 'unknown' }, type)).toBe('safe');
        expect(castability(type, type)).toBe('same');
      })
    );
  });
});

describe('commonType', () => {
  it('is the type that Spark finds', () => {
    const wrong = Object.entries(spark.common).filter(([pair, expected]) => {
      const [a, b] = pair.split(' | ').map(parseType);
      const common = commonType(a, b);
      const wanted = expected && printType(parseType(expected));
      return (common ? printType(common) : null) !== wanted;
    });
    expect(wrong).toEqual([]);
  });

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(anyType, anyType, (a, b) => {
        const [left, right] = [commonType(a, b), commonType(b, a)];
        expect(left === undefined).toBe(right === undefined);
        if (left !== undefined && right !== undefined) {
          expect(sameType(left, right)).toBe(true);
        }
      })
    );
  });
});
