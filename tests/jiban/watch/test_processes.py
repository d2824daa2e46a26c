"""What a job says arrives whole, in parts, and also where its process has ended by then."""

from __future__ import annotations

import os
import pickle
import socket

import pytest

from jiban.watch.processes import Job


def sent(*parts: object) -> bytes:
    """Return what a process sends: its id, then each part with its length before it."""
    texts = [pickle.dumps(part) for part in parts]
    return os.getpid().to_bytes(8, "little") + b"".join(
        len(text).to_bytes(8, "little") + text for text in texts
    )


def test_parts_are_there_when_the_process_has_ended() -> None:
    """Its end is told after the last of them."""
    ours, theirs = socket.socketpair()
    theirs.sendall(sent("one", "two"))
    theirs.close()
    job = Job(ours)
    assert [job.answer(1), job.answer(1)] == ["one", "two"]
    with pytest.raises(EOFError):
        job.answer(1)
    ours.close()


def test_a_part_is_waited_for_until_it_is_whole() -> None:
    """Half a part is none."""
    ours, theirs = socket.socketpair()
    data = sent("one")
    job = Job(ours)
    theirs.sendall(data[:-3])
    assert job.answer(0.01) is None
    theirs.sendall(data[-3:])
    assert job.answer(1) == "one"
    assert job.answer(0.01) is None
    theirs.close()
    ours.close()


def test_a_process_that_says_nothing_has_ended() -> None:
    """Even its id may be missing."""
    ours, theirs = socket.socketpair()
    theirs.close()
    with pytest.raises(EOFError):
        Job(ours).answer(1)
    ours.close()
