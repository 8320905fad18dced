import type { PipelineDocument } from '@glueflow/components-manager';
import type { PipelineEditor } from '../../editor/editor.js';
import { isWithin } from '../form/problem.js';
import { useAnalysis } from '../hooks.js';
import { Parameters, PlainProblems } from './parameters.js';

/** The command that opens the export dialog, where it is there. */
const EXPORT = 'glueflow:export-to-glue';

/** The pipeline's own properties: description, parameters, job settings, connections. */
export function PipelineProperties(props: {
  editor: PipelineEditor;
  document: PipelineDocument;
  readOnly: boolean;
}): JSX.Element {
  const { editor, document, readOnly } = props;
  const { trans, model, compiler, commands } = editor;
  useAnalysis(editor);
  const problems = compiler.problems.filter(
    ({ nodeId }) => nodeId === undefined
  );
  const isParameters = (path: string): boolean =>
    isWithin(path, '/parameters') && path !== '/parameters';
  return (
    <div className="gf-Properties">
      <h2 className="gf-Properties-heading">{trans.__('Pipeline')}</h2>
      <PlainProblems
        editor={editor}
        readOnly={readOnly}
        problems={problems.filter(({ path }) => !isParameters(path))}
      />
      <label className="gf-Field" data-path="/description">
        <span className="gf-Field-head">
          <span className="gf-Field-label">{trans.__('Description')}</span>
        </span>
        <textarea
          className="gf-TextArea"
          rows={3}
          disabled={readOnly}
          value={document.description ?? ''}
          onChange={event => {
            const { value } = event.target;
            model.gesture(
              trans.__('Edit the description'),
              () => model.setDescription(value === '' ? undefined : value),
              { merge: 'description' }
            );
          }}
        />
      </label>
      <Parameters
        editor={editor}
        document={document}
        readOnly={readOnly}
        problems={problems.filter(({ path }) => isParameters(path))}
      />
      <h3 className="gf-Properties-section">{trans.__('AWS Glue job')}</h3>
      <Job document={document} editor={editor} />
      {commands.hasCommand(EXPORT) && (
        <button
          type="button"
          className="jp-mod-styled jp-mod-reject gf-mod-small"
          title={commands.caption(EXPORT)}
          disabled={!commands.isEnabled(EXPORT)}
          onClick={() => void commands.execute(EXPORT)}
        >
          {commands.label(EXPORT)}
        </button>
      )}
      <Connections document={document} editor={editor} />
    </div>
  );
}

/** The job settings that were made. */
function Job(props: {
  editor: PipelineEditor;
  document: PipelineDocument;
}): JSX.Element {
  const { editor, document } = props;
  const { trans } = editor;
  const { job } = document;
  const facts: [string, string | undefined][] = [
    [trans.__('Name'), job.name],
    [trans.__('IAM role'), job.role],
    [
      trans.__('Bucket'),
      job.bucket && [job.bucket, job.prefix].filter(Boolean).join('/')
    ],
    [trans.__('Region'), job.region],
    [trans.__('Connection'), job.connection],
    [trans.__('Glue version'), job.glueVersion],
    [
      trans.__('Workers'),
      job.workerType || job.numberOfWorkers
        ? [job.numberOfWorkers, job.workerType].filter(Boolean).join(' × ')
        : undefined
    ],
    [
      trans.__('Timeout'),
      job.timeout === undefined
        ? undefined
        : trans._n('%1 minute', '%1 minutes', job.timeout)
    ]
  ];
  const given = facts.filter(
    ([, value]) => value !== undefined && value !== ''
  );
  return given.length === 0 ? (
    <p className="gf-FormNote">
      {trans.__(
        'Nothing is set yet. An export needs an IAM role and an S3 bucket.'
      )}
    </p>
  ) : (
    <dl className="gf-Facts">
      {given.map(([name, value]) => (
        <div key={name} className="gf-Facts-row">
          <dt>{name}</dt>
          <dd title={value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The AWS connections that steps and job name, and who uses each. */
function Connections(props: {
  editor: PipelineEditor;
  document: PipelineDocument;
}): JSX.Element | null {
  const { editor, document } = props;
  const { trans } = editor;
  const users = new Map<string, string[]>();
  for (const name of Object.keys(document.connections)) {
    users.set(name, []);
  }
  for (const [id, { config }] of Object.entries(document.nodes)) {
    const { connection } = config;
    if (typeof connection === 'string' && connection !== '') {
      users.set(connection, [...(users.get(connection) ?? []), id]);
    }
  }
  if (users.size === 0) {
    return null;
  }
  return (
    <>
      <h3 className="gf-Properties-section">{trans.__('AWS connections')}</h3>
      <ul className="gf-Properties-list">
        {[...users].sort().map(([name, ids]) => (
          <li key={name}>
            {name}{' '}
            {ids.map(id => (
              <button
                key={id}
                type="button"
                className="gf-FieldLink gf-Properties-user"
                onClick={() =>
                  editor.goToField({ nodeId: id, path: '/connection' })
                }
              >
                {document.nodes[id].title}
              </button>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}
