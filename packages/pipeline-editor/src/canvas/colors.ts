/** The colours of notes and groups: named in the document, drawn by the theme's variables (style/canvas.css). */
export const COLORS = [
  'grey',
  'blue',
  'green',
  'yellow',
  'red',
  'teal'
] as const;

export type ColorName = (typeof COLORS)[number];

/** The colour of an annotation; an unknown one is shown grey and kept. */
export function colorOf(value: unknown): ColorName {
  return COLORS.find(name => name === value) ?? 'grey';
}
