"""Builds Pulumi's command line from its Go module into bin/, once: `python build_engine.py`.

No package registry of Python carries the CLI, and an installer would fetch a binary that nobody here can
read. tools/go.mod pins the version, go.sum every source; a change of either builds anew. Beside the binary
stand what runs Python programs for it: our language host, and Pulumi's own runner out of the same Go module.

A cold build takes three to four minutes on two cores and about 2 GB of Go's caches; later ones half a minute.
Standard library only, because it runs wherever make does.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / "tools"
BIN = ROOT / "bin"
CLI = BIN / "pulumi"
STAMP = BIN / "engine.stamp"
COMMAND: Final = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
SDK: Final = "github.com/pulumi/pulumi/sdk/v3"
RUNNER: Final = "pulumi-language-python-exec"
HOST: Final = "pulumi-language-python"
PIN: Final = re.compile(r"^\s*github\.com/pulumi/pulumi/pkg/v3 (v[\w.+-]+)", re.MULTILINE)
HOST_SCRIPT: Final = """#!/bin/sh
# The engine looks for its language hosts beside itself.
bin=$(dirname "$(readlink -f "$0")")
python=${PULUMI_PYTHON_CMD:-$bin/../.venv/bin/python}
if ! command -v "$python" >/dev/null; then
  echo "jiban: the language host runs in .venv, which is missing: make plan makes it" >&2
  exit 1
fi
exec "$python" -P "$bin/../jiban/rehearse/language_host.py" "$@"
"""


class BuildError(Exception):
    """The engine could not be built; the text says why and what to do."""


def say(text: str) -> None:
    """Talk to the person at the terminal; standard output stays free for the document of the make target."""
    print(text, file=sys.stderr, flush=True)


def pinned(text: str) -> str:
    """Read the version of the CLI out of the text of go.mod.

    Raises:
        BuildError: it requires none.
    """
    found = PIN.search(text)
    if found is None:
        raise BuildError("tools/go.mod requires no github.com/pulumi/pulumi/pkg/v3: name the version there.")
    return found[1]


def digest(version: str) -> str:
    """Hash everything that decides what bin/ holds."""
    parts = [(TOOLS / name).read_bytes() for name in ("go.mod", "go.sum")]
    parts += [version.encode(), HOST_SCRIPT.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def current(version: str) -> bool:
    """Whether bin/ holds this build, whole, and the binary says the version that it was built as."""
    try:
        if STAMP.read_text() != digest(version):
            return False
        if not all((BIN / name).is_file() for name in (HOST, RUNNER)):
            return False
        answer = subprocess.run((CLI, "version"), capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.stdout.strip() == version


def go(*arguments: str) -> str:
    """Run the Go command in tools/ and return what it prints.

    Raises:
        BuildError: there is no Go, or the command fails.
    """
    if shutil.which("go") is None:
        raise BuildError(
            "the Pulumi CLI is built from source and Go is missing: install Go 1.26 or newer "
            "(https://go.dev/doc/install), then `make engine` again."
        )
    # A workspace or vendor folder above the checkout must not change what is built.
    environment = {
        **os.environ,
        "GOWORK": "off",
        "GOFLAGS": "-mod=readonly -buildvcs=false",
        "CGO_ENABLED": "0",
    }
    result = subprocess.run(
        ("go", *arguments), cwd=TOOLS, env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        tail = "\n".join(result.stderr.splitlines()[-15:])
        raise BuildError(f"`go {' '.join(arguments[:2])}` failed in tools/:\n{tail}")
    return result.stdout


def put(path: Path, data: bytes) -> None:
    """Write an executable so that a running one is not written over."""
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(data)
    new.chmod(0o755)
    new.replace(path)


def build(version: str) -> None:
    """Build the CLI and put it and its helpers into bin/.

    Raises:
        BuildError: as `go`, or the binary does not say its version.
    """
    STAMP.unlink(missing_ok=True)
    # Without the version in it the CLI says none, and takes every plugin for too new.
    stamp = f"-s -w -X {SDK}/go/common/version.Version={version}"
    new = BIN / ".pulumi.new"
    go("build", "-trimpath", "-o", str(new), "-ldflags", stamp, COMMAND)
    new.replace(CLI)
    module = Path(go("list", "-m", "-f", "{{.Dir}}", SDK).strip())
    put(BIN / RUNNER, (module / "python" / "cmd" / RUNNER).read_bytes())
    put(BIN / HOST, HOST_SCRIPT.encode())
    STAMP.write_text(digest(version))
    if not current(version):
        raise BuildError(
            f"bin/pulumi was built and does not say that it is {version}; remove bin/ and repeat."
        )


def main() -> int:
    """Bring bin/ to what tools/go.mod says, one process at a time."""
    try:
        version = pinned((TOOLS / "go.mod").read_text())
        BIN.mkdir(exist_ok=True)
        # Not go.sum: the Go command locks it too, and would wait for us.
        with (BIN / "engine.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if current(version):
                return 0
            started = time.monotonic()
            say(f"jiban: building the Pulumi CLI {version} from source (four minutes the first time) ...")
            build(version)
        say(f"jiban: bin/pulumi is ready after {time.monotonic() - started:.0f} s")
    except BuildError as error:
        say(f"jiban: {error}")
        return 1
    except OSError as error:
        say(f"jiban: building the Pulumi CLI failed: {error}. Remove bin/, or make room, and repeat.")
        return 1
    except KeyboardInterrupt:
        say("jiban: interrupted; `make engine` starts again where Go's cache is.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
