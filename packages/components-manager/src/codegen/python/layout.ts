import { splitUnits, type LiteralUnit } from './literal.js';

interface LayoutBase {
  /** A line break stands inside. */
  forced: boolean;
  /** A line place outside every group stands inside: its mode is that of what is around. */
  loose: boolean;
  /** Columns on one line. */
  width: number;
}

/**
 * What can be laid out on lines: text, places for a line break, and groups, which stay on one line where they fit.
 *
 * The algorithm is Wadler's "A prettier printer" in its iterative form.
 */
export type Layout = LayoutBase &
  (
    | { kind: 'text'; text: string }
    | { kind: 'parts'; parts: readonly Layout[] }
    | { kind: 'group'; content: Layout }
    | { kind: 'indent'; content: Layout }
    | { kind: 'line'; flat: '' | ' ' }
    | { kind: 'broken'; text: string }
    | { kind: 'string'; units: () => readonly LiteralUnit[]; flat: string }
  );

/** Text; it may hold newlines, which are printed as they stand. */
export function text(value: string): Layout {
  return {
    kind: 'text',
    text: value,
    forced: value.includes('\n'),
    loose: false,
    width: value.length
  };
}

/** One after the other. */
export function parts(...layouts: readonly Layout[]): Layout {
  return row(layouts);
}

function row(layouts: readonly Layout[]): Layout {
  let forced = false;
  let loose = false;
  let width = 0;
  for (const part of layouts) {
    forced ||= part.forced;
    loose ||= part.loose;
    width += part.width;
  }
  return { kind: 'parts', parts: layouts, forced, loose, width };
}

/** On one line, or else with every line place of its own broken. */
export function group(content: Layout): Layout {
  const { forced, width } = content;
  return { kind: 'group', content, forced, loose: false, width };
}

/** Four columns deeper. */
export function indent(content: Layout): Layout {
  const { forced, loose, width } = content;
  return { kind: 'indent', content, forced, loose, width };
}

/** A line break, or nothing. */
export const SOFT: Layout = line('');

/** A line break, or a blank. */
export const LINE: Layout = line(' ');

function line(flat: '' | ' '): Layout {
  return { kind: 'line', flat, forced: false, loose: true, width: flat.length };
}

/** Text that is there only when its group is broken. */
export function broken(value: string): Layout {
  return { kind: 'broken', text: value, forced: false, loose: true, width: 0 };
}

/** A string literal, `flat` on one line, that becomes several, one to a line, where it is too wide. */
export function stringLayout(
  flat: string,
  units: () => readonly LiteralUnit[]
): Layout {
  return {
    kind: 'string',
    units,
    flat,
    forced: false,
    loose: false,
    width: flat.length
  };
}

/** `open content close`, broken after `open` and before `close` where it does not fit. */
export function enclosed(open: string, content: Layout, close: string): Layout {
  return group(
    parts(text(open), indent(parts(SOFT, content)), SOFT, text(close))
  );
}

/** Layouts with `separator` and a line place between. */
export function joined(items: readonly Layout[], separator: string): Layout {
  const between = text(separator);
  const layouts: Layout[] = [];
  for (const item of items) {
    if (layouts.length > 0) {
      layouts.push(between, LINE);
    }
    layouts.push(item);
  }
  return row(layouts);
}

type Mode = 'flat' | 'broken';
interface Command {
  layout: Layout;
  mode: Mode;
  indent: number;
}

/** Lays out on lines of at most `width` columns, from the column `margin` on; the first line is not indented. */
export function render(layout: Layout, margin: number, width: number): string {
  const output: string[] = [];
  if (!layout.forced && !layout.loose && margin + layout.width <= width) {
    writeFlat(layout, output);
    return output.join('');
  }
  let column = margin;
  const stack: Command[] = [{ layout, mode: 'broken', indent: margin }];
  while (stack.length > 0) {
    const command = stack.pop() as Command;
    const { layout: current, mode } = command;
    switch (current.kind) {
      case 'text':
        output.push(current.text);
        column = endColumn(column, current.text);
        break;
      case 'parts':
        for (let index = current.parts.length - 1; index >= 0; index--) {
          const part = current.parts[index];
          stack.push({ layout: part, mode, indent: command.indent });
        }
        break;
      case 'indent':
        stack.push({
          layout: current.content,
          mode,
          indent: command.indent + 4
        });
        break;
      case 'group': {
        const flat: Command = {
          layout: current.content,
          mode: 'flat',
          indent: command.indent
        };
        const fit =
          mode === 'flat' ||
          (!current.forced &&
            column + current.width <= width &&
            fits(flat, stack, width - column));
        stack.push(fit ? flat : { ...flat, mode: 'broken' });
        break;
      }
      case 'line':
        if (mode === 'flat') {
          output.push(current.flat);
          column += current.flat.length;
        } else {
          output.push(`\n${' '.repeat(command.indent)}`);
          column = command.indent;
        }
        break;
      case 'broken':
        if (mode === 'broken') {
          output.push(current.text);
          column += current.text.length;
        }
        break;
      case 'string': {
        const literals =
          mode === 'flat' ||
          fits({ ...command, mode: 'flat' }, stack, width - column)
            ? [current.flat]
            : splitUnits(current.units(), width - command.indent);
        const value = literals.join(`\n${' '.repeat(command.indent)}`);
        output.push(value);
        column = endColumn(column, value);
        break;
      }
    }
  }
  return output.join('');
}

/** Puts a layout on one line. */
function writeFlat(layout: Layout, output: string[]): void {
  const stack: Layout[] = [layout];
  for (let next = stack.pop(); next; next = stack.pop()) {
    switch (next.kind) {
      case 'text':
        output.push(next.text);
        break;
      case 'parts':
        for (let index = next.parts.length - 1; index >= 0; index--) {
          stack.push(next.parts[index]);
        }
        break;
      case 'group':
      case 'indent':
        stack.push(next.content);
        break;
      case 'line':
      case 'string':
        output.push(next.flat);
        break;
    }
  }
}

function endColumn(column: number, value: string): number {
  const newline = value.lastIndexOf('\n');
  return newline < 0 ? column + value.length : value.length - newline - 1;
}

/** True when `next`, flat, and what follows it up to the next line break fit into the columns left. */
function fits(
  next: Command,
  rest: readonly Command[],
  columns: number
): boolean {
  let left = columns;
  let index = rest.length;
  const stack: Command[] = [next];
  while (left >= 0) {
    const command = stack.pop() ?? rest[--index];
    if (command === undefined) {
      return true;
    }
    const { layout, mode } = command;
    switch (layout.kind) {
      case 'text': {
        const newline = layout.text.indexOf('\n');
        if (newline >= 0) {
          return left >= newline;
        }
        left -= layout.text.length;
        break;
      }
      case 'parts':
        for (let each = layout.parts.length - 1; each >= 0; each--) {
          stack.push({ ...command, layout: layout.parts[each] });
        }
        break;
      case 'indent':
      case 'group':
        stack.push({ ...command, layout: layout.content });
        break;
      case 'line':
        if (mode === 'broken') {
          return true;
        }
        left -= layout.flat.length;
        break;
      case 'broken':
        left -= mode === 'broken' ? layout.text.length : 0;
        break;
      case 'string':
        left -= layout.flat.length;
        break;
    }
  }
  return false;
}
