import {
  contextOf,
  isObject,
  pointer,
  printSql,
  printText,
  type Analysis,
  type Component,
  type JsonObject,
  type PipelineDocument,
  type PipelineNode,
  type Schema,
  type TableDescription
} from '@glueflow/components-manager';
import { readCondition } from '@glueflow/components-core';
import { useMemo } from 'react';
import { conditionIn } from '../condition/model.js';
import type { PipelineEditor } from '../../editor/editor.js';
import { namePins, retitle, writePins } from '../../model/inputnames.js';
import { fixProblem } from '../../model/fixproblem.js';
import { titleOfTable } from '../../model/naming.js';
import { catalogOf } from '../pickers/catalog.js';
import { conditionOfSql } from '../condition/sql.js';
import { typedPlace } from './edit.js';
import { FieldProblems } from './problem.js';
import { fieldsOf } from './schema.js';
import type { FormScope } from './scope.js';
import { isUnfilled } from '../../model/unfilled.js';

/** A node's configuration as the component of today has it. */
export function currentConfig(
  component: Component,
  node: PipelineNode
): JsonObject {
  return node.version < component.version && component.migrate
    ? component.migrate(node.config, node.version)
    : node.config;
}

/** What the form of a node works with. */
export function useNodeScope(options: {
  editor: PipelineEditor;
  nodeId: string;
  node: PipelineNode;
  component: Component;
  document: PipelineDocument;
  analysis: Analysis;
  readOnly: boolean;
  /** Places that nobody came to yet. */
  waits?(path: string): boolean;
}): FormScope {
  const { waits } = options;
  const { editor, nodeId, node, component, document, analysis, readOnly } =
    options;
  const { edges, parameters, job } = document;
  return useMemo((): FormScope => {
    const { trans, model, compiler, settings } = editor;
    const config = currentConfig(component, node);
    const analysed: JsonObject =
      analysis.document.nodes[nodeId]?.config ?? config;
    const inputs =
      analysis.document.nodes[nodeId] === undefined
        ? []
        : contextOf(analysis, nodeId).inputs.map(input => ({
            ...input,
            // As it is typed, not as it was when the compiler looked.
            alias: edges[input.edge]?.alias
          }));
    const own =
      typeof config.connection === 'string' && config.connection !== ''
        ? config.connection
        : undefined;
    const table = (): TableDescription | undefined => {
      const { database, table: name, catalogId } = config;
      if (
        component.inputs.length > 0 ||
        typeof database !== 'string' ||
        typeof name !== 'string' ||
        database === '' ||
        name === ''
      ) {
        return undefined;
      }
      const found = compiler.sources.table(
        own,
        database,
        name,
        typeof catalogId === 'string' ? catalogId : undefined
      );
      return found === 'missing' ? undefined : found;
    };
    const titleOf = (field: string): string =>
      fieldsOf(component.configuration, config, component.configuration).find(
        ({ name }) => name === field
      )?.title ?? field;
    const write = (fields: Parameters<FormScope['edit']>[0]): void => {
      if (config !== node.config) {
        model.setNodeField(nodeId, 'version', component.version);
        model.setConfig(nodeId, config);
      }
      model.setConfig(nodeId, fields);
      const title = titleOfTable(document, nodeId, component, fields);
      if (title !== undefined) {
        retitle(model, editor.registry, nodeId, title);
      }
    };
    return {
      trans,
      readOnly,
      nodeId,
      component,
      config,
      inputs,
      parameters,
      previews: editor.session,
      problems: new FieldProblems(
        // The compiler answers a moment later: what was filled in meanwhile is not missing any more.
        compiler
          .problemsOf(nodeId)
          .filter(
            problem =>
              isUnfilled(problem, config) || !isUnfilled(problem, analysed)
          ),
        problem => waits?.(problem.path) === true && isUnfilled(problem, config)
      ),
      columns: port => {
        if (component.inputs.length > 0) {
          const wanted = port ?? component.inputs[0].id;
          return inputs.find(input => input.port === wanted)?.schema;
        }
        const found = table();
        return found && [...found.columns, ...found.partitionKeys];
      },
      get partitionKeys(): Schema | undefined {
        return table()?.partitionKeys;
      },
      catalog: catalogOf(editor.service),
      connection:
        own ??
        (job.connection || settings.value.defaultConnection || undefined),
      edit: fields => {
        const names = Object.keys(fields);
        const [name] = names;
        const place =
          names.length === 1
            ? typedPlace(config[name], fields[name], pointer(name))
            : undefined;
        model.gesture(
          trans.__('Edit “%1”', names.map(titleOf).join('”, “')),
          () => write(fields),
          place === undefined ? {} : { merge: `config:${nodeId}:${place}` }
        );
      },
      nameInput: (edge, name) => {
        model.gesture(
          trans.__('Rename an input'),
          () => {
            const { document } = model;
            const pins = namePins(document, editor.registry, [nodeId]);
            writePins(model, pins);
            model.setEdge(edge, {
              ...(pins.edges[edge] ?? document.edges[edge]),
              alias: name
            });
          },
          { merge: `alias:${edge}` }
        );
      },
      fix: fix => {
        fixProblem(model, editor.registry, fix);
      },
      declare: (name, parameter, fields) => {
        model.gesture(trans.__('Add the parameter “%1”', name), () => {
          model.setParameter(name, parameter);
          write(fields);
        });
      },
      undo: () => {
        if (!readOnly) {
          model.undo();
        }
      },
      redo: () => {
        if (!readOnly) {
          model.redo();
        }
      },
      conditionOf: sql =>
        conditionOfSql(sql, {
          schema: inputs[0]?.schema,
          parameters: analysis.parameters,
          trans
        }),
      sqlOf: field => sqlOf(config[field], inputs[0]?.schema, analysis, nodeId)
    };
  }, [
    editor,
    nodeId,
    node,
    component,
    parameters,
    job,
    edges,
    analysis,
    readOnly,
    waits
  ]);
}

function sqlOf(
  condition: unknown,
  schema: Schema | undefined,
  { parameters }: Analysis,
  nodeId: string
): string | undefined {
  if (!isObject(condition)) {
    return undefined;
  }
  try {
    const { expression } = readCondition(conditionIn(condition), schema, '', {
      nodeId,
      parameters
    });
    return expression && printText(printSql(expression));
  } catch {
    // A condition that is half written has no SQL yet.
    return undefined;
  }
}
