import { Clipboard } from '@jupyterlab/apputils';
import type { Extension } from '@codemirror/state';
import type { AddedArgument } from '@glueflow/components-manager';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useState } from 'react';
import { FailureNote, type OpenField } from '../service/failure.js';
import { useSignals } from '../service/hooks.js';
import type { ExportFacts } from './facts.js';
import { DiffView } from './diff.js';
import { Problems } from './fields.js';
import type { FileState, PlannedFile } from './files.js';
import type { ExportModel } from './model.js';

/** What a file's state says to a person. */
function fileStateText(state: FileState, trans: TranslationBundle): string {
  switch (state) {
    case 'new':
      return trans.__('new file');
    case 'unchanged':
      return trans.__('unchanged');
    case 'changed':
      return trans.__('will be overwritten');
  }
}

/** The second page: the scripts, against the files that are there. */
export function PreviewPage(props: {
  model: ExportModel;
  trans: TranslationBundle;
  onOpen: OpenField;
  language?: Extension;
}): JSX.Element {
  const { model, trans, onOpen, language } = props;
  useSignals(model.preview.changed);
  const { current } = model.preview;
  if (current.state === 'failed') {
    return (
      <div className="gf-ExportPage">
        <FailureNote
          error={current.error}
          trans={trans}
          onRetry={() => void model.askPreview()}
          onOpen={onOpen}
        />
      </div>
    );
  }
  if (current.state !== 'ready') {
    return (
      <div className="gf-ExportPage" aria-busy="true">
        <p role="status">{trans.__('Compiling the pipeline…')}</p>
      </div>
    );
  }
  const { facts, files } = current.value;
  return (
    <div className="gf-ExportPage gf-mod-preview">
      <Problems problems={facts.problems} trans={trans} onOpen={onOpen} />
      <AddedNote added={facts.added} trans={trans} />
      <RoleNote role={facts.role} trans={trans} />
      <FileTabs files={files} trans={trans} language={language} />
    </div>
  );
}

/** What the job has beside its settings, and why: the person sees it before anything is written. */
function AddedNote(props: {
  added: readonly AddedArgument[];
  trans: TranslationBundle;
}): JSX.Element | null {
  const { added, trans } = props;
  return added.length === 0 ? null : (
    <details className="gf-Added">
      <summary>
        {trans.__('Added for production: %1 job parameters', added.length)}
      </summary>
      <dl>
        {added.map(({ name, value, why }) => (
          <div key={name}>
            <dt>
              <code>{name}</code> <code>{value}</code>
            </dt>
            <dd>{why}</dd>
          </div>
        ))}
      </dl>
      <p>{trans.__('Switch them off in the settings, under More.')}</p>
    </details>
  );
}

/** What the job's role must be allowed to do, so that it can be given before the first run. */
function RoleNote(props: {
  role: ExportFacts['role'];
  trans: TranslationBundle;
}): JSX.Element {
  const { role, trans } = props;
  return (
    <details className="gf-Added">
      <summary>
        {trans.__('Permissions of the IAM role: %1', role.permissions.length)}
      </summary>
      <p>
        {trans.__(
          'Beside the managed policy AWSGlueServiceRole, the job’s role needs:'
        )}
      </p>
      <dl>
        {role.permissions.map(({ actions, resources, why }) => (
          <div key={`${actions.join()} ${resources.join()}`}>
            <dt>
              <code>{actions.join(', ')}</code>
            </dt>
            <dd>
              {why}
              {resources.map(resource => (
                <div key={resource}>
                  <code>{resource}</code>
                </div>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <button
        type="button"
        className="gf-Button"
        onClick={() =>
          Clipboard.copyToSystem(JSON.stringify(role.policy, undefined, 2))
        }
      >
        {trans.__('Copy as an IAM policy')}
      </button>
    </details>
  );
}

function FileTabs(props: {
  files: readonly PlannedFile[];
  trans: TranslationBundle;
  language?: Extension;
}): JSX.Element {
  const { files, trans, language } = props;
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const file = files[Math.min(chosen, files.length - 1)];
  const move = (step: number): void => {
    const next = (chosen + step + files.length) % files.length;
    setChosen(next);
    document.getElementById(`${id}-tab-${next}`)?.focus();
  };
  return (
    <>
      <div className="gf-Tabs" role="tablist" aria-label={trans.__('Files')}>
        {files.map(({ path, state }, index) => (
          <button
            key={path}
            type="button"
            role="tab"
            id={`${id}-tab-${index}`}
            aria-selected={index === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={index === chosen ? 0 : -1}
            title={path}
            onClick={() => setChosen(index)}
            onKeyDown={event => {
              if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
                event.preventDefault();
                move(event.key === 'ArrowRight' ? 1 : -1);
              }
            }}
          >
            <span className="gf-Tabs-name">{path.split('/').at(-1)}</span>
            <span className="gf-FileState" data-state={state}>
              {fileStateText(state, trans)}
            </span>
          </button>
        ))}
      </div>
      <div
        className="gf-Tabs-panel"
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-tab-${chosen}`}
      >
        <p className="gf-Tabs-path">{file.path}</p>
        <DiffView
          text={file.text}
          before={file.state === 'changed' ? file.before : undefined}
          language={language}
          label={file.path}
        />
      </div>
    </>
  );
}
