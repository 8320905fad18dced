import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { DOMAIN } from '../editor/editor.js';
import { provideServices } from '../services.js';
import { IPipelineTracker } from '../tokens.js';

/** The commands of forms. */
namespace CommandIDs {
  export const showField = 'glueflow:show-field';
}

/** Gives forms JupyterLab's code editor and renderers, and adds what leads to a field. */
export const properties: JupyterFrontEndPlugin<void> = {
  id: '@glueflow/pipeline-editor:properties',
  description: 'The forms of a pipeline’s steps.',
  autoStart: true,
  requires: [IPipelineTracker],
  optional: [
    IEditorServices,
    IRenderMimeRegistry,
    ITranslator,
    IEditorLanguageRegistry
  ],
  activate: (
    app: JupyterFrontEnd,
    tracker: IPipelineTracker,
    editors: IEditorServices | null,
    rendermime: IRenderMimeRegistry | null,
    translator: ITranslator | null,
    languages: IEditorLanguageRegistry | null
  ) => {
    // Opened as text, a pipeline is JSON.
    languages?.addLanguage({
      name: 'glueflow',
      displayName: 'Glueflow Pipeline',
      mime: 'application/vnd.glueflow+json',
      extensions: ['glueflow'],
      load: async () => {
        const json = await languages.getLanguage('application/json');
        if (!json?.support) {
          throw new Error('JupyterLab’s editor has no JSON mode.');
        }
        return json.support;
      }
    });
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    provideServices({
      ...(editors ? { editors } : {}),
      ...(rendermime ? { rendermime } : {})
    });
    app.commands.addCommand(CommandIDs.showField, {
      label: trans.__('Show a Field of a Step'),
      caption: trans.__(
        'Select a step and put the focus into one of its fields'
      ),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            nodeId: {
              type: 'string',
              description: trans.__('Id of the step; none: the pipeline itself')
            },
            path: {
              type: 'string',
              description: trans.__(
                'JSON pointer within its settings, such as /condition'
              )
            }
          }
        }
      },
      isEnabled: () => tracker.currentWidget !== null,
      execute: args => {
        const editor = tracker.currentWidget?.editor;
        if (typeof args.nodeId === 'string') {
          editor?.goToField({
            nodeId: args.nodeId,
            path: typeof args.path === 'string' ? args.path : ''
          });
        } else {
          editor?.selection.clear();
        }
      }
    });
  }
};
