import type { Json, JsonObject } from '@glueflow/components-manager';
import type { FieldEdits } from '../form/edit.js';
import { fieldsOf } from '../form/schema.js';
import type { FormScope } from '../form/scope.js';

/** The fields of a component whose condition is built, or written in SQL. */
export interface ConditionModes {
  builder: string;
  expression: string;
}

/** What was left behind with a switch that could not take it along. */
export interface LeftBehind {
  condition?: Json;
  expression?: Json;
}

/** A switch between the two: the edits it takes, or why it can't be. */
export type ModeSwitch =
  | { edits: FieldEdits; left: LeftBehind; reason?: undefined }
  | { reason: string };

/** The fields between which a component's mode chooses; undefined where it has no such choice. */
export function conditionModes(
  scope: Pick<FormScope, 'component' | 'config'>
): ConditionModes | undefined {
  const { configuration } = scope.component;
  const named = (mode: string, control: string): string | undefined =>
    fieldsOf(configuration, { ...scope.config, mode }, configuration).find(
      ({ hint }) => hint.control === control
    )?.name;
  const builder = named('conditions', 'condition');
  const expression = named('expression', 'sql-expression');
  return builder === undefined || expression === undefined
    ? undefined
    : { builder, expression };
}

/** Switches to SQL or back, taking along what is there. What is no condition yet waits for the way back. */
export function switchMode(
  scope: Pick<FormScope, 'config' | 'sqlOf' | 'conditionOf'>,
  modes: ConditionModes,
  toExpression: boolean,
  left: LeftBehind = {}
): ModeSwitch {
  const { builder, expression } = modes;
  const config: JsonObject = scope.config;
  if (toExpression) {
    const sql = scope.sqlOf(builder);
    return {
      edits: {
        mode: 'expression',
        [expression]: sql ?? left.expression,
        [builder]: undefined
      },
      left: sql === undefined ? { condition: config[builder] } : {}
    };
  }
  const text = config[expression];
  const read =
    typeof text === 'string' && text.trim() !== ''
      ? scope.conditionOf(text)
      : undefined;
  if (read?.reason !== undefined) {
    return { reason: read.reason };
  }
  return {
    edits: {
      mode: undefined,
      [expression]: undefined,
      [builder]:
        read === undefined
          ? left.condition
          : (read.condition as Json | undefined)
    },
    left: {}
  };
}
