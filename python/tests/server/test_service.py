"""The service behind a real Jupyter server: who reaches it, what comes through, when it ends."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.jupyter import TOKEN, Jupyter, running_jupyter

from glueflow import __version__, server
from glueflow.cli import NodeMissing

EXAMPLE = (Path(__file__).parents[3] / "examples" / "flights.glueflow").read_text("utf-8")


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    # Without keys a call of AWS fails at once, and never gets as far as an endpoint that is silent.
    keys = {"AWS_ACCESS_KEY_ID": "AKIAOFTHETESTS000000", "AWS_SECRET_ACCESS_KEY": "x" * 40}
    folder = tmp_path_factory.mktemp("jupyter")
    with running_jupyter(folder, env={**os.environ, **keys}) as running:
        yield running


def until(done: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something has come about."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A child nobody has waited for yet has ended all the same.
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_health(jupyter: Jupyter) -> None:
    reply = jupyter.ask("GET", "/base/glueflow/health")
    assert reply.status == 200
    assert reply.json["name"] == "glueflow"
    assert reply.json["version"] == __version__


@pytest.mark.parametrize("headers", [{}, {"Content_Type": "application/json"}])
def test_connections_are_removed(jupyter: Jupyter, headers: dict[str, str]) -> None:
    connections = "/base/glueflow/connections"
    kept = {"name": "test", "connection": {"kind": "default"}}
    assert jupyter.ask("POST", connections, kept).status == 200
    reply = jupyter.ask("DELETE", f"{connections}/test", **headers)
    assert (reply.status, reply.json) == (200, {"removed": "test"})
    assert jupyter.ask("DELETE", f"{connections}/test", **headers).status == 422


def test_chunks_come_through(jupyter: Jupyter) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", jupyter.port, timeout=60)
    headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
    text = json.dumps({"text": EXAMPLE, "offline": True}).encode()
    chunks = iter([text[:100], text[100:]])
    connection.request("POST", "/base/glueflow/validate", chunks, headers, encode_chunked=True)
    reply = connection.getresponse()
    assert reply.status == 200, reply.read()
    connection.close()


def test_refused_without_login(jupyter: Jupyter) -> None:
    reply = jupyter.ask("GET", "/base/glueflow/health", token=None)
    assert reply.status == 302
    assert "/login" in reply.headers["Location"]
    assert jupyter.ask("POST", "/base/glueflow/validate", {}, token=None).status == 403
    assert jupyter.ask("GET", "/base/glueflow/health", token="wrong").status in (302, 403)


def test_validate_of_a_text(jupyter: Jupyter) -> None:
    body = {"text": EXAMPLE, "path": "flights.glueflow", "offline": True}
    reply = jupyter.ask("POST", "/base/glueflow/validate", body)
    assert reply.status == 200
    assert reply.json["valid"] is True


def test_paths_are_relative_to_the_root_folder(jupyter: Jupyter) -> None:
    (jupyter.root / "sub folder").mkdir()
    (jupyter.root / "sub folder" / "p.glueflow").write_text(EXAMPLE, "utf-8")
    body = {"path": "sub folder/p.glueflow", "offline": True}
    reply = jupyter.ask("POST", "/base/glueflow/validate", body)
    assert reply.json["valid"] is True


def test_requests_of_the_page_itself_pass(jupyter: Jupyter) -> None:
    origin = f"http://127.0.0.1:{jupyter.port}"
    body = {"text": EXAMPLE, "offline": True}
    for headers in ({"Origin": origin}, {"Origin": origin, "Sec_Fetch_Site": "same-origin"}):
        assert jupyter.ask("POST", "/base/glueflow/validate", body, **headers).status == 200


def test_requests_of_other_sites_are_refused(jupyter: Jupyter) -> None:
    body = {"text": EXAMPLE, "offline": True}
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec_Fetch_Site": "cross-site"}):
        reply = jupyter.ask("POST", "/base/glueflow/validate", body, **headers)
        # 502: the refusal came before the request had been passed on.
        assert reply.status in (403, 502)
        assert "valid" not in reply.json


def test_a_login_by_cookie_needs_the_token_against_cross_site_requests(jupyter: Jupyter) -> None:
    login = jupyter.ask("GET", f"/base/?token={TOKEN}", token=None)
    page = jupyter.ask("GET", "/base/login", token=None)
    cookies = dict(
        text.partition(";")[0].split("=", 1)
        for reply in (login, page)
        for text in reply.headers.get_all("Set-Cookie") or []
    )
    jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
    body = {"text": EXAMPLE, "offline": True}
    refused = jupyter.ask("POST", "/base/glueflow/validate", body, token=None, Cookie=jar)
    assert refused.status == 403
    xsrf = cookies["_xsrf"]
    passed = jupyter.ask(
        "POST", "/base/glueflow/validate", body, token=None, Cookie=jar, X_XSRFToken=xsrf
    )
    assert passed.status == 200


def test_events_come_as_they_happen(jupyter: Jupyter) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", jupyter.port, timeout=60)
    body = {"text": EXAMPLE, "offline": True}
    path = "/base/glueflow/generate"
    jupyter.send(connection, "POST", path, body, Accept="text/event-stream")
    reply = connection.getresponse()
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "text/event-stream"
    events = [line[7:] for line in reply.read().decode().splitlines() if line[:7] == "event: "]
    connection.close()
    assert events[0] == "operation"
    assert "progress" in events
    assert events[-1] == "result"


def test_the_first_event_comes_before_the_last(jupyter: Jupyter) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        (jupyter.root / "held.glueflow").write_text(EXAMPLE, "utf-8")
        body = {"path": "held.glueflow", "endpoint": endpoint, "region": "eu-west-1"}
        connection = http.client.HTTPConnection("127.0.0.1", jupyter.port, timeout=60)
        path = "/base/glueflow/validate"
        headers = {"Accept": "text/event-stream", "X_Operation_Id": "held-by-the-test"}
        jupyter.send(connection, "POST", path, body, **headers)
        reply = connection.getresponse()
        # The catalog does not answer, so that only what has been sent ahead can be read.
        assert reply.readline() == b"event: operation\n"
        stop = jupyter.ask("POST", "/base/glueflow/operations/held-by-the-test/cancel", {})
        assert stop.json == {"cancelled": True}
        assert b"event: error" in reply.read()
        connection.close()


def test_a_service_that_died_is_started_again(jupyter: Jupyter) -> None:
    first = jupyter.ask("GET", "/base/glueflow/health").json["pid"]
    os.kill(first, signal.SIGTERM)
    until(lambda: not alive(first))
    assert jupyter.ask("GET", "/base/glueflow/health").json["pid"] != first


def test_a_service_that_is_about_to_end_does_not_fail_a_request(jupyter: Jupyter) -> None:
    for _ in range(10):
        first = jupyter.ask("GET", "/base/glueflow/health").json["pid"]
        # Nobody waits for its end: its socket may be closed while it still looks alive.
        os.kill(first, signal.SIGKILL)
        reply = jupyter.ask("GET", "/base/glueflow/health")
        assert reply.status == 200, reply.text
        assert reply.json["pid"] != first


def test_the_service_ends_with_the_server(tmp_path: Path) -> None:
    with running_jupyter(tmp_path) as jupyter:
        pid = jupyter.ask("GET", "/base/glueflow/health").json["pid"]
        assert alive(pid)
        jupyter.process.kill()
    until(lambda: not alive(pid))


class TestService:
    def test_on_a_port_with_a_token(self, tmp_path: Path) -> None:
        """What is done on Windows, where unix sockets are not used."""
        service = server.Service(str(tmp_path), sockets=False)
        service.start()
        try:
            assert set(service.access) == {"url", "token", "pid"}
            host = service.access["url"].removeprefix("http://")
            connection = http.client.HTTPConnection(host, timeout=20)
            connection.request("GET", "/health")
            assert connection.getresponse().status == 401
        finally:
            service.stop()
        assert not service.running

    def test_says_what_is_missing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def missing() -> list[str]:
            raise NodeMissing("Node was not found.")

        monkeypatch.setattr(server, "node_command", missing)
        with pytest.raises(server.ServiceError, match="Node was not found"):
            server.Service(str(tmp_path)).start()

    def test_says_when_it_does_not_start(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(server, "node_command", lambda: ["false"])
        service = server.Service(str(tmp_path))
        with pytest.raises(server.ServiceError, match="could not be started"):
            service.start()
        assert not service.running


def test_headers_on_a_port() -> None:
    """A page's request keeps its origin in the service's eyes; Jupyter's secrets stay behind."""
    access = {"url": "http://127.0.0.1:5", "token": "t", "pid": 1}
    page = {"Host": "lab:8888", "Origin": "http://lab:8888", "Cookie": "secret"}
    assert server.service_headers(dict(page), access) == {
        "Host": "127.0.0.1:5",
        "Origin": "http://127.0.0.1:5",
        "Authorization": "Bearer t",
    }
    foreign = server.service_headers({**page, "Origin": "https://elsewhere.example"}, access)
    assert foreign["Origin"] == "https://elsewhere.example"
