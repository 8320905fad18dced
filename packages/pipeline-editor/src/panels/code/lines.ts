/** First and last line, from 1. */
export type LineRange = readonly [number, number];

/** The lines of each node's blocks. */
type Lines = Readonly<Record<string, readonly LineRange[]>>;

/** The lines of a node, from the top down. */
export function blockLines(lines: Lines, nodeId: string): LineRange[] {
  return [...(Object.hasOwn(lines, nodeId) ? lines[nodeId] : [])].sort(
    ([a], [b]) => a - b
  );
}

/** The node whose block a line is in. */
export function nodeAtLine(lines: Lines, line: number): string | undefined {
  return Object.entries(lines).find(([, ranges]) =>
    ranges.some(([first, last]) => first <= line && line <= last)
  )?.[0];
}
