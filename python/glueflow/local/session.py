"""One Spark session for this process, set up the way an AWS Glue 5.x job sees Spark.

Settings from the environment:

    GLUEFLOW_SPARK_MASTER   default local[*]
    GLUEFLOW_SPARK_MEMORY   heap of the Spark process, default a third of memory up to 8g
    AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION and credentials (aws.py)
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glueflow.local import aws, jars, lakectl, logs, scratch, signals

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

BUCKET_SETTINGS = "fs.s3a.bucket."
SITE = Path(__file__).parent / "site"
_PACKAGE_ROOT = Path(__file__).parents[2]

PACKAGES = ("awsglue", "awsgluedq")
"""What only scripts see."""
EXIT_SECONDS = 2.0
ABORT_SECONDS = 5.0

_lock = threading.RLock()
_session: SparkSession | None = None
_s3_problem: str | None = None
_s3_settings: dict[str, str] = {}


def activate_awsglue() -> bool:
    """Put the local `awsglue` and `awsgluedq` on `sys.path`; return whether they were not there.

    Imports of AWS packages that have no local counterpart (`awsgluedi`, …) then raise an error
    that names what to use instead.
    """
    from glueflow.local import missing

    missing.install()
    site = str(SITE)
    if site in sys.path:
        return False
    sys.path.insert(0, site)
    return True


def deactivate_awsglue() -> None:
    """Take the local `awsglue` package off `sys.path` and forget its modules."""
    from glueflow.local import missing

    missing.remove()
    site = str(SITE)
    if site in sys.path:
        sys.path.remove(site)
    for name in [n for n in sys.modules if n.partition(".")[0] in PACKAGES]:
        origin = getattr(sys.modules[name], "__file__", None) or ""
        if origin.startswith(site):
            del sys.modules[name]


def get_session(
    *, log: Path | None = None, buckets: Mapping[str, str] | None = None
) -> SparkSession:
    """Return this process's Spark session, starting it on the first call (some 5 s).

    Args:
        log: where the Java process writes warnings and errors; only the first call decides.
        buckets: see `configure_s3`.

    Raises:
        glueflow.local.jars.JarsUnavailable: there is no Java runtime. Missing S3 jars are no
            error here: `require_s3` raises when S3 is first used.
    """
    global _session
    with _lock:
        if _session is not None and _alive(_session):
            configure_s3(_session, buckets)
            return _session
        _session = _start(log)
        configure_s3(_session, buckets)
        return _session


def running() -> SparkSession | None:
    """Return the session if there is one whose Java process answers; never start one."""
    with _lock:
        return _session if _session is not None and _alive(_session) else None


def _alive(session: SparkSession) -> bool:
    """Tell whether the Java process still answers; forget it if it has gone (out of memory …)."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    context: Any = session.sparkContext
    if context._jsc is None:
        return False
    try:
        return bool(context._jsc.startTime())
    except Exception:
        held: Any = SparkContext
        held._gateway = held._jvm = held._active_spark_context = None
        SparkSession._instantiatedSession = None
        _s3_settings.clear()
        return False


def require_s3() -> None:
    """Raise `JarsUnavailable` when the session was started without the jars S3 needs."""
    if _s3_problem:
        raise jars.JarsUnavailable(_s3_problem)


def _memory() -> str:
    chosen = os.environ.get("GLUEFLOW_SPARK_MEMORY")
    if chosen:
        return chosen
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return "2g"
    return f"{max(1024, min(8192, total // 3 // 2**20))}m"


def _s3_jars() -> list[Path]:
    """Return the S3 jars less those Spark ships itself (in newer versions)."""
    global _s3_problem
    import pyspark

    _s3_problem = None
    try:
        found = jars.prepare()
    except jars.JarsUnavailable as error:
        _s3_problem = str(error)
        return []
    home = Path(os.environ.get("SPARK_HOME") or Path(pyspark.__file__).parent)
    own = {_artifact(jar.name) for jar in (home / "jars").glob("*.jar")}
    return [jar for jar in found if _artifact(jar.name) not in own]


def _artifact(file: str) -> str:
    parts = file.removesuffix(".jar").split("-")
    for index, part in enumerate(parts):
        if part[:1].isdigit():
            return "-".join(parts[:index])
    return "-".join(parts)


