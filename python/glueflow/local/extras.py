"""What job arguments bring beside the script: Python files, Python packages and jars.

Source: AWS Glue developer guide, aws-glue-programming-etl-glue-arguments (`--extra-py-files`,
`--extra-jars`) and aws-glue-programming-python-libraries (`--additional-python-modules`: packages
as pip names them, and wheels in S3, separated by commas).
"""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from packaging.requirements import InvalidRequirement, Requirement

from glueflow.local import storage

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PY_FILES = "--extra-py-files"
MODULES = "--additional-python-modules"
JARS = "--extra-jars"
ARGUMENTS = (PY_FILES, MODULES, JARS)
"""The arguments that bring programs to a script."""

_GONE = ("404", "NoSuchKey", "NoSuchBucket")
_ARCHIVES = (".zip", ".egg", ".whl")
_PURE = re.compile(r"-(py2\.)?py3[0-9]*(\.py2)?-none-any\.whl$")


class Unavailable(RuntimeError):
    """A job brings what this machine can't have; the message lists all of it with the remedy."""


@dataclass(frozen=True)
class Extras:
    """Files that a job brings, fetched.

    `paths` go on `sys.path`, `files` are for Spark's Python workers, `jars` for its Java process.
    """

    paths: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    jars: list[Path] = field(default_factory=list)


def values(argv: Sequence[str], name: str) -> list[str]:
    """Return the items of a job argument that is a list, as `getResolvedOptions` would find it."""
    if name not in argv[:-1]:
        return []
    text = argv[list(argv).index(name) + 1]
    return [item for item in (part.strip() for part in text.split(",")) if item]


def check(argv: Sequence[str]) -> None:
    """Refuse what can't be had here, before anything runs.

    Nothing is fetched, and no package is installed: that would change the person's environment.

    Raises:
        Unavailable: packages are not installed, wheels are not for every machine, files are of
            another kind than the argument takes, or are not there.
    """
    faults = [
        *(fault for item in values(argv, MODULES) for fault in _module_faults(item)),
        *(fault for item in values(argv, JARS) for fault in _jar_faults(item)),
    ]
    if faults:
        raise Unavailable(" ".join(faults))


def fetch(argv: Sequence[str], folder: Path) -> Extras:
    """Fetch what a job brings into a folder; files of this machine stay where they are.

    Raises:
        Unavailable: see `check`.
        FileNotFoundError: a file is not there.
    """
    check(argv)
    found = Extras()
    for index, path in enumerate(values(argv, PY_FILES)):
        file = _fetched(PY_FILES, path, folder / f"py{index}")
        found.files.append(str(file))
        found.paths.append(str(file if file.suffix in _ARCHIVES else file.parent))
    for index, item in enumerate(values(argv, MODULES)):
        if _is_file(item) and _installed_wheel(item) is None:
            own = folder / f"module{index}"
            wheel = _fetched(MODULES, item, own)
            # Spark's workers import from archives only if they are named .zip, and Spark keeps
            # one file of a name.
            content = hashlib.sha256(wheel.read_bytes()).hexdigest()[:16]
            archive = own / f"{wheel.stem}-{content}.zip"
            shutil.copyfile(wheel, archive)
            # As pip does: a package may open files beside its modules.
            shutil.unpack_archive(archive, own / "site", "zip")
            found.files.append(str(archive))
            found.paths.append(str(own / "site"))
    for index, path in enumerate(values(argv, JARS)):
        found.jars.append(_fetched(JARS, path, folder / f"jar{index}"))
    return found


def load(spark: SparkSession, extras: Extras) -> None:
    """Give Spark's Python workers and its Java process what a job brings.

    Jars stay with the Java process until it ends, as there is no way to take one back.
    """
    context = spark.sparkContext
    for file in extras.files:
        context.addPyFile(file)
    if extras.jars:
        session: Any = spark._jsparkSession
        for jar in extras.jars:
            session.sessionState().resourceLoader().addJar(jar.absolute().as_uri())


def _fetched(argument: str, path: str, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        file = storage.download(path, folder)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _GONE:
            raise FileNotFoundError(f"{argument}: there is no file {path}.") from error
        raise
    if not file.is_file():
        raise FileNotFoundError(f"{argument}: there is no file {path}.")
    return file


def _is_file(item: str) -> bool:
    plain = item.partition(";")[0].partition("@")[0]
    return storage.is_s3(item) or "/" in plain or plain.endswith(".whl")


def _module_faults(item: str) -> list[str]:
    if _is_file(item):
        if not item.endswith(".whl"):
            return [
                f"{MODULES}: {item} is no wheel (.whl), so that runs on this machine can't use it. "
                f"{_remedy(item if not storage.is_s3(item) else 'FILE')}"
            ]
        if _installed_wheel(item) is None and not _PURE.search(item):
            return [
                f"{MODULES}: {item} has parts compiled for one kind of machine, which are not "
                f"imported from a file. {_remedy('FILE.whl')}"
            ]
        return _absent(MODULES, item)
    try:
        wanted = Requirement(item)
    except InvalidRequirement:
        return [
            f"{MODULES}: {item} is neither a package as pip names it (shapely==2.0.6) nor a wheel."
        ]
    if wanted.url is not None:
        return [f"{MODULES}: {item} is fetched by pip only. {_remedy(item)}"]
    if wanted.marker is not None and not wanted.marker.evaluate():
        return []
    have = _version(wanted.name)
    if have is not None and wanted.specifier.contains(have, prereleases=True):
        return []
    state = "is not installed here" if have is None else f"is not here, but version {have} is"
    return [f"{MODULES}: the Python package {item} {state}. {_remedy(item)}"]


def _jar_faults(item: str) -> list[str]:
    if not item.endswith(".jar"):
        return [f"{JARS}: {item} is no jar. Name files that end in .jar."]
    return _absent(JARS, item)


def _absent(argument: str, path: str) -> list[str]:
    if storage.is_s3(path) or storage.local_path(path).is_file():
        return []
    return [f"{argument}: there is no file {path}."]


def _remedy(what: str) -> str:
    return f"Install it: {shlex.quote(sys.executable)} -m pip install {shlex.quote(what)}"


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _installed_wheel(path: str) -> str | None:
    """Return the version of a wheel's package if that very one is installed."""
    name, version, *_ = [*path.rpartition("/")[2].split("-"), ""]
    return version if version and _version(name) == version else None
