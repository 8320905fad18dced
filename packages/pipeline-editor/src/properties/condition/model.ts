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
import {
  asJson,
  isObject,
  isParameter,
  type Json,
  type JsonObject
} from '@glueflow/components-manager';
import { textOf, readNumber } from '../form/value.js';

/** The place of a condition: its index in the outermost group, then in the group there, and so on. */
export type ConditionPath = readonly number[];

/**
 * Return a configuration's condition as its type says: a group where it has conditions of its own, else a test. Fields of other kinds
 * than they should be stay as they are, for the problems of the analysis.
 */
export function conditionIn(value: JsonObject): Condition {
  return value as object as Condition;
}

/** A configuration's condition as a group: none is an empty one, and one alone is a group of one. */
export function toGroup(value: Json | undefined): ConditionGroup {
  if (!isObject(value)) {
    return { operator: 'and', conditions: [] };
  }
  const condition = conditionIn(value);
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
  const alone = isObject(before) && !isGroup(conditionIn(before));
  const [only] = group.conditions;
  const kept: Condition =
    alone &&
    group.operator === 'and' &&
    group.conditions.length === 1 &&
    !isGroup(only)
      ? only
      : group;
  return asJson(kept);
}

/** The group with the condition at a place replaced; undefined removes it. */
export function replaceAt(
  group: ConditionGroup,
  place: ConditionPath,
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

/** The condition at a place; undefined where there is none. */
export function conditionAt(
  root: ConditionGroup,
  place: ConditionPath
): Condition | undefined {
  let found: Condition | undefined = root;
  for (const index of place) {
    found =
      found !== undefined && isGroup(found)
        ? found.conditions?.[index]
        : undefined;
  }
  return found;
}

/**
 * The group with a condition moved to another place, and where it stands then. `to` says before which it goes, as the places are before the
 * move; the number of conditions in a group stands for its end. Undefined where it would go into itself.
 */
export function movedTo(
  root: ConditionGroup,
  from: ConditionPath,
  to: ConditionPath
): { group: ConditionGroup; place: ConditionPath } | undefined {
  const condition = conditionAt(root, from);
  const into = from.every((index, at) => to[at] === index);
  if (condition === undefined || (into && to.length > from.length)) {
    return undefined;
  }
  const level = from.length - 1;
  // Taking it out moves up what stands after it.
  const place = to.map((index, at) =>
    at === level &&
    from.slice(0, level).every((each, before) => to[before] === each) &&
    index > from[level]
      ? index - 1
      : index
  );
  return {
    group: inserted(replaceAt(root, from, undefined), place, condition),
    place
  };
}

function inserted(
  group: ConditionGroup,
  [index, ...rest]: ConditionPath,
  condition: Condition
): ConditionGroup {
  const { conditions } = group;
  const inner = conditions[index];
  return {
    ...group,
    conditions:
      rest.length === 0
        ? [...conditions.slice(0, index), condition, ...conditions.slice(index)]
        : conditions.map((each, at) =>
            at === index && isGroup(inner)
              ? inserted(
                  { ...inner, conditions: inner.conditions ?? [] },
                  rest,
                  condition
                )
              : each
          )
  };
}

/** Where one step up (-1) or down (1) takes a condition: past its neighbour, into a group that is its neighbour, or out of its own. */
export function stepped(
  root: ConditionGroup,
  place: ConditionPath,
  step: number
): ConditionPath | undefined {
  const around = place.slice(0, -1);
  const index = place[place.length - 1];
  const neighbour = conditionAt(root, [...around, index + step]);
  if (neighbour === undefined) {
    return around.length === 0
      ? undefined
      : step < 0
        ? around
        : [...around.slice(0, -1), around[around.length - 1] + 1];
  }
  if (isGroup(neighbour)) {
    const end = neighbour.conditions?.length ?? 0;
    return [...around, index + step, step < 0 ? end : 0];
  }
  return [...around, step < 0 ? index - 1 : index + 2];
}

/** JSON pointer to a place, from the configuration on. `alone`: the configuration holds one condition and no group. */
export function pathOf(
  base: string,
  place: ConditionPath,
  alone: boolean
): string {
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

/** A test compared with another column, or with a value again: with that of `before`, where there was one. */
export function withOther(
  test: ConditionTest,
  other: boolean,
  before: Pick<ConditionTest, 'value' | 'otherColumn'> = {}
): ConditionTest {
  const { operator, column } = test;
  const { value, otherColumn = '' } = before;
  return other
    ? { operator, column, otherColumn }
    : { operator, column, ...(value === undefined ? {} : { value }) };
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
