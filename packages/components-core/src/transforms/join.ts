import {
  commonType,
  printType,
  sameName,
  sameType,
  type Column,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type JoinOperation,
  type Schema,
  type SchemaResult
} from '@glueflow/components-manager';
import {
  error,
  findColumn,
  quote,
  requireColumn,
  spelling
} from '../common/column.js';
import { equals, when } from '../common/conditional.js';
import { base } from '../common/operation.js';
import { hasOrder } from '../common/order.js';
import { OUT } from '../common/port.js';
import { showText } from '../common/text.js';
import { comparable, family } from '../common/value.js';

/** The configuration of Join. */
export type JoinConfig = {
  how?: JoinOperation['how'];
  keys?: { left: string; right: string }[];
  collision?: JoinOperation['collision']['rule'];
  suffix?: string;
};

const KINDS: Record<JoinOperation['how'], string> = {
  inner: 'Inner: rows with a partner on both sides',
  left: 'Left: every row of the left side',
  right: 'Right: every row of the right side',
  full: 'Full: every row of both sides',
  semi: 'Semi: left rows that have a partner',
  anti: 'Anti: left rows that have no partner'
};

const HELP = `Puts rows of two inputs side by side where their keys are equal.

**Kind** says which rows stay: *inner* (a partner on both sides), *left*, *right*, *full* (all rows of one or both sides, with nulls
where there is no partner), *semi* (left rows that have a partner, left columns only), *anti* (left rows that have none).

**Keys** are pairs of columns, all of which must be equal. Null is equal to nothing. A pair of the same name becomes one column; pairs of
different names both stay.

**Same names** says what becomes of other columns that both sides have: a *suffix* on the right one, or only the left or the right one.

Example: left \`carrier\` = right \`carrier\`, kind left, adds the name of the airline to every flight.`;

/** Joins two inputs on equal keys. */
export const join: Component<JoinConfig> = {
  id: 'join',
  version: 1,
  title: 'Join',
  category: 'transform',
  icon: 'join',
  help: HELP,
  keywords: [
    'merge',
    'lookup',
    'inner join',
    'left join',
    'outer join',
    'semi',
    'anti',
    'enrich'
  ],
  inputs: [
    { id: 'left', title: 'Left' },
    { id: 'right', title: 'Right' }
  ],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      how: {
        title: 'Kind',
        description: 'Which rows stay.',
        type: 'string',
        oneOf: Object.entries(KINDS).map(([kind, title]) => ({
          const: kind,
          title
        })),
        default: 'inner',
        'x-glueflow': { fixed: true }
      },
      keys: {
        title: 'Keys',
        description: 'Pairs of columns that must be equal.',
        type: 'array',
        items: {
          type: 'object',
          properties: {
            left: {
              title: 'Left column',
              type: 'string',
              'x-glueflow': { control: 'column', input: 'left', verbatim: true }
            },
            right: {
              title: 'Right column',
              type: 'string',
              'x-glueflow': {
                control: 'column',
                input: 'right',
                verbatim: true
              }
            }
          },
          required: ['left', 'right'],
          additionalProperties: false
        }
      },
      collision: {
        title: 'Same names',
        description: 'What becomes of columns that both sides have.',
        type: 'string',
        oneOf: [
          { const: 'suffix', title: 'Put a suffix on the right one' },
          { const: 'keepLeft', title: 'Keep the left one' },
          { const: 'keepRight', title: 'Keep the right one' }
        ],
        default: 'suffix',
        'x-glueflow': { fixed: true }
      }
    },
    allOf: when(equals('collision', 'suffix', 'suffix'), {
      suffix: {
        title: 'Suffix',
        description: 'Put behind the name of the right column.',
        type: 'string',
        default: '_right',
        'x-glueflow': { verbatim: true }
      }
    }),
    unevaluatedProperties: false
  },

  summary(config) {
    const keys = (config.keys ?? [])
      .filter(({ left, right }) => left !== '' || right !== '')
      .map(({ left, right }) =>
        sameName(left, right)
          ? showText(left)
          : `${showText(left || '?')} = ${showText(right || '?')}`
      );
    const how = config.how ?? 'inner';
    return keys.length === 0 ? how : `${how} on ${keys.join(', ')}`;
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] = [];
    checkKeys(config, context, problems);
    const { left, right } = sides(context);
    const output = columns(config, left, right);
    if (output) {
      checkNames(config, output, problems);
    }
    const alone = isHalf(config) ? left?.map(plain) : undefined;
    return { schema: output?.map(one => one.column) ?? alone, problems };
  },

  lower(config, context) {
    const { left, right } = sides(context);
    const output = columns(config, left, right);
    const schema =
      output?.map(one => one.column) ??
      (isHalf(config) ? left?.map(plain) : undefined);
    return [
      {
        op: 'join',
        ...base(context, schema),
        inputs: ['left', 'right'].flatMap(port =>
          context.inputs
            .filter(input => input.port === port)
            .map(input => input.frame)
        ),
        how: config.how ?? 'inner',
        keys: (config.keys ?? []).map(key => ({
          left: spelling(left, key.left),
          right: spelling(right, key.right)
        })),
        ...(output ? { output: output.map(one => one.origin) } : {}),
        collision: {
          rule: config.collision ?? 'suffix',
          suffix: config.suffix ?? '_right'
        }
      }
    ];
  }
};

