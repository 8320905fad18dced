/** A change that would mend a problem. */
export interface Fix {
  /** What it does, as a button would say it. */
  title: string;
  /** JSON pointer within the document, and the value to put there (`undefined`: remove it). */
  path: string;
  value?: unknown;
}

/** Something wrong with a pipeline, said where it is and how to mend it. All problems are reported at once. */
export interface Problem {
  /** Stable, kebab-case, for tests and documentation: `unknown-column`. */
  code: string;
  severity: 'error' | 'warning';
  /** The node it is on; absent for one of the whole document. */
  nodeId?: string;
  /** JSON pointer: within the node's configuration when `nodeId` is given (`/condition/left`), otherwise within the document. */
  path: string;
  /** A sentence for a person that names the thing and the remedy. */
  message: string;
  fix?: Fix;
}
