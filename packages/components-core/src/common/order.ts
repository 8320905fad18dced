import {
  printType,
  type Column,
  type ComponentContext,
  type ComponentProblem,
  type DataType,
  type Schema,
  type SortKey
} from '@glueflow/components-manager';
import {
  duplicateNames,
  error,
  quote,
  requireColumn,
  spelling
} from './column.js';
import { showText } from './text.js';

/** One key of an ordering as a configuration has it. */
export type SortKeyConfig = {
  column: string;
  direction?: 'ascending' | 'descending';
  nulls?: 'default' | 'first' | 'last';
};

/** The field of an ordering. */
export const SORT_KEYS_FIELD = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      column: {
        title: 'Column',
        type: 'string',
        'x-glueflow': { control: 'column', verbatim: true }
      },
      direction: {
        title: 'Direction',
        type: 'string',
        oneOf: [
          { const: 'ascending', title: 'Ascending' },
          { const: 'descending', title: 'Descending' }
        ],
        default: 'ascending',
        'x-glueflow': { fixed: true }
      },
      nulls: {
        title: 'Nulls',
        description:
          'Where rows without a value go. Spark puts them first when ascending, last when descending.',
        type: 'string',
        oneOf: [
          {
            const: 'default',
            title: 'Nulls first if ascending, last if descending'
          },
          { const: 'first', title: 'Nulls first' },
          { const: 'last', title: 'Nulls last' }
        ],
        default: 'default',
        'x-glueflow': { fixed: true }
      }
    },
    required: ['column'],
    additionalProperties: false
  }
};

/** Return the column that makes groups; report one that the input lacks or that has values which Spark can't compare. */
export function requireGroupKey(
  schema: Schema | undefined,
  name: string,
  path: string,
  context: Pick<ComponentContext, 'nodeId'>,
  problems: ComponentProblem[]
): Column | undefined {
  const column = requireColumn(schema, name, path, context, problems);
  if (column && !hasOrder(column.type)) {
    problems.push(
      error(
        'not-comparable',
        path,
        `${quote(column.name)} is ${printType(column.type)}, which Spark can't group by. Choose another column.`
      )
    );
  }
  return column;
}

/** Report keys of groups that `requireGroupKey` refuses, and those named twice. */
export function checkPartitionKeys(
  names: readonly string[],
  path: string,
  schema: Schema | undefined,
  context: Pick<ComponentContext, 'nodeId'>,
  problems: ComponentProblem[]
): void {
  const at = (index: number): string => `${path}/${index}`;
  names.forEach((name, index) =>
    requireGroupKey(schema, name, at(index), context, problems)
  );
  duplicateNames(names, at, 'Column', problems);
}

/** Report unknown columns, columns without an order, and columns named twice. */
export function checkSortKeys(
  keys: readonly SortKeyConfig[],
  path: string,
  schema: Schema | undefined,
  context: Pick<ComponentContext, 'nodeId'>,
  problems: ComponentProblem[]
): void {
  const at = (index: number): string => `${path}/${index}/column`;
  keys.forEach((key, index) => {
    const column = requireColumn(
      schema,
      key.column,
      at(index),
      context,
      problems
    );
    if (column && !hasOrder(column.type)) {
      problems.push(
        error(
          'not-orderable',
          at(index),
          `${quote(column.name)} is ${printType(column.type)}, which has no order. Choose another column.`
        )
      );
    }
  });
  duplicateNames(
    keys.map(key => key.column),
    at,
    'Sort column',
    problems
  );
}

/** Say whether Spark can order values of a type: everything but maps and what holds one. */
export function hasOrder(type: DataType): boolean {
  switch (type.kind) {
    case 'map':
    case 'union':
      return false;
    case 'array':
      return hasOrder(type.element);
    case 'struct':
      return type.fields.every(field => hasOrder(field.type));
    default:
      return true;
  }
}

/** The plan's keys of an ordering, spelt as the schema has them. */
export function sortKeys(
  keys: readonly SortKeyConfig[],
  schema: Schema | undefined
): SortKey[] {
  return keys.map(key => ({
    column: spelling(schema, key.column),
    direction: key.direction ?? 'ascending',
    ...(key.nulls === 'first' || key.nulls === 'last'
      ? { nulls: key.nulls }
      : {})
  }));
}

/** An ordering as words for a card: `dep_delay descending, nulls last`. */
export function showSortKeys(keys: readonly SortKeyConfig[]): string {
  return keys
    .map(key =>
      [
        showText(key.column),
        key.direction === 'descending' ? ' descending' : '',
        key.nulls === 'first' || key.nulls === 'last'
          ? ` nulls ${key.nulls}`
          : ''
      ].join('')
    )
    .join(', ');
}