/** A column of the result and where it comes from. */
interface Joined {
  column: Column;
  origin: NonNullable<JoinOperation['output']>[number];
}

function isHalf(config: JoinConfig): boolean {
  return config.how === 'semi' || config.how === 'anti';
}

/** A column of a result: no longer a partition key of anything. */
function plain(column: Column): Column {
  const { partition: _partition, ...rest } = column;
  return rest;
}

function sides(context: Pick<ComponentContext, 'inputs'>): {
  left?: Schema;
  right?: Schema;
} {
  const side = (port: string): Schema | undefined =>
    context.inputs.find(input => input.port === port)?.schema;
  return { left: side('left'), right: side('right') };
}

function checkKeys(
  config: JoinConfig,
  context: ComponentContext,
  problems: ComponentProblem[]
): void {
  const { left, right } = sides(context);
  const keys = config.keys ?? [];
  if (keys.length === 0) {
    problems.push(
      error(
        'missing-keys',
        '/keys',
        'Choose at least one pair of columns to join on.'
      )
    );
  }
  keys.forEach((key, index) => {
    const path = `/keys/${index}`;
    const partner = right && findColumn(right, key.right);
    const a = requireColumn(
      left,
      key.left,
      `${path}/left`,
      context,
      problems,
      'the left input',
      column => !partner || joinable(column, partner)
    );
    const b = requireColumn(
      right,
      key.right,
      `${path}/right`,
      context,
      problems,
      'the right input',
      column => !a || joinable(a, column)
    );
    if (a && b && !joinable(a, b)) {
      problems.push(
        error(
          'type-mismatch',
          `${path}/right`,
          `${quote(a.name)} is ${printType(a.type)} on the left and ${quote(b.name)} is ${printType(b.type)} on the right: they are never equal as they stand. Change the type of one first (Change schema).`
        )
      );
    }
    const again = keys.findIndex(
      other =>
        sameName(other.left, key.left) && sameName(other.right, key.right)
    );
    if (key.left !== '' && again < index) {
      problems.push(
        error(
          'duplicate-key',
          path,
          `The pair ${quote(key.left)}, ${quote(key.right)} stands here twice. Remove one.`
        )
      );
    }
  });
}

function joinable(a: Column, b: Column): boolean {
  if (!hasOrder(a.type) || !hasOrder(b.type)) {
    return false;
  }
  return family(a.type) === 'complex' && family(b.type) === 'complex'
    ? sameType(a.type, b.type)
    : comparable(a.type, b.type);
}

/** The columns of the result, where both sides are known. */
function columns(
  config: JoinConfig,
  left: Schema | undefined,
  right: Schema | undefined
): Joined[] | undefined {
  if (!left || !right) {
    return undefined;
  }
  const how = config.how ?? 'inner';
  const fromLeft = (column: Column): Joined => ({
    column: plain(column),
    origin: { name: column.name, side: 'left', column: column.name }
  });
  if (isHalf(config)) {
    return left.map(fromLeft);
  }
  const rule = config.collision ?? 'suffix';
  const keys = config.keys ?? [];
  const merged = (a: Column, b: Column): boolean =>
    sameName(a.name, b.name) &&
    keys.some(key => sameName(key.left, a.name) && sameName(key.right, b.name));
  const result: Joined[] = [];
  for (const column of left) {
    const twin = findColumn(right, column.name);
    if (twin && merged(column, twin)) {
      result.push(mergedKey(column, twin, how));
    } else if (!twin || rule !== 'keepRight') {
      result.push(fromLeft(column));
    }
  }
  for (const column of right) {
    const twin = findColumn(left, column.name);
    if (twin && (merged(twin, column) || rule === 'keepLeft')) {
      continue;
    }
    const name =
      twin && rule === 'suffix'
        ? `${column.name}${config.suffix ?? '_right'}`
        : column.name;
    result.push({
      column: { ...plain(column), name },
      origin: { name, side: 'right', column: column.name }
    });
  }
  return result;
}

/** A key of the same name on both sides: one column, from the side that always has it. */
function mergedKey(
  left: Column,
  right: Column,
  how: JoinOperation['how']
): Joined {
  const name = left.name;
  if (how === 'full') {
    return {
      column: {
        ...plain(left),
        type: commonType(left.type, right.type) ?? left.type
      },
      origin: {
        name,
        side: 'both',
        column: left.name,
        rightColumn: right.name
      }
    };
  }
  return how === 'right'
    ? {
        column: { ...plain(right), name },
        origin: { name, side: 'right', column: right.name }
      }
    : {
        column: plain(left),
        origin: { name, side: 'left', column: left.name }
      };
}

/** Names of the result that are still there twice. */
function checkNames(
  config: JoinConfig,
  output: readonly Joined[],
  problems: ComponentProblem[]
): void {
  const seen = new Set<string>();
  for (const { column, origin } of output) {
    const key = column.name.toLowerCase();
    if (seen.has(key)) {
      problems.push(
        error(
          'duplicate-column',
          '/suffix',
          origin.side === 'right' && origin.column !== column.name
            ? `${quote(origin.column)} of the right input would be called ${quote(column.name)}, which there is already. Choose another suffix.`
            : `Column ${quote(column.name)} would be there twice. ${config.suffix === '' ? 'Give a suffix.' : 'Rename one first (Change schema).'}`
        )
      );
    }
    seen.add(key);
  }
}
