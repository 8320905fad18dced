import { explode } from '../../src/transforms/explode.js';
import { infer, lower, problems, show } from '../context.js';

const inputs = {
  in: 'a int, l array<string>, m map<string,double>, key string'
};

describe('explode', () => {
  it.each<[object, string]>([
    [{ column: 'L' }, 'a int, m map<string,double>, key string, l string'],
    [
      { column: 'l', valueColumn: 'one', positionColumn: 'at', outer: true },
      'a int, m map<string,double>, key string, at int, one string'
    ],
    [
      { column: 'm', keyColumn: 'k', valueColumn: 'v', positionColumn: 'at' },
      'a int, l array<string>, key string, at int, k string, v double'
    ]
  ])('yields the columns of %j', (config, expected) => {
    expect(show(infer(explode, config, { inputs }).schema)).toBe(expected);
  });

  it.each<[object, string[]]>([
    [{}, ['missing-column /column']],
    [{ column: 'z' }, ['unknown-column /column']],
    [{ column: 'a' }, ['not-a-collection /column']],
    [{ column: 'm' }, ['duplicate-column /keyColumn']],
    [{ column: 'l', valueColumn: 'A' }, ['duplicate-column /valueColumn']],
    [
      { column: 'l', valueColumn: 'x', positionColumn: 'X' },
      ['duplicate-column /valueColumn']
    ],
    [{ column: 'l', keyColumn: 'k' }, ['key-of-array? /keyColumn']],
    [{ column: 'l', kind: 'map' }, ['type-mismatch /kind']]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(explode, config, { inputs })).toEqual(expected);
  });

  it('asks for the kind where the type is not known', () => {
    const unknown = { inputs: { in: undefined } };
    expect(problems(explode, { column: 'x' }, unknown)).toEqual([
      'type-not-known /kind'
    ]);
    expect(problems(explode, { column: 'x', kind: 'map' }, unknown)).toEqual(
      []
    );
  });

  it('lowers to one explode', () => {
    expect(
      lower(explode, { column: 'M', keyColumn: 'k', outer: true }, { inputs })
    ).toEqual([
      {
        op: 'explode',
        id: 'n',
        nodeId: 'n',
        inputs: ['from1'],
        schema: infer(explode, { column: 'm', keyColumn: 'k' }, { inputs })
          .schema,
        column: 'm',
        of: 'map',
        keyColumn: 'k',
        valueColumn: 'm',
        outer: true
      }
    ]);
    expect(explode.summary({ column: 'm', valueColumn: 'v' })).toBe('m → v');
  });
});
