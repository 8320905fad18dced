"""The service of one kernel: takes messages, does the work in one thread, answers."""

from __future__ import annotations

import contextvars
import os
import tempfile
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from glueflow import __version__
from glueflow.kernel import ahead, environment, protocol, quick, running
from glueflow.kernel.blocks import StepFailed
from glueflow.kernel.clients import Client
from glueflow.kernel.connections import ConnectionFailed, Connections, command
from glueflow.kernel.duck import Unanswered
from glueflow.kernel.engine import Engine
from glueflow.kernel.program import ProgramError, parse_program
from glueflow.kernel.query import parse_query
from glueflow.kernel.results import Gone
from glueflow.kernel.spark import identity
from glueflow.kernel.work import POLL_SECONDS, Message, Stopped, Work
from glueflow.local import causes, scratch
from glueflow.local.logs import LOG, logging_to, warnings_to

MOST_DOCUMENTS = 16


class BadRequest(ValueError):
    """A request that can't be understood."""


class Service:
    """Answers the clients of a kernel.

    Messages may come from any thread; the work is done in one thread, in the order asked for.

    Args:
        base: the environment connections build on.
        command: what gives the `glueflow` command line.
    """

    def __init__(
        self,
        base: Mapping[str, str] | None = None,
        command: Callable[[], list[str]] = command,
    ) -> None:
        handle, name = tempfile.mkstemp(prefix="kernel-", suffix=".log", dir=scratch.kept())
        os.close(handle)
        self.log = Path(name)
        self.connections = Connections(os.environ if base is None else base, command)
        self.engine = Engine(self._broadcast, self.log)
        self._clients: list[Client] = []
        self._waiting: deque[Work] = deque()
        self._current: Work | None = None
        self._runs: OrderedDict[str, Work] = OrderedDict()
        self._changed = threading.Condition()
        self._closed = False
        # A comm's messages have the parent that the thread's context knows.
        context = contextvars.copy_context()
        self._thread = threading.Thread(
            target=context.run, args=(self._work,), name="glueflow", daemon=True
        )
        self._thread.start()

    # -- clients ----------------------------------------------------------------------------------

    def opened(self, comm: Any, message: Message) -> None:
        """Take on a comm; for `register_target`."""
        given = message.get("content", {}).get("data")
        data = given if isinstance(given, dict) else {}
        asked, document = data.get("protocol"), data.get("document")
        client = Client(comm, document if isinstance(document, str) and document else None)
        refusal = None if asked == protocol.VERSION else _other_protocol(asked)
        comm.on_msg(lambda msg: self.received(client, msg["content"]["data"], refusal))
        comm.on_close(lambda msg: self.left(client))
        with self._changed:
            self._clients.append(client)
            if refusal is not None:
                client.send({"type": "session", "state": "failed", "message": refusal})
                return
            client.send(
                {**self.engine.spark.message, "protocol": protocol.VERSION, "glueflow": __version__}
            )
            run = self._runs.get(client.document or "")
            if run is not None:
                run.follow(client)

    def left(self, client: Client, keep: bool = False) -> None:
        """A client is there no more: what nobody waits for any more is stopped.

        Args:
            keep: its runs go on all the same, for the client that comes in its place.
        """
        client.closed = True
        with self._changed:
            if client in self._clients:
                self._clients.remove(client)
            pending = [*self._waiting, *([self._current] if self._current else [])]
            alone = [each for each in pending if each.leave(client)]
        self._stop(lambda work: work in alone and not (keep and work.kind == "run"))

    def _broadcast(self, message: Message) -> None:
        with self._changed:
            clients = list(self._clients)
        for client in clients:
            client.send(message)

    def received(self, client: Client, data: Any, refusal: str | None = None) -> None:
        """Take a message."""
        kind = data.get("type") if isinstance(data, dict) else None
        id = data.get("id") if isinstance(data, dict) else None
        if refusal is None and kind == "stop":
            # Without an id, all there is to stop: starting Spark and forgetting have none.
            self._stop(
                lambda work: (
                    bool(work.id) and (id is None or (work.followed_by(client) and work.id == id))
                )
            )
        elif refusal is None and kind == "leave":
            self.left(client, keep=True)
        elif refusal is None and kind in ("start", "forget"):
            self._add(Work(_Silent(), "", str(kind), data))
        elif not isinstance(id, str) or not id:
            why = refusal or _unknown(kind) or "the request needs an id"
            client.send(
                {"type": "finished", "id": None, "state": "failed", "seconds": 0, "message": why}
            )
        else:
            self._request(Work(client, id, str(kind), data), refusal or _unknown(kind))

    def _request(self, work: Work, refusal: str | None) -> None:
        with self._changed:
            pending = [*self._waiting, *([self._current] if self._current else [])]
            if any(each.client is work.client and each.id == work.id for each in pending):
                # That one's `finished` is to come; a second one would say something else.
                LOG.warning("A request repeats the id %s and is left out.", work.id)
                return
        if refusal is not None:
            work.finish("failed", message=refusal)
        elif work.kind != "page" or not self._page_at_hand(work):
            self._add(work)

    def _page_at_hand(self, work: Work) -> bool:
        """Answer at once for rows that were fetched, whatever else is going on."""
        try:
            result = self.engine.results.get(_text(work.request, "result"))
            offset, limit = _place(work.request)
            if not result.has(offset, limit):
                return False
            self.engine.page(work, result, offset, limit)
        except (Gone, BadRequest) as error:
            work.finish("failed", message=str(error))
        else:
            work.finish("succeeded")
        return True

    # -- the queue --------------------------------------------------------------------------------

    def _add(self, work: Work) -> None:
        replaced: list[Work] = []
        with self._changed:
            if work.kind == "preview":
                replaced = [
                    each
                    for each in self._waiting
                    if each.kind == "preview" and each.client is work.client
                ]
                for each in replaced:
                    self._waiting.remove(each)
            self._waiting.append(work)
            if work.kind == "run":
                self._share(work)
            work.send({"type": "work", "state": "queued"})
            self._changed.notify_all()
        # What is kept ahead is asked for again by the next preview.
        self._stop(lambda each: each.kind == "keep")
        for each in replaced:
            each.finish("stopped", message="Replaced by a newer preview.")

    def _share(self, run: Work) -> None:
        """Let the other clients of the same document follow a run, now and when they come later."""
        document = run.client.document if isinstance(run.client, Client) else None
        if document is None:
            return
        self._runs[document] = run
        self._runs.move_to_end(document)
        if len(self._runs) > MOST_DOCUMENTS:
            self._runs.popitem(last=False)
        for client in self._clients:
            if client.document == document:
                run.follow(client)

    def _stop(self, chosen: Callable[[Work], bool]) -> None:
        with self._changed:
            dropped = [work for work in self._waiting if chosen(work)]
            for work in dropped:
                self._waiting.remove(work)
            current = self._current
            stop = current is not None and chosen(current) and not current.stopped.is_set()
            if current is not None and stop:
                current.stopped.set()
        for work in dropped:
            work.finish("stopped")
        if current is not None and stop:
            # Java may take its time to answer, which must not hold up the kernel.
            threading.Thread(target=self._end, args=(current,), daemon=True).start()

    def _end(self, work: Work) -> None:
        """Interrupt work until it has ended."""
        with self._changed:
            while self._current is work:
                self._changed.release()
                try:
                    work.interrupt()
                    self.engine.duck.cancel()
                    self.engine.spark.cancel(list(work.groups))
                finally:
                    self._changed.acquire()
                if self._current is work:
                    self._changed.wait(POLL_SECONDS)

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._closed and self.engine.keep_request is None:
                    self._changed.wait()
                if self._closed:
                    return
                work = self._current = self._waiting.popleft() if self._waiting else self._idle()
            try:
                self._do(work)
            except BaseException as error:
                # Nothing may end this thread, and no request may stay without an answer.
                work.finish("failed", message=causes.cause(error), log=str(self.log))
            finally:
                with self._changed:
                    self._current = None
                    self._changed.notify_all()

    def _do(self, work: Work) -> None:
        work.send({"type": "work", "state": "started"})

        try:
            with ExitStack() as stack:
                stack.enter_context(logging_to(self.log))
                stack.enter_context(warnings_to(work.warn))
                work.check()
                self._handle(work, stack)
        except Stopped:
            work.finish("stopped")
        except StepFailed as error:
            found = error.failure
            work.finish(
                "failed",
                message=found.text,
                nodeId=error.node_id,
                line=found.line,
                sql=found.sql_message,
                log=str(self.log),
                credentials=found.credentials or None,
            )
        except ConnectionFailed as error:
            work.finish("failed", message=str(error), credentials=error.credentials or None)
        except (ProgramError, BadRequest, Gone) as error:
            work.finish("failed", message=str(error))
        except Exception as error:
            if work.stopped.is_set():
                work.finish("stopped")
                return
            with logging_to(self.log):
                LOG.error("%s", causes.full_text(error), extra={"reported": True})
            work.finish(
                "failed",
                message=causes.cause(error),
                log=str(self.log),
                credentials=causes.is_credentials(error) or None,
            )
        else:
            work.finish("succeeded")
            if work.kind == "preview":
                # Rows are shown; what needs Spark likely follows.
                self.engine.spark.begin()

    def _handle(self, work: Work, stack: ExitStack) -> None:
        request, engine = work.request, self.engine
        if work.kind == "keep":
            self._keep_ahead(work, request["keep_request"], stack)
            return
        if work.kind == "forget":
            engine.forget()
            with self._changed:
                over = [name for name, run in self._runs.items() if run.finished]
                for name in over:
                    del self._runs[name]
            return
        result = None
        if work.kind == "page":
            result = engine.results.get(_text(request, "result"))
            connection = result.connection
        else:
            connection = _connection(request)
        if connection is not None:
            try:
                changed = self.connections.environment(connection, work.check)
                stack.enter_context(environment.variables(changed))
            except ConnectionFailed:
                # Spark starts without credentials; the first request for data says what is wrong.
                if work.kind != "start":
                    raise
        if work.kind == "start":
            engine.spark.ensure(identity(connection))
        elif result is not None:
            engine.page(work, result, *_place(request))
        elif work.kind == "run":
            up_to = request.get("upTo")
            if up_to is not None and not isinstance(up_to, str):
                raise BadRequest("upTo is the id of a node.")
            running.run(engine, work, parse_program(request.get("program")), up_to, connection)
        else:
            self._read(work, connection)

    def _read(self, work: Work, connection: str | None) -> None:
        """Answer a preview or a count: by DuckDB if the request has a query that it can do."""
        request, engine = work.request, self.engine
        program = parse_program(request.get("program"))
        query = parse_query(request.get("query"))
        node = _text(request, "nodeId")
        port = _text(request, "port") if "port" in request else None
        limit = _place(request)[1] if work.kind == "preview" else 0
        insists = request.get("engine") == "duckdb"
        why = None
        if query is not None:
            try:
                if work.kind == "count":
                    quick.count(engine, work, program, query, node, port, connection)
                else:
                    quick.preview(
                        engine, work, program, query, node, port, limit, connection, insists
                    )
                return
            except Unanswered as error:
                why = str(error) or None
        if work.kind == "count":
            engine.count(work, program, node, port, connection)
        else:
            engine.preview(work, program, node, port, limit, connection, why)

    def _idle(self) -> Work:
        """Make work of the request that the last preview has left."""
        keep_request, self.engine.keep_request = self.engine.keep_request, None
        return Work(_Silent(), "", "keep", {"keep_request": keep_request})

    def _keep_ahead(self, work: Work, keep_request: ahead.KeepRequest, stack: ExitStack) -> None:
        """Keep what the next previews likely need."""
        if keep_request.connection is not None:
            changed = self.connections.environment(keep_request.connection, work.check)
            stack.enter_context(environment.variables(changed))
        try:
            ahead.keep(self.engine, work, keep_request)
        except Exception as error:
            # Nobody waits for it, and a preview meets the same and says it better.
            if not work.stopped.is_set():
                LOG.info("Rows were not kept ahead: %s", causes.cause(error))

    def close(self) -> None:
        """End work and processes, for the end of the kernel."""
        self._stop(lambda work: True)
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(timeout=5)
        self.connections.close()
        self.engine.close()


