"""Ctrl-C ends a watch, whatever it is at."""

from __future__ import annotations

import contextlib
import datetime as dt
import signal
from pathlib import Path

import pytest

from jiban.project.project import find_project
from jiban.watch.loop import Watch


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    """A watch that has not begun."""
    (tmp_path / "Pulumi.yaml").write_text("name: app\nruntime: python\n")
    (tmp_path / "__main__.py").touch()
    return Watch(find_project(tmp_path), "dev", dt.date(2026, 11, 28))


def test_it_is_said_where_the_watch_is(watch: Watch) -> None:
    """As Python does it."""
    with pytest.raises(KeyboardInterrupt):
        watch.interrupt(signal.SIGINT, None)


def test_one_that_got_lost_is_said_again_by_who_waits(watch: Watch) -> None:
    """Python prints and forgets what is raised by a signal in the middle of its own import."""
    with contextlib.suppress(KeyboardInterrupt):
        watch.interrupt(signal.SIGINT, None)
    with pytest.raises(KeyboardInterrupt):
        watch._wait()
