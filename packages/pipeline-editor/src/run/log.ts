import { Signal, type ISignal } from '@lumino/signaling';
import { clockText } from '../time.js';

/** One piece of text in the log. */
export interface LogEntry {
  /** Number of the run it belongs to; 0: none (the kernel, previews). */
  run: number;
  time: Date;
  kind: 'output' | 'info' | 'error';
  nodeId?: string;
  text: string;
}

/** Characters kept in all; the oldest entries go first. */
const MOST_CHARACTERS = 1_000_000;
const MOST_ENTRIES = 5000;

/** What runs printed and what became of them, in order and capped. */
export class RunLog {
  /** Entries were added (`count` of them, at the end), or, with 0, anything else changed. */
  get changed(): ISignal<this, number> {
    return this._changed;
  }

  get entries(): readonly LogEntry[] {
    return this._entries;
  }

  /** True when entries were left out at the beginning. */
  get cut(): boolean {
    return this._cut;
  }

  /** Adds a piece of text. */
  add(entry: Omit<LogEntry, 'time'>, time = new Date()): void {
    this._entries.push({ ...entry, time });
    this._characters += entry.text.length;
    let dropped = 0;
    while (
      this._entries.length - dropped > 1 &&
      (this._characters > MOST_CHARACTERS ||
        this._entries.length - dropped > MOST_ENTRIES)
    ) {
      this._characters -= this._entries[dropped].text.length;
      dropped++;
    }
    if (dropped > 0) {
      // A good deal at once, so that a long log is not copied for every line.
      const more = Math.min(
        this._entries.length - 1,
        dropped + Math.floor(this._entries.length / 10)
      );
      for (const { text } of this._entries.slice(dropped, more)) {
        this._characters -= text.length;
      }
      this._entries = this._entries.slice(more);
      this._cut = true;
    }
    this._changed.emit(dropped > 0 ? 0 : 1);
  }

  clear(): void {
    this._entries = [];
    this._characters = 0;
    this._cut = false;
    this._changed.emit(0);
  }

  /** The whole log as text, as it is copied. */
  toString(): string {
    return this._entries
      .map(({ time, text }) =>
        text
          .replace(/\n$/, '')
          .split('\n')
          .map(line => `${clockText(time)}  ${line}`)
          .join('\n')
      )
      .join('\n');
  }

  private _changed = new Signal<this, number>(this);
  private _entries: LogEntry[] = [];
  private _characters = 0;
  private _cut = false;
}