class _Silent:
    """Nobody: for work without an id."""

    def send(self, message: Message) -> None:
        """Drop a message."""


def _unknown(kind: Any) -> str | None:
    if kind in protocol.ANSWERED:
        return None
    return (
        f"This kernel's glueflow {__version__} knows no message {kind!r}. Update it in the kernel: "
        "pip install --upgrade glueflow"
    )


def _other_protocol(asked: Any) -> str:
    if isinstance(asked, int) and asked < protocol.VERSION:
        return (
            f"The editor speaks protocol {asked}, the kernel's glueflow {__version__} protocol "
            f"{protocol.VERSION}. Update the editor: pip install --upgrade glueflow where "
            "JupyterLab runs."
        )
    return (
        f"The editor speaks protocol {asked}, the kernel's glueflow {__version__} protocol "
        f"{protocol.VERSION}. Update it in the kernel's environment: pip install --upgrade glueflow"
    )


def _text(request: Message, name: str) -> str:
    value = request.get(name)
    if not isinstance(value, str) or not value:
        raise BadRequest(f"The request needs {name}.")
    return value


def _connection(request: Message) -> str | None:
    value = request.get("connection")
    if value is None or isinstance(value, str):
        return value or None
    raise BadRequest("connection is the name of a connection.")


def _place(request: Message) -> tuple[int, int]:
    """Return offset and number of the rows asked for."""
    offset, limit = request.get("offset", 0), request.get("limit")
    whole = all(isinstance(each, int) and not isinstance(each, bool) for each in (offset, limit))
    if not whole or offset < 0 or not 1 <= limit <= protocol.MOST_ROWS_AT_ONCE:  # type: ignore[operator]
        raise BadRequest(
            f"limit is a number from 1 to {protocol.MOST_ROWS_AT_ONCE:,}, and offset one from 0."
        )
    return offset, limit  # type: ignore[return-value]
