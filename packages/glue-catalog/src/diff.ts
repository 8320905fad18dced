import type { Column, Table } from '@aws-sdk/client-glue';
import {
  compareSchemas,
  readNativeType,
  type ComparedField,
  type SchemaChange
} from '@glueflow/components-manager';
import { sameDefinition, tableInputOf } from './inputs.js';
import { tableFormat } from './table.js';

/** A member of a table's definition that differs; a parameter is `Parameters.<key>`. */
export interface MemberChange {
  name: string;
  from?: string;
  to?: string;
}

/** How two states of a table differ. */
export interface TableDiff {
  columns: SchemaChange[];
  members: MemberChange[];
}

/** Formats whose files tie values to columns by position. */
const BY_POSITION = new Set(['csv', 'regex']);

/** Compare two states of a table: its columns, its parameters, and what it is besides. */
export function diffTables(before: Table, after: Table): TableDiff {
  return {
    columns: compareSchemas(comparedColumns(before), comparedColumns(after), {
      files: BY_POSITION.has(tableFormat(after) ?? '') ? 'position' : 'name'
    }),
    members: memberChanges(membersOf(before), membersOf(after))
  };
}

/** Return the columns and partition keys of a table as schemas are compared. */
export function comparedColumns(table: Table): ComparedField[] {
  const of = (column: Column, partition: boolean): ComparedField => ({
    name: column.Name ?? '',
    type: readNativeType(column.Type ?? '').type,
    ...(column.Comment ? { comment: column.Comment } : {}),
    ...(partition ? { partition } : {}),
    ...(column.Parameters?.['iceberg.field.id']
      ? { id: column.Parameters['iceberg.field.id'] }
      : {})
  });
  return [
    ...(table.StorageDescriptor?.Columns ?? []).map(each => of(each, false)),
    ...(table.PartitionKeys ?? []).map(each => of(each, true))
  ];
}

/** What a table is besides its columns, by the way to it. */
function membersOf(table: Table): Map<string, unknown> {
  const {
    PartitionKeys: _keys,
    StorageDescriptor: { Columns: _columns, SerdeInfo, ...storage } = {},
    Parameters,
    ...rest
  } = tableInputOf(table);
  return new Map(
    [
      ...named('', rest),
      ...named('StorageDescriptor.', storage),
      ...named('StorageDescriptor.SerdeInfo.', SerdeInfo),
      ...named('Parameters.', Parameters)
    ].filter(([, value]) => value !== undefined)
  );
}

function named(prefix: string, values: object = {}): [string, unknown][] {
  return Object.entries(values).map(([name, value]) => [
    `${prefix}${name}`,
    value as unknown
  ]);
}

function memberChanges(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>
): MemberChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter(
      name => !sameDefinition({ it: before.get(name) }, { it: after.get(name) })
    )
    .sort()
    .map(name => ({
      name,
      ...(before.has(name) ? { from: shown(before.get(name)) } : {}),
      ...(after.has(name) ? { to: shown(after.get(name)) } : {})
    }));
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
