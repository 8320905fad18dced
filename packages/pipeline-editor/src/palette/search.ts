import type { Component } from '@glueflow/components-manager';

/**
 * How well a thing fits what was typed: 0 not at all, more is better. Every word typed must begin or stand within something: a word
 * of the title counts most, then words of the others, in their order.
 */
export function matches(
  query: string,
  title: string,
  others: readonly string[]
): number {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return 1;
  }
  const name = fold(title);
  const rest = others.map(fold);
  const whole = words.join(' ');
  let score = 0;
  if (name === whole) {
    score += 100;
  } else if (name.startsWith(whole)) {
    score += 60;
  }
  if (rest.some(text => text === whole)) {
    score += 50;
  }
  for (const word of words) {
    const best = Math.max(
      within(name, word, 20),
      ...rest.map((text, index) => within(text, word, Math.max(2, 10 - index)))
    );
    if (best === 0) {
      return 0;
    }
    score += best;
  }
  return score;
}

function within(text: string, word: string, worth: number): number {
  const at = text.indexOf(word);
  if (at < 0) {
    return 0;
  }
  return at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1]) ? worth : worth / 2;
}

/** Lower case, without accents, hyphens as spaces: “De-dupe” is found by “dedupe” and “de dupe”. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[-_]/g, ' ')
    .trim();
}

/** The components that fit what was typed, best first; all of them, in their order, for nothing. */
export function searchComponents(
  components: readonly Component[],
  query: string
): Component[] {
  const joined = query.replace(/[-_\s]/g, '');
  return components
    .map((component, index) => {
      const { title, keywords, id } = component;
      const score = Math.max(
        matches(query, title, [...keywords, id]),
        // “groupby” finds “group by”.
        ...[title, ...keywords].map(text =>
          joined !== '' && fold(text).replace(/\s/g, '') === fold(joined)
            ? 40
            : 0
        )
      );
      return { component, index, score };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ component }) => component);
}
