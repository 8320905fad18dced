import {
  PARAMETER_NAME,
  pointer,
  type ParameterType,
  type PipelineDocument,
  type PipelineParameter,
  type Problem
} from '@glueflow/components-manager';
import { addIcon, closeIcon } from '@jupyterlab/ui-components';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { PipelineEditor } from '../../editor/editor.js';
import { fixProblem } from '../../model/fixproblem.js';
import { useDraft } from '../form/draft.js';
import { textOf } from '../form/value.js';
import { isWithin } from '../form/problem.js';
import { ProblemList } from '../form/problems.js';
import {
  newParameterName,
  PARAMETER_TYPES,
  readDefault,
  renameEdits,
  usersOf
} from './model.js';

/** The pipeline's parameters: name, type, default and description. */
export function Parameters(props: {
  editor: PipelineEditor;
  document: PipelineDocument;
  readOnly: boolean;
  problems: readonly Problem[];
}): JSX.Element {
  const { editor, document, readOnly, problems } = props;
  const { trans, model } = editor;
  const names = useSteadyNames(Object.keys(document.parameters));
  const root = useRef<HTMLElement>(null);
  const added = useRef<string>();
  useEffect(() => {
    const name = added.current;
    if (name !== undefined && names.some(each => each.name === name)) {
      added.current = undefined;
      const input = [
        ...(root.current?.querySelectorAll<HTMLInputElement>(
          '.gf-Parameter input'
        ) ?? [])
      ].find(({ value }) => value === name);
      input?.focus();
      input?.select();
    }
  });
  return (
    <section ref={root} data-path="/parameters">
      <h3 className="gf-Properties-section">{trans.__('Parameters')}</h3>
      {names.length === 0 && (
        <p className="gf-FormNote">
          {trans.__(
            'Values that each run of the job can be given. Fields use them whole, or as ${name} within text.'
          )}
        </p>
      )}
      {names.map(({ key, name }) => (
        <Parameter
          key={key}
          editor={editor}
          document={document}
          readOnly={readOnly}
          name={name}
          parameter={document.parameters[name]}
          problems={problems.filter(({ path }) =>
            isWithin(path, pointer('parameters', name))
          )}
        />
      ))}
      {!readOnly && (
        <button
          type="button"
          className="gf-AddButton"
          onClick={() => {
            const name = newParameterName(names.map(each => each.name));
            added.current = name;
            model.gesture(trans.__('Add a parameter'), () =>
              model.setParameter(name, { type: 'string' })
            );
          }}
        >
          <addIcon.react tag="span" width="14px" height="14px" />
          {trans.__('Parameter')}
        </button>
      )}
    </section>
  );
}

/**
 * Return the names with a key for each, in an order that stays: by name at first, what comes later at the end. A name that comes in the
 * place of one that went is the same parameter, renamed: it keeps its key and place, so that its fields keep the focus.
 */
function useSteadyNames(names: readonly string[]): readonly NamedKey[] {
  const shown = useRef<readonly NamedKey[]>([]);
  const count = useRef(0);
  return useMemo(() => {
    const before = shown.current;
    const gone = before.filter(each => !names.includes(each.name));
    const come = names
      .filter(name => !before.some(each => each.name === name))
      .sort();
    const renamed =
      gone.length === 1 && come.length === 1 ? come[0] : undefined;
    const kept = before.flatMap(each =>
      names.includes(each.name)
        ? [each]
        : renamed === undefined
          ? []
          : [{ ...each, name: renamed }]
    );
    const added = renamed === undefined ? come : [];
    shown.current = [
      ...kept,
      ...added.map(name => ({ key: ++count.current, name }))
    ];
    return shown.current;
  }, [names.join('\n')]);
}

interface NamedKey {
  key: number;
  name: string;
}

