import type { LabIcon } from '@jupyterlab/ui-components';
import type { Position } from '../model/shared.js';

/** One entry of a list to choose from. */
export interface Choice {
  id: string;
  label: string;
  caption?: string;
  /** Further words that are found. */
  words?: string;
  icon?: LabIcon;
}

/** A list to choose from, with a search box. */
export interface Chooser {
  title: string;
  choices: readonly Choice[];
  /** Where it opens, in pixels from the canvas' upper left corner; in the middle without it. */
  at?: Position;
  choose(id: string): void;
}

/** What is open on a canvas: part of the view, never of the document. */
export interface CanvasState {
  chooser?: Chooser;
  /** Node or annotation whose text is being edited in place. */
  editing?: string;
  /** What the person should know now. */
  message?: string;
}
