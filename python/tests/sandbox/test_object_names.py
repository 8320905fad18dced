"""Objects of any name, through the clients that people use.

A key is any text of up to 1,024 bytes of UTF-8 (characters that XML lacks aside):
https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
"""

from __future__ import annotations

import random
import re
from typing import Any
from urllib.parse import quote

import pytest

from glueflow.sandbox.server import Sandbox

from .signer import Client

PARTS = [
    " ", "+", "%", "%20", "%2F", "%2B", "&", "=", "~", "#", "?", ";", ":", "@", "$", ",", "!", "*",
    "'", '"', "(", ")", "[", "]", "{", "}", "<", ">", "|", "\\", "^", "`", "\n", "\r", "\t", "\r\n",
    "//", "/", ".", "..", "_", "-", "a", "Z", "0", "ü", "e\u0301", "漢字", "🐦", "\u00a0", "\u2028",
    "\x85", "\x7f", "acl", "?versions", "k=a b",
]  # fmt: skip


def names(seed: int, count: int) -> list[str]:
    """Make keys of random parts."""
    chance = random.Random(seed)
    return ["".join(chance.choices(PARTS, k=chance.randint(1, 8))) for _ in range(count)]


@pytest.mark.parametrize("seed", range(4))
def test_every_call_keeps_the_name(sandbox: Sandbox, s3: Any, seed: int) -> None:
    for number, name in enumerate(names(seed, 12)):
        # A bucket's own address ends in a slash, and a key that is one is none.
        key = f"names/{seed}/{number}/{name}"
        s3.put_object(Bucket="scripts", Key=key, Body=name.encode(), Metadata={"n": str(number)})
        assert s3.get_object(Bucket="scripts", Key=key)["Body"].read() == name.encode(), key
        assert s3.head_object(Bucket="scripts", Key=key)["Metadata"] == {"n": str(number)}, key
        for call in (s3.list_objects_v2, s3.list_objects):
            found = call(Bucket="scripts", Prefix=key)["Contents"]
            assert [item["Key"] for item in found] == [key]
        copy = f"copy of {key}"
        s3.copy_object(Bucket="scripts", Key=copy, CopySource={"Bucket": "scripts", "Key": key})
        assert s3.get_object(Bucket="scripts", Key=copy)["Body"].read() == name.encode(), key
        tags = {"TagSet": [{"Key": "a", "Value": "b"}]}
        s3.put_object_tagging(Bucket="scripts", Key=key, Tagging=tags)
        several = {"Objects": [{"Key": key}, {"Key": copy}]}
        assert len(s3.delete_objects(Bucket="scripts", Delete=several)["Deleted"]) == 2
        assert s3.list_objects_v2(Bucket="scripts", Prefix=key)["KeyCount"] == 0, key


@pytest.mark.parametrize("form", [False, True])
def test_a_blank_in_a_query_is_a_plus_or_percent_20(sandbox: Sandbox, s3: Any, form: bool) -> None:
    """Java's SDK fills in queries like forms, and signs %20 (minio/minio#3251)."""
    client = Client(sandbox)
    for number, name in enumerate([*PARTS, *names(99, 20)]):
        prefix = f"query/{form}/{number}/{name}"
        s3.put_object(Bucket="scripts", Key=f"{prefix}.csv", Body=b"x")
        query = {"list-type": "2", "prefix": prefix, "encoding-type": "url", "delimiter": "é +"}
        status, text = client.send("GET", "/scripts", query, form=form)
        assert status == 200, (name, text)
        assert re.findall(r"<KeyCount>(\d+)", text) == ["1"], name


@pytest.mark.parametrize("name", ["a+b", "a b", "a%2Fb", "ü b"])
def test_a_plus_in_a_path_is_a_plus(sandbox: Sandbox, s3: Any, name: str) -> None:
    path = "/scripts/" + quote(f"path/{name}", safe="/-_.~")
    assert Client(sandbox).send("PUT", path, body=b"x")[0] == 200
    assert s3.get_object(Bucket="scripts", Key=f"path/{name}")["Body"].read() == b"x"
