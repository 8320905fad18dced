"""Glue's format options, checked and turned into Spark's.

Source of the option names: the pages of the Glue developer guide on the CSV, JSON, Parquet, ORC
and Avro formats.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

READABLE = ("csv", "json", "parquet", "orc", "avro", "text")
WRITABLE = ("csv", "json", "parquet", "glueparquet", "orc", "avro")

_OPTIONS: dict[str, tuple[str, ...]] = {
    "csv": (
        "separator", "escaper", "quoteChar", "multiLine", "withHeader", "writeHeader",
        "skipFirst", "optimizePerformance", "strictCheckForQuoting", "attachFilename",
        "attachTimestamp", "compression", "encoding",
    ),
    "json": (
        "jsonPath", "multiLine", "attachFilename", "attachTimestamp", "compression", "encoding",
    ),
    "parquet": (
        "useGlueParquetWriter", "compression", "blockSize", "pageSize", "attachFilename",
        "attachTimestamp", "mergeSchema", "datetimeRebaseMode",
    ),
    "orc": ("compression", "attachFilename", "attachTimestamp", "mergeSchema"),
    "avro": ("version", "compression", "attachFilename", "attachTimestamp"),
    "text": (),
}  # fmt: skip
_OPTIONS["glueparquet"] = _OPTIONS["parquet"]

CODECS = {
    "parquet": ("snappy", "gzip", "lzo", "lz4", "zstd", "brotli", "none", "uncompressed"),
    "orc": ("snappy", "zlib", "lzo", "zstd", "lz4", "none", "uncompressed"),
    "csv": ("gzip", "bzip2", "deflate", "none", "uncompressed"),
    "json": ("gzip", "bzip2", "deflate", "none", "uncompressed"),
    "avro": ("snappy", "deflate", "bzip2", "xz", "zstandard", "none", "uncompressed"),
}
CODECS["glueparquet"] = ("snappy", "gzip", "lzo", "none", "uncompressed")
# Codecs that AWS takes and plain Spark has no library for.
_ABSENT = ("lzo", "brotli")


class FormatError(ValueError):
    """A format or format option that can't be used; the message names it."""


def truth(value: Any) -> bool:
    """Read an option that scripts give as True, "true" or "True"."""
    return value if isinstance(value, bool) else str(value).strip().lower() == "true"


def check_format(name: str | None, allowed: tuple[str, ...], call: str) -> str:
    """Return a format's name in lower case.

    Raises:
        FormatError: none was given, or the local runtime has no such format.
    """
    if not name:
        raise FormatError(f"{call}: no format given. It is one of: {', '.join(allowed)}.")
    found = str(name).lower()
    if found not in allowed:
        raise FormatError(
            f"{call}: the format {name!r} is not supported by the local Glue runtime. "
            f"It has: {', '.join(allowed)}."
        )
    return found


def known_options(kind: str, options: Mapping[str, Any], call: str) -> dict[str, Any]:
    """Return the options under their documented spelling.

    Raises:
        FormatError: the format has no such option. (AWS ignores those in silence.)
    """
    spelling = {name.lower(): name for name in _OPTIONS[kind]}
    found: dict[str, Any] = {}
    for name, value in options.items():
        proper = spelling.get(name.lower())
        if proper is None:
            raise FormatError(
                f"{call}: the format {kind} has no option {name!r}. "
                f"It has: {', '.join(_OPTIONS[kind]) or 'none'}."
            )
        found[proper] = value
    return found


def csv_reader(options: Mapping[str, Any]) -> dict[str, Any]:
    """Turn Glue's CSV options into those of Spark's CSV reader."""
    separator = str(options.get("separator", ","))
    quote = str(options.get("quoteChar", '"'))
    escaper = options.get("escaper")
    if len(separator) != 1:
        raise FormatError(f"The CSV separator {separator!r} is not one character.")
    spark: dict[str, Any] = {
        "sep": separator,
        "quote": "" if quote == "-1" else quote,
        # Without an escape character a quote inside quotes is doubled, as in RFC 4180.
        "escape": '"' if quote == "-1" else quote,
        "multiLine": truth(options.get("multiLine", False)),
        # The explicit schema rules: columns are matched by position.
        "enforceSchema": True,
    }
    if escaper and str(escaper).lower() != "none" and escaper != quote:
        spark["escaper"] = escaper
    header = truth(options.get("withHeader", False))
    skip = truth(options.get("skipFirst", False))
    if header and skip:
        raise FormatError(
            "The CSV options withHeader and skipFirst can't both be true in local runs."
        )
    spark["header"] = header or skip
    if "encoding" in options:
        spark["encoding"] = options["encoding"]
    return spark


def csv_writer(options: Mapping[str, Any]) -> dict[str, Any]:
    """Turn Glue's CSV options into those of Spark's CSV writer."""
    quote = str(options.get("quoteChar", '"'))
    spark: dict[str, Any] = {
        "sep": str(options.get("separator", ",")),
        "header": truth(options.get("writeHeader", True)),
        # AWS uses escaper for reading only; a quote inside quotes is doubled.
        "escape": '"',
        "emptyValue": "",
        # Spark's writer would trim values.
        "ignoreLeadingWhiteSpace": False,
        "ignoreTrailingWhiteSpace": False,
    }
    spark["quote"] = "" if quote == "-1" else quote
    return spark


def codec(kind: str, chosen: Any) -> str | None:
    """Check a compression codec and return Spark's name for it; None means the default.

    Raises:
        FormatError: the format has no such codec, or only AWS has it.
    """
    if chosen in (None, ""):
        return None
    name = str(chosen).lower()
    if name not in CODECS[kind]:
        raise FormatError(
            f"The format {kind} can't be compressed with {chosen!r}. "
            f"It takes: {', '.join(CODECS[kind])}."
        )
    if name in _ABSENT:
        raise FormatError(f"The codec {name} is not available in local runs; AWS has it.")
    return "none" if name == "uncompressed" else name
