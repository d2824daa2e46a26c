"""Modules that wait for their first use are what they are without, once they are used."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

from jiban.lazy_sdk import finder, later

PACKAGE = """
import waits_said
waits_said.lines.append("loaded")
VALUE = 1
from waits.part import PART
from waits import inner
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A package that waits, as `waits_said` tells, with one module that waits, too, and one that does not."""
    files = {
        "waits/__init__.py": PACKAGE,
        "waits/inner.py": "import waits_said\nwaits_said.lines.append('inner')\nINNER = 3\n",
        "waits/part.py": "import waits, waits_said as to\nto.lines.append('part')\nPART = waits.VALUE + 1\n",
        "waits_said.py": "lines = []\n",
    }
    (tmp_path / "waits").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    for name in list(sys.modules):
        if name.partition(".")[0] in {"waits", "waits_said"}:
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(later, "NAMES", frozenset({"waits", "waits.inner"}))
    monkeypatch.setattr(sys, "meta_path", [finder._Finder(), *sys.meta_path])
    monkeypatch.syspath_prepend(tmp_path)
    return importlib.import_module("waits")


def said() -> list[str]:
    """What was loaded, in this order."""
    lines: list[str] = importlib.import_module("waits_said").lines
    return lines


def test_a_module_waits_for_its_first_use(package: ModuleType) -> None:
    """Its import runs nothing of it."""
    assert said() == []
    assert package.VALUE == 1
    assert type(package) is ModuleType


def test_what_is_in_it_and_does_not_wait_is_loaded_after_it(package: ModuleType) -> None:
    """As Python does: part of it needs what its package has set."""
    assert importlib.import_module("waits.part").PART == 2
    assert said() == ["loaded", "part"]
    assert package.PART == 2


def test_a_module_in_it_that_waits_is_no_use_of_it(package: ModuleType) -> None:
    """Nor of itself, however it is imported."""
    inner = importlib.import_module("waits.inner")
    assert package.inner is inner
    assert said() == []
    assert inner.INNER == 3
    assert said() == ["inner"]


def test_vars_has_everything(package: ModuleType) -> None:
    """Whoever looks into the dictionary sees what is there without."""
    assert vars(package)["VALUE"] == 1


def test_dir_has_everything(package: ModuleType) -> None:
    """So does `dir()`."""
    assert {"VALUE", "PART", "inner"} <= set(dir(package))


def test_what_is_set_stays(package: ModuleType) -> None:
    """A program that replaces something of it has the last word."""
    setattr(package, "VALUE", 5)  # noqa: B010 - a module has no type with it
    later.load(package)
    assert package.VALUE == 5


def test_what_is_deleted_is_gone(package: ModuleType) -> None:
    """Loading it later would bring it back."""
    delattr(package, "VALUE")
    assert not hasattr(package, "VALUE")


def test_import_of_everything(package: ModuleType) -> None:
    """`from waits import *` takes what the module has."""
    there: dict[str, object] = {}
    exec("from waits import *", there)  # noqa: S102 - a module cannot say it in a function
    assert there["VALUE"] == package.VALUE


def test_what_it_does_not_have(package: ModuleType) -> None:
    """In Python's own words."""
    with pytest.raises(AttributeError, match=r"^module 'waits' has no attribute 'OTHER'$"):
        package.OTHER  # noqa: B018 - asked for, for its error


def test_two_threads_use_it_at_once(package: ModuleType) -> None:
    """It is loaded once, and neither sees half of it."""
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(package.PART)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [2] * 8
    assert said() == ["loaded", "part"]


def test_what_is_wrong_with_it_is_said_by_each_use(package: ModuleType) -> None:
    """It does not count as loaded."""
    Path(str(package.__file__)).write_text("import nowhere_to_be_found\n")
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError, match="nowhere_to_be_found"):
            package.VALUE  # noqa: B018 - asked for, for its error


def test_something_to_do_waits_with_it(package: ModuleType) -> None:
    """And is done before anybody sees the module."""
    with later.when_loaded(package, lambda: setattr(package, "VALUE", 7)):
        assert said() == []
        assert package.VALUE == 7


def test_something_to_do_with_a_loaded_module_is_done_at_once(package: ModuleType) -> None:
    """It has no first use any more."""
    later.load(package)
    with later.when_loaded(package, lambda: setattr(package, "VALUE", 7)):
        assert vars(package)["VALUE"] == 7


def test_something_to_do_is_forgotten_after_its_time(package: ModuleType) -> None:
    """A module that nobody used meanwhile is left as it is."""
    with later.when_loaded(package, lambda: setattr(package, "VALUE", 7)):
        pass
    assert package.VALUE == 1


def run(code: str, **environment: str) -> str:
    """What a program prints that is planned."""
    start = "import sys\nfrom jiban.lazy_sdk import finder, later\nfinder.install()\nimport pulumi\n"
    ran = subprocess.run(
        [sys.executable, "-c", start + code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


WAIT = "print(*sorted(name for name in later.NAMES if later.is_later(sys.modules[name])))"


def test_the_sdk_uses_none_of_them_while_it_is_imported() -> None:
    """Otherwise each plan would load it."""
    assert run(WAIT) == "dill grpc grpc.aio pulumi.automation\n"


def test_one_variable_has_all_of_them_loaded() -> None:
    """The one that has SDKs loaded whole."""
    assert run(WAIT, JIBAN_LAZY_SDK="0") == "\n"


CALL = """
import grpc
from concurrent import futures
answer = grpc.unary_unary_rpc_method_handler(lambda request, context: request + b"!")
handlers = (grpc.method_handlers_generic_handler("a", {"b": answer}),)
server = grpc.server(futures.ThreadPoolExecutor(), handlers)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
    print(channel.unary_unary("/a/b")(b"called"))
    try:
        channel.unary_unary("/a/c")(b"called")
    except grpc.RpcError as error:
        print(error.code() is grpc.StatusCode.UNIMPLEMENTED)
server.stop(None)
"""


def test_a_program_may_talk_grpc() -> None:
    """As server and as client, with its errors."""
    assert run(CALL) == "b'called!'\nTrue\n"


def test_a_program_may_pickle_with_dill() -> None:
    """A function is what plain pickle cannot take."""
    assert run("import dill\nprint(dill.loads(dill.dumps(lambda: 5))())") == "5\n"


def test_a_program_may_import_the_automation_api_whole() -> None:
    """By its name in Pulumi, or by itself."""
    code = "from pulumi.automation import *\nprint(pulumi.automation.LocalWorkspace is LocalWorkspace)"
    assert run(code) == "True\n"


def test_an_error_of_the_sdk_is_caught_by_what_waits() -> None:
    """`except grpc.RpcError` is the first use, while an error is on its way."""
    code = """
import grpc
try:
    1 / 0
except grpc.RpcError:
    print("of gRPC")
except ZeroDivisionError:
    print("another")
"""
    assert run(code) == "another\n"
