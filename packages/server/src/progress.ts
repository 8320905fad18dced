import { forTerminal } from '@glueflow/components-manager/untrusted/terminal.js';
import type { ProgressEvent, Sink } from './host.js';

/** Shows progress to a person. */
export interface Progress {
  report(event: ProgressEvent): void;
  /** Clear the bar, so that other text can follow. */
  end(): void;
}

/** Milliseconds before anything is shown: shorter work needs no progress. */
const AFTER = 1000;
const FRAME = 120;
const BAR_WIDTH = 24;

/**
 * Make the progress display of a stream: for anything that takes over a second, on a terminal a bar, elsewhere one plain line
 * per step.
 */
export function createProgress(sink: Sink): Progress {
  return sink.isTTY ? new Bar(sink) : new Lines(sink);
}

/** Replace what could move the cursor, colour a terminal or turn the direction of writing; line breaks and tabs stay. */
export function printable(text: string): string {
  return forTerminal(text, '\n\t', () => '�');
}

/** A message on one line: the titles of nodes may have several. */
function flat(message: string): string {
  return printable(message.replace(/\s+/g, ' '));
}

class Lines implements Progress {
  private _started = 0;
  private _pending = '';
  private _last = '';
  private _timer: NodeJS.Timeout | undefined;

  constructor(private readonly _sink: Sink) {}

  report(event: ProgressEvent): void {
    this._pending = flat(event.message);
    if (!this._timer) {
      this._started = Date.now();
      this._timer = setTimeout(() => this._print(), AFTER);
      this._timer.unref();
    } else if (Date.now() - this._started >= AFTER) {
      this._print();
    }
  }

  end(): void {
    clearTimeout(this._timer);
    this._timer = undefined;
    this._last = '';
  }

  private _print(): void {
    if (this._pending !== this._last) {
      this._last = this._pending;
      this._sink.write(`${this._last}\n`);
    }
  }
}

class Bar implements Progress {
  private _event: ProgressEvent | undefined;
  private _timer: NodeJS.Timeout | undefined;
  private _started = Date.now();
  private _frame = 0;
  private _drawn = false;

  constructor(private readonly _sink: Sink) {}

  report(event: ProgressEvent): void {
    this._event = event;
    if (!this._timer) {
      this._started = Date.now();
      this._timer = setInterval(() => this._tick(), FRAME);
      this._timer.unref();
    }
  }

  end(): void {
    clearInterval(this._timer);
    this._timer = undefined;
    if (this._drawn) {
      this._sink.write('\r\u001b[2K');
      this._drawn = false;
    }
  }

  private _tick(): void {
    if (!this._event || Date.now() - this._started < AFTER) {
      return;
    }
    const { message, done, total } = this._event;
    const seconds = Math.floor((Date.now() - this._started) / 1000);
    const text =
      `${total ? bar(done ?? 0, total) : spinner(this._frame++)} ` +
      `${flat(message)} ${seconds} s`;
    this._sink.write(
      `\r\u001b[2K${text.slice(0, (this._sink.columns ?? 80) - 1)}`
    );
    this._drawn = true;
  }
}

function bar(done: number, total: number): string {
  const filled = Math.round((Math.min(done, total) / total) * BAR_WIDTH);
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}] ${done}/${total}`;
}

function spinner(frame: number): string {
  const at = frame % (BAR_WIDTH - 2);
  return `[${'-'.repeat(at)}###${'-'.repeat(BAR_WIDTH - 3 - at)}]`;
}
