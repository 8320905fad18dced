import type { PipelineDocument } from '@glueflow/components-manager';

/** An id that no node has: the component's name with a few letters behind it. */
export function freshNodeId(
  document: PipelineDocument,
  componentId: string,
  taken?: ReadonlySet<string>
): string {
  const stem = componentId.replace(/[^A-Za-z0-9]+/g, '_').slice(0, 50);
  for (;;) {
    const id = `${stem}_${randomText(5)}`;
    if (document.nodes[id] === undefined && !taken?.has(id)) {
      return id;
    }
  }
}

/** An id for a link or an annotation. */
export function freshId(prefix: string): string {
  return `${prefix}_${randomText(10)}`;
}

function randomText(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, byte => (byte % 36).toString(36)).join('');
}

/** A title that no other has: “Filter rows”, then “Filter rows 2”. */
export function uniqueTitle(title: string, taken: ReadonlySet<string>): string {
  if (!taken.has(title)) {
    return title;
  }
  const stem = title.replace(/ \d+$/, '');
  for (let number = 2; ; number++) {
    const next = `${stem} ${number}`;
    if (!taken.has(next)) {
      return next;
    }
  }
}

/** The titles of a document's nodes, of all but one if it is named. */
export function titlesOf(
  document: Pick<PipelineDocument, 'nodes'>,
  except?: string
): Set<string> {
  return new Set(
    Object.entries(document.nodes)
      .filter(([id]) => id !== except)
      .map(([, node]) => node.title)
  );
}
