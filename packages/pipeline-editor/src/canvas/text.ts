import {
  nullTranslator,
  type TranslationBundle
} from '@jupyterlab/translation';

/** What the canvas' pure parts need of translations. */
export type Trans = Pick<TranslationBundle, '__' | '_n'>;

/** English. */
export const plain: Trans = nullTranslator.load('glueflow');
