import { deduplicate } from '../../src/transforms/deduplicate.js';
import {
  columns,
  configure,
  infer,
  lower,
  problems,
  show
} from '../context.js';

const inputs = { in: 'a int, b string' };
const maps = { in: 'a int, m map<string,int>' };

describe('deduplicate', () => {
  it('shows keys and order on its card', () => {
    expect(deduplicate.summary(configure(deduplicate, {}))).toBe('whole rows');
    expect(
      deduplicate.summary(
        configure(deduplicate, {
          keys: ['a', 'b'],
          orderBy: [{ column: 'b', direction: 'descending' }]
        })
      )
    ).toBe('one per a, b, first by b descending');
  });

  it('passes the columns on', () => {
    expect(show(infer(deduplicate, {}, { inputs }).schema)).toBe(inputs.in);
  });

  it.each<[object, { in: string }, string[]]>([
    [
      { keys: ['c', 'a', 'A'] },
      inputs,
      ['unknown-column /keys/0', 'duplicate-column /keys/2']
    ],
    [{}, maps, ['not-comparable /keys']],
    [{ keys: ['a'] }, maps, []],
    [
      { keys: ['a'], orderBy: [{ column: 'm' }] },
      maps,
      ['not-orderable /orderBy/0/column']
    ],
    [{ orderBy: [{ column: 'a' }] }, inputs, ['order-without-keys? /orderBy']]
  ])('finds what is wrong with %j over %j', (config, given, expected) => {
    expect(problems(deduplicate, config, { inputs: given })).toEqual(expected);
  });

  it('lowers to one operation', () => {
    expect(lower(deduplicate, {}, { inputs })).toEqual([
      {
        op: 'distinct',
        id: 'n',
        nodeId: 'n',
        inputs: ['from1'],
        schema: columns(inputs.in)
      }
    ]);
    expect(
      lower(
        deduplicate,
        { keys: ['A'], orderBy: [{ column: 'B', nulls: 'last' }] },
        { inputs }
      )[0]
    ).toMatchObject({
      op: 'window',
      partition: ['a'],
      order: [{ column: 'b', direction: 'ascending', nulls: 'last' }],
      items: [],
      firstRows: 1
    });
  });
});
