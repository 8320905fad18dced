import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ServiceError } from '../service/client.js';
import { FailureNote } from '../service/failure.js';

/** Tells a failure in a dialog; true when the person wants to try again. */
export async function tellFailure(
  title: string,
  error: ServiceError,
  trans: TranslationBundle
): Promise<boolean> {
  const { button } = await showDialog({
    title,
    body: (
      <div className="gf-FailureDialog">
        <FailureNote error={error} trans={trans} />
      </div>
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Close') }),
      Dialog.okButton({ label: trans.__('Retry') })
    ]
  });
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
