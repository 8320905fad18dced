"""Lends the running Spark session to a script that believes it starts its own."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from glueflow.local import namedtables

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOG = logging.getLogger("glueflow.job")


@contextlib.contextmanager
def lend(base: SparkSession, argv: list[str]) -> Iterator[SparkSession]:
    """Make a fresh session on the running context the one all of PySpark's entry points give.

    `SparkContext(…)` returns the running context (spark.sql settings given to it are applied to
    the session), `stop()` does nothing. Afterwards caches, persisted data and running jobs of the
    script are dropped; its temporary views and settings end with its session.

    Args:
        argv: the job's arguments; settings in `--conf` are applied.
    """
    from py4j.protocol import Py4JError

    own = fresh(base, argv)
    with as_current(base, own):
        try:
            yield own
        finally:
            context: Any = base.sparkContext
            if context._jsc is not None:
                # With Java gone there is nothing to clean, and the script's own error says more.
                with contextlib.suppress(Py4JError, ConnectionError):
                    _clean(base, context)


def fresh(base: SparkSession, argv: list[str]) -> SparkSession:
    """Make a session on the running context, with the settings of `--conf` applied."""
    own: SparkSession = base.newSession()
    _settings(own, _conf_pairs(argv))
    return own


@contextlib.contextmanager
def as_current(base: SparkSession, own: SparkSession) -> Iterator[None]:
    """Make a session what all of PySpark's entry points give, for a while; nothing is dropped.

    Tables of the Data Catalog that Spark SQL names are found meanwhile.
    """
    from py4j.protocol import Py4JError
    from pyspark import SparkContext
    from pyspark.sql import SparkSession, SQLContext

    context: Any = base.sparkContext
    before = SparkSession._instantiatedSession
    saved = (
        SparkContext.__dict__["__init__"],
        SparkContext.__dict__.get("__new__"),
        SparkContext.__dict__["stop"],
        SparkSession.__dict__["stop"],
    )

    def created(cls: Any, *args: Any, **kwargs: Any) -> Any:
        return context

    def initialised(self: Any, *args: Any, **kwargs: Any) -> None:
        conf = kwargs.get("conf") or next((a for a in args if hasattr(a, "getAll")), None)
        if conf is not None:
            _settings(own, list(conf.getAll()))

    def stopped(self: Any) -> None:
        return None

    # Finding a class by its name costs Java more than calling it.
    java: Any = context._jvm.SparkSession

    def activate(session: Any) -> None:
        SparkSession._instantiatedSession = session
        SQLContext._instantiatedContext = None
        java.setDefaultSession(session._jsparkSession)
        java.setActiveSession(session._jsparkSession)

    patched: Any = SparkContext
    patched.__new__ = staticmethod(created)
    patched.__init__ = initialised
    patched.stop = stopped
    SparkSession.stop = stopped  # type: ignore[method-assign]
    activate(own)
    try:
        with namedtables.resolving():
            yield
    finally:
        patched.__init__ = saved[0]
        if saved[1] is None:
            # Once a class had a __new__, deleting it leaves one that takes no arguments.
            patched.__new__ = staticmethod(lambda cls, *args, **kwargs: object.__new__(cls))
        else:
            patched.__new__ = saved[1]
        patched.stop = saved[2]
        SparkSession.stop = saved[3]  # type: ignore[method-assign]
        if context._jsc is not None:
            with contextlib.suppress(Py4JError, ConnectionError):
                activate(before if before is not None else base)


def _clean(base: SparkSession, context: Any) -> None:
    context.cancelAllJobs()
    base.catalog.clearCache()
    persisted = context._jsc.getPersistentRDDs()
    for rdd in list(persisted.values()):
        rdd.unpersist(False)


_OF_S3 = re.compile(r"(spark\.hadoop\.)?fs\.s3[an]?\.", re.IGNORECASE)


def _conf_pairs(argv: list[str]) -> list[tuple[str, str]]:
    """Read `--conf "a=b --conf c=d"`, the form AWS documents, without what is not for this machine.

    Where S3 is and whose credentials it gets is decided by the connection of a run, never by the
    arguments of a job: those come with a document, maybe somebody else's.
    """
    if "--conf" not in argv[:-1]:
        return []
    pairs = []
    for part in re.split(r"(?:^|\s)--conf(?=\s)", argv[argv.index("--conf") + 1]):
        key, equals, value = part.strip().partition("=")
        key = key.strip()
        if equals and _OF_S3.match(key) is None:
            pairs.append((key, value.strip()))
        elif equals and not key.endswith(".endpoint.region"):
            LOG.warning("The Spark setting %s has no effect in local runs.", key)
    return pairs


def _settings(session: Any, pairs: list[tuple[str, str]]) -> None:
    """Apply the settings a session can still change; the others were Spark's at its start."""
    from pyspark.errors import AnalysisException

    for key, value in pairs:
        try:
            session.conf.set(key, value)
        except AnalysisException:
            if session.sparkContext.getConf().get(key) != value:
                LOG.warning("The Spark setting %s has no effect in local runs.", key)
