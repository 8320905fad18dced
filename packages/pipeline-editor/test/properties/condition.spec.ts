/** @jest-environment jsdom */
import './dom';
import type { ConditionGroup, ConditionTest } from '@glueflow/components-core';
import type { Json } from '@glueflow/components-manager';
import {
  fromGroup,
  movedTo,
  operatorsFor,
  pathOf,
  readScalar,
  replaceAt,
  scalarText,
  stepped,
  toGroup,
  withOperator,
  withOther,
  withPart
} from '../../src/properties/condition/model';

const test: ConditionTest = { operator: 'eq', column: 'a', value: 1 };
const json = (value: unknown): Json => value as Json;

describe('properties/condition/model', () => {
  describe('toGroup() and fromGroup()', () => {
    it('keep one condition alone as it is', () => {
      const before = json(test);
      expect(fromGroup(toGroup(before), before)).toEqual(test);
    });

    it('make a group of it when another comes', () => {
      const before = json(test);
      const group = toGroup(before);
      group.conditions.push(test);
      expect(fromGroup(group, before)).toEqual({
        operator: 'and',
        conditions: [test, test]
      });
    });

    it('keep a group of one as a group', () => {
      const before = json({ operator: 'and', conditions: [test] });
      expect(fromGroup(toGroup(before), before)).toEqual(before);
    });

    it('leave nothing of an empty group', () => {
      expect(fromGroup(toGroup(undefined), undefined)).toBeUndefined();
      expect(toGroup('nonsense')).toEqual({ operator: 'and', conditions: [] });
    });
  });

  it('replaces and removes within groups, leaving the others the same objects', () => {
    const inner: ConditionGroup = { operator: 'or', conditions: [test, test] };
    const root: ConditionGroup = { operator: 'and', conditions: [test, inner] };
    const next = replaceAt(root, [1, 0], { ...test, value: 2 });
    expect(next.conditions[0]).toBe(test);
    expect(next.conditions[1]).toEqual({
      operator: 'or',
      conditions: [{ ...test, value: 2 }, test]
    });
    expect(replaceAt(root, [1], undefined).conditions).toEqual([test]);
    expect(root.conditions).toHaveLength(2);
  });

  describe('movedTo() and stepped()', () => {
    const named = (column: string): ConditionTest => ({ ...test, column });
    const root: ConditionGroup = {
      operator: 'and',
      conditions: [
        named('a'),
        { operator: 'or', conditions: [named('b'), named('c')] },
        named('d')
      ]
    };
    const show = (condition: ConditionGroup | ConditionTest): string =>
      'conditions' in condition
        ? `(${condition.conditions.map(show).join(' ')})`
        : condition.column;
    const step = (place: number[], by: number): string => {
      const to = stepped(root, place, by);
      const moved = to && movedTo(root, place, to);
      return moved ? `${show(moved.group)} ${moved.place.join('/')}` : '';
    };

    it.each([
      [[0], 1, '((a b c) d) 0/0'],
      [[0], -1, ''],
      [[1, 0], -1, '(a b (c) d) 1'],
      [[1, 0], 1, '(a (c b) d) 1/1'],
      [[1, 1], 1, '(a (b) c d) 2'],
      [[2], -1, '(a (b c d)) 1/2'],
      [[2], 1, ''],
      [[1], -1, '((b c) a d) 0'],
      [[1], 1, '(a d (b c)) 2']
    ])('take %p by %p', (place, by, expected) => {
      expect(step(place, by)).toBe(expected);
    });

    it('put no group into itself, and the end of a group after its last', () => {
      expect(movedTo(root, [1], [1, 0])).toBeUndefined();
      expect(movedTo(root, [9], [0])).toBeUndefined();
      const end = movedTo(root, [0], [1, 2]);
      expect(end && show(end.group)).toBe('((b c a) d)');
      expect(end?.place).toEqual([0, 2]);
      const last = movedTo(root, [1, 1], [3]);
      expect(last && show(last.group)).toBe('(a (b) d c)');
    });
  });

  it('says where a condition stands', () => {
    expect(pathOf('/condition', [1, 0], false)).toBe(
      '/condition/conditions/1/conditions/0'
    );
    expect(pathOf('/condition', [0], true)).toBe('/condition');
  });

  it('takes what fits over to another operator', () => {
    expect(withOperator(test, 'in')).toEqual({
      operator: 'in',
      column: 'a',
      values: [1]
    });
    expect(withOperator(test, 'between')).toEqual({
      operator: 'between',
      column: 'a',
      low: 1
    });
    expect(withOperator(test, 'like')).toEqual({
      operator: 'like',
      column: 'a',
      value: '1'
    });
    expect(withOperator(test, 'isNull')).toEqual({
      operator: 'isNull',
      column: 'a'
    });
    expect(
      withOperator({ operator: 'in', column: 'a', values: ['x', 'y'] }, 'ne')
    ).toEqual({ operator: 'ne', column: 'a', value: 'x' });
    const other = { operator: 'eq', column: 'a', otherColumn: 'b' } as const;
    expect(withOperator(other, 'lt')).toEqual({ ...other, operator: 'lt' });
  });

  it('compares with a column or a value', () => {
    expect(withOther(test, true)).toEqual({
      operator: 'eq',
      column: 'a',
      otherColumn: ''
    });
    expect(withPart(test, 'value', undefined)).toEqual({
      operator: 'eq',
      column: 'a'
    });
  });

  it('offers the operators that suit a column, and the one that is there', () => {
    expect(operatorsFor('number', 'eq')).not.toContain('like');
    expect(operatorsFor('boolean', 'eq')).not.toContain('lt');
    expect(operatorsFor('text', 'eq')).toContain('startsWith');
    expect(operatorsFor('number', 'like')).toContain('like');
    expect(operatorsFor('unknown', 'eq')).toHaveLength(19);
  });

  it.each([
    ['3', 'number', 3],
    ['3', 'text', '3'],
    ['3.50', 'number', 3.5],
    ['12345678901234567890', 'number', '12345678901234567890'],
    ['x', 'number', 'x'],
    ['${p}', 'number', '${p}'],
    ['true', 'boolean', true],
    ['2013-01-31', 'time', '2013-01-31'],
    ['', 'text', undefined]
  ] as const)('reads %p for %s as %p', (text, family, value) => {
    expect(readScalar(text, family)).toBe(value);
  });

  it('shows a parameter as text does', () => {
    expect(scalarText({ $parameter: 'p' })).toBe('${p}');
  });
});
