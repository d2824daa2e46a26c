"""Makes the project's virtual environment, `.venv`, from the lock files: `python setup_venv.py runtime|dev`.

Runs on the standard library alone, before anything is installed. Does nothing when the environment was made
from these lock files by this Python; anything else (another lock, another Python, a set-up that was cut off,
a copied folder) is made anew, because what is left of an old environment hides a missing requirement.
Talks on stderr; what pip said stands in `.venv/setup.log`.

Exit codes: 0 ready, 1 the set-up failed and stderr says why.
"""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
import time
import tomllib
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = {"runtime": ("requirements.txt",), "dev": ("requirements.txt", "requirements-dev.txt")}
"""What each kind of environment is made from. A dev environment holds everything a runtime one does."""
EXPECTED = {"runtime": "400 MB on disk, about 20 s", "dev": "850 MB on disk, about 40 s"}
"""What a set-up takes on two cores with a fast connection, said before it starts."""
LOG_LINES_SHOWN = 15


class SetupError(Exception):
    """The environment cannot be made; the message is for whoever ran make."""


def say(text: str) -> None:
    """Tell the person at the terminal, off the document that goes to stdout."""
    print(text, file=sys.stderr, flush=True)


def digest(kind: str) -> str:
    """Fingerprint of all that the environment depends on: locks, packaging, interpreter and place."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        pyproject = tomllib.load(file)
    packaging = [pyproject["build-system"], pyproject["project"], pyproject["tool"]["setuptools"]]
    parts = [(ROOT / lock).read_bytes() for lock in LOCKS[kind]]
    parts += [json.dumps(packaging, sort_keys=True).encode(), sys.version.encode(), os.fsencode(VENV)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def stamp(kind: str) -> Path:
    """Where the digest of a finished set-up is kept."""
    return VENV / f"jiban-{kind}.stamp"


def current(kind: str) -> bool:
    """Whether a finished set-up of this kind is the one that is wanted now."""
    try:
        return stamp(kind).read_text() == digest(kind) and (VENV / "bin" / "python").exists()
    except FileNotFoundError:
        return False


def run(*command: str | Path) -> None:
    """Run one step of the set-up into the log.

    Raises:
        SetupError: with the end of the log, when the step fails.
    """
    log = VENV / "setup.log"
    log.parent.mkdir(exist_ok=True)
    # Some hosted workspaces export PIP_USER=yes, which pip refuses inside a virtual environment.
    environment = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    result = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    with log.open("a") as file:
        file.write(result.stdout)
    if result.returncode != 0:
        tail = "\n".join(result.stdout.splitlines()[-LOG_LINES_SHOWN:])
        raise SetupError(
            f"making .venv failed at `{' '.join(map(str, command))}`:\n{tail}\n"
            "The whole log is .venv/setup.log; the same make command tries again from the start."
        )


def make_empty() -> None:
    """Make a virtual environment that holds pip alone, in place of whatever is there.

    Raises:
        SetupError: when this Python has no venv module, or making the environment fails.
    """
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise SetupError(
            f"{sys.executable} has no venv module: install it (Debian and Ubuntu: apt install python3-venv) "
            "or name another Python, as in `make plan PYTHON=python3.12`."
        )
    # The real path, because inside an activated .venv this Python is the one about to be removed.
    run(os.path.realpath(sys.executable), "-m", "venv", "--clear", VENV)


def install(kind: str) -> None:
    """Install the locked packages of this kind, then the project itself as an editable package."""
    pip = [VENV / "bin" / "python", "-m", "pip", "install", "--no-input"]
    # Without --no-compile two thirds of the time go into byte code of modules that nothing imports.
    run(*pip, "--no-compile", "--require-hashes", "-r", ROOT / LOCKS[kind][-1])
    run(*pip, "--no-deps", "--no-build-isolation", "-e", ROOT)


def set_up(kind: str) -> None:
    """Bring the environment to what the lock files say.

    Raises:
        SetupError: when it cannot be made.
    """
    if current("dev") or current(kind):
        return
    started = time.monotonic()
    version = sys.version.split()[0]
    say(f"jiban: making .venv with Python {version} and the locked {kind} packages ({EXPECTED[kind]}) ...")
    grow = current("runtime")
    for name in LOCKS:
        stamp(name).unlink(missing_ok=True)
    if not grow:
        make_empty()
    install(kind)
    stamp(kind).write_text(digest(kind))
    say(f"jiban: .venv is ready after {time.monotonic() - started:.0f} s")


def main(arguments: list[str]) -> int:
    """Set up the kind named on the command line, one process at a time."""
    if len(arguments) != 1 or arguments[0] not in LOCKS:
        say(f"usage: python setup_venv.py {'|'.join(LOCKS)}")
        return 1
    try:
        with (ROOT / "requirements.txt").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            set_up(arguments[0])
    except SetupError as error:
        say(f"jiban: {error}")
        return 1
    except OSError as error:
        say(f"jiban: making .venv failed: {error}. Remove .venv, or make room, and repeat.")
        return 1
    except KeyboardInterrupt:
        say("jiban: interrupted; the same make command starts the set-up again.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
