import {
  isNumeric,
  printType,
  type ComponentProblem,
  type FrameBound,
  type Schema,
  type WindowFrame
} from '@glueflow/components-manager';
import { error, findColumn, quote } from './column.js';
import { equals, when } from './conditional.js';
import type { SortKeyConfig } from './order.js';

/** Where a frame ends on one side. */
export type BoundKind = 'unbounded' | 'preceding' | 'current' | 'following';

/** The frame of a window as a configuration has it. */
export type FrameConfig = {
  frame?: 'default' | 'rows' | 'range';
  from?: BoundKind;
  fromOffset?: number;
  to?: BoundKind;
  toOffset?: number;
};

const FIXED = { 'x-glueflow': { fixed: true } };

const OFFSET = {
  type: 'integer',
  minimum: 0,
  maximum: 2147483647,
  default: 1,
  ...FIXED
};

/** The field that chooses a frame. */
export const FRAME_FIELD = {
  title: 'Frame',
  description: 'The rows that sums, counts, first and last look at.',
  type: 'string',
  oneOf: [
    {
      const: 'default',
      title: 'Default',
      description:
        'With an order: from the first row to this one and those that tie with it. Without one: all rows of the partition.'
    },
    { const: 'rows', title: 'Rows', description: 'So many rows around' },
    {
      const: 'range',
      title: 'Range of values',
      description: 'Rows whose order column is so near to this row’s'
    }
  ],
  default: 'default',
  ...FIXED
};

/** Parts of an `allOf` that give a window the fields of its frame. */
export function frameFields(): object[] {
  const chosen = equals('frame', ['rows', 'range']);
  return [
    ...when(chosen, {
      from: bound('From', [
        ['unbounded', 'First row of the partition'],
        ['preceding', 'Before this row'],
        ['current', 'This row'],
        ['following', 'After this row']
      ]),
      to: bound('To', [
        ['preceding', 'Before this row'],
        ['current', 'This row'],
        ['following', 'After this row'],
        ['unbounded', 'Last row of the partition']
      ])
    }),
    ...when(offsetOf('from'), {
      fromOffset: {
        title: 'How far',
        description: 'Rows, or the distance in the order column.',
        ...OFFSET
      }
    }),
    ...when(offsetOf('to'), {
      toOffset: {
        title: 'How far',
        description: 'Rows, or the distance in the order column.',
        ...OFFSET
      }
    })
  ];
}

function bound(title: string, choices: [BoundKind, string][]): object {
  return {
    title,
    type: 'string',
    oneOf: choices.map(([name, words]) => ({ const: name, title: words })),
    default: title === 'From' ? 'unbounded' : 'current',
    ...FIXED
  };
}

/** The condition that one side of a frame has an offset. */
function offsetOf(side: 'from' | 'to'): object {
  return {
    properties: {
      frame: { enum: ['rows', 'range'] },
      [side]: { enum: ['preceding', 'following'] }
    },
    required: ['frame', side]
  };
}

/** Return the frame as a plan has it; undefined for the default one. */
export function frameOf(config: FrameConfig): WindowFrame | undefined {
  if (config.frame !== 'rows' && config.frame !== 'range') {
    return undefined;
  }
  return {
    unit: config.frame,
    from: boundOf(config.from ?? 'unbounded', config.fromOffset ?? 1),
    to: boundOf(config.to ?? 'current', config.toOffset ?? 1)
  };
}

function boundOf(kind: BoundKind, offset: number): FrameBound {
  switch (kind) {
    case 'preceding':
      return offset === 0 ? 'current' : { preceding: offset };
    case 'following':
      return offset === 0 ? 'current' : { following: offset };
    default:
      return kind;
  }
}

/** Write a frame as words for a card: `rows 2 before to this row`. */
export function showFrame(config: FrameConfig): string {
  const frame = frameOf(config);
  return frame
    ? `${frame.unit} ${showBound(frame.from, 'first')} to ${showBound(frame.to, 'last')}`
    : '';
}

function showBound(bound: FrameBound, end: string): string {
  return bound === 'unbounded'
    ? end
    : bound === 'current'
      ? 'current'
      : 'preceding' in bound
        ? `${bound.preceding} before`
        : `${bound.following} after`;
}

/** Report a frame without an order, one that ends before it begins, and a distance in what is no number. */
export function checkFrame(
  config: FrameConfig,
  orderBy: readonly SortKeyConfig[],
  input: Schema | undefined,
  problems: ComponentProblem[]
): void {
  const frame = frameOf(config);
  if (!frame) {
    return;
  }
  const bounds = [frame.from, frame.to];
  if (position(frame.from, -1) > position(frame.to, 1)) {
    problems.push(
      error(
        'empty-frame',
        '/to',
        'The frame ends before it begins. Choose an end that is not before “From”.'
      )
    );
  }
  if (orderBy.length === 0 && bounds.some(bound => bound !== 'unbounded')) {
    problems.push(
      error(
        'missing-order',
        '/orderBy',
        'The frame counts rows before and after: choose the order they have.'
      )
    );
  }
  if (
    frame.unit !== 'range' ||
    bounds.every(bound => typeof bound === 'string')
  ) {
    return;
  }
  if (orderBy.length > 1) {
    problems.push(
      error(
        'one-order-column',
        '/orderBy',
        'A distance is measured in one column: keep one order column, or use a frame of rows.'
      )
    );
  }
  const column = input && findColumn(input, orderBy[0]?.column ?? '');
  if (column && column.type.kind !== 'unknown' && !isNumeric(column.type)) {
    problems.push(
      error(
        'type-mismatch',
        '/orderBy/0/column',
        `A distance needs numbers, and ${quote(column.name)} is ${printType(column.type)}. Order by a number (Derived columns: unix_timestamp(…) or datediff(…)), or use a frame of rows.`
      )
    );
  }
}

/** Where a bound is, rows before this one being negative; `side` is that of an open end. */
function position(bound: FrameBound, side: -1 | 1): number {
  return bound === 'unbounded'
    ? side * Infinity
    : bound === 'current'
      ? 0
      : 'preceding' in bound
        ? -bound.preceding
        : bound.following;
}