function Parameter(props: {
  editor: PipelineEditor;
  document: PipelineDocument;
  readOnly: boolean;
  name: string;
  parameter: PipelineParameter;
  problems: readonly Problem[];
}): JSX.Element {
  const { editor, document, readOnly, name, parameter, problems } = props;
  const { trans, model, registry } = editor;
  const [draft, setDraft] = useState<string>();
  const users = usersOf(document, registry, name);
  const taken =
    draft !== undefined &&
    draft !== name &&
    Object.hasOwn(document.parameters, draft);
  const valid = draft === undefined || (PARAMETER_NAME.test(draft) && !taken);

  const rename = (): void => {
    setDraft(undefined);
    if (draft === undefined || draft === name || !valid) {
      return;
    }
    model.gesture(trans.__('Rename the parameter “%1”', name), () => {
      const edits = renameEdits(model.document, registry, name, draft);
      model.setParameter(draft, parameter);
      model.setParameter(name, undefined);
      for (const [id, fields] of Object.entries(edits)) {
        model.setConfig(id, fields);
      }
    });
  };
  const set = (fields: Partial<PipelineParameter>): void => {
    const next: PipelineParameter = { ...parameter, ...fields };
    for (const key of ['default', 'description'] as const) {
      if (next[key] === undefined) {
        delete next[key];
      }
    }
    model.gesture(
      trans.__('Edit the parameter “%1”', name),
      () => model.setParameter(name, next),
      { merge: `parameter:${name}:${Object.keys(fields).join(',')}` }
    );
  };
  const shown = textOf(parameter.default);
  return (
    <div
      className="gf-Parameter"
      role="group"
      aria-label={name}
      data-path={pointer('parameters', name)}
    >
      <div className="gf-List-line">
        <input
          className="gf-Input"
          type="text"
          spellCheck={false}
          autoComplete="off"
          aria-label={trans.__('Name of the parameter')}
          aria-invalid={!valid || undefined}
          title={draft ?? name}
          disabled={readOnly}
          value={draft ?? name}
          onChange={event => setDraft(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter') {
              rename();
            } else if (event.key === 'Escape') {
              event.stopPropagation();
              setDraft(undefined);
            }
          }}
          onBlur={rename}
        />
        <select
          className="gf-Select"
          aria-label={trans.__('Type of %1', name)}
          disabled={readOnly}
          value={parameter.type}
          onChange={event => {
            const type = event.target.value as ParameterType;
            set({ type, default: readDefault(shown, type) });
          }}
        >
          {PARAMETER_TYPES.map(type => (
            <option key={type} value={type}>
              {type}
            </option>
          ))}
        </select>
        {parameter.type === 'boolean' ? (
          <select
            className="gf-Select"
            aria-label={trans.__('Default of %1', name)}
            disabled={readOnly}
            value={shown}
            onChange={event =>
              set({ default: readDefault(event.target.value, 'boolean') })
            }
          >
            <option value="">{trans.__('(no default)')}</option>
            <option value="true">true</option>
            <option value="false">false</option>
          </select>
        ) : (
          <DefaultInput
            label={trans.__('Default of %1', name)}
            placeholder={trans.__('Default')}
            value={parameter.default}
            type={parameter.type}
            readOnly={readOnly}
            onChange={value => set({ default: value })}
          />
        )}
        {!readOnly && (
          <button
            type="button"
            className="gf-FieldButton gf-Parameter-remove"
            title={
              users.length === 0
                ? trans.__('Remove')
                : trans._n(
                    'Remove: %1 step uses it',
                    'Remove: %1 steps use it',
                    users.length
                  )
            }
            aria-label={trans.__('Remove %1', name)}
            onClick={() =>
              model.gesture(trans.__('Remove the parameter “%1”', name), () =>
                model.setParameter(name, undefined)
              )
            }
          >
            <closeIcon.react tag="span" width="14px" height="14px" />
          </button>
        )}
      </div>
      <input
        className="gf-Input gf-Parameter-description"
        type="text"
        autoComplete="off"
        aria-label={trans.__('Description of %1', name)}
        placeholder={trans.__('Description')}
        title={parameter.description}
        disabled={readOnly}
        value={parameter.description ?? ''}
        onChange={event =>
          set({ description: event.target.value || undefined })
        }
      />
      {users.length > 0 && (
        <p className="gf-Parameter-users">
          {users.map((id, index) => (
            <span key={id}>
              {index > 0 ? ', ' : trans.__('Used by ')}
              <button
                type="button"
                className="gf-FieldLink"
                onClick={() => editor.selection.set({ nodes: [id] })}
              >
                {document.nodes[id].title}
              </button>
            </span>
          ))}
        </p>
      )}
      {!valid && (
        <p className="gf-FormNote" role="status">
          {taken
            ? trans.__('There is a parameter of this name.')
            : trans.__('Use letters, digits and _, not a digit first.')}
        </p>
      )}
      <PlainProblems editor={editor} readOnly={readOnly} problems={problems} />
    </div>
  );
}

/** A default: what is typed is shown as it is typed, though `1.` is kept as 1. */
function DefaultInput(props: {
  label: string;
  placeholder: string;
  value: PipelineParameter['default'];
  type: ParameterType;
  readOnly: boolean;
  onChange(value: PipelineParameter['default']): void;
}): JSX.Element {
  const read = (text: string): PipelineParameter['default'] =>
    readDefault(text, props.type);
  const [shown, setDraft, forget] = useDraft(props.value, read, textOf);
  return (
    <input
      className="gf-Input"
      type="text"
      spellCheck={false}
      autoComplete="off"
      aria-label={props.label}
      placeholder={props.placeholder}
      title={shown || undefined}
      disabled={props.readOnly}
      value={shown}
      onChange={event => {
        setDraft(event.target.value);
        props.onChange(read(event.target.value));
      }}
      onBlur={forget}
    />
  );
}

/** Problems outside of a node's form. */
export function PlainProblems(props: {
  editor: PipelineEditor;
  readOnly: boolean;
  problems: readonly Problem[];
}): JSX.Element | null {
  const { editor, readOnly, problems } = props;
  return problems.length === 0 ? null : (
    <ProblemList
      problems={problems}
      trans={editor.trans}
      onFix={
        readOnly
          ? undefined
          : fix => fixProblem(editor.model, editor.registry, fix)
      }
    />
  );
}
