"""The loop that a program runs on: what waits within a turn of it."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Coroutine
from typing import Any

import pytest

from jiban.plan.loop import PlanLoop, wait_within
from tests.jiban.growing import growth


def original(awaitable: Coroutine[Any, Any, Any]) -> str:
    """Stands for the SDK's own function."""
    awaitable.close()
    return "the SDK's"


async def soon(said: list[str], text: str) -> str:
    """Say something in a turn of its own."""
    await asyncio.sleep(0)
    said.append(text)
    return text


def run(main: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end."""
    loop = PlanLoop()
    try:
        return loop.run_until_complete(main)
    finally:
        loop.close()


def test_what_is_ready_runs_in_its_order_while_a_lookup_waits() -> None:
    """And what comes after it too, once each."""
    wait = wait_within(original)
    said: list[str] = []

    async def program() -> None:
        tasks = [asyncio.create_task(soon(said, f"before {index}")) for index in range(3)]
        for index in range(2):
            assert wait(soon(said, f"lookup {index}")) == f"lookup {index}"
            tasks.append(asyncio.create_task(soon(said, f"after {index}")))
        await asyncio.gather(*tasks)

    run(program())
    assert said == ["before 0", "before 1", "before 2", "lookup 0", "after 0", "lookup 1", "after 1"]


def test_what_fails_is_raised_where_it_is_waited_for() -> None:
    """And the program goes on in its own task."""
    wait = wait_within(original)

    async def failing() -> None:
        await asyncio.sleep(0)
        raise LookupError("no such image")

    async def program() -> bool:
        own = asyncio.current_task()
        with pytest.raises(LookupError, match="no such image"):
            wait(failing())
        return asyncio.current_task() is own

    assert run(program())


def test_another_loop_is_left_to_the_sdk() -> None:
    """A program may bring its own."""

    async def program() -> Any:
        return wait_within(original)(soon([], "x"))

    assert asyncio.run(program()) == "the SDK's"


def test_many_lookups_beside_many_tasks() -> None:
    """The one does not take the other's number again and again."""
    wait = wait_within(original)

    def look_up(number: int) -> None:
        said: list[str] = []

        async def program() -> None:
            tasks: list[asyncio.Task[str]] = []
            for index in range(number):
                tasks.append(asyncio.create_task(soon(said, f"task {index}")))
                wait(soon(said, f"lookup {index}"))
            await asyncio.gather(*tasks)

        run(program())
        assert len(said) == 2 * number

    assert growth(look_up) < 5


def test_what_is_called_soon_runs_in_its_order_with_its_context() -> None:
    """As in any other loop; what was cancelled does not."""
    name = contextvars.ContextVar("name", default="none")

    async def main() -> list[str]:
        said: list[str] = []
        loop = asyncio.get_running_loop()
        own = contextvars.copy_context()
        own.run(name.set, "own")
        loop.call_soon(lambda: said.append(f"one {name.get()}"))
        loop.call_soon(lambda: said.append("never")).cancel()
        loop.call_soon(lambda text: said.append(f"{text} {name.get()}"), "two", context=own)
        await asyncio.sleep(0)
        return said

    assert run(main()) == ["one none", "two own"]


def test_a_closed_loop_takes_nothing_more() -> None:
    """It says so."""
    loop = PlanLoop()
    loop.close()
    with pytest.raises(RuntimeError, match="closed"):
        loop.call_soon(print)
