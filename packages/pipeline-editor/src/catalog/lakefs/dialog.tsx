import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import type { ReactNode } from 'react';
import { Field, SelectField } from '../../export/fields.js';
import type { ServiceError } from '../../service/client.js';
import { FailureNote } from '../../service/failure.js';
import { useSignals } from '../../service/hooks.js';
import { serviceError } from '../../service/remote.js';

/** A field of a dialog. */
export interface DialogField {
  label: string;
  value: string;
  required?: boolean;
  placeholder?: string;
  help?: string;
  /** The only values there are: a list to choose from. */
  choices?: readonly { value: string; label: string }[];
  /** Names to offer; others can be typed. They are asked for when the dialog is shown. */
  offered?(signal: AbortSignal): Promise<readonly string[]>;
}

/** What a dialog asks, and does. */
export interface ActionOptions<Name extends string> {
  title: string;
  /** Of its button. */
  label: string;
  /** What it says while it works. */
  busy: string;
  fields: Record<Name, DialogField>;
  /** Do it. What it rejects with is shown in the dialog, which stays. */
  act(values: Record<Name, string>, signal: AbortSignal): Promise<void>;
  trans: TranslationBundle;
}

/** Ask for a few values and do something with them; true when it was done. What was typed is kept when it fails. */
export async function askAndAct<Name extends string>(
  options: ActionOptions<Name>
): Promise<boolean> {
  const form = new ActionForm(options);
  const dialog = new ActionDialog(form, options);
  try {
    return (await dialog.launch()).button.accept;
  } finally {
    form.dispose();
  }
}

/** The state of a dialog: values, what is offered, whether it works, why it failed. */
class ActionForm<Name extends string> {
  constructor(readonly options: ActionOptions<Name>) {
    this.names = Object.keys(options.fields) as Name[];
    this.values = Object.fromEntries(
      this.names.map(name => [name, options.fields[name].value])
    ) as Record<Name, string>;
    this.names.forEach(name => void this._offer(name));
  }

  readonly names: readonly Name[];
  readonly changed = new Signal<this, void>(this);
  values: Record<Name, string>;
  offered: Partial<Record<Name, readonly string[]>> = {};
  busy = false;
  error: ServiceError | undefined;

  set(name: Name, value: string): void {
    this.values = { ...this.values, [name]: value };
    this.changed.emit();
  }

  /** Do it; true when it was done. */
  async run(): Promise<boolean> {
    this.busy = true;
    this.error = undefined;
    this.changed.emit();
    const trimmed = Object.fromEntries(
      this.names.map(name => [name, this.values[name].trim()])
    ) as Record<Name, string>;
    try {
      await this.options.act(trimmed, this._abort.signal);
      return true;
    } catch (error) {
      this.error = serviceError(error);
      return false;
    } finally {
      this.busy = false;
      this.changed.emit();
    }
  }

  /** Cancel what it does. */
  dispose(): void {
    this._abort.abort();
    Signal.clearData(this);
  }

  private async _offer(name: Name): Promise<void> {
    try {
      this.offered[name] =
        (await this.options.fields[name].offered?.(this._abort.signal)) ?? [];
      this.changed.emit();
    } catch {
      // A list that only helps: a name can be typed.
    }
  }

  private _abort = new AbortController();
}

/** A dialog that does its work while it is shown. */
class ActionDialog<Name extends string> extends Dialog<void> {
  constructor(
    private readonly _form: ActionForm<Name>,
    { title, label, trans }: ActionOptions<Name>
  ) {
    super({
      title,
      body: ReactWidget.create(<ActionBody form={_form} />),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label })
      ],
      focusNodeSelector: 'input, select'
    });
    this.addClass('gf-ActionDialog');
  }

  /** The button at an index was chosen, or the dialog's default one. */
  override resolve(index = 1): void {
    if (index === 0) {
      super.resolve(index);
    } else if (!this._form.busy && this._isValid()) {
      void this._work(index);
    }
  }

  private async _work(index: number): Promise<void> {
    if ((await this._form.run()) && !this.isDisposed) {
      super.resolve(index);
    }
  }

  /** Point to a field that must be filled in and is not. */
  private _isValid(): boolean {
    const inputs = [
      ...this.node.querySelectorAll<HTMLInputElement>('input[required]')
    ];
    const wrong = inputs.find(({ value }) => value.trim() === '');
    wrong?.focus();
    wrong?.reportValidity();
    return wrong === undefined;
  }
}

function ActionBody<Name extends string>(props: {
  form: ActionForm<Name>;
}): JSX.Element {
  const { form } = props;
  useSignals(form.changed);
  const { names, options, busy, error } = form;
  const { trans } = options;
  return (
    <div className="gf-ActionDialog-body">
      {names.map(name => (
        <ActionField
          key={name}
          field={options.fields[name]}
          value={form.values[name]}
          offered={form.offered[name]}
          trans={trans}
          onChange={value => form.set(name, value)}
        />
      ))}
      {error !== undefined && (
        <FailureNote error={error} trans={trans}>
          <Paths paths={error.paths} trans={trans} />
        </FailureNote>
      )}
      <p role="status">{busy ? options.busy : ''}</p>
    </div>
  );
}

/** Paths shown at most; a conflict may have thousands. */
const MOST_PATHS = 100;

function Paths(props: {
  paths: readonly string[];
  trans: TranslationBundle;
}): ReactNode {
  const { paths, trans } = props;
  if (paths.length === 0) {
    return null;
  }
  return (
    <ul
      className="gf-Failure-problems gf-LakeFS-paths"
      aria-label={trans.__('Paths that both sides changed')}
      tabIndex={0}
    >
      {paths.slice(0, MOST_PATHS).map(path => (
        <li key={path}>{path}</li>
      ))}
      {paths.length > MOST_PATHS && (
        <li>{trans.__('and %1 more', paths.length - MOST_PATHS)}</li>
      )}
    </ul>
  );
}

function ActionField(props: {
  field: DialogField;
  value: string;
  offered: readonly string[] | undefined;
  trans: TranslationBundle;
  onChange(value: string): void;
}): JSX.Element {
  const { field, value, offered, trans, onChange } = props;
  const { label, required, placeholder, help, choices } = field;
  const frame = { label, help, required, trans };
  if (choices !== undefined) {
    return (
      <SelectField
        {...frame}
        value={value}
        options={choices}
        onChange={onChange}
      />
    );
  }
  return (
    <Field {...frame}>
      {({ id, describedBy }) => (
        <>
          <input
            id={id}
            type="text"
            className="jp-mod-styled"
            value={value}
            required={required}
            placeholder={placeholder}
            spellCheck={false}
            autoComplete="off"
            list={offered === undefined ? undefined : `${id}-list`}
            aria-describedby={describedBy}
            onChange={event => onChange(event.target.value)}
          />
          {offered !== undefined && (
            <datalist id={`${id}-list`}>
              {offered.map(name => (
                <option key={name} value={name} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}
