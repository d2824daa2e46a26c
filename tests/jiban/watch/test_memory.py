"""A fork can have its memory to itself, as far as it uses it."""

from __future__ import annotations

import mmap
import os
import sys

import pytest

from jiban.watch import memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a way to")
SIZE = 32 << 20


def faults_in_a_fork(*, own: bool) -> int:
    """Return how many pages a fork is given one by one when it writes to what it has from its parent."""
    import resource  # noqa: PLC0415 - Windows has none

    held = bytearray(b"x") * SIZE
    reading, writing = os.pipe()
    if not os.fork():
        if own:
            memory.have_own()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for place in range(0, SIZE, 4096):
            held[place] = 1
        os.write(writing, str(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        found = int(said.read())
    os.wait()
    return found


@pytest.fixture(autouse=True)
def _enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the tests before have left in this process."""
    monkeypatch.setattr(memory, "MOST", 1 << 40)


def test_pages_are_there_before_they_are_written_to() -> None:
    """Else each is copied at the first write."""
    if not memory.have_own():
        pytest.skip("this kernel has no way to")
    assert faults_in_a_fork(own=False) > 4000
    assert faults_in_a_fork(own=True) < 400


def test_nothing_is_copied_where_it_would_be_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory may be what is short then."""
    monkeypatch.setattr(memory, "MOST", 1 << 20)
    assert memory.have_own() == 0


def test_it_stops_when_something_is_to_be_done() -> None:
    """Whoever waits for the process waits a few milliseconds at most."""
    asked = iter([False, False, True])
    assert memory.have_own(lambda: next(asked)) < memory.have_own()
    assert memory.have_own(lambda: True) == 0


def test_what_is_only_set_aside_stays_so() -> None:
    """A library may set aside more than the computer has."""
    before = memory.have_own()
    with mmap.mmap(-1, 8 * SIZE):
        assert memory.have_own() < before + SIZE
