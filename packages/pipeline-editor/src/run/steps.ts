import type { Component, JsonObject } from '@glueflow/components-manager';
import type { PipelineCompiler } from '../compile/compiler.js';
import type { YPipeline } from '../model/shared.js';
import type { ParameterValues } from './arguments.js';
import { outputOf, type OutputPlace } from './outputs.js';

/** What the document says now of steps that a run or a preview tells of. */
export class DocumentSteps {
  /** @param _values - Gives the values that runs give to parameters. */
  constructor(
    private readonly _options: {
      readonly model: YPipeline;
      readonly compiler: PipelineCompiler;
    },
    private readonly _values: () => ParameterValues
  ) {}

  /** What a step is called; its id where it has no title. */
  title(nodeId: string): string {
    return this._options.model.document.nodes[nodeId]?.title || nodeId;
  }

  /** Where a step writes; undefined for one that is no output. */
  output(nodeId: string): OutputPlace | undefined {
    const { model, compiler } = this._options;
    const { document } = model;
    const component = compiler.analysis.registry.get(
      document.nodes[nodeId]?.component ?? ''
    );
    return component?.category === 'output'
      ? outputOf(document, nodeId, this._values())
      : undefined;
  }

  /** The settings and the component of a step; undefined for one that is gone. */
  of(
    nodeId: string
  ): { config: JsonObject; component: Component | undefined } | undefined {
    const { document, registry } = this._options.compiler.current;
    const node = Object.hasOwn(document.nodes, nodeId)
      ? document.nodes[nodeId]
      : undefined;
    return (
      node && {
        config: node.config,
        component: registry.get(node.component)
      }
    );
  }
}
