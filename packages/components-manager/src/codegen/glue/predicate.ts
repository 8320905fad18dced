import { joinTexts, type Text } from '../../document/text.js';

/** Joins conditions, each a text of Spark SQL, by AND. A comment at the end of one must not swallow what follows. */
export function conjunction(texts: readonly Text[]): Text {
  return texts.length === 1
    ? texts[0]
    : joinTexts(
        ...texts.flatMap((text, index) => [
          index === 0 ? '(' : ' AND (',
          text,
          text.some(part => typeof part === 'string' && part.includes('--'))
            ? '\n)'
            : ')'
        ])
      );
}
