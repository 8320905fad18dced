import { CheckField, TextField } from './fields.js';
import { folderProblem } from './files.js';
import type { PartProps } from './part.js';

/** What is to be done: files, deployment, run. */
export function ChoicesPart(props: PartProps): JSX.Element {
  const { model, trans, disabled } = props;
  const { choices, parameters } = model;
  const appended = model.outputs
    .filter(({ mode }) => mode === 'append')
    .map(({ name }) => name);
  const outside = folderProblem(choices.folder ?? '') !== undefined;
  return (
    <>
      <TextField
        trans={trans}
        disabled={disabled}
        label={trans.__('Folder of the scripts')}
        value={choices.folder ?? model.folder}
        placeholder={trans.__('JupyterLab’s root folder')}
        problems={
          outside
            ? [
                {
                  code: 'folder',
                  severity: 'error',
                  path: '',
                  message: trans.__(
                    'The folder must be within JupyterLab’s root folder, without “..”.'
                  )
                }
              ]
            : []
        }
        onChange={folder => model.choose({ folder })}
      />
      <CheckField
        trans={trans}
        disabled={disabled}
        label={trans.__('Generate deployment script')}
        help={trans.__(
          'A Python program that deploys the job anywhere, with boto3 alone.'
        )}
        value={choices.deployScript}
        onChange={deployScript => model.choose({ deployScript })}
      />
      <CheckField
        trans={trans}
        disabled={disabled}
        label={trans.__('Deploy now')}
        help={trans.__('Uploads the script and creates or updates the job.')}
        value={choices.deploy}
        onChange={deploy => model.choose({ deploy })}
      />
      <CheckField
        trans={trans}
        disabled={disabled || !choices.deploy}
        label={trans.__('Start a run')}
        help={[
          trans.__('Starts the job once it is deployed, and follows it.'),
          ...(appended.length === 0
            ? []
            : [
                trans.__(
                  'It appends to %1: rows that are there stay, also those of an earlier run.',
                  appended.join(', ')
                )
              ])
        ].join(' ')}
        value={choices.deploy && choices.run}
        onChange={run => model.choose({ run })}
      />
      {choices.deploy && choices.run && Object.keys(parameters).length > 0 && (
        <fieldset className="gf-JobField">
          <legend className="gf-JobField-label">
            {trans.__('Parameters of the run')}
          </legend>
          <div className="gf-ExportGrid">
            {Object.entries(parameters).map(([name, parameter]) => (
              <TextField
                key={name}
                trans={trans}
                disabled={disabled}
                label={name}
                required={parameter.default === undefined}
                placeholder={
                  parameter.default === undefined
                    ? parameter.type
                    : String(parameter.default)
                }
                value={choices.params[name] ?? ''}
                problems={model.runProblems.filter(
                  ({ path }) => path === `/parameters/${name}`
                )}
                onChange={value => {
                  const { [name]: _, ...rest } = choices.params;
                  model.choose({
                    params: value === '' ? rest : { ...rest, [name]: value }
                  });
                }}
              />
            ))}
          </div>
        </fieldset>
      )}
    </>
  );
}
