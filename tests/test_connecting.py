"""The examples of the page on connecting are sound code, and use variables that there are."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import pytest

from jiban.components.workload.connection import VARIABLES
from tools.repository import ROOT

PAGE = (ROOT / "docs" / "connecting.md").read_text("utf-8")

PARSER = """\
import com.sun.source.util.JavacTask;
import java.util.List;
import javax.tools.*;

public class Parse {
    public static void main(String[] files) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        StandardJavaFileManager manager = compiler.getStandardFileManager(found, null, null);
        Iterable<? extends JavaFileObject> sources = manager.getJavaFileObjects(files);
        ((JavacTask) compiler.getTask(null, manager, found, List.of(), null, sources)).parse();
        found.getDiagnostics().forEach(System.err::println);
        System.exit(found.getDiagnostics().isEmpty() ? 0 : 1);
    }
}
"""
"""Reads a file as the compiler does, without the libraries that it imports."""


def examples(language: str) -> list[str]:
    """Return every example in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def example(language: str) -> str:
    """Return the example of a database in a language, which is the first."""
    return examples(language)[0]


def test_the_example_in_python_can_be_compiled() -> None:
    """By the interpreter itself."""
    compile(example("python"), "connect.py", "exec")


def test_the_example_of_a_token_for_the_cache_makes_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the cache's name and the user, for fifteen minutes and the region; signed, and no address."""
    for name, value in {
        "AWS_REGION": "ap-northeast-2",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "example",
        "AWS_SESSION_TOKEN": "of-the-role",
        "CACHE_NAME": "cache-pms-prod",
        "CACHE_USER": "cache-pms-pms-api-prod",
    }.items():
        monkeypatch.setenv(name, value)
    (source,) = [each for each in examples("python") if "cache_token" in each]
    program: dict[str, Any] = {}
    exec(compile(source, "cache.py", "exec"), program)  # noqa: S102 the page's own example
    head, _, query = program["cache_token"]().partition("?")
    told = parse_qs(query)
    assert head == "cache-pms-prod/"
    assert (told["Action"], told["User"]) == (["connect"], ["cache-pms-pms-api-prod"])
    assert (told["X-Amz-Expires"], told["X-Amz-SignedHeaders"]) == (["900"], ["host"])
    assert told["X-Amz-Credential"][0].split("/")[2:] == ["ap-northeast-2", "elasticache", "aws4_request"]
    assert told["X-Amz-Security-Token"] == ["of-the-role"]
    assert len(told["X-Amz-Signature"][0]) == 64


def test_the_example_of_a_secret_reads_it_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """On AWS, by the ARN that the platform gives."""
    asked: list[tuple[str, dict[str, str]]] = []

    class Client:
        def __init__(self, service: str) -> None:
            self._service = service

        def get_secret_value(self, **given: str) -> dict[str, str]:
            asked.append((self._service, given))
            return {"SecretString": "of-the-owner"}

    monkeypatch.setenv("SECRET_SESSION_SIGNING_KEY_ARN", "arn:aws:secretsmanager:own")
    monkeypatch.setitem(sys.modules, "boto3", SimpleNamespace(client=Client))
    (source,) = [each for each in examples("python") if "def secret" in each]
    program: dict[str, Any] = {}
    exec(compile(source, "secret.py", "exec"), program)  # noqa: S102 the page's own example
    assert program["secret"]("session-signing-key") == "of-the-owner"
    assert asked == [("secretsmanager", {"SecretId": "arn:aws:secretsmanager:own"})]


def test_the_example_of_a_search_signs_its_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the domain's service and region, as the role; what is sent is in the signature."""
    for name, value in {
        "AWS_REGION": "ap-northeast-2",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "example",
        "AWS_SESSION_TOKEN": "of-the-role",
        "SEARCH_HOST": "vpc-search.example",
    }.items():
        monkeypatch.setenv(name, value)
    (source,) = [each for each in examples("python") if "search_request" in each]
    program: dict[str, Any] = {}
    exec(compile(source, "search.py", "exec"), program)  # noqa: S102 the page's own example
    made = program["search_request"]("GET", "orders/_search", b"{}")
    assert (made.full_url, made.get_method()) == ("https://vpc-search.example/orders/_search", "GET")
    signature = made.get_header("Authorization")
    assert "/ap-northeast-2/es/aws4_request" in signature
    assert "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token" in signature
    assert made.get_header("X-amz-security-token") == "of-the-role"


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_example_in_javascript_can_be_read(tmp_path: Path) -> None:
    """By node, as a module."""
    file = tmp_path / "connect.mjs"
    file.write_text(example("javascript"))
    found = subprocess.run(["node", "--check", file], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


@pytest.mark.skipif(shutil.which("javac") is None, reason="needs a JDK")
def test_the_example_in_java_can_be_read(tmp_path: Path) -> None:
    """By the compiler's own reader; its libraries are not here."""
    (tmp_path / "Parse.java").write_text(PARSER)
    (tmp_path / "Database.java").write_text(example("java"))
    command = ["java", "Parse.java", "Database.java"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("language", ["python", "javascript", "java"])
def test_an_example_reads_variables_that_there_are(language: str) -> None:
    """And all that a connection needs."""
    names = set(re.findall(r"\b(?:POSTGRES|CACHE|QUEUE|VAULT)_[A-Z_]+\b", example(language)))
    assert names <= {each.name for each in VARIABLES}
    assert names == {
        "POSTGRES_HOST",
        "POSTGRES_PORT",
        "POSTGRES_USER",
        "POSTGRES_DATABASE",
        "POSTGRES_SSLROOTCERT",
        "POSTGRES_TOKEN_SCOPE",
        *({"POSTGRES_SSLMODE"} if language != "javascript" else set()),
    }
