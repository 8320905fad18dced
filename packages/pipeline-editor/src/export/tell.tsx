import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ServiceError } from '../service/client.js';
import { FailureNote, StepName, type OpenField } from '../service/failure.js';

/** What problems of steps are reported with. */
export interface Steps {
  name(nodeId: string): string | undefined;
  open: OpenField;
}

/** Tells a failure in a dialog; true when the person wants to try again. A problem of a step leads to its field. */
export async function tellFailure(
  title: string,
  error: ServiceError,
  trans: TranslationBundle,
  steps: Steps
): Promise<boolean> {
  let chosen: Parameters<OpenField>[0] | undefined;
  const dialog = new Dialog({
    title,
    body: (
      <StepName.Provider value={steps.name}>
        <div className="gf-FailureDialog">
          <FailureNote
            error={error}
            trans={trans}
            onOpen={field => {
              chosen = field;
              dialog.reject();
            }}
          />
        </div>
      </StepName.Provider>
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Close') }),
      Dialog.okButton({ label: trans.__('Retry') })
    ]
  });
  const { button } = await dialog.launch();
  if (chosen !== undefined) {
    steps.open(chosen);
  }
  return button.accept;
}

/** Asks whether a file that has another text may be overwritten. */
export async function mayOverwrite(
  path: string,
  trans: TranslationBundle
): Promise<boolean> {
  const { button } = await showDialog({
    title: trans.__('Overwrite %1?', path),
    body: trans.__(
      'The file is there already and has another text than the script. What it has now is lost when it is overwritten.'
    ),
    buttons: [
      Dialog.cancelButton(),
      Dialog.warnButton({ label: trans.__('Overwrite') })
    ],
    defaultButton: 0
  });
  return button.accept;
}
