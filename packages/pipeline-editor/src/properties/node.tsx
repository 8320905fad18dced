import {
  type Component,
  type PipelineDocument,
  type PipelineNode
} from '@glueflow/components-manager';
import { infoIcon } from '@jupyterlab/ui-components';
import { MimeModel } from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { PipelineEditor } from '../editor/editor.js';
import { componentIcon } from '../icons.js';
import { retitle } from '../model/inputnames.js';
import { fixProblem } from '../model/fixproblem.js';
import { ConfigForm, shownFields } from './form/form.js';
import { useNodeScope } from './form/nodescope.js';
import { ProblemList, Problems } from './form/problems.js';
import { FormScopeProvider } from './form/scope.js';
import { useWaiting } from './form/waiting.js';
import { useAnalysis } from './hooks.js';
import { formServices } from '../services.js';

/** The properties of one node: its name, what it is, help, problems and its form. */
export function NodeProperties(props: {
  editor: PipelineEditor;
  document: PipelineDocument;
  nodeId: string;
  readOnly: boolean;
}): JSX.Element | null {
  const { editor, document, nodeId, readOnly } = props;
  const node = document.nodes[nodeId];
  const component = editor.registry.get(node.component);
  return (
    <div className="gf-Properties">
      <Header
        editor={editor}
        nodeId={nodeId}
        node={node}
        component={component}
        readOnly={readOnly}
      />
      {component === undefined ? (
        <UnknownComponent editor={editor} nodeId={nodeId} node={node} />
      ) : (
        <NodeForm
          editor={editor}
          nodeId={nodeId}
          node={node}
          component={component}
          document={document}
          readOnly={readOnly}
        />
      )}
    </div>
  );
}

function Header(props: {
  editor: PipelineEditor;
  nodeId: string;
  node: PipelineNode;
  component: Component | undefined;
  readOnly: boolean;
}): JSX.Element {
  const { editor, nodeId, node, component, readOnly } = props;
  const { trans, model } = editor;
  // What is typed while it is no name (empty) stays here only.
  const [draft, setDraft] = useState<string>();
  useEffect(() => setDraft(undefined), [node.title]);
  const [help, setHelp] = useState(false);
  const icon = useMemo(
    () => component && componentIcon(component.icon),
    [component]
  );
  return (
    <header className="gf-Properties-header">
      <div className="gf-Properties-title">
        {icon && (
          <icon.react
            tag="span"
            className="gf-Properties-icon"
            width="20px"
            height="20px"
          />
        )}
        <input
          className="gf-Properties-name"
          type="text"
          spellCheck={false}
          autoComplete="off"
          aria-label={trans.__('Name of the step')}
          title={node.title}
          disabled={readOnly}
          value={draft ?? node.title}
          onChange={event => {
            const title = event.target.value;
            setDraft(title.trim() === '' ? title : undefined);
            if (title.trim() !== '') {
              model.gesture(
                trans.__('Rename “%1”', node.title),
                () => retitle(model, editor.registry, nodeId, title),
                { merge: `title:${nodeId}` }
              );
            }
          }}
          onKeyDown={event => {
            if (event.key === 'Enter') {
              event.currentTarget.blur();
            }
          }}
          onBlur={() => setDraft(undefined)}
        />
        {component && (
          <button
            type="button"
            className="gf-FieldButton"
            aria-pressed={help}
            aria-label={trans.__('Help')}
            title={help ? trans.__('Hide help') : trans.__('Show help')}
            onClick={() => setHelp(!help)}
          >
            <infoIcon.react tag="span" width="16px" height="16px" />
          </button>
        )}
      </div>
      {component?.title !== node.title && (
        <div className="gf-Properties-component">
          {component?.title ?? node.component}
        </div>
      )}
      {help && component && <Help text={component.help} />}
    </header>
  );
}

/** Markdown as JupyterLab draws (and cleans) it. */
function Help(props: { text: string }): JSX.Element {
  const { text } = props;
  const host = useRef<HTMLDivElement>(null);
  const { rendermime } = formServices();
  // A layout effect: a widget must be detached while its host is still in the page.
  useLayoutEffect(() => {
    if (!rendermime || !host.current) {
      return;
    }
    const renderer = rendermime.createRenderer('text/markdown');
    void renderer.renderModel(
      new MimeModel({ data: { 'text/markdown': text } })
    );
    Widget.attach(renderer, host.current);
    return () => renderer.dispose();
  }, [rendermime, text]);
  return (
    <div ref={host} className="gf-Properties-help">
      {rendermime ? null : <p className="gf-mod-plain">{text}</p>}
    </div>
  );
}

function NodeForm(props: {
  editor: PipelineEditor;
  nodeId: string;
  node: PipelineNode;
  component: Component;
  document: PipelineDocument;
  readOnly: boolean;
}): JSX.Element {
  const analysis = useAnalysis(props.editor);
  const { waits, onBlur } = useWaiting(props.editor.model, props.nodeId);
  const scope = useNodeScope({ ...props, analysis, waits });
  const { configuration } = props.component;
  const { config, problems } = scope;
  const outside = problems.outside(shownFields(configuration, config));
  return (
    <FormScopeProvider value={scope}>
      <div data-path="">
        <Problems problems={outside} />
      </div>
      <div onBlur={onBlur}>
        <ConfigForm
          schema={configuration}
          config={config}
          disabled={props.readOnly}
        />
      </div>
    </FormScopeProvider>
  );
}

/** A node whose component no installed extension has: it is kept as it is. */
function UnknownComponent(props: {
  editor: PipelineEditor;
  nodeId: string;
  node: PipelineNode;
}): JSX.Element {
  const { editor, nodeId, node } = props;
  const { trans, compiler, model } = editor;
  useAnalysis(editor);
  return (
    <>
      <ProblemList
        problems={compiler.problemsOf(nodeId)}
        trans={trans}
        onFix={
          editor.readOnly
            ? undefined
            : fix => fixProblem(model, editor.registry, fix)
        }
      />
      <p className="gf-FormNote">
        {trans.__('Its settings are kept as they are:')}
      </p>
      <pre className="gf-Properties-raw">
        {JSON.stringify(node.config, undefined, 2)}
      </pre>
    </>
  );
}
