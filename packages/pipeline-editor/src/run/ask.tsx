import type { PipelineParameter, Problem } from '@glueflow/components-manager';
import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';
import type { ParameterValues } from './arguments.js';
import type { PipelineSession } from './session.js';

/** Asks a person for the parameters of a run; asks again, with what was typed, while something is wrong. */
export function askParameters(trans: TranslationBundle): PipelineSession.Ask {
  return async (parameters, check) => {
    let values: ParameterValues = Object.fromEntries(
      Object.entries(parameters).map(([name, { type }]) => [
        name,
        type === 'boolean' ? 'true' : ''
      ])
    );
    let problems: readonly Problem[] = [];
    for (;;) {
      const body = new ParameterForm(parameters, values, problems, trans);
      const { button } = await showDialog({
        title: trans.__('Parameters of the run'),
        body,
        buttons: [
          Dialog.cancelButton({ label: trans.__('Cancel') }),
          Dialog.okButton({ label: trans.__('Run') })
        ],
        focusNodeSelector: 'input, select'
      });
      if (!button.accept) {
        return undefined;
      }
      ({ values } = body);
      problems = check(values);
      if (problems.length === 0) {
        return values;
      }
    }
  };
}

/** The fields of the dialog, one for each parameter. */
class ParameterForm extends ReactWidget {
  constructor(
    private readonly _parameters: Readonly<Record<string, PipelineParameter>>,
    values: ParameterValues,
    private readonly _problems: readonly Problem[],
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('gf-ParameterForm');
    this._values = { ...values };
  }

  get values(): ParameterValues {
    return this._values;
  }

  render(): ReactElement {
    return (
      <>
        <p>
          {this._trans.__(
            'These have no default. The values are kept until this document is closed.'
          )}
        </p>
        {Object.entries(this._parameters).map(([name, parameter]) => (
          <label key={name}>
            <span>
              {name} <span className="gf-Type">{parameter.type}</span>
            </span>
            {parameter.description && (
              <span className="gf-ParameterForm-help">
                {parameter.description}
              </span>
            )}
            {this._field(name, parameter)}
            {this._problems
              .filter(({ path }) => path === `/parameters/${name}`)
              .map(({ message }) => (
                <span key={message} className="gf-mod-error" role="alert">
                  {message}
                </span>
              ))}
          </label>
        ))}
      </>
    );
  }

  private _field(name: string, { type }: PipelineParameter): ReactElement {
    if (type === 'boolean') {
      return (
        <select
          className="jp-mod-styled"
          defaultValue={this._values[name]}
          onChange={event => {
            this._values[name] = event.target.value;
          }}
        >
          <option>true</option>
          <option>false</option>
        </select>
      );
    }
    return (
      <input
        className="jp-mod-styled"
        defaultValue={this._values[name]}
        placeholder={
          { date: '2013-01-31', timestamp: '2013-01-31T10:00:00' }[
            type as string
          ]
        }
        onChange={event => {
          this._values[name] = event.target.value;
        }}
      />
    );
  }

  private _values: Record<string, string>;
}
