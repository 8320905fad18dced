import type { Schema } from '@glueflow/components-manager';
import {
  isUnchanged,
  rowsOf,
  withKept,
  withMove,
  withReset,
  withRow
} from '../../src/properties/mapping/model';

const schema: Schema = ['a', 'b', 'c', 'd'].map(name => ({
  name,
  type: { kind: name === 'd' ? 'string' : 'int' }
}));
const names = (
  mappings: Parameters<typeof rowsOf>[0],
  keepOthers = true
): string[] => rowsOf(mappings, schema, keepOthers).map(row => row.source);

describe('properties/mapping/model', () => {
  it('shows those listed, then those that follow', () => {
    const rows = rowsOf(
      [{ source: 'C', target: 'x' }, { source: 'gone' }],
      schema,
      true
    );
    expect(rows.map(row => [row.source, row.index, row.missing])).toEqual([
      ['C', 0, false],
      ['gone', 1, true],
      ['a', undefined, false],
      ['b', undefined, false],
      ['d', undefined, false]
    ]);
    expect(rowsOf([], undefined, true)).toEqual([]);
    expect(rowsOf([{ source: 'x' }], undefined, true)[0].missing).toBe(false);
  });

  it('keeps the order when a column that only followed is changed', () => {
    const rows = rowsOf([], schema, true);
    const next = withRow([], rows, rows[2], { target: 'x' });
    expect(next).toEqual([
      { source: 'a' },
      { source: 'b' },
      { source: 'c', target: 'x' }
    ]);
    expect(names(next)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps one of many that are dropped by not being listed', () => {
    const rows = rowsOf([], schema, false);
    expect(withRow([], rows, rows[2], { keep: true })).toEqual([
      { source: 'c' }
    ]);
  });

  it('changes a line, keeping what it does not know', () => {
    const mappings = [{ source: 'a', sourceType: 'int', drop: true }];
    const rows = rowsOf(mappings, schema, true);
    expect(withRow(mappings, rows, rows[0], { keep: true })).toEqual([
      { source: 'a', sourceType: 'int' }
    ]);
  });

  it('moves any row, and lists only what has to be', () => {
    const rows = rowsOf([], schema, true);
    const next = withMove([], rows, 2, 0, schema, true);
    expect(names(next)).toEqual(['c', 'a', 'b', 'd']);
    expect(next).toEqual([{ source: 'c' }]);
    expect(
      withMove(next, rowsOf(next, schema, true), 0, 2, schema, true)
    ).toEqual([]);
    const few = rowsOf([{ source: 'b' }, { source: 'a' }], schema, false);
    expect(
      withMove([{ source: 'b' }, { source: 'a' }], few, 1, 0, schema, false)
    ).toEqual([{ source: 'a' }, { source: 'b' }]);
    const listed = [{ source: 'd', target: 'x' }];
    const moved = withMove(
      listed,
      rowsOf(listed, schema, true),
      0,
      1,
      schema,
      true
    );
    expect(names(moved)).toEqual(['a', 'd', 'b', 'c']);
    expect(moved).toContainEqual({ source: 'd', target: 'x' });
  });

  it('unlists what follows by itself once it is reset', () => {
    const mappings = [
      { source: 'a' },
      { source: 'b' },
      { source: 'c', target: 'x' }
    ];
    expect(withReset(mappings, schema, true, 2)).toEqual([]);
    const other = [
      { source: 'b', type: 'string' },
      { source: 'a', drop: true }
    ];
    expect(withReset(other, schema, true, 0)).toEqual([
      { source: 'b' },
      { source: 'a', drop: true }
    ]);
  });

  it('keeps or drops several at once, listing only what has to be', () => {
    const rows = rowsOf([{ source: 'b', type: 'string' }], schema, true);
    const dropped = withKept(
      [{ source: 'b', type: 'string' }],
      rows,
      [rows[0], rows[2]],
      false
    );
    expect(dropped).toEqual([
      { source: 'b', type: 'string', drop: true },
      { source: 'a' },
      { source: 'c', drop: true }
    ]);
    const all = rowsOf(dropped, schema, true);
    expect(withKept(dropped, all, all, true)).toEqual([
      { source: 'b', type: 'string' },
      { source: 'a' },
      { source: 'c' }
    ]);
    const none = rowsOf([], schema, false);
    expect(withKept([], none, none, true)).toHaveLength(4);
  });

  it('tells a line that changes nothing', () => {
    const [row] = rowsOf([{ source: 'a', type: 'int' }], schema, true);
    expect(isUnchanged(row)).toBe(true);
    expect(isUnchanged({ ...row, type: 'string' })).toBe(false);
    expect(isUnchanged({ ...row, keep: false })).toBe(false);
  });
});
