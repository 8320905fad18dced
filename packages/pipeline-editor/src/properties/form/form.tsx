import {
  fieldRule,
  type Json,
  type JsonObject,
  type SchemaPart
} from '@glueflow/components-manager';
import { FormComponent } from '@jupyterlab/ui-components';
import type {
  FieldProps,
  FieldTemplateProps,
  ObjectFieldTemplateProps,
  RJSFSchema
} from '@rjsf/utils';
import { useMemo, useRef, useState } from 'react';
import {
  conditionModes,
  switchMode,
  type LeftBehind
} from '../condition/modes.js';
import { editsOf, kept } from './edit.js';
import { Frame } from './frame.js';
import { severityOf } from './problem.js';
import { fieldsOf, resolve, uiSchemaOf, type FieldSpec } from './schema.js';
import { useFormScope } from './scope.js';
import { formValidator } from './validator.js';

/** What rjsf hands to its fields of what is ours. */
interface Context {
  root: SchemaPart;
  config: JsonObject;
  /** Why the mode can't be another while the configuration is this one. */
  refused: { config: JsonObject; reason: string } | undefined;
}

/** The form of a node's configuration, as its component's schema has it. */
export function ConfigForm(props: {
  schema: SchemaPart;
  config: JsonObject;
  disabled: boolean;
}): JSX.Element {
  const { schema, config, disabled } = props;
  const scope = useFormScope();
  const { edit, nodeId } = scope;
  const [refused, setRefused] = useState<Context['refused']>();
  const left = useRef<{ nodeId: string; what: LeftBehind }>();
  const uiSchema = useMemo(() => uiSchemaOf(schema), [schema]);
  // JupyterLab's types of these are for read-only JSON only.
  const context = useMemo<Context>(
    () => ({ root: schema, config, refused }),
    [schema, config, refused]
  );
  const setMode = (mode: unknown): boolean => {
    const modes = conditionModes(scope);
    if (modes === undefined) {
      return false;
    }
    const found = switchMode(
      scope,
      modes,
      mode === 'expression',
      left.current?.nodeId === nodeId ? left.current.what : undefined
    );
    if (found.reason === undefined) {
      left.current = { nodeId, what: found.left };
      edit(found.edits);
    } else {
      setRefused({ config, reason: found.reason });
    }
    return true;
  };
  return (
    <FormComponent
      className="gf-Form"
      tagName="div"
      idPrefix="root"
      schema={schema as RJSFSchema}
      uiSchema={uiSchema as never}
      formData={config}
      formContext={context}
      disabled={disabled}
      validator={formValidator as never}
      noValidate
      showErrorList={false}
      fields={FIELDS}
      templates={TEMPLATES}
      experimental_defaultFormStateBehavior={BEHAVIOUR}
      onChange={({ formData }: { formData?: unknown }, changed?: string) => {
        // Without an id it is rjsf's own tidying, not an edit.
        if (changed === undefined) {
          return;
        }
        const edits = editsOf(config, (formData ?? {}) as JsonObject, changed);
        const switches = Object.hasOwn(edits, 'mode') && setMode(edits.mode);
        if (!switches && Object.keys(edits).length > 0) {
          edit(edits);
        }
      }}
    />
  );
}

// What a field has by itself stays out of the document: the compiler fills it in.
const BEHAVIOUR = {
  emptyObjectFields: 'skipDefaults',
  arrayMinItems: { populate: 'never' },
  allOf: 'skipDefaults',
  constAsDefaults: 'never'
} as const;

/** One field at the top of the configuration. */
function ConfigField(props: FieldProps): JSX.Element {
  const { root, config, refused } = props.formContext as Context;
  const { trans } = useFormScope();
  const { name, required = false } = props;
  const schema = resolve(props.schema as SchemaPart, root);
  const spec: FieldSpec = {
    name,
    path: `/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`,
    title: typeof schema.title === 'string' ? schema.title : name,
    description:
      typeof schema.description === 'string' ? schema.description : undefined,
    schema,
    hint: fieldRule(root, [name]).hint,
    required
  };
  const id = props.idSchema.$id;
  return (
    <>
      <Frame
        id={`gf-${id}`}
        spec={spec}
        root={root}
        value={props.formData as Json | undefined}
        onChange={value =>
          props.onChange(kept(value, schema, required), undefined, id)
        }
      />
      {name === 'mode' && refused?.config === config && (
        <p className="gf-FormNote" role="alert">
          {trans.__(
            'This SQL can’t be shown as conditions. %1',
            refused.reason
          )}
        </p>
      )}
    </>
  );
}

/** The fields, those for few under "More". */
function ObjectTemplate(props: ObjectFieldTemplateProps): JSX.Element {
  const { root, config } = props.formContext as Context;
  const { trans, problems } = useFormScope();
  const hints = new Map(
    props.properties.map(({ name }) => [name, fieldRule(root, [name]).hint])
  );
  const advanced = props.properties.filter(
    ({ name }) => hints.get(name)?.advanced
  );
  const usual = props.properties.filter(each => !advanced.includes(each));
  const set = advanced.filter(({ name }) => config[name] !== undefined).length;
  const [opened, setOpened] = useState<boolean>();
  const wrong = severityOf(
    advanced.flatMap(({ name }) => problems.within(`/${name}`))
  );
  return (
    <div className="gf-Form-fields">
      {usual.map(({ content }) => content)}
      {usual.length === 0 && advanced.length === 0 && (
        <p className="gf-FormNote">{trans.__('There is nothing to set.')}</p>
      )}
      {advanced.length > 0 && (
        <details
          className="gf-Form-more"
          open={opened ?? wrong !== undefined}
          onToggle={event => setOpened(event.currentTarget.open)}
        >
          <summary data-severity={wrong}>
            {set > 0 ? trans.__('More (%1 set)', set) : trans.__('More')}
          </summary>
          <div className="gf-Form-fields">
            {advanced.map(({ content }) => content)}
          </div>
        </details>
      )}
    </div>
  );
}

function FieldTemplate(props: FieldTemplateProps): JSX.Element {
  return <>{props.children}</>;
}

const FIELDS = { GlueflowField: ConfigField };
const TEMPLATES = {
  FieldTemplate,
  ObjectFieldTemplate: ObjectTemplate,
  ArrayFieldTemplate: FieldTemplate as never
};

/** The names of the fields that a configuration's form shows at this moment. */
export function shownFields(schema: SchemaPart, config: JsonObject): string[] {
  return fieldsOf(schema, config, schema).map(({ name }) => name);
}
