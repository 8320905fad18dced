import { Token } from '@lumino/coreutils';
import type { EditorSettings } from '../settings.js';

/** The person's settings of the editor. */
export type IEditorSettings = EditorSettings;

export const IEditorSettings = new Token<IEditorSettings>(
  '@glueflow/pipeline-editor:IEditorSettings',
  'The settings of the pipeline editor.'
);
