"""Job: the start and end of a Glue job, between which bookmarks count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyspark.sql import SparkSession

from glueflow.local.bookmarks import Bookmark

from .utils import BOOKMARK_CHOICES, LEGACY


class Job:
    """A job run. Call init first and commit last; only commit writes the bookmark.

    Args:
        glue_context_or_spark_session: a SparkSession knows no bookmarks, so its runs have none.
    """

    def __init__(self, glue_context_or_spark_session: Any) -> None:
        self._context = (
            None
            if isinstance(glue_context_or_spark_session, SparkSession)
            else glue_context_or_spark_session
        )
        self._bookmark: Bookmark | None = None
        self._initialized = False

    @classmethod
    def job_bookmark_options(cls) -> list[str]:
        """Return the values of --job-bookmark-option."""
        return list(BOOKMARK_CHOICES)

    @classmethod
    def continuation_options(cls) -> list[str]:
        """Return the values of --continuation-option, the older name of bookmarks."""
        return list(LEGACY)

    @classmethod
    def job_bookmark_range_options(cls) -> list[str]:
        """Return the arguments that bound a paused bookmark."""
        return ["--job-bookmark-from", "--job-bookmark-to"]

    @classmethod
    def encryption_type_options(cls) -> list[str]:
        """Return the values of --encryption-type."""
        return ["sse-s3"]

    @classmethod
    def id_params(cls) -> list[str]:
        """Return the arguments AWS adds to each run."""
        return ["--JOB_NAME", "--JOB_ID", "--JOB_RUN_ID", "--SECURITY_CONFIGURATION"]

    def init(self, job_name: str, args: Mapping[str, Any] | None = None) -> None:
        """Start the run.

        Args:
            args: what getResolvedOptions returned; its job_bookmark_option counts.

        Raises:
            glueflow.local.bookmarks.BookmarkError: the job's bookmark can't be read.
        """
        self._bookmark = Bookmark.start(job_name, dict(args or {}))
        if self._context is not None:
            self._context._bookmark = self._bookmark
        self._initialized = True

    def isInitialized(self) -> bool:
        """Tell whether init was called."""
        return self._initialized

    def commit(self) -> None:
        """Write the bookmark: what this run has read is not read again.

        Raises:
            Exception: init was not called.
        """
        if not self._initialized or self._bookmark is None:
            raise Exception("Job is not initialized: call job.init(args['JOB_NAME'], args) first.")
        self._bookmark.commit()
