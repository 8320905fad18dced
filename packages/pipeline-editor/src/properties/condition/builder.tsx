import {
  GROUP_OPERATORS,
  isGroup,
  type Condition,
  type ConditionGroup
} from '@glueflow/components-core';
import { isObject } from '@glueflow/components-manager';
import { addIcon } from '@jupyterlab/ui-components';
import { useEffect, useRef } from 'react';
import { Problems } from '../form/problems.js';
import { useFormScope, type ControlProps } from '../form/scope.js';
import { Rows } from '../list/rows.js';
import { moved } from '../pickers/column.js';
import { conditionModes, switchMode } from './modes.js';
import {
  conditionIn,
  fromGroup,
  pathOf,
  replaceAt,
  toGroup,
  type ConditionPath
} from './model.js';
import { ConditionMoves, textOf, useMoves } from './moves.js';
import { TestRow } from './test.js';

/** Conditions in groups: all, any, or not all of them must hold. */
export function ConditionControl(
  props: ControlProps & { path: string }
): JSX.Element {
  const scope = useFormScope();
  const { trans, readOnly, edit, sqlOf } = scope;
  const { id, value, path, onChange } = props;
  const group = toGroup(value);
  const alone = isObject(value) && !isGroup(conditionIn(value));
  const sql = readOnly ? undefined : sqlOf(path.slice(1));
  const set = (next: ConditionGroup): void => onChange(fromGroup(next, value));
  const modes = conditionModes(scope);
  return (
    <div
      className="gf-Condition"
      role="group"
      aria-label={props.label}
      aria-describedby={props.describedBy}
    >
      <ConditionMoves group={group} readOnly={readOnly} onChange={set}>
        <Group
          id={id}
          group={group}
          place={[]}
          path={path}
          alone={alone}
          onChange={set}
        />
      </ConditionMoves>
      {modes !== undefined && sql !== undefined && (
        <button
          type="button"
          className="gf-FieldLink gf-Condition-switch"
          title={sql}
          onClick={() => {
            const found = switchMode(scope, modes, true);
            if (found.reason === undefined) {
              edit(found.edits);
            }
          }}
        >
          {trans.__('Edit as SQL')}
        </button>
      )}
    </div>
  );
}

function Group(props: {
  id: string;
  group: ConditionGroup;
  place: ConditionPath;
  path: string;
  alone: boolean;
  onChange(group: ConditionGroup): void;
}): JSX.Element {
  const { id, group, place, path, alone, onChange } = props;
  const { trans, readOnly, problems } = useFormScope();
  const root = useRef<HTMLDivElement>(null);
  const added = useRef(false);
  const { conditions } = group;
  const own = pathOf(path, place, alone);
  const { across, isOver } = useMoves(place);
  const titles = {
    and: trans.__('All of these'),
    or: trans.__('Any of these'),
    not: trans.__('Not all of these')
  };

  useEffect(() => {
    if (added.current) {
      added.current = false;
      const inputs = root.current?.querySelectorAll<HTMLElement>(
        ':scope > .gf-Rows > .gf-Row-group:last-child input'
      );
      inputs?.[0]?.focus();
    }
  });

  const set = (next: Condition[]): void =>
    onChange({ ...group, conditions: next });
  const add = (condition: Condition): void => {
    added.current = true;
    set([...conditions, condition]);
  };
  return (
    <div
      ref={root}
      className="gf-Condition-group"
      data-nested={place.length > 0 || undefined}
      data-group={textOf(place)}
      data-over={isOver || undefined}
    >
      {(conditions.length > 1 ||
        place.length > 0 ||
        group.operator !== 'and') && (
        <select
          className="gf-Select gf-Condition-operator"
          aria-label={trans.__('How the conditions combine')}
          disabled={readOnly}
          value={group.operator}
          onChange={event =>
            onChange({
              ...group,
              operator: event.target.value as ConditionGroup['operator']
            })
          }
        >
          {GROUP_OPERATORS.map(operator => (
            <option key={operator} value={operator}>
              {titles[operator]}
            </option>
          ))}
        </select>
      )}
      <Rows
        count={conditions.length}
        name={index => {
          const condition = conditions[index];
          return isGroup(condition)
            ? trans.__('group %1', index + 1)
            : condition.column || trans.__('condition %1', index + 1);
        }}
        readOnly={readOnly}
        trans={trans}
        rowClass={() => 'gf-Condition-row'}
        across={across}
        onMove={(from, to) => set(moved(conditions, from, to))}
        onRemove={index => set(conditions.filter((_, at) => at !== index))}
        after={index => {
          const at = pathOf(path, [...place, index], alone);
          return isGroup(conditions[index]) ? null : (
            <Problems
              problems={
                alone
                  ? problems.all.filter(each => each.path.startsWith(`${at}/`))
                  : problems.within(at)
              }
            />
          );
        }}
      >
        {index => {
          const condition = conditions[index];
          const replace = (next: Condition): void =>
            onChange(replaceAt(group, [index], next));
          return isGroup(condition) ? (
            <Group
              id={`${id}-${index}`}
              group={{ ...condition, conditions: condition.conditions ?? [] }}
              place={[...place, index]}
              path={path}
              alone={alone}
              onChange={replace}
            />
          ) : (
            <TestRow
              id={`${id}-${index}`}
              test={condition}
              path={pathOf(path, [...place, index], alone)}
              onChange={replace}
            />
          );
        }}
      </Rows>
      {place.length > 0 && (
        <Problems
          problems={[...problems.at(own), ...problems.at(`${own}/conditions`)]}
        />
      )}
      {place.length === 0 && !alone && (
        <Problems problems={problems.at(`${own}/conditions`)} />
      )}
      {!readOnly && (
        <div className="gf-Condition-actions">
          <button
            type="button"
            id={place.length === 0 ? id : undefined}
            className="gf-AddButton"
            onClick={() => add({ operator: 'eq', column: '' })}
          >
            <addIcon.react tag="span" width="14px" height="14px" />
            {trans.__('Condition')}
          </button>
          <button
            type="button"
            className="gf-AddButton"
            title={trans.__('Add a group of conditions')}
            onClick={() =>
              add({
                operator: group.operator === 'or' ? 'and' : 'or',
                conditions: [{ operator: 'eq', column: '' }]
              })
            }
          >
            <addIcon.react tag="span" width="14px" height="14px" />
            {trans.__('Group')}
          </button>
        </div>
      )}
    </div>
  );
}
