"""The program in the pod passes queries on as its identity, and nothing else."""

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from jiban.components.rollouts import reader
from jiban.components.rollouts.metrics_reader import HEALTH, Identity, Reader

FOUND = {"status": "success", "data": {"resultType": "vector", "result": []}}


@dataclass
class Outside:
    """What the directory and Prometheus were asked, and what they answer."""

    forms: list[Mapping[str, list[str]]] = field(default_factory=list[Mapping[str, list[str]]])
    queries: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    """Path, token and body."""
    lasts: int = 3600
    status: int = 200
    port: int = 0


@contextmanager
def serving(server: ThreadingHTTPServer) -> Generator[int]:
    """Answer requests while the test runs."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def outside() -> Iterator[Outside]:
    """A directory and a Prometheus, on this machine."""
    state = Outside()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if self.path == "/tenant/oauth2/v2.0/token":
                state.forms.append(urllib.parse.parse_qs(body))
                self.answer(200, {"access_token": f"token-{len(state.forms)}", "expires_in": state.lasts})
            else:
                state.queries.append((self.path, self.headers["Authorization"], body))
                self.answer(state.status, FOUND)

        def answer(self, status: int, found: Any) -> None:
            text = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class calls it so
            del format, args

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as state.port:
        yield state


@pytest.fixture
def address(outside: Outside, tmp_path: Path) -> Iterator[str]:
    """The program, in front of both."""
    (tmp_path / "token").write_text("of-the-account\n")
    base = f"http://127.0.0.1:{outside.port}"
    identity = Identity(
        {
            "AZURE_AUTHORITY_HOST": f"{base}/",
            "AZURE_TENANT_ID": "tenant",
            "AZURE_CLIENT_ID": "client",
            "AZURE_FEDERATED_TOKEN_FILE": str(tmp_path / "token"),
        }
    )
    with serving(Reader(("127.0.0.1", 0), base, identity)) as port:
        yield f"http://127.0.0.1:{port}"


def ask(address: str, body: bytes | None = None) -> tuple[int, Any]:
    """Send a request and return status and answer."""
    try:
        with urllib.request.urlopen(address, body, timeout=10) as answer:  # noqa: S310 this machine
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_a_query_is_passed_on_with_a_token(outside: Outside, address: str) -> None:
    """Its body as it came, and the answer back."""
    assert ask(f"{address}/api/v1/query", b"query=sum%28up%29") == (200, FOUND)
    assert outside.queries == [("/api/v1/query", "Bearer token-1", "query=sum%28up%29")]


def test_a_query_in_the_address_is_passed_on_too(outside: Outside, address: str) -> None:
    """Clients of Prometheus may ask by GET."""
    assert ask(f"{address}/api/v1/query?query=up&time=1") == (200, FOUND)
    assert outside.queries == [("/api/v1/query", "Bearer token-1", "query=up&time=1")]


def test_a_token_is_asked_for_as_the_service_account(outside: Outside, address: str) -> None:
    """With the token of the account as its proof, for Prometheus alone."""
    ask(f"{address}/api/v1/query", b"query=up")
    assert outside.forms == [
        {
            "grant_type": ["client_credentials"],
            "client_id": ["client"],
            "scope": ["https://prometheus.monitor.azure.com/.default"],
            "client_assertion_type": ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"],
            "client_assertion": ["of-the-account"],
        }
    ]


@pytest.mark.parametrize(("lasts", "asked"), [(3600, 1), (299, 2)])
def test_a_token_is_kept_until_shortly_before_its_end(
    outside: Outside, address: str, lasts: int, asked: int
) -> None:
    """One that would end within five minutes is not used again."""
    outside.lasts = lasts
    for _ in range(2):
        ask(f"{address}/api/v1/query", b"query=up")
    assert len(outside.forms) == asked


def test_a_token_that_is_refused_is_not_used_again(outside: Outside, address: str) -> None:
    """Permissions hold some minutes after they are given, and a new token has them."""
    outside.status = 403
    assert ask(f"{address}/api/v1/query", b"query=up") == (
        502,
        {
            "status": "error",
            "errorType": "internal",
            "error": f"metrics-reader: 403 of 127.0.0.1:{outside.port}",
        },
    )
    outside.status = 200
    ask(f"{address}/api/v1/query", b"query=up")
    assert [token for _, token, _ in outside.queries] == ["Bearer token-1", "Bearer token-2"]


@pytest.mark.parametrize("path", ["/", "/api/v1/query_range", "/api/v1/write", "/api/v1/query/../write"])
@pytest.mark.parametrize("body", [None, b"query=up"])
def test_nothing_else_is_passed_on(outside: Outside, address: str, path: str, body: bytes | None) -> None:
    """The controller asks for one value at a time, and for nothing besides."""
    assert ask(f"{address}{path}", body)[0] == 404
    assert (outside.forms, outside.queries) == ([], [])


def test_a_query_has_a_length(outside: Outside, address: str) -> None:
    """One longer than 64 KiB is refused unread."""
    assert ask(f"{address}/api/v1/query", b"q" * 65537)[0] == 413
    assert outside.queries == []


def test_without_an_answer_it_says_so(address: str, outside: Outside, tmp_path: Path) -> None:
    """The controller counts an error, and not a figure."""
    (tmp_path / "token").unlink()
    assert ask(f"{address}/api/v1/query", b"query=up") == (
        502,
        {"status": "error", "errorType": "internal", "error": "metrics-reader: no answer: FileNotFoundError"},
    )
    assert outside.queries == []


def test_it_says_that_it_runs(outside: Outside, address: str) -> None:
    """The cluster's probes ask nobody else, at the path that the pod's manifest names."""
    assert HEALTH == reader.HEALTH
    assert ask(f"{address}{reader.HEALTH}") == (200, {})
    assert outside.forms == []


@pytest.mark.parametrize(("status", "asked"), [(401, 2), (403, 2), (400, 1), (429, 1), (500, 1)])
def test_only_a_refused_token_is_forgotten(outside: Outside, address: str, status: int, asked: int) -> None:
    """Whatever else Prometheus answers, the token is still good."""
    outside.status = status
    for _ in range(2):
        assert ask(f"{address}/api/v1/query", b"query=up")[0] == 502
    assert len(outside.forms) == asked


@pytest.mark.parametrize(("lasts", "asked"), [(300, 2), (310, 1)])
def test_a_token_is_used_until_five_minutes_before_its_end(
    outside: Outside, address: str, lasts: int, asked: int
) -> None:
    """Not a minute less."""
    outside.lasts = lasts
    for _ in range(2):
        ask(f"{address}/api/v1/query", b"query=up")
    assert len(outside.forms) == asked


def test_the_longest_query_is_taken(outside: Outside, address: str) -> None:
    """64 KiB, to the byte; in the address a query is bounded by what an address may hold."""
    assert ask(f"{address}/api/v1/query", b"q" * 65536) == (200, FOUND)
    assert [len(body) for _, _, body in outside.queries] == [65536]


def test_a_slash_at_the_end_of_an_address_changes_nothing(outside: Outside, tmp_path: Path) -> None:
    """Neither of the directory's nor of Prometheus'."""
    identity = Identity(
        {
            "AZURE_AUTHORITY_HOST": f"http://127.0.0.1:{outside.port}",
            "AZURE_TENANT_ID": "tenant",
            "AZURE_CLIENT_ID": "client",
            "AZURE_FEDERATED_TOKEN_FILE": str(tmp_path / "token"),
        }
    )
    (tmp_path / "token").write_text("x")
    base = f"http://127.0.0.1:{outside.port}/"
    with serving(Reader(("127.0.0.1", 0), base, identity)) as port:
        assert ask(f"http://127.0.0.1:{port}/api/v1/query", b"query=up") == (200, FOUND)
    assert outside.queries[0][0] == "/api/v1/query"
