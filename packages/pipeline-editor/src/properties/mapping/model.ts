import type { Mapping } from '@glueflow/components-core';
import {
  isObject,
  printType,
  type DataType,
  type Json,
  type Schema
} from '@glueflow/components-manager';

/** One line of the table: what becomes of a column. */
export interface MappingRow {
  source: string;
  /** The type that arrives; undefined: not known. */
  from?: DataType;
  target: string;
  type: string;
  keep: boolean;
  /** Where it stands in the configuration; undefined: it follows by itself, unchanged. */
  index?: number;
  /** The configuration names it, but no such column arrives. */
  missing: boolean;
}

/** True for a line of a mapping; its texts may still be missing, which the analysis reports. */
function isMapping(line: unknown): line is Mapping {
  return isObject(line);
}

/** The lines that a configuration lists. */
export function mappingsOf(value: Json | undefined): Mapping[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

/** Every column that is listed or arrives, in the order they come out: those not listed follow, kept only with `keepOthers`. */
export function rowsOf(
  mappings: readonly Mapping[],
  schema: Schema | undefined,
  keepOthers: boolean
): MappingRow[] {
  const byName = new Map(
    (schema ?? []).map(column => [column.name.toLowerCase(), column])
  );
  const listed = new Set<string>();
  const rows = mappings.map((mapping, index): MappingRow => {
    const name = mapping.source ?? '';
    listed.add(name.toLowerCase());
    const column = byName.get(name.toLowerCase());
    return {
      source: name,
      from: column?.type,
      target: mapping.target ?? '',
      type: mapping.type ?? '',
      keep: !mapping.drop,
      index,
      missing: schema !== undefined && column === undefined
    };
  });
  const others = (schema ?? [])
    .filter(({ name }) => !listed.has(name.toLowerCase()))
    .map(({ name, type }): MappingRow => ({
      source: name,
      from: type,
      target: '',
      type: '',
      keep: keepOthers,
      missing: false
    }));
  return [...rows, ...others];
}

/** True for a line that leaves its column as it is. */
export function isUnchanged(row: MappingRow): boolean {
  return (
    row.keep &&
    !row.missing &&
    (row.target === '' || row.target === row.source) &&
    (row.type === '' ||
      (row.from !== undefined && row.type === printType(row.from)))
  );
}

/**
 * The lines with one changed. Where a column was not listed, those before it come to be listed too, so that the order stays; columns that are
 * dropped by not being listed need no line.
 */
export function withRow(
  mappings: readonly Mapping[],
  rows: readonly MappingRow[],
  row: MappingRow,
  change: Partial<Pick<MappingRow, 'source' | 'target' | 'type' | 'keep'>>
): Mapping[] {
  if (row.index !== undefined) {
    return mappings.map((mapping, at) =>
      at === row.index ? tidy(mapping, change) : mapping
    );
  }
  const before = row.keep ? rows.slice(mappings.length, rows.indexOf(row)) : [];
  return [
    ...mappings,
    ...before.map(({ source }): Mapping => ({ source })),
    tidy({ source: row.source, drop: !row.keep }, change)
  ];
}

/** The lines with all of some rows kept, or dropped. */
export function withKept(
  mappings: readonly Mapping[],
  rows: readonly MappingRow[],
  chosen: readonly MappingRow[],
  keep: boolean
): Mapping[] {
  const last = rows.findLastIndex(
    row => row.index === undefined && row.keep !== keep && chosen.includes(row)
  );
  return rows
    .slice(0, Math.max(mappings.length, last + 1))
    .map(row =>
      tidy(
        row.index === undefined ? { source: row.source } : mappings[row.index],
        { keep: chosen.includes(row) ? keep : row.keep }
      )
    );
}

/** The lines in another order. A column that only followed is listed from then on, with all before it. */
export function withMove(
  mappings: readonly Mapping[],
  rows: readonly MappingRow[],
  from: number,
  to: number,
  schema: Schema | undefined,
  keepOthers: boolean
): Mapping[] {
  const order = [...rows];
  const [row] = order.splice(from, 1);
  if (row === undefined) {
    return [...mappings];
  }
  order.splice(to, 0, row);
  const lines = order.flatMap((each): Mapping[] =>
    each.index !== undefined
      ? [mappings[each.index]]
      : // What is dropped by not being listed has no place in an order.
        each.keep
        ? [{ source: each.source }]
        : []
  );
  return trimmed(lines, schema, keepOthers);
}

/** The lines with one column as it arrives; where it can follow by itself it is not listed any more. */
export function withReset(
  mappings: readonly Mapping[],
  schema: Schema | undefined,
  keepOthers: boolean,
  index: number
): Mapping[] {
  return trimmed(
    mappings.map((mapping, at): Mapping =>
      at === index ? { source: mapping.source } : mapping
    ),
    schema,
    keepOthers
  );
}

/** The lines without those at the end whose columns follow by themselves, in the same order. */
function trimmed(
  lines: readonly Mapping[],
  schema: Schema | undefined,
  keepOthers: boolean
): Mapping[] {
  const order = (some: readonly Mapping[]): string =>
    JSON.stringify(
      rowsOf(some, schema, keepOthers).map(({ source }) => source.toLowerCase())
    );
  const wanted = order(lines);
  let end = lines.length;
  while (
    keepOthers &&
    end > 0 &&
    Object.keys(lines[end - 1]).length === 1 &&
    order(lines.slice(0, end - 1)) === wanted
  ) {
    end--;
  }
  return lines.slice(0, end);
}

/** The lines without one of them. */
export function withoutRow(
  mappings: readonly Mapping[],
  index: number
): Mapping[] {
  return mappings.filter((_, at) => at !== index);
}

function tidy(
  mapping: Mapping,
  change: Partial<Pick<MappingRow, 'source' | 'target' | 'type' | 'keep'>>
): Mapping {
  const { source, target, type, drop, ...rest } = mapping;
  const next = {
    source: change.source ?? source,
    target: change.target ?? target ?? '',
    type: change.type ?? type ?? '',
    drop: change.keep === undefined ? (drop ?? false) : !change.keep
  };
  return {
    source: next.source,
    ...(next.target === '' ? {} : { target: next.target }),
    ...(next.type === '' ? {} : { type: next.type }),
    ...(next.drop ? { drop: true } : {}),
    ...rest
  };
}
