"""The jar cache."""

from __future__ import annotations

import subprocess
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from glueflow.local import jars
from glueflow.local.catalog import get_table
from glueflow.local.session import _artifact
from glueflow.local.types import CatalogTypeError, catalog_type, parse_type


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GLUEFLOW_CACHE", str(tmp_path))
    monkeypatch.setattr(jars, "CHECKSUMS", {"b-1.jar": sha256(b"jar").hexdigest()})
    return tmp_path


def _brings(content: bytes, name: str = "org.a_b-1.jar") -> Any:
    def fetch(coordinates: tuple[str, ...], work: Path) -> None:
        (work / "ivy" / "jars").mkdir(parents=True)
        (work / "ivy" / "jars" / name).write_bytes(content)

    return fetch


def test_fetches_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []

    def fetch(coordinates: tuple[str, ...], work: Path) -> None:
        calls.append(coordinates)
        (work / "ivy" / "jars").mkdir(parents=True)
        (work / "ivy" / "jars" / "org.a_b-1.jar").write_bytes(b"jar")

    monkeypatch.setattr(jars, "_fetch", fetch)
    for _ in range(2):
        assert [jar.name for jar in jars.prepare()] == ["b-1.jar"]
    assert len(calls) == 1
    assert [path.name for path in (cache / "jars").iterdir()] == [
        jars._folder(jars.COORDINATES).name
    ]


def test_two_at_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(coordinates: tuple[str, ...], work: Path) -> None:
        (work / "ivy" / "jars").mkdir(parents=True)
        (work / "ivy" / "jars" / "a_b-1.jar").write_bytes(b"jar")
        # Another process finishes first.
        other = jars._folder(jars.COORDINATES)
        other.mkdir()
        (other / "b-1.jar").write_bytes(b"theirs")

    monkeypatch.setattr(jars, "_fetch", fetch)
    (jar,) = jars.prepare()
    assert jar.read_bytes() == b"theirs"
    assert len(list((cache / "jars").iterdir())) == 1


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"other", "org.a_b-1.jar", r"b-1\.jar has another SHA-256"),
        (b"jar", "org.a_c-1.jar", r"c-1\.jar has no checksum"),
    ],
)
def test_another_jar_is_refused(
    cache: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, name: str, message: str
) -> None:
    monkeypatch.setattr(jars, "_fetch", _brings(content, name))
    with pytest.raises(jars.JarsUnavailable, match=message):
        jars.prepare()
    assert list((cache / "jars").iterdir()) == []


def test_a_changed_jar_is_fetched_again(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jars, "_fetch", _brings(b"jar"))
    (jar,) = jars.prepare()
    jar.write_bytes(b"changed")
    (again,) = jars.prepare()
    assert again.read_bytes() == b"jar"


def test_every_jar_of_a_local_run_has_its_checksum() -> None:
    found = jars.prepare() + jars.prepare(jars.AVRO)
    assert jars.altered(found) == []
    assert {jar.name for jar in found} == set(jars.CHECKSUMS)


def test_says_why_it_can_not(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failed:
        returncode = 1
        stderr = "java.net.UnknownHostException: repo1"
        stdout = ""

    monkeypatch.setattr(jars.subprocess, "run", lambda *a, **k: Failed)
    with pytest.raises(jars.JarsUnavailable, match=r"does not resolve.*local prepare"):
        jars.prepare()
    assert list((cache / "jars").iterdir()) == []


def test_artifact_names() -> None:
    assert _artifact("aws-java-sdk-s3-1.12.262.jar") == "aws-java-sdk-s3"
    assert _artifact("wildfly-openssl-1.0.7.Final.jar") == "wildfly-openssl"


class TestTypes:
    @pytest.mark.parametrize(
        "text",
        [
            "tinyint", "bigint", "decimal(12,2)", "array<string>", "map<string,int>",
            "struct<a:int,b c:array<struct<d:decimal(3,1)>>>", "timestamp", "binary",
        ],
    )  # fmt: skip
    def test_round_trip(self, text: str) -> None:
        assert catalog_type(parse_type(text)) == text

    def test_time_grows_with_the_length(self) -> None:
        def seconds(size: int) -> float:
            start = time.perf_counter()
            for text in ("a" + " " * size, "struct<" + " " * size, "`" * (size + 1)):
                with pytest.raises(CatalogTypeError):
                    parse_type(text + "<")
            return time.perf_counter() - start

        seconds(1_000)
        assert seconds(400_000) < 200 * max(seconds(20_000), 0.001)

    def test_other_spellings(self) -> None:
        assert catalog_type(parse_type(" VARCHAR(10) ")) == "string"
        assert (
            catalog_type(parse_type("Struct< a : Integer , b:char(2)>")) == "struct<a:int,b:string>"
        )
        assert catalog_type(parse_type("decimal")) == "decimal(10,0)"

    @pytest.mark.parametrize("text", ["uniontype<int,string>", "array<int", "int)", "", "wat"])
    def test_refused(self, text: str) -> None:
        with pytest.raises(CatalogTypeError, match=r"db\.t\.c"):
            parse_type(text, "db.t.c")


def test_names_in_any_case(aws_endpoint: str, database: str, make_table: Any) -> None:
    make_table("lower", "csv", [("a", "int")])
    assert get_table(database, "LOWER").name == "lower"


def test_certificates_for_java(cache: Path, tmp_path: Path) -> None:
    """A company's certificate authorities, which Python has as PEM, become a Java trust store."""
    import certifi

    bundle = tmp_path / "ca.pem"
    first = Path(certifi.where()).read_text(encoding="utf-8")
    bundle.write_text(first[: first.index("-----END CERTIFICATE-----") + 26], encoding="utf-8")
    store = jars._trust_store(bundle)
    assert store.parent == cache / "trust"
    keytool = Path(jars.java_home()) / "bin" / "keytool"
    if keytool.exists():
        listed = subprocess.run(
            [str(keytool), "-list", "-keystore", str(store), "-storepass", "changeit"],
            capture_output=True, text=True, timeout=60, check=False,
        ).stdout  # fmt: skip
        assert "trustedCertEntry" in listed and "1 entry" in listed
    before = store.stat().st_mtime_ns
    assert jars._trust_store(bundle).stat().st_mtime_ns == before
