import { faultsOf, type Fault } from '@glueflow/contract';
import type { Table } from '@aws-sdk/client-glue';
import { CONTEXT_SCHEMA, type BusinessContext } from './schema.js';

/** Something in a business context that is not allowed, or points nowhere. */
export interface ContextProblem {
  /** As `measures[0].column`. */
  path: string;
  message: string;
}

/** A business context that can't be kept: all that is wrong with it. */
export class ContextError extends Error {
  constructor(readonly problems: readonly ContextProblem[]) {
    super(
      `The business context is not valid: ${problems
        .map(({ path, message }) => `${path || 'the whole'}: ${message}`)
        .join('; ')}.`
    );
    this.name = 'ContextError';
  }
}

/**
 * Return a value as a business context.
 *
 * @throws ContextError with every problem
 */
export function parseContext(value: unknown): BusinessContext {
  const faults = faultsOf(CONTEXT_SCHEMA, value);
  if (faults.length > 0) {
    throw new ContextError(
      faults.map(fault => ({
        path: pathText(fault.path),
        message: says(fault)
      }))
    );
  }
  return value as BusinessContext;
}

/** Return the places of a context that name columns which the table has not. */
export function missingColumns(
  context: BusinessContext,
  table: Table
): ContextProblem[] {
  const known = new Set(
    [
      ...(table.StorageDescriptor?.Columns ?? []),
      ...(table.PartitionKeys ?? [])
    ].map(({ Name }) => Name?.toLowerCase())
  );
  return namedColumns(context)
    .filter(([, name]) => name !== undefined && !known.has(name.toLowerCase()))
    .map(([path, name]) => ({
      path,
      message: `the table has no column ${name}`
    }));
}

function namedColumns(
  context: BusinessContext
): [path: string, name: string | undefined][] {
  const { dimensions, measures, hierarchies, relationships, columns } = context;
  return [
    ...(dimensions ?? []).map((each, at): [string, string] => [
      `dimensions[${at}].column`,
      each.column
    ]),
    ...(measures ?? []).map((each, at): [string, string | undefined] => [
      `measures[${at}].column`,
      each.column
    ]),
    ...(hierarchies ?? []).flatMap(
      ({ levels, parent, child }, at): [string, string | undefined][] => [
        ...(levels ?? []).map((level, index): [string, string] => [
          `hierarchies[${at}].levels[${index}]`,
          level
        ]),
        [`hierarchies[${at}].parent`, parent],
        [`hierarchies[${at}].child`, child]
      ]
    ),
    ...(relationships ?? []).flatMap((each, at) =>
      each.columns.map(({ from }, index): [string, string] => [
        `relationships[${at}].columns[${index}].from`,
        from
      ])
    ),
    ...Object.keys(columns ?? {}).map((name): [string, string] => [
      `columns.${name}`,
      name
    ])
  ];
}

function pathText(path: Fault['path']): string {
  return path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

function says({ keyword, schema }: Fault): string {
  switch (keyword) {
    case 'required':
      return 'it must be there';
    case 'additionalProperties':
      return `there is no such member; known are ${Object.keys(schema.properties ?? {}).join(', ')}`;
    case 'enum':
      return `it must be one of ${schema.enum?.join(', ')}`;
    case 'type':
      return `it must be of type ${schema.type}`;
    case 'minLength':
    case 'minItems':
      return 'it must not be empty';
    default:
      return 'the value is not allowed';
  }
}
