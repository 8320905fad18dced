import type { PyStatement } from '../python/tree.js';
import type { Helper } from './context.js';

/**
 * Functions that a script holds when it needs them, as they are printed. They stand in the script itself so that it runs anywhere.
 */
const HELPERS: Record<Helper, string> = {
  sql_literal: `def sql_literal(value):
    """The value as a literal of Spark SQL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value}'"
    if isinstance(value, date):
        return f"DATE '{value}'"
    if isinstance(value, int):
        return f"({value})"
    if isinstance(value, float):
        return f"CAST('{value!r}' AS DOUBLE)"
    text = value.replace("\\\\", "\\\\\\\\").replace("'", "\\\\'").replace("$", "\\\\u0024")
    return f"'{text}'"`,
  join_frames: `def join_frames(left, right, keys, how, keep, suffix):
    """Join on equal keys; a key of one name is there once, other names by keep and suffix."""
    on = [F.col(f"left.\`{a}\`") == F.col(f"right.\`{b}\`") for a, b in keys]
    names = {column.lower() for column in left.columns}
    shared = {column.lower() for column in right.columns} & names
    once = {b.lower(): a for a, b in keys if a.lower() == b.lower()}
    columns = []
    for column in left.columns:
        value = F.col(f"left.\`{column}\`")
        if column.lower() in once and how in ("right", "full"):
            value = F.coalesce(value, F.col(f"right.\`{column}\`")).alias(column)
        if column.lower() in once or column.lower() not in shared or keep != "right":
            columns.append(value)
    for column in right.columns:
        value = F.col(f"right.\`{column}\`")
        if column.lower() in once or (column.lower() in shared and keep == "left"):
            continue
        if column.lower() in shared and keep == "both":
            value = value.alias(f"{column}{suffix}")
        columns.append(value)
    return left.alias("left").join(right.alias("right"), on, how).select(columns)`
};

/** A helper as it stands in a script. */
export function helperStatement(helper: Helper): PyStatement {
  return { kind: 'fixed', lines: HELPERS[helper].split('\n') };
}
