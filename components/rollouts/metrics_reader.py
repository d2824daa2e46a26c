"""Asks Azure's managed Prometheus as an identity, for a controller that cannot: a program of its own.

Argo Rollouts sends its queries with a password, a fixed header or an AWS signature, and Azure takes none of
them. This program takes the queries of the controller, adds a token that it gets for the service account of
its pod, and passes them on. It answers nothing else, keeps tokens in memory alone, and needs nothing but
Python's standard library: its text runs in a pod as it stands here.

How a service account becomes an identity: learn.microsoft.com/entra/identity-platform,
`v2-oauth2-client-creds-grant-flow`, "Third case: Access token request with a federated credential"; AKS sets
the variables (`workload-identity-overview`). What a token is asked for:
learn.microsoft.com/azure/azure-monitor/metrics/prometheus-api-promql.
"""

import json
import os
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

QUERY = "/api/v1/query"
HEALTH = "/health"
SCOPE = "https://prometheus.monitor.azure.com/.default"
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_MARGIN_SECONDS = 300
"""How long before its end a token is no longer used."""
_TIMEOUT_SECONDS = 12
"""How long one answer may take; the controller waits 30 seconds for both together."""
_MOST_BYTES = 65536
"""Longest query that is taken."""


class Identity:
    """Tokens of the pod's identity, each kept until shortly before its end."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        """Take what AKS tells a pod of its identity."""
        host = variables["AZURE_AUTHORITY_HOST"].rstrip("/")
        self._address = f"{host}/{variables['AZURE_TENANT_ID']}/oauth2/v2.0/token"
        self._client = variables["AZURE_CLIENT_ID"]
        self._file = Path(variables["AZURE_FEDERATED_TOKEN_FILE"])
        self._lock = threading.Lock()
        self._token, self._end = "", 0.0

    def token(self) -> str:
        """Return a token that is good for a while."""
        with self._lock:
            if time.monotonic() >= self._end - _MARGIN_SECONDS:
                self._ask()
            return self._token

    def forget(self) -> None:
        """Ask anew next time: the token was refused."""
        with self._lock:
            self._end = 0.0

    def _ask(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._client,
            "scope": SCOPE,
            "client_assertion_type": _ASSERTION,
            # Read each time: the cluster renews the file.
            "client_assertion": self._file.read_text("utf-8").strip(),
        }
        request = urllib.request.Request(self._address, urllib.parse.urlencode(form).encode())  # noqa: S310 the address is AKS's own
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 as above
            found = json.load(answer)
        self._token, self._end = found["access_token"], time.monotonic() + int(found["expires_in"])


class Reader(ThreadingHTTPServer):
    """Takes queries at one path, and passes them on with a token."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], prometheus: str, identity: Identity) -> None:
        """Listen at an address.

        Args:
            address: host and port.
            prometheus: base URL of the query API.
            identity: as whom it asks.
        """
        super().__init__(address, _Handler)
        self.prometheus = prometheus.rstrip("/")
        self.identity = identity


class _Handler(BaseHTTPRequestHandler):
    server: Reader  # pyright: ignore[reportIncompatibleVariableOverride] it handles requests of no other
    protocol_version = "HTTP/1.1"
    timeout = _TIMEOUT_SECONDS

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == HEALTH:
            self._answer(HTTPStatus.OK, b"{}")
        elif path == QUERY and len(query) <= _MOST_BYTES:
            self._pass_on(query.encode())
        else:
            self._refuse(HTTPStatus.NOT_FOUND, f"only {QUERY} is passed on")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 <= length <= _MOST_BYTES:
            self.close_connection = True
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"more than {_MOST_BYTES} bytes")
            return
        form = self.rfile.read(length)
        if self.path == QUERY:
            self._pass_on(form)
        else:
            self._refuse(HTTPStatus.NOT_FOUND, f"only {QUERY} is passed on")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class calls it so
        """Say what was asked and how it ended, and no token."""
        sys.stderr.write(f"{format % args}\n")

    def _pass_on(self, form: bytes) -> None:
        try:
            headers = {"Authorization": f"Bearer {self.server.identity.token()}"}
            request = urllib.request.Request(f"{self.server.prometheus}{QUERY}", form, headers)  # noqa: S310 the platform's own address
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 as above
                self._answer(answer.status, answer.read())
        except urllib.error.HTTPError as error:
            if error.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
                self.server.identity.forget()
            self._refuse(HTTPStatus.BAD_GATEWAY, f"{error.code} of {urllib.parse.urlsplit(error.url).netloc}")
        except (OSError, ValueError, KeyError) as error:
            self._refuse(HTTPStatus.BAD_GATEWAY, f"no answer: {type(error).__name__}")

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        found = {"status": "error", "errorType": "internal", "error": f"metrics-reader: {why}"}
        self._answer(status, json.dumps(found).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Answer until the pod is told to stop."""
    identity = Identity(os.environ)
    address = ("", int(os.environ["PORT"]))
    Reader(address, os.environ["PROMETHEUS_URL"], identity).serve_forever()


if __name__ == "__main__":
    main()
