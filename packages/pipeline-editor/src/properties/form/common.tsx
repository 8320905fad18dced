import type {
  Component,
  Json,
  JsonObject,
  PipelineDocument,
  PipelineNode
} from '@glueflow/components-manager';
import { useMemo } from 'react';
import type { PipelineEditor } from '../../editor/editor.js';
import { useAnalysis } from '../hooks.js';
import { equal, kept, typedPlace, type FieldEdits } from './edit.js';
import { Frame } from './frame.js';
import { currentConfig, useNodeScope } from './nodescope.js';
import { FieldProblems } from './problem.js';
import { fieldsOf, typeOfSchema, type FieldSpec } from './schema.js';
import { FormScopeProvider, type FormScope } from './scope.js';

/** A node whose component is known. */
export interface KnownNode {
  id: string;
  node: PipelineNode;
  component: Component;
}

/** A field that several nodes have alike. */
export interface CommonField {
  spec: FieldSpec;
  /** What all hold, with the field's default where it is not set; undefined where they differ. */
  value: Json | undefined;
  mixed: boolean;
}

/** The fields of one value each that all the nodes have, in the order of the first. */
export function commonFields(nodes: readonly KnownNode[]): CommonField[] {
  const forms = nodes.map(({ node, component }) => {
    const config = currentConfig(component, node);
    const { configuration } = component;
    return {
      config,
      fields: fieldsOf(configuration, config, configuration)
    };
  });
  const [first, ...others] = forms;
  if (first === undefined) {
    return [];
  }
  return first.fields.flatMap((spec): CommonField[] => {
    const shared =
      isSingle(spec) &&
      others.every(({ fields }) =>
        fields.some(
          each =>
            each.name === spec.name &&
            each.title === spec.title &&
            typeOfSchema(each.schema) === typeOfSchema(spec.schema) &&
            equal(each.schema.oneOf, spec.schema.oneOf) &&
            equal(each.schema.enum, spec.schema.enum) &&
            equal(each.hint, spec.hint)
        )
      );
    if (!shared) {
      return [];
    }
    const values = forms.map(
      ({ config }) =>
        config[spec.name] ?? (spec.schema.default as Json | undefined)
    );
    const mixed = values.some(value => !equal(value, values[0]));
    return [
      { spec, mixed, value: mixed ? undefined : first.config[spec.name] }
    ];
  });
}

/** The form of what several nodes have in common: an edit is one step, in all of them. */
export function CommonForm(props: {
  editor: PipelineEditor;
  document: PipelineDocument;
  nodes: readonly KnownNode[];
  fields: readonly CommonField[];
  readOnly: boolean;
}): JSX.Element {
  const { editor, document, nodes, fields, readOnly } = props;
  const { trans, model } = editor;
  const [{ id, node, component }] = nodes;
  const base = useNodeScope({
    editor,
    nodeId: id,
    node,
    component,
    document,
    analysis: useAnalysis(editor),
    readOnly
  });
  const scope = useMemo((): FormScope => {
    const write = (edits: FieldEdits): void => {
      for (const each of nodes) {
        const config = currentConfig(each.component, each.node);
        if (config !== each.node.config) {
          model.setNodeField(each.id, 'version', each.component.version);
          model.setConfig(each.id, config);
        }
        model.setConfig(each.id, edits);
      }
    };
    const config: JsonObject = {};
    for (const { spec, value } of fields) {
      if (value !== undefined) {
        config[spec.name] = value;
      }
    }
    return {
      ...base,
      config,
      partitionKeys: undefined,
      problems: new FieldProblems([]),
      edit: edits => {
        const [name] = Object.keys(edits);
        const field = fields.find(({ spec }) => spec.name === name);
        const place = typedPlace(field?.value, edits[name], name);
        model.gesture(
          trans.__(
            'Edit “%1” of %2 steps',
            field?.spec.title ?? name,
            nodes.length
          ),
          () => write(edits),
          place === undefined
            ? {}
            : { merge: `several:${nodes.map(each => each.id).join()}:${place}` }
        );
      },
      declare: (name, parameter, edits) => {
        model.gesture(trans.__('Add the parameter “%1”', name), () => {
          model.setParameter(name, parameter);
          write(edits);
        });
      }
    };
  }, [base, nodes, fields, model, trans]);
  return (
    <FormScopeProvider value={scope}>
      <div className="gf-Form-fields">
        {fields.map(({ spec, value, mixed }) => (
          <Frame
            key={spec.name}
            id={`gf-several-${spec.name}`}
            spec={spec}
            root={component.configuration}
            value={value}
            mixed={mixed}
            onChange={next =>
              scope.edit({
                [spec.name]: kept(next, spec.schema, spec.required)
              })
            }
          />
        ))}
      </div>
    </FormScopeProvider>
  );
}

/** Lists, conditions and code belong to one step: what is right for one is hardly so for another. */
function isSingle({ schema, hint }: FieldSpec): boolean {
  const type = typeOfSchema(schema);
  return (
    type !== undefined &&
    type !== 'array' &&
    type !== 'object' &&
    !['sql-expression', 'sql-query', 'partition-predicate', 'python'].includes(
      hint.control ?? ''
    )
  );
}
