"""The examples of the page on connecting are sound code, and use variables that there are."""

import re
import shutil
import subprocess
from pathlib import Path

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


def example(language: str) -> str:
    """Return the only example in a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return found


def test_the_example_in_python_can_be_compiled() -> None:
    """By the interpreter itself."""
    compile(example("python"), "connect.py", "exec")


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
