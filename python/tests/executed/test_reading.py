"""Data is read as its table says, whatever the read mode.

Right values from RFC 4180, the SerDes' documentation (Athena user guide: lazy-simple-serde,
csv-serde, openx-json-serde, hive-json-serde, regex-serde; Apache Hive, "LanguageManual DDL", NULL
DEFINED AS) and AWS Glue's pages on CSV, JSON and the GlueContext class.
"""

from __future__ import annotations

from types import ModuleType

import pytest

from glueflow.local.runner import Event

from .reading import (
    Read,
    both,
    from_files,
    from_table,
    make_table,
    put,
    rows_of,
    run_reads,
)


def fixtures() -> list[Read]:
    """Put files and tables into the sandbox; return the reads of them."""
    reads: list[Read] = []

    # RFC 4180, 2.7: a quote within quotes is doubled.
    put("reading/quotes/a.csv", 'id,note,qty\n1,"say ""hi"", ok",5\n2,plain,6\n')
    quoted = [(1, 'say "hi", ok', 5), (2, "plain", 6)]
    note = {"id": "int", "note": "string", "qty": "int"}
    reads += both("quotes", from_files("quotes", "csv", note), quoted)

    # A header names the columns, in any order and case.
    put("reading/header/a.csv", "year,TailNum\n2004,N1\n")
    named = {"tailnum": "string", "year": "int"}
    reads += both("header", from_files("header", "csv", named), [("N1", 2004)])
    put("reading/blank_header/a.csv", ",a\n0,x\n1,y\n")
    reads += both(
        "blank_header", from_files("blank_header", "csv", {"A": "string"}), [("x",), ("y",)]
    )
    put("reading/no_header/a.csv", "2004,N1\n,\n")
    plain = {"year": "int", "tailnum": "string"}
    reads += both(
        "no_header",
        from_files("no_header", "csv", plain, header=False),
        [(2004, "N1"), (None, None)],
    )

    # LazySimpleSerDe: \N is null, an empty field of text is empty text.
    texts = {"id": "int", "note": "string", "qty": "int"}
    lazy = '1,"5"" bolt, zinc",7\n2,\\N,\\N\n3,,\n'
    make_table("lazy", "lazy", texts, lazy, properties={"field.delim": ","})
    reads += both(
        "lazy", from_table("lazy"), [(1, '5" bolt, zinc', 7), (2, None, None), (3, "", None)]
    )
    make_table(
        "lazy_null",
        "lazy",
        texts,
        "id|note|qty\n1|NA|7\n2|\\N|NA\n3||\n",
        properties={"field.delim": "|", "serialization.null.format": "NA"},
        parameters={"skip.header.line.count": "1"},
    )
    reads += both(
        "lazy_null", from_table("lazy_null"), [(1, None, 7), (2, "\\N", None), (3, "", None)]
    )
    make_table(
        "lazy_empty",
        "lazy",
        texts,
        "1,,7\n2,\\N,\n",
        properties={"field.delim": ",", "serialization.null.format": ""},
    )
    reads += both("lazy_empty", from_table("lazy_empty"), [(1, None, 7), (2, "\\N", None)])
    escapes = {"field.delim": ",", "escape.delim": "\\"}
    make_table("lazy_escape", "lazy", texts, "1,a\\,b,7\n2,\\N,\n", properties=escapes)
    reads.append(
        Read("lazy_escape", from_table("lazy_escape"), [(1, "a,b", 7), (2, "N", None)]),
    )

    # OpenCSVSerde: quotes doubled or escaped; nothing is null but in other columns than text.
    body = '1,"say ""hi"", ok",5\n2,"say \\"hi\\", ok",6\n3,,\n4,\\\\N,x\n'
    make_table("open_csv", "open", texts, body)
    reads.append(
        Read(
            "open_csv",
            from_table("open_csv"),
            [(1, 'say "hi", ok', 5), (2, 'say "hi", ok', 6), (3, "", None), (4, "\\N", None)],
        )
    )
    own = {"separatorChar": ";", "quoteChar": "'", "escapeChar": "'"}
    make_table("open_own", "open", texts, "1;'it''s; ok';5\n2;\"x\";6\n", properties=own)
    reads += both("open_own", from_table("open_own"), [(1, "it's; ok", 5), (2, '"x"', 6)])

    # OpenX: keys without regard to case, and mapping.<column>.
    keys = {"userid": "int", "last_seen": "string", "at": "struct<lat:double,n:int>"}
    make_table(
        "openx_one",
        "openx",
        keys,
        '{"userId":7,"last-seen":"x","at":{"Lat":1.5}}\n{"last-seen":null}\n',
        properties={"mapping.last_seen": "last-seen"},
    )
    seen = [(7, "x", {"lat": 1.5, "n": None}), (None, None, None)]
    reads += both("openx_one", from_table("openx_one"), seen)
    make_table("hive_json", "hive", {"deptime": "int"}, '{"depTime":517}\n')
    reads += both("hive_json", from_table("hive_json"), [(517,)])
    put("reading/json_case/a.json", '{"depTime":517}\n')
    reads += both(
        "json_case",
        from_files("json_case", "json", {"deptime": "int", "none": "date"}),
        [(517, None)],
    )

    # A JSON array over several lines.
    put("reading/array/a.json", '[\n{"id":1},\n{"id":2}\n]\n')
    array = from_files("array", "json", {"id": "int"})
    reads += both("array", array, [(1,), (2,)])
    whole = from_files("array", "json", {"id": "int"}, multiLine=True)
    reads += both("array_lines", whole, [(1,), (2,)])
    reads.append(
        Read(
            "array_kept",
            from_files("array", "json", {"id": "int"}, malformed="keep"),
            [(1, None), (2, None), (None, "["), (None, "]")],
        )
    )

    # Lines with too few and too many values, and values of another type.
    put("reading/ragged/a.csv", "id,note,qty\n1,a,2\n2,b\n3,c,4,5\nx,d,6\n")
    ragged = [(1, "a", 2), (2, "b", None), (3, "c", 4), (None, "d", 6)]
    reads += both("ragged", from_files("ragged", "csv", note), ragged)
    reads.append(
        Read("ragged_drop", from_files("ragged", "csv", note, malformed="drop"), [(1, "a", 2)])
    )
    # What is left out does not depend on the columns that are used later.
    dropped = from_files("ragged", "csv", note, malformed="drop")
    reads.append(Read("ragged_part", dropped, [("a",)], ["note"]))
    sound = from_files("quotes", "csv", note, malformed="drop")
    reads.append(Read("quotes_drop", sound, quoted))
    put("reading/json_part/a.json", '{"id":1,"note":"a"}\n{"id":2,"note":"b\n{"id":3,"note":"c"}\n')
    broken = from_files("json_part", "json", {"id": "int", "note": "string"})
    reads.append(Read("json_part", broken, [("a",), ("c",)], ["note"]))
    reads.append(
        Read(
            "ragged_keep",
            from_files("ragged", "csv", note, malformed="keep"),
            [
                (1, "a", 2, None),
                (2, "b", None, "2,b"),
                (3, "c", 4, "3,c,4,5"),
                (None, "d", 6, "x,d,6"),
            ],
        )
    )

    kept = from_files("ragged", "csv", note, malformed="keep")
    texts_kept = [None, "2,b", "3,c,4,5", "x,d,6"]
    pairs = list(zip("abcd", texts_kept, strict=True))
    reads.append(Read("ragged_keep_part", kept, pairs, ["note", "_corrupt_record"]))
    reads.append(
        Read("ragged_keep_alone", kept, [(each,) for each in texts_kept], ["_corrupt_record"])
    )

    # Types that are not the file's: promised types arrive.
    promised = {"id": "bigint", "v": "double"}
    body = '{"id":1,"v":5}\n{"id":3000000000,"v":2.5}\n{"id":4,"v":"n/a"}\n'
    make_table("promised", "openx", promised, body)
    reads += both("promised", from_table("promised"), [(1, 5.0), (3000000000, 2.5), (4, None)])
    return reads