def _start(log: Path | None) -> SparkSession:
    from pyspark.sql import SparkSession

    os.environ["JAVA_HOME"] = jars.java_home()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    workers_path = os.pathsep.join([str(SITE), str(_PACKAGE_ROOT)])
    folder = scratch.make("spark")
    java_options = [
        f"-Dlog4j2.configurationFile={(Path(__file__).parent / 'log4j2.properties').as_uri()}",
        f"-Dglueflow.log.level={'warn' if log else 'off'}",
        "-Duser.timezone=UTC",
        f"-Dderby.system.home={folder}",
        f"-Djava.io.tmpdir={folder}",
        # Java would tell all users of the machine of itself, in a folder of its own choice.
        "-XX:-UsePerfData",
        *jars.trust_options(),
    ]
    cores = os.cpu_count() or 2
    settings: dict[str, str] = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": _memory(),
        "spark.driver.extraJavaOptions": " ".join(java_options),
        "spark.executorEnv.PYTHONPATH": workers_path,
        "spark.executorEnv.TZ": "UTC",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(max(8, cores * 4)),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        # Ports of Spark are open to every user of this machine, and shuffle files hold the data.
        # With a local master Spark makes the secret itself, at random, in memory
        # (https://spark.apache.org/docs/3.5.6/security.html#spark-rpc-communication-protocol-between-spark-processes).
        "spark.authenticate": "true",
        "spark.local.dir": str(folder),
        "spark.hadoop.hadoop.tmp.dir": str(folder / "hadoop"),
        "spark.sql.catalogImplementation": "in-memory",
        # S3 has no renames: let tasks publish their files at once, and leave markers alone.
        "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
        "spark.hadoop.mapreduce.fileoutputcommitter.cleanup-failures.ignored": "true",
        "spark.hadoop.fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",
        "spark.hadoop.fs.s3n.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",
        "spark.hadoop.fs.s3a.change.detection.mode": "none",
        "spark.hadoop.fs.s3a.directory.marker.retention": "keep",
        "spark.hadoop.fs.s3a.bucket.probe": "0",
        "spark.hadoop.fs.s3a.connection.maximum": "64",
        "spark.hadoop.fs.s3a.attempts.maximum": "3",
        "spark.hadoop.fs.s3a.connection.establish.timeout": "5000",
    }
    classpath = [str(jar) for jar in _s3_jars()]
    classpath += [str(jar) for jar in jars.cached(jars.AVRO)]
    if classpath:
        settings["spark.driver.extraClassPath"] = os.pathsep.join(classpath)
    builder: Any = SparkSession.builder.appName("glueflow").master(
        os.environ.get("GLUEFLOW_SPARK_MASTER", "local[*]")
    )
    for key, value in settings.items():
        builder = builder.config(key, value)
    with _stderr_to(log), _without("SPARK_LOCAL_DIRS", "LOCAL_DIRS"):
        session: SparkSession = builder.getOrCreate()
    signals.reinstall()
    atexit.register(_cleanup, folder)
    return session


@contextlib.contextmanager
def _without(*names: str) -> Iterator[None]:
    """Leave out environment variables that win over spark.local.dir, while Java is launched."""
    held = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(held)


class _stderr_to:
    """Point file descriptor 2 at the log while the Java process is launched: it inherits it."""

    def __init__(self, log: Path | None) -> None:
        self._log = log
        self._saved: int | None = None

    def __enter__(self) -> None:
        if self._log is not None:
            handle = logs.open_log(self._log)
            sys.stderr.flush()
            self._saved = os.dup(2)
            os.dup2(handle, 2)
            os.close(handle)

    def __exit__(self, *exc: object) -> None:
        if self._saved is not None:
            os.dup2(self._saved, 2)
            os.close(self._saved)


def _cleanup(folder: Path) -> None:
    # Java would go on writing to a folder that is being removed.
    end_java(EXIT_SECONDS)
    shutil.rmtree(folder, ignore_errors=True)


def end_java(patience: float) -> None:
    """End the Java process, if this process has started one; the session is lost with it.

    Args:
        patience: seconds it gets to stop what it does, after its standard input was closed.
    """
    from pyspark import SparkContext

    gateway: Any = SparkContext._gateway
    process = getattr(gateway, "proc", None)
    if process is None or process.poll() is not None:
        return
    # Stand-ins that Python collects from here on have nothing to release.
    gateway._gateway_client.is_connected = False
    with contextlib.suppress(OSError):
        process.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(EXIT_SECONDS)


def bucket_settings(session: SparkSession) -> dict[str, str]:
    """Return what a script has set for buckets of its own (a role it assumed), by setting."""
    context: Any = session.sparkContext
    found = context._jsc.hadoopConfiguration().getPropsWithPrefix(BUCKET_SETTINGS)
    return {f"{BUCKET_SETTINGS}{key}": str(found[key]) for key in found}


def configure_s3(session: SparkSession, buckets: Mapping[str, str] | None = None) -> None:
    """Give Hadoop's S3A this process's present endpoint, region and credentials.

    Called before each run, so that a warm session follows a changed environment. Cached file
    systems are closed when anything changed, because they keep what they were made with.

    Args:
        buckets: what is to be set for single buckets (see `bucket_settings`), and nothing else;
            nothing unless given, because what a script sets for them ends with its run.
    """
    lakectl.follow_settings()
    settings = aws.s3a_settings()
    context: Any = session.sparkContext
    hadoop = context._jsc.hadoopConfiguration()
    wanted = dict(buckets or {})
    present = bucket_settings(session)
    for key in set(present) - set(wanted):
        hadoop.unset(key)
    for key, value in wanted.items():
        hadoop.set(key, value)
    if settings == _s3_settings:
        if present != wanted:
            context._jvm.org.apache.hadoop.fs.FileSystem.closeAll()
        return
    system = context._jvm.java.lang.System
    for key in set(_s3_settings) - set(settings):
        if key.startswith(aws.JAVA_PROPERTY):
            system.clearProperty(key.removeprefix(aws.JAVA_PROPERTY))
        else:
            hadoop.unset(key)
    for key, value in settings.items():
        if key.startswith(aws.JAVA_PROPERTY):
            system.setProperty(key.removeprefix(aws.JAVA_PROPERTY), value)
        else:
            hadoop.set(key, value)
    if _s3_settings:
        context._jvm.org.apache.hadoop.fs.FileSystem.closeAll()
    _s3_settings.clear()
    _s3_settings.update(settings)


def stop() -> None:
    """Stop the session and its Java process's work; the next `get_session` starts afresh."""
    global _session
    with _lock:
        if _session is not None:
            _session.stop()
            _session = None
        _s3_settings.clear()
