import {
  ABCWidgetFactory,
  type DocumentRegistry
} from '@jupyterlab/docregistry';
import type { CommandRegistry } from '@lumino/commands';
import type { ComponentRegistry } from '@glueflow/components-manager';
import type { PipelineModel } from '../model/model.js';
import type { GlueflowService } from '../service/client.js';
import { PipelineEditor } from '../editor/editor.js';
import type { EditorSettings } from '../settings.js';
import { mayCloseWhileStarting } from './starting.js';
import { PipelineWidget } from './widget.js';

/** Makes pipeline widgets for the document registry. */
export class PipelineWidgetFactory extends ABCWidgetFactory<
  PipelineWidget,
  PipelineModel
> {
  constructor(private readonly _options: PipelineWidgetFactory.IOptions) {
    super(_options);
  }

  protected createNewWidget(
    context: DocumentRegistry.IContext<PipelineModel>
  ): PipelineWidget {
    const { registry, service, settings, commands } = this._options;
    mayCloseWhileStarting(context.sessionContext);
    const editor = new PipelineEditor({
      context,
      registry,
      service,
      settings,
      commands,
      translator: this.translator
    });
    return new PipelineWidget(editor, { translator: this.translator });
  }
}

export namespace PipelineWidgetFactory {
  /** What every pipeline widget is given. */
  export interface IOptions extends DocumentRegistry.IWidgetFactoryOptions<PipelineWidget> {
    registry: ComponentRegistry;
    service: GlueflowService;
    settings: EditorSettings;
    commands: CommandRegistry;
  }
}
