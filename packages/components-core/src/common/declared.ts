import {
  parseType,
  type Column,
  type ComponentContext,
  type ComponentProblem,
  type DataType
} from '@glueflow/components-manager';
import { duplicateNames, error, quote } from './column.js';

/** A column as a person declares it. */
export type DeclaredColumn = {
  name: string;
  type: string;
  /** Its values stand in the path, as in `month=3/`. */
  partition?: boolean;
};

/** The field of declared columns. */
export const DECLARED_COLUMNS_FIELD = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      name: {
        title: 'Name',
        type: 'string',
        'x-glueflow': { verbatim: true }
      },
      type: {
        title: 'Type',
        description: 'Such as string, int, decimal(10,2) or array<string>.',
        type: 'string',
        'x-glueflow': { control: 'type', verbatim: true }
      }
    },
    required: ['name', 'type'],
    additionalProperties: false
  }
};

/** The same for files in folders, whose names may hold columns. */
export const DECLARED_FILE_COLUMNS_FIELD = {
  ...DECLARED_COLUMNS_FIELD,
  items: {
    ...DECLARED_COLUMNS_FIELD.items,
    properties: {
      ...DECLARED_COLUMNS_FIELD.items.properties,
      partition: {
        title: 'Partition key',
        description: 'Its values stand in the names of folders (month=3/).',
        type: 'boolean',
        default: false
      }
    }
  }
};

/** Read the text of a type, reporting what is wrong with it; `unknown` then. */
export function readType(
  text: string,
  path: string,
  problems: ComponentProblem[]
): DataType {
  if (text.trim() === '') {
    problems.push(error('missing-type', path, 'Choose a type.'));
    return { kind: 'unknown' };
  }
  try {
    return parseType(text);
  } catch (reason) {
    problems.push(
      error(
        'bad-type',
        path,
        `${quote(text)} is not a type: ${reason instanceof Error ? reason.message : String(reason)}`
      )
    );
    return { kind: 'unknown' };
  }
}

/** Read declared columns, reporting bad types, empty names and names declared twice; `undefined` when none is declared. */
export function readDeclared(
  columns: readonly DeclaredColumn[] | undefined,
  path: string,
  problems: ComponentProblem[]
): Column[] | undefined {
  if (!columns || columns.length === 0) {
    return undefined;
  }
  const at = (index: number): string => `${path}/${index}/name`;
  duplicateNames(
    columns.map(column => column.name),
    at,
    'Column',
    problems
  );
  return columns.map((column, index) => {
    if (column.name === '') {
      problems.push(
        error('missing-column', at(index), 'Give the column a name.')
      );
    }
    return {
      name: column.name,
      type: readType(column.type, `${path}/${index}/type`, problems),
      ...(column.partition ? { partition: true } : {})
    };
  });
}

/** The columns of a node whose output can't be worked out: those declared, or those that a sample showed. */
export function declaredOrSampled(
  columns: readonly DeclaredColumn[] | undefined,
  path: string,
  context: Pick<ComponentContext, 'nodeId' | 'sources'>,
  problems: ComponentProblem[]
): readonly Column[] | undefined {
  return (
    readDeclared(columns, path, problems) ??
    context.sources.sample?.(context.nodeId)
  );
}