Outcome = tuple[dict[str, Read], list[Event]]


@pytest.fixture(scope="module")
def outcome(catalog: str) -> Outcome:
    """All reads, run as one job, and its events."""
    reads = fixtures()
    said: list[Event] = []
    result, script = run_reads(reads, "reading", said.append)
    assert result.ok, f"{result.message}\n{script}"
    return {each.name: each for each in reads}, said


def test_reads(outcome: Outcome, reader: ModuleType) -> None:
    wrong = {}
    for name, read in outcome[0].items():
        got, expected = rows_of(reader, "reading", name), sorted(read.rows, key=repr)
        if got != expected:
            wrong[name] = {"got": got, "expected": expected}
    assert not wrong, wrong


def test_malformed_records_are_counted_on_the_step_and_in_the_log(outcome: Outcome) -> None:
    # Of "ragged": a line with too few values, one with too many, one with a value of another type.
    text = "malformed {0} were left out. If records stretch over several lines, turn on Values over"
    lines = "".join(each["text"] for each in outcome[1] if each["event"] == "output")
    warnings = [each for each in outcome[1] if each["event"] == "warning"]
    for read, count, records in (
        ("ragged_drop", 3, "CSV lines"),
        ("ragged_part", 3, "CSV lines"),
        ("json_part", 1, "JSON records"),
    ):
        (said,) = [each["message"] for each in warnings if each["nodeId"] == read]
        assert said.startswith(f"{read}: {count} {text.format(records)}")
        assert lines.count(f"Warning: {said}\n") == 1
    assert not [each for each in warnings if each["nodeId"] == "quotes_drop"]


def test_a_malformed_line_fails_a_job_that_uses_other_columns(outcome: Outcome) -> None:
    put("reading/typed/a.csv", "id,note\n1,a\nx,b\n")
    columns = {"id": "int", "note": "string"}
    read = Read("typed", from_files("typed", "csv", columns, malformed="fail"), [], ["note"])
    result, _ = run_reads([read], "typed")
    assert not result.ok and 'For input string: "x"' in result.message
