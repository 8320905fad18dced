import {
  contextOf,
  frameId,
  OUT_PORT,
  printType,
  type InputFrame,
  type Schema
} from '@glueflow/components-manager';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement, ReactNode } from 'react';
import type { PipelineEditor } from '../../editor/editor.js';
import { outputsIn } from '../../editor/outputs.js';
import { OutputChoice } from '../outputchoice.js';
import { columnChanges, type ColumnChange } from './changes.js';

/** The columns that go into the selected node, those that come out, and what changed between. */
export class SchemaPanel extends ReactWidget {
  constructor(private readonly _editor: PipelineEditor) {
    super();
    this.addClass('gf-SchemaPanel');
    this.node.tabIndex = 0;
  }

  render(): ReactElement {
    const { selection, compiler, shownOutputs } = this._editor;
    return (
      <UseSignal signal={selection.changed}>
        {() => (
          <UseSignal signal={compiler.changed}>
            {() => (
              <UseSignal signal={shownOutputs.changed}>
                {() => <SelectedSchema editor={this._editor} />}
              </UseSignal>
            )}
          </UseSignal>
        )}
      </UseSignal>
    );
  }
}

function SelectedSchema({ editor }: { editor: PipelineEditor }): ReactElement {
  const { trans, selection, compiler } = editor;
  const { node } = selection;
  const { current } = compiler;
  if (node === undefined || !Object.hasOwn(current.document.nodes, node)) {
    return (
      <p className="gf-Pane-message">
        {selection.value.nodes.size > 1
          ? trans.__('Select one step to see its columns.')
          : trans.__('Select a step to see its columns.')}
      </p>
    );
  }
  const { document, registry, schemas } = current;
  const component = registry.get(document.nodes[node].component);
  const { inputs } = contextOf(current, node);
  // An output hands on nothing: what goes in is what is written.
  const isOutput = component?.category === 'output';
  const port = editor.shownOutputs.of(node, outputsIn(current, node))?.id;
  const output = isOutput
    ? inputs[0]?.schema
    : schemas.get(frameId(node, port ?? OUT_PORT));
  const known = inputs.filter(
    (input): input is InputFrame & { schema: Schema } =>
      input.schema !== undefined
  );
  return (
    <>
      <OutputChoice editor={editor} node={node} />
      {inputs
        .filter(({ schema }) => schema === undefined)
        .map(({ title, fromNode }, index) => (
          <p key={index} className="gf-Schema-note">
            {trans.__('The columns of “%1” are not known. ', title)}
            <button
              type="button"
              className="gf-Link"
              onClick={() => {
                editor.selection.set({ nodes: [fromNode] });
                editor.showPanel('data');
              }}
            >
              {trans.__('Preview it to find out')}
            </button>
          </p>
        ))}
      {output === undefined ? (
        <Unknown editor={editor} node={node} inputs={known} />
      ) : inputs.length === 0 || isOutput ? (
        <Columns columns={output} trans={trans} />
      ) : (
        <Changes
          changes={
            known.length === inputs.length
              ? columnChanges(
                  known.map(({ schema }) => schema),
                  output
                )
              : undefined
          }
          output={output}
          inputs={known}
          trans={trans}
        />
      )}
    </>
  );
}

function Unknown(props: {
  editor: PipelineEditor;
  node: string;
  inputs: readonly (InputFrame & { schema: Schema })[];
}): ReactElement {
  const { editor, node, inputs } = props;
  const { trans, compiler } = editor;
  const wrong = compiler
    .problemsOf(node)
    .some(({ severity }) => severity === 'error');
  return (
    <>
      <p className="gf-Schema-note">
        {wrong
          ? trans.__(
              'The columns that come out are not known until the problems are fixed. '
            )
          : trans.__('The columns that come out are not known. ')}
        <button
          type="button"
          className="gf-Link"
          onClick={() => editor.showPanel(wrong ? 'problems' : 'data')}
        >
          {wrong
            ? trans.__('Show the problems')
            : trans.__('Preview the step to find out')}
        </button>
      </p>
      {inputs.map(({ title, schema }, index) => (
        <Columns
          key={index}
          caption={trans.__('What goes in from “%1”', title)}
          columns={schema}
          trans={trans}
        />
      ))}
    </>
  );
}

function Columns(props: {
  columns: Schema;
  caption?: string;
  trans: TranslationBundle;
}): ReactElement {
  const { columns, caption, trans } = props;
  return (
    <table className="gf-Table">
      <caption>
        {caption ?? trans._n('%1 column', '%1 columns', columns.length)}
      </caption>
      <thead>
        <tr>
          <th scope="col">{trans.__('Column')}</th>
          <th scope="col">{trans.__('Type')}</th>
          <th scope="col">{trans.__('Comment')}</th>
        </tr>
      </thead>
      <tbody>
        {columns.map(({ name, type, comment, partition }, index) => (
          <tr key={index}>
            <th scope="row">{name}</th>
            <td className="gf-Type">{printType(type)}</td>
            <td>
              {[partition ? trans.__('partition key') : '', comment ?? '']
                .filter(Boolean)
                .join(' · ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Changes(props: {
  changes: readonly ColumnChange[] | undefined;
  output: Schema;
  inputs: readonly InputFrame[];
  trans: TranslationBundle;
}): ReactElement {
  const { changes, output, inputs, trans } = props;
  if (changes === undefined) {
    return <Columns columns={output} trans={trans} />;
  }
  const count = (kind: ColumnChange['kind']): number =>
    changes.filter(change => change.kind === kind).length;
  const parts = [
    trans._n('%1 column comes out', '%1 columns come out', output.length),
    ...(count('added') ? [trans.__('%1 added', count('added'))] : []),
    ...(count('dropped') ? [trans.__('%1 dropped', count('dropped'))] : []),
    ...(count('renamed') ? [trans.__('%1 renamed', count('renamed'))] : []),
    ...(count('type')
      ? [trans._n('%1 of another type', '%1 of other types', count('type'))]
      : [])
  ];
  const from = ({ from: origin }: ColumnChange): ReactNode =>
    origin && (
      <>
        {origin.name}
        {inputs.length > 1 && (
          <span className="gf-Schema-origin">
            {' '}
            {inputs[origin.input]?.title}
          </span>
        )}
      </>
    );
  return (
    <table className="gf-Table">
      <caption>{parts.join(' · ')}</caption>
      <thead>
        <tr>
          <th scope="col">{trans.__('In')}</th>
          <th scope="col">{trans.__('Type')}</th>
          <th scope="col">{trans.__('Out')}</th>
          <th scope="col">{trans.__('Type')}</th>
          <th scope="col">{trans.__('Change')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change, index) => (
          <tr key={index} className={`gf-mod-${change.kind}`}>
            <td>{from(change)}</td>
            <td className="gf-Type">{change.from?.type}</td>
            <td>{change.to?.name}</td>
            <td className="gf-Type">{change.to?.type}</td>
            <td>{changeText(change.kind, trans)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function changeText(
  kind: ColumnChange['kind'],
  trans: TranslationBundle
): string {
  switch (kind) {
    case 'added':
      return trans.__('+ added');
    case 'dropped':
      return trans.__('− dropped');
    case 'renamed':
      return trans.__('renamed?');
    case 'type':
      return trans.__('type changed');
    case 'same':
      return '';
  }
}
