import { sort } from '../../src/transforms/sort.js';
import {
  columns,
  configure,
  infer,
  lower,
  problems,
  show
} from '../context.js';

const inputs = { in: 'a int, b string, m map<string,int>' };

describe('sort', () => {
  it('sorts ascending by default and shows keys on its card', () => {
    const config = configure(sort, {
      by: [
        { column: 'a' },
        { column: 'b', direction: 'descending', nulls: 'last' }
      ]
    });
    expect(config.by?.[0]).toEqual({
      column: 'a',
      direction: 'ascending',
      nulls: 'default'
    });
    expect(sort.summary(config)).toBe('a, b descending nulls last');
  });

  it('passes the columns on', () => {
    expect(
      show(infer(sort, { by: [{ column: 'a' }] }, { inputs }).schema)
    ).toBe(inputs.in);
  });

  it.each<[object, string[]]>([
    [{}, ['missing-column /by']],
    [{ by: [{ column: '' }] }, ['missing-column /by/0/column']],
    [{ by: [{ column: 'c' }] }, ['unknown-column /by/0/column']],
    [{ by: [{ column: 'm' }] }, ['not-orderable /by/0/column']],
    [
      { by: [{ column: 'a' }, { column: 'A' }] },
      ['duplicate-column /by/1/column']
    ]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(sort, config, { inputs })).toEqual(expected);
  });

  it('lowers to one sort', () => {
    expect(
      lower(
        sort,
        {
          by: [
            { column: 'B', direction: 'descending' },
            { column: 'a', nulls: 'first' }
          ],
          local: true
        },
        { inputs }
      )
    ).toEqual([
      {
        op: 'sort',
        id: 'n',
        nodeId: 'n',
        inputs: ['from1'],
        schema: columns(inputs.in),
        by: [
          { column: 'b', direction: 'descending' },
          { column: 'a', direction: 'ascending', nulls: 'first' }
        ],
        local: true
      }
    ]);
  });
});
