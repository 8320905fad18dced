/** One value that a picker offers. */
export interface Option {
  value: string;
  /** What is shown; by default the value. */
  label?: string;
  /** A type, or a few words, shown beside it. */
  detail?: string;
  /** Choosing it goes on (into a folder) instead of ending. */
  opens?: boolean;
}

/** Most options that are drawn at once. */
export const SHOWN = 100;

/** The options that a typed text finds: the one that is it first, then those that begin with it, then those that hold it. An empty text finds all. */
export function filterOptions(
  options: readonly Option[],
  text: string
): readonly Option[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') {
    return options;
  }
  const nameOf = ({ label, value }: Option): string =>
    (label ?? value).toLowerCase();
  const found = options.filter(option => nameOf(option).includes(wanted));
  const rank = (option: Option): number => {
    const name = nameOf(option);
    return name === wanted ? 0 : name.startsWith(wanted) ? 1 : 2;
  };
  return [...found].sort((a, b) => rank(a) - rank(b));
}
