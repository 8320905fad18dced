import {
  isGroup,
  TEST_OPERATORS,
  type Condition,
  type ConditionGroup,
  type ConditionTest,
  type Family,
  type Scalar,
  type TestOperator
} from '@glueflow/components-core';
import { isObject, isParameter, type Json } from '@glueflow/components-manager';
import { textOf, readNumber } from '../form/input.js';

/** The place of a condition: its index in the outermost group, then in the group there, and so on. */
export type Place = readonly number[];

/** A configuration's condition as a group: none is an empty one, and one alone is a group of one. */
export function toGroup(value: Json | undefined): ConditionGroup {
  if (!isObject(value)) {
    return { operator: 'and', conditions: [] };
  }
  const condition = value as unknown as Condition;
  return isGroup(condition)
    ? { ...condition, conditions: condition.conditions ?? [] }
    : { operator: 'and', conditions: [condition] };
}

/** A group as the configuration keeps it; `before` is what it held: one condition alone stays alone. */
export function fromGroup(
  group: ConditionGroup,
  before: Json | undefined
): Json | undefined {
  if (group.conditions.length === 0 && group.operator === 'and') {
    return undefined;
  }
  const alone = isObject(before) && !isGroup(before as unknown as Condition);
  const [only] = group.conditions;
  const kept: Condition =
    alone &&
    group.operator === 'and' &&
    group.conditions.length === 1 &&
    !isGroup(only)
      ? only
      : group;
  return kept as unknown as Json;
}

/** The group with the condition at a place replaced; undefined removes it. */
export function replaceAt(
  group: ConditionGroup,
  place: Place,
  condition: Condition | undefined
): ConditionGroup {
  const [index, ...rest] = place;
  if (index === undefined) {
    return condition !== undefined && isGroup(condition) ? condition : group;
  }
  const inner = group.conditions[index];
  const next =
    rest.length === 0
      ? condition
      : isGroup(inner)
        ? replaceAt(inner, rest, condition)
        : inner;
  return {
    ...group,
    conditions: group.conditions.flatMap((each, at) =>
      at !== index ? [each] : next === undefined ? [] : [next]
    )
  };
}

/** JSON pointer to a place, from the configuration on. `alone`: the configuration holds one condition and no group. */
export function pathOf(base: string, place: Place, alone: boolean): string {
  return alone
    ? base
    : base + place.map(index => `/conditions/${index}`).join('');
}

/** A test with another operator, and what it was compared with as far as that fits. */
export function withOperator(
  test: ConditionTest,
  operator: TestOperator
): ConditionTest {
  const { column } = test;
  const first = test.value ?? test.values?.[0] ?? test.low;
  const base = { operator, column };
  switch (TEST_OPERATORS[operator].needs) {
    case 'nothing':
      return base;
    case 'values':
      return {
        ...base,
        values: test.values ?? (first === undefined ? [] : [first])
      };
    case 'range':
      return {
        ...base,
        ...(first === undefined ? {} : { low: first }),
        ...(test.high === undefined ? {} : { high: test.high })
      };
    case 'text':
      return {
        ...base,
        ...(first === undefined
          ? {}
          : { value: isParameter(first) ? first : textOf(first) })
      };
    default:
      return test.otherColumn !== undefined
        ? { ...base, otherColumn: test.otherColumn }
        : { ...base, ...(first === undefined ? {} : { value: first }) };
  }
}

/** A test compared with another column, or with a value again. */
export function withOther(test: ConditionTest, other: boolean): ConditionTest {
  const { operator, column } = test;
  return other ? { operator, column, otherColumn: '' } : { operator, column };
}

/** A test with one of its parts set; undefined removes it. */
export function withPart(
  test: ConditionTest,
  part: 'column' | 'value' | 'otherColumn' | 'low' | 'high' | 'values',
  value: unknown
): ConditionTest {
  const { [part]: _before, ...rest } = test;
  return (
    value === undefined ? rest : { ...test, [part]: value }
  ) as ConditionTest;
}

/** The operators that make sense for a kind of column; that of the test is always among them. */
export function operatorsFor(
  family: Family,
  current: TestOperator
): TestOperator[] {
  return (Object.keys(TEST_OPERATORS) as TestOperator[]).filter(
    operator =>
      operator === current ||
      family === 'unknown' ||
      (TEST_OPERATORS[operator].needs === 'text'
        ? family === 'text'
        : family !== 'boolean' || !ORDERED.has(operator))
  );
}

const ORDERED = new Set<TestOperator>([
  'lt',
  'le',
  'gt',
  'ge',
  'between',
  'notBetween'
]);

/** What was typed to compare a column with, as a constant of its kind. `${name}` stands for a parameter. */
export function readScalar(text: string, family: Family): Scalar | undefined {
  if (text === '') {
    return undefined;
  }
  switch (family) {
    case 'number':
    case 'unknown':
      return readNumber(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    default:
      return text;
  }
}

/** A constant as a field shows it. */
export function scalarText(value: Scalar | undefined): string {
  return isParameter(value) ? `\${${value.$parameter}}` : textOf(value);
}
