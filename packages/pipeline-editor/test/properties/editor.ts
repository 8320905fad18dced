import { createRegistry } from '@glueflow/components-core';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { act } from 'react';
import { PipelineCompiler } from '../../src/compile/compiler';
import { CatalogSources } from '../../src/compile/sources';
import type { PipelineEditor } from '../../src/editor/editor';
import { Selection } from '../../src/editor/selection';
import { EditorSettings } from '../../src/settings';
import { YPipeline } from '../../src/model/shared';
import type { NodeRun } from '../../src/run/session';
import { ServiceError } from '../../src/service/client';

/** An editor without JupyterLab around it, for tests of forms. */
export interface OpenEditor {
  editor: PipelineEditor;
  model: YPipeline;
  /** What the service was asked. */
  asked: string[];
  /** Lets the compiler tell what it found. */
  settle(): void;
  /** Lets a preview have shown these columns. */
  show(columns: { name: string; type: string }[]): void;
  /** Lets a run of a step have logged these warnings. */
  warn(nodeId: string, texts: string[]): void;
  setReadOnly(): void;
  dispose(): void;
}

/** Opens a document; the service answers from `answers`, by path. */
export function openEditor(
  source: object,
  answers: Record<string, unknown> = {}
): OpenEditor {
  const model = new YPipeline();
  model.setSource(JSON.stringify({ glueflow: 1, ...source }));
  model.dirty = false;
  const asked: string[] = [];
  const service = {
    get<T>(path: string): Promise<T> {
      asked.push(path);
      const answer = { connections: { connections: [] }, ...answers }[path];
      return answer === undefined
        ? Promise.reject(new ServiceError('It is not there.', 'refused'))
        : Promise.resolve(answer as T);
    }
  };
  const registry = createRegistry();
  const compiler = new PipelineCompiler(
    model,
    registry,
    new CatalogSources(service)
  );
  const stateChanged = new Signal<object, void>({});
  const session = {
    stateChanged: new Signal<object, void>({}),
    nodes: new Map<string, NodeRun>(),
    nodesChanged: new Signal<object, ReadonlySet<string>>({}),
    columns: undefined as { name: string; type: string }[] | undefined,
    warned: {} as Record<string, string[]>,
    warnings: (id: string) => session.warned[id] ?? [],
    seen: () => session.columns
  };
  const trans = nullTranslator.load('glueflow');
  const fake = {
    model,
    compiler,
    session,
    registry,
    service,
    trans,
    translator: nullTranslator,
    settings: new EditorSettings(),
    selection: new Selection(),
    commands: new CommandRegistry(),
    context: { model: { stateChanged } },
    fieldRequested: new Signal<object, unknown>({}),
    readOnly: false
  };
  return {
    editor: fake as unknown as PipelineEditor,
    model,
    asked,
    settle: () => {
      act(() => {
        jest.advanceTimersByTime(500);
      });
    },
    show: columns => {
      act(() => {
        session.columns = columns;
        session.stateChanged.emit();
      });
    },
    warn: (nodeId, texts) => {
      session.warned[nodeId] = texts;
      session.nodesChanged.emit(new Set([nodeId]));
    },
    setReadOnly: () => {
      fake.readOnly = true;
      stateChanged.emit();
    },
    dispose: () => {
      compiler.dispose();
      model.dispose();
    }
  };
}
