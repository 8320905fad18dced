"""What a table's SerDe says of its files, for local runs.

The compiler's table (`packages/components-core/src/common/serde.ts`) has the same SerDes and the
same defaults; `tests/local/io/test_local_serdes.py` compares them. Pages: Amazon Athena user guide,
lazy-simple-serde, csv-serde, openx-json-serde, hive-json-serde, regex-serde.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from glueflow.local.formats import FormatError

if TYPE_CHECKING:
    from glueflow.local.catalog import Table


@dataclass(frozen=True)
class Serde:
    """A SerDe: its classes (or the ends of their names, in lower case) and its defaults."""

    id: str
    classes: tuple[str, ...]
    defaults: dict[str, str] = field(default_factory=dict)


SERDES = (
    Serde(
        "lazy-simple",
        ("lazysimpleserde",),
        {
            "field.delim": "\x01",
            "serialization.null.format": "\\N",
            "skip.header.line.count": "0",
        },
    ),
    Serde(
        "open-csv",
        ("opencsvserde", "csvserde"),
        {
            "separatorChar": ",",
            "quoteChar": '"',
            "escapeChar": "\\",
            "skip.header.line.count": "0",
        },
    ),
    Serde(
        "openx-json",
        ("org.openx.data.jsonserde.jsonserde",),
        {
            "case.insensitive": "true",
            "dots.in.keys": "false",
            "ignore.malformed.json": "false",
        },
    ),
    Serde(
        "hive-json",
        (
            "org.apache.hive.hcatalog.data.jsonserde",
            "org.apache.hadoop.hive.serde2.jsonserde",
            "org.apache.hcatalog.data.jsonserde",
        ),
    ),
    Serde("regex", ("regexserde",), {"input.regex.case.insensitive": "false"}),
    Serde("parquet", ("parquethiveserde",)),
    Serde("orc", ("orcserde",), {"orc.column.index.access": "false"}),
    Serde("avro", ("avroserde",)),
    Serde("ion", ("ionhiveserde",), {"ion.encoding": "BINARY", "ion.ignore_malformed": "false"}),
    Serde("grok", ("grokserde",)),
)


def serde_of(table: Table) -> Serde | None:
    """Return the SerDe of a table, or None for one that is not known."""
    name = ((table.storage.get("SerdeInfo") or {}).get("SerializationLibrary") or "").lower()
    for serde in SERDES:
        if any(name == part or name.endswith(part) for part in serde.classes):
            return serde
    return None


def check(table: Table) -> None:
    """Refuse a table whose SerDe AWS Glue does not follow.

    Raises:
        FormatError: the SerDe, and what to do about it.
    """
    serde = serde_of(table)
    if serde is None:
        return
    if serde.id == "regex":
        raise FormatError(
            f"The table {table.title} has RegexSerDe, which AWS Glue doesn't know: it reads by "
            "classification, and whole lines would land in the first column. Read it with Athena, "
            "or write it in another format first."
        )
    if serde.id in ("ion", "grok"):
        raise FormatError(
            f"The table {table.title} has {'IonHiveSerDe' if serde.id == 'ion' else 'GrokSerDe'}, "
            "which only AWS Glue's own reader has. Run this job on AWS."
        )


def csv_options(table: Table) -> dict[str, Any]:
    """Return Spark's CSV options for a table's files, and `escaper` where they have escapes.

    AWS Glue reads by classification: quotes are its own (`"`, doubled within quotes) whatever the
    SerDe, unless a property of the table says another.

    Raises:
        FormatError: a setting that AWS Glue's CSV reader can't follow.
    """
    given = {name: value for name, value in {**table.parameters, **table.serde}.items() if value}
    serde = serde_of(table)
    opened = serde is not None and serde.id == "open-csv"
    separator = given.get("separatorChar") or given.get("field.delim") or given.get("delimiter")
    shape = given.get("serialization.format", "")
    if separator is None and len(shape) == 1 and not shape.isdigit():
        separator = shape
    # Hive's own default is the control character 1; a crawler always names the separator.
    unnamed = "," if opened or "classification" in given else "\x01"
    quote = given.get("quoteChar") or given.get("quote.delim") or '"'
    escaper = given.get("escapeChar") or ("\\" if opened else given.get("escape.delim"))
    options: dict[str, Any] = {
        "sep": character(separator or unnamed),
        "quote": "" if quote == "-1" else quote,
        "escape": '"' if quote == "-1" else quote,
    }
    if escaper and escaper != quote:
        options["escaper"] = escaper
    if "serialization.encoding" in given:
        options["encoding"] = given["serialization.encoding"]
    if len(options["sep"]) != 1:
        raise FormatError(
            f"The separator of {table.title} is {separator!r}; AWS Glue takes one character."
        )
    lines = given.get("skip.header.line.count", "0")
    if not lines.isdigit() or int(lines) > 1:
        raise FormatError(
            f"The table {table.title} skips {lines} header lines; AWS Glue can skip one."
        )
    options["header"] = lines == "1"
    return options


def character(separator: str) -> str:
    """Read a separator the catalog keeps as text such as `\\t` or an octal code `\\001`."""
    if separator.startswith("\\") and separator[1:].isdigit():
        return chr(int(separator[1:], 8))
    return {"\\t": "\t", "\\u0001": "\x01"}.get(separator, separator)
