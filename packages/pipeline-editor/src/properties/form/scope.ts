import type {
  Component,
  Fix,
  InputFrame,
  Json,
  JsonObject,
  PipelineParameter,
  Schema,
  SchemaPart
} from '@glueflow/components-manager';
import type { TranslationBundle } from '@jupyterlab/translation';
import { createContext, useContext, type ComponentType } from 'react';
import type { SqlReading } from '../condition/sql.js';
import type { Catalog } from '../pickers/catalog.js';
import type { FieldProblems } from './problem.js';
import type { PipelineSession } from '../../run/session.js';
import type { FieldEdits } from './edit.js';
import type { FieldSpec } from './schema.js';

/** What every field of a node's form may need to know of the node, and how it edits. */
export interface FormScope {
  trans: TranslationBundle;
  readOnly: boolean;
  nodeId: string;
  component: Component;
  /** As the document has it at this moment. */
  config: JsonObject;
  /** What arrives, by link in order. */
  inputs: readonly InputFrame[];
  parameters: Readonly<Record<string, PipelineParameter>>;
  problems: FieldProblems;
  /** Columns that a picker offers: of an input port (by default the first), or of the node's own table. Undefined: not known. */
  columns(port?: string): Schema | undefined;
  /** What previews showed. */
  previews: Pick<PipelineSession, 'seen' | 'stateChanged'>;
  /** Columns by which the node's table is partitioned. */
  partitionKeys: Schema | undefined;
  catalog: Catalog;
  /** The connection that look-ups of this node go through. */
  connection: string | undefined;
  /** Edits fields of the configuration as one step of undo. Edits of one field that follow closely are one step. */
  edit(fields: FieldEdits): void;
  /** Gives the input that comes over a link another name in the node's code. */
  nameInput(edge: string, name: string): void;
  /** Makes the change that a problem's fix names. */
  fix(fix: Fix): void;
  /** Declares a parameter, and puts it into fields, as one step. */
  declare(name: string, parameter: PipelineParameter, fields: FieldEdits): void;
  /** The SQL that the node's settings mean, for a switch from conditions to an expression. */
  sqlOf(field: string): string | undefined;
  /** A SQL condition as conditions of the builder, or why it can't be. */
  conditionOf(sql: string): SqlReading;
  /** Undoes and redoes what was done to the document: within a field too, undo is the document's. */
  undo(): void;
  redo(): void;
}

/** What every control is given. */
export interface ControlProps {
  id: string;
  value: Json | undefined;
  onChange(value: Json | undefined): void;
  /** The name a screen reader says, where no label is tied to `id`. */
  label?: string;
  /** Id of what tells more. */
  describedBy?: string;
  placeholder?: string;
  invalid?: boolean;
  /** Several nodes hold several values: none of them is shown. */
  mixed?: boolean;
}

/** What a field with its label is given. */
export interface FrameProps {
  id: string;
  spec: FieldSpec;
  root: SchemaPart;
  value: Json | undefined;
  /** Several nodes hold several values. */
  mixed?: boolean;
  onChange(value: Json | undefined): void;
}

/** What a control of any field is given: lists and objects draw the fields within them with the same `Frame`. */
export interface NestedControlProps extends ControlProps {
  spec: FieldSpec;
  root: SchemaPart;
  Frame: ComponentType<FrameProps>;
}

const Scope = createContext<FormScope | undefined>(undefined);

export const FormScopeProvider = Scope.Provider;

/** The scope of the form around. */
export function useFormScope(): FormScope {
  const scope = useContext(Scope);
  if (scope === undefined) {
    throw new Error('A field of a form was drawn outside of one.');
  }
  return scope;
}
