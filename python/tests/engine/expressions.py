"""Expressions over rows with the values at which engines part, asked of Spark once."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

COLUMNS: dict[str, tuple[str, pa.DataType, list[Any]]] = {
    "y": ("tinyint", pa.int8(), [0, 1, -1, 127, -128, None]),
    "h": ("smallint", pa.int16(), [0, 1, -1, 32767, -32768, 300, None]),
    "i": ("int", pa.int32(), [0, 1, -1, 2147483647, -2147483648, 70000, None, 42]),
    "l": ("bigint", pa.int64(), [0, 1, -1, 2**63 - 1, -(2**63), 2**40, None, 9007199254740993]),
    "j": ("int", pa.int32(), [0, 1, -1, 7, -7, 12, None, 3, 100]),
    "k": ("bigint", pa.int64(), [3, 0, -2, 5, None, 1000000]),
    "d": (
        "double",
        pa.float64(),
        [
            *[0.0, 1.5, -2.5, float("nan"), float("inf"), float("-inf"), 1e20, -1e20, 2.675, 1e-7],
            *[None, 0.1, 0.5, -0.5, 1.005, 123456789.987654321, 2147483647.5, 1e15, 3e9, -0.0],
        ],
    ),
    "e": ("double", pa.float64(), [2.0, 0.0, 0.5, None, -1.25, float("nan")]),
    "f": ("float", pa.float32(), [0.0, 1.5, -2.5, 0.1, None, 3e9, float("nan"), 1e-3]),
    "p": (
        "decimal(10,2)",
        pa.decimal128(10, 2),
        [Decimal(v) if v else None for v in ["0", "1.50", "-2.25", "99999999.99", None, "0.01", "2.5"]],
    ),
    "q": (
        "decimal(20,6)",
        pa.decimal128(20, 6),
        [Decimal(v) if v else None for v in ["3.000001", "-0.5", None, "12345678901234.654321", "300.5"]],
    ),
    "s": (
        "string",
        pa.string(),
        [
            *["", " ", "abc", "ÀÉñ", " 12.7 ", "+5", ".5", "-", "1e3", "NaN", " inf ", "2013-02-30"],
            *["2013-1-2", "true", " T ", "a%b_c\\d", None, "12345678901234567890", "5.", "1_000"],
            *["O'B", "x\ny", "2013-04-05 12:00:00", "2013", "Infinity", "1d", "-7", "0", "no", "\t8\n"],
            *["2013-06", "300", "-129", "1.005", "é", "日本語", "a.b", "2013-04-05Tx", "++1", "1 2"],
        ],
    ),
    "u": ("string", pa.string(), ["b", "abc", "", None, "B", "é", "12", "a"]),
    "b": ("boolean", pa.bool_(), [True, False, None]),
    "c": ("boolean", pa.bool_(), [None, True, True, False]),
    "dt": (
        "date",
        pa.date32(),
        [
            datetime.date(*v) if v else None
            for v in [
                *[(1970, 1, 1), (2012, 2, 29), (2013, 12, 31), (1900, 1, 1), None, (2013, 1, 31)],
                *[(2016, 1, 3), (1969, 12, 31), (2021, 1, 4), (9999, 12, 31)],
            ]
        ],
    ),
    "ts": (
        "timestamp",
        pa.timestamp("us", "UTC"),
        [
            datetime.datetime(*v, tzinfo=datetime.timezone.utc) if v else None
            for v in [
                *[(1970, 1, 1), (2012, 2, 29, 23, 59, 59, 999999), (1969, 12, 31, 23, 59, 59, 500000)],
                *[None, (2013, 1, 31, 12, 34, 56), (1900, 1, 1, 0, 0, 0, 1), (2024, 12, 29, 6)],
            ]
        ],
    ),
}
ROWS = 41


def table() -> pa.Table:
    """Return the rows: the values of each column over and over, numbered."""
    found = {"n": pa.array(range(ROWS), pa.int32())}
    for name, (_, kind, values) in COLUMNS.items():
        found[name] = pa.array([values[row % len(values)] for row in range(ROWS)], kind)
    return pa.table(found)


TYPES = "tinyint smallint int bigint float double decimal(10,2) decimal(5,1) decimal(38,18) string boolean date timestamp"
CASTED = "y h i l d f p q s b dt ts".split()
COMPARED = "y i l d f p q s b dt ts".split()
CALLS = """
abs(j)|abs(d)|abs(p)|abs(f)|ascii(s)|length(s)|concat(s, u)|concat(s, 'x', u)|concat(s, j)|concat_ws('-', s, u)|concat_ws(u, s, s)
contains(s, u)|startswith(s, u)|endswith(s, u)|instr(s, u)|locate(u, s)|left(s, 2)|left(s, 0)|right(s, 2)|right(s, 0)|lower(s)|upper(s)
lpad(s, 5, '*')|lpad(s, 2, 'ab')|rpad(s, 5, 'ab')|rpad(s, 0, 'x')|lpad(s, 6)|ltrim(s)|rtrim(s)|trim(s)|octet_length(s)|repeat(u, 3)|repeat(u, 0)
repeat(u, -1)|replace(s, 'a', 'bb')|replace(s, 'a')|space(3)|split_part(s, '.', 1)|split_part(s, '.', 2)|split_part(s, '.', -1)|split_part(s, 'b', 3)
substring(s, 1, 2)|substring(s, 0, 2)|substring(s, 2)|substring(s, 3, 100)|substring(s, 2, 0)|substring(s, 0)|translate(s, 'abc', 'xy')|translate(s, 'a.', '')
s LIKE 'a%'|s LIKE '%\\\\%%'|s LIKE '_'|s LIKE '%b\\\\_c%'|s LIKE ''|s NOT LIKE '%a%'|s LIKE '__'
ceil(d)|floor(d)|ceil(j)|floor(f)|round(d, 2)|round(d)|round(d, 1)|round(j)|round(d, 0)|sqrt(d)|sqrt(j)|sign(d)|sign(j)|positive(j)|negative(j)|negative(d)|pi()
mod(j, 3)|mod(j, 0)|mod(j, k)|-d|-p|isnan(d)|isnan(f)|isnull(s)|isnotnull(s)|coalesce(s, u, 'z')|coalesce(j, d)|coalesce(y, l)|coalesce(p, j)
nvl(u, s)|nvl2(s, j, k)|nullif(s, u)|nullif(j, k)|nullif(j, 1)|nanvl(d, e)|if(b, j, k)|if(c, s, u)|if(b, p, j)|equal_null(j, k)|equal_null(s, u)|equal_null(d, e)
greatest(j, k)|least(j, k, 2)|greatest(d, e)|least(d, e)|greatest(s, u)|least(dt, DATE'2013-01-01')|greatest(p, q)|least(j, d)
add_months(dt, 1)|add_months(dt, j)|add_months(dt, -12)|date_add(dt, 3)|date_add(dt, -40)|date_sub(dt, 2)|datediff(dt, DATE'2013-01-01')|dt + 3|dt - 1
date_format(ts, 'yyyy-MM-dd HH:mm:ss')|date_format(dt, 'dd/MM/yyyy')|date_from_unix_date(j)|date_trunc('month', ts)|date_trunc('HOUR', ts)|date_trunc('week', ts)
date_trunc('quarter', ts)|date_trunc('year', dt)|trunc(dt, 'month')|trunc(dt, 'YEAR')|trunc(dt, 'week')|trunc(dt, 'Q')|dayofmonth(dt)|day(ts)|dayofweek(dt)
dayofyear(dt)|hour(ts)|minute(ts)|second(ts)|last_day(dt)|make_date(2013, j, 31)|make_date(2012, 2, k)|month(dt)|month(ts)|quarter(dt)|timestamp_micros(k)
timestamp_millis(k)|to_date(s)|to_date(ts)|unix_date(dt)|unix_micros(ts)|weekday(dt)|weekofyear(dt)|year(dt)|year(ts)|year(s)|month(s)
dt + INTERVAL 1 MONTH|dt - INTERVAL 1 YEAR|ts + INTERVAL 1 MONTH|ts - INTERVAL 3 HOURS|ts + INTERVAL 1 DAY|ts - INTERVAL 1 MONTH|dt + INTERVAL 2 WEEKS
md5(s)|sha1(s)|sha2(s, 256)|int(s)|bigint(d)|double(s)|string(p)|boolean(s)|date(s)|decimal(s)
b AND c|b OR c|NOT b|b IN (true)|j IN (1, 7, NULL)|j NOT IN (1, 7)|s IN ('abc', '', 'é')|d IN (1.5D, 0.1D)|p IN (1.50, 2.5)|j BETWEEN 1 AND 7|s BETWEEN 'a' AND 'b'
j NOT BETWEEN k AND 7|s IS NULL|s IS NOT NULL|j <> 7|s <> 'abc'|s <=> NULL|b IS DISTINCT FROM c
CASE WHEN b THEN j ELSE k END|CASE WHEN j > 1 THEN 'many' WHEN j = 1 THEN 'one' END|CASE j WHEN 7 THEN 1.5D WHEN 1 THEN 2 END|CASE WHEN c THEN p ELSE 1 END
j + 1|j * 2L|j / 2|j / 0|d / e|d % e|j % 3|j % 0|j - k|k * 1000|p + 1|p * 2|p - q|p + p|p * p|j * 0.5|d * j|f + 1|f * d|s + 1|p + d|y + y|j + 1.25|-j|p / 2|p % 2
dt = '2013-12-31'|dt > '2013'|s = 5|s > 1|s = 1.5D|dt < TIMESTAMP'2012-03-01 00:00:00'|s = DATE'2013-01-02'|p = 1.5|p > 1|p = 2.5D|i > 3000000000|f = 0.1D|b = true
"""


def expressions() -> list[str]:
    """Return all expressions: casts between all types, comparisons of all columns, and calls."""
    casts = [f"CAST({name} AS {kind})" for name in CASTED for kind in TYPES.split()]
    pairs = [(a, b) for at, a in enumerate(COMPARED) for b in COMPARED[at:]]
    comparisons = [f"{a} {sign} {b}" for a, b in pairs for sign in ("=", "<", "<=>")]
    return casts + comparisons + [each for line in CALLS.split("\n") for each in line.split("|") if each]


def shown(value: Any) -> str | None:
    """Return a value as it is stored: its digits, dates and times as SQL writes them."""
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        text = value.replace(tzinfo=None).isoformat(" ")
        return text.rstrip("0") if "." in text else text
    if isinstance(value, float):
        return repr(value)
    return str(value)
