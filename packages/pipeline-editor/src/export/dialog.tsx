import type { Extension } from '@codemirror/state';
import { closeIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useId, useRef, useState } from 'react';
import { useSignals } from '../service/hooks.js';
import { folderProblem } from './files.js';
import type { ExportModel } from './model.js';
import { PreviewPage } from './preview.js';
import { ProgressPage, type Links } from './progress.js';
import { SettingsPage } from './settings.js';

type Page = 'settings' | 'preview' | 'progress';

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]';

/** The dialog "Export to AWS Glue": settings, preview, progress. */
export function ExportDialog(props: {
  model: ExportModel;
  trans: TranslationBundle;
  links: Links;
  language?: Extension;
  readOnly: boolean;
  onClose(): void;
}): JSX.Element {
  const { model, trans, links, language, readOnly, onClose } = props;
  const { deployment, preview } = model;
  useSignals(model.changed, deployment.changed, preview.changed);
  const [page, setPage] = useState<Page>(
    deployment.state === 'idle' ? 'settings' : 'progress'
  );
  const id = useId();
  const content = useRef<HTMLDivElement>(null);
  const working = deployment.state === 'working';
  const blocked =
    model.refused || folderProblem(model.choices.folder ?? '') !== undefined;

  useEffect(() => {
    content.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  }, [page]);

  const show = (): void => {
    if (blocked) {
      content.current
        ?.querySelector<HTMLElement>('[aria-invalid="true"]')
        ?.focus();
      return;
    }
    setPage('preview');
    void model.askPreview();
  };
  const go = (): void => {
    if (preview.current.state === 'ready') {
      setPage('progress');
      void model.export();
    }
  };
  const back = (): void => {
    deployment.reset();
    setPage('settings');
  };
  const steps: [Page, string, (() => void)?][] = [
    [
      'settings',
      trans.__('1. Settings'),
      page === 'settings' || working ? undefined : back
    ],
    [
      'preview',
      trans.__('2. Preview'),
      page === 'settings' && !blocked ? show : undefined
    ],
    ['progress', trans.__('3. Export')]
  ];
  return (
    <div
      ref={content}
      className="jp-Dialog-content gf-ExportDialog-content"
      role="dialog"
      aria-modal="true"
      aria-labelledby={`${id}-title`}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.preventDefault();
          onClose();
        } else if (event.key === 'Tab') {
          keepFocus(event.currentTarget, event);
        } else if (
          event.key === 'Enter' &&
          event.target instanceof HTMLInputElement &&
          event.target.type !== 'checkbox' &&
          page === 'settings'
        ) {
          event.preventDefault();
          show();
        }
      }}
    >
      <div className="jp-Dialog-header">
        <h2 className="gf-ExportDialog-title" id={`${id}-title`}>
          {trans.__('Export to AWS Glue')}
        </h2>
        <button
          type="button"
          className="gf-IconButton"
          title={trans.__('Close')}
          aria-label={trans.__('Close')}
          onClick={onClose}
        >
          <closeIcon.react tag="span" width="18px" height="18px" />
        </button>
      </div>
      <ol className="gf-Pages" aria-label={trans.__('Pages')}>
        {steps.map(([name, label, open]) => (
          <li key={name} aria-current={name === page ? 'step' : undefined}>
            {open === undefined ? (
              label
            ) : (
              <button type="button" onClick={open}>
                {label}
              </button>
            )}
          </li>
        ))}
      </ol>
      <div className="jp-Dialog-body gf-ExportDialog-body">
        {page === 'settings' && (
          <SettingsPage
            model={model}
            trans={trans}
            disabled={readOnly}
            onOpen={links.openField}
          />
        )}
        {page === 'preview' && (
          <PreviewPage
            model={model}
            trans={trans}
            language={language}
            onOpen={links.openField}
          />
        )}
        {page === 'progress' && (
          <ProgressPage model={model} trans={trans} links={links} />
        )}
      </div>
      <div className="jp-Dialog-footer gf-ExportDialog-footer">
        {page === 'settings' && (
          <>
            <p className="gf-ExportDialog-hint" role="status">
              {blocked ? trans.__('Fix the fields marked in red.') : ''}
            </p>
            <button
              type="button"
              className="jp-Dialog-button jp-mod-styled jp-mod-reject"
              onClick={onClose}
            >
              {trans.__('Close')}
            </button>
            <button
              type="button"
              className="jp-Dialog-button jp-mod-styled jp-mod-accept"
              data-autofocus
              onClick={show}
            >
              {trans.__('Preview')}
            </button>
          </>
        )}
        {page === 'preview' && (
          <>
            <button
              type="button"
              className="jp-Dialog-button jp-mod-styled jp-mod-reject"
              onClick={back}
            >
              {trans.__('Back')}
            </button>
            <button
              type="button"
              className="jp-Dialog-button jp-mod-styled jp-mod-accept"
              data-autofocus
              aria-disabled={preview.current.state !== 'ready'}
              onClick={go}
            >
              {goText(model, trans)}
            </button>
          </>
        )}
        {page === 'progress' && (
          <>
            {!working && (
              <button
                type="button"
                className="jp-Dialog-button jp-mod-styled jp-mod-reject"
                onClick={back}
              >
                {trans.__('Back to settings')}
              </button>
            )}
            {working ? (
              <button
                type="button"
                className="jp-Dialog-button jp-mod-styled jp-mod-warn"
                data-autofocus
                onClick={() => deployment.cancel()}
              >
                {deployment.run === undefined
                  ? trans.__('Stop the export')
                  : trans.__('Stop waiting')}
              </button>
            ) : (
              <button
                type="button"
                className="jp-Dialog-button jp-mod-styled jp-mod-accept"
                onClick={() => {
                  if (deployment.state === 'succeeded') {
                    deployment.reset();
                  }
                  onClose();
                }}
              >
                {trans.__('Close')}
              </button>
            )}
          </>
        )}
      </div>
    </div>
  );
}

function goText(model: ExportModel, trans: TranslationBundle): string {
  const { deploy, run } = model.choices;
  return !deploy
    ? trans.__('Write scripts')
    : run
      ? trans.__('Deploy and run')
      : trans.__('Deploy');
}

/** Keeps Tab within the dialog. */
function keepFocus(
  root: HTMLElement,
  event: { shiftKey: boolean; preventDefault(): void }
): void {
  const all = [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    element => element.tabIndex >= 0 && element.getClientRects().length > 0
  );
  const first = all.at(0);
  const last = all.at(-1);
  const active = document.activeElement;
  if (event.shiftKey && (active === first || !root.contains(active))) {
    event.preventDefault();
    last?.focus();
  } else if (!event.shiftKey && (active === last || !root.contains(active))) {
    event.preventDefault();
    first?.focus();
  }
}
