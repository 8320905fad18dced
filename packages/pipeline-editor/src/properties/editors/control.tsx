import { Dialog } from '@jupyterlab/apputils';
import { launchIcon } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';
import type { Message } from '@lumino/messaging';
import { useEffect, useMemo, useRef } from 'react';
import { textOf } from '../form/value.js';
import { takeUndoKeys } from '../form/undo.js';
import { useFormScope, type ControlProps } from '../form/scope.js';
import { formServices } from '../../services.js';
import { namesOf, type CodeKind, type CodeScope } from './completion.js';
import { CodeView } from './view.js';

/** SQL or Python, with highlighting and completion. */
export function CodeControl(
  props: ControlProps & { kind: CodeKind; title: string }
): JSX.Element {
  const { trans, readOnly, undo, redo } = useFormScope();
  const { id, kind, title, onChange } = props;
  const value = textOf(props.value);
  const scope = useCodeScope(kind);
  const { editors } = formServices();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<CodeView>();
  const larger = useRef<CodeView>();
  const change = useRef(onChange);
  change.current = onChange;
  const history = useRef({ undo, redo });
  history.current = { undo, redo };

  useEffect(() => {
    if (!editors || !host.current) {
      return;
    }
    const made = new CodeView({
      services: editors,
      host: host.current,
      value,
      scope,
      label: title,
      readOnly,
      onChange: text => change.current(text)
    });
    view.current = made;
    return () => made.dispose();
    // The editor is made once; what changes is set below.
  }, [editors]);
  useEffect(() => {
    for (const each of [view.current, larger.current]) {
      if (each && !each.isDisposed) {
        each.value = value;
        each.scope = scope;
        each.readOnly = readOnly;
      }
    }
  });

  if (!editors) {
    return (
      <textarea
        id={id}
        className="gf-TextArea"
        spellCheck={false}
        rows={4}
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid || undefined}
        disabled={readOnly}
        value={value}
        onChange={event => onChange(event.target.value)}
      />
    );
  }
  return (
    <div
      className="gf-Code"
      data-kind={kind}
      data-invalid={props.invalid || undefined}
    >
      <div ref={host} className="gf-Code-host" />
      <button
        type="button"
        id={id}
        className="gf-FieldButton gf-Code-larger"
        title={trans.__('Open larger')}
        aria-label={trans.__('Open %1 larger', title)}
        onClick={() => {
          const body = new CodeBody(node => {
            larger.current = new CodeView({
              services: editors,
              host: node,
              value,
              scope,
              label: title,
              readOnly,
              large: true,
              onChange: text => change.current(text)
            });
            return larger.current;
          }, history);
          void new CodeDialog({
            title,
            body,
            buttons: [Dialog.okButton({ label: trans.__('Close') })],
            focusNodeSelector: '.cm-content',
            hasClose: true
          })
            .launch()
            .then(() => view.current?.focus());
        }}
      >
        <launchIcon.react tag="span" width="12px" height="12px" />
      </button>
      {(kind === 'sql-query' || kind === 'python') &&
        scope.inputs.length > 0 && (
          <p className="gf-FormNote gf-Code-names">
            {trans.__('Inputs by name:')}{' '}
            {scope.inputs.map(({ name, columns }, index) => (
              <span key={index}>
                {index > 0 && ', '}
                <code title={columns?.map(each => each.name).join(', ')}>
                  {name}
                </code>
              </span>
            ))}
          </p>
        )}
    </div>
  );
}

/** A dialog that leaves to the code within what it would take for its buttons. */
class CodeDialog extends Dialog<void> {
  constructor(options: Partial<Dialog.IOptions<void>> & { body: CodeBody }) {
    super(options);
    this._code = options.body;
  }

  override handleEvent(event: Event): void {
    if (event.type !== 'keydown' || !this._code.takes(event as KeyboardEvent)) {
      super.handleEvent(event);
    }
  }

  private _code: CodeBody;
}

/** A code field as a dialog's body. Its edits apply as they are typed, as in the small one. */
class CodeBody extends Widget implements Dialog.IBodyWidget<void> {
  constructor(
    private readonly _make: (host: HTMLElement) => CodeView,
    history: { readonly current: { undo(): void; redo(): void } }
  ) {
    super();
    this.addClass('gf-CodeBody');
    // The dialog stands outside of the panel that takes these keys for its fields.
    this.node.addEventListener(
      'keydown',
      event => takeUndoKeys(event, history.current),
      true
    );
  }

  /** Says whether a key is for the code, and not for the dialog around. */
  takes(event: KeyboardEvent): boolean {
    if (!this.node.contains(event.target as Node)) {
      return false;
    }
    if (event.key === 'Escape' && this._view?.closeCompletion()) {
      event.preventDefault();
      event.stopPropagation();
      return true;
    }
    return event.key === 'Enter';
  }

  getValue(): void {}

  override dispose(): void {
    this._view?.dispose();
    super.dispose();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._view = this._make(this.node);
    this._view.focus();
  }

  private _view: CodeView | undefined;
}

/** What the code of a field can speak of. */
function useCodeScope(kind: CodeKind): CodeScope {
  const { inputs, columns, partitionKeys, parameters, config } = useFormScope();
  return useMemo((): CodeScope => {
    switch (kind) {
      case 'partition-predicate':
        return {
          kind,
          parameters,
          inputs: [{ name: 'table', columns: partitionKeys }]
        };
      case 'sql-expression':
        return {
          kind,
          parameters,
          inputs: [{ name: 'in', columns: columns() }]
        };
      default: {
        const names = namesOf(
          kind,
          inputs,
          kind === 'python' ? config.arguments : config.aliases
        );
        return {
          kind,
          parameters,
          inputs: inputs.map((input, index) => ({
            name: names[index],
            columns: input.schema
          }))
        };
      }
    }
  }, [kind, inputs, columns, partitionKeys, parameters, config]);
}
