"""Pages as Markdown and as JSON."""

import json
from dataclasses import dataclass

from jiban.runbook import text
from jiban.runbook.pages import Book
from jiban.settings.root import Deployment


@dataclass(frozen=True)
class Action:
    """An action, as a project has it."""

    title: str = "Look at it"
    where: str = "inside the network"
    commands: tuple[str, ...] = ("kubectl get pods",)
    reason: str = "it says why"
    seen: str = "pods that are ready"


@dataclass(frozen=True)
class Page:
    """A page, as a project has it."""

    id: str = "trouble"
    title: str = "Trouble"
    when: str = "it is down"
    actions: tuple[Action, ...] = (Action(),)
    missing: tuple[str, ...] = ("nobody is told",)


BOOK = Book(Deployment("shop", "prod", ("prod-workloads",)), (Page(),))


def test_a_page_is_a_document() -> None:
    """Title, when, actions with reason, place, commands and what is to be seen, and what is not there."""
    assert (
        text.markdown(BOOK)
        == """\
# Trouble

shop/prod, `trouble`. It is down.

## 1. Look at it

It says why. Run it inside the network.

```sh
kubectl get pods
```

To be seen: pods that are ready.

## Not there, or not known

- Nobody is told.
"""
    )


def test_what_an_action_does_not_say_is_left_out() -> None:
    """Neither an empty line nor an empty block."""
    bare = Page(actions=(Action(where="", commands=(), reason="", seen=""),), missing=())
    assert text.markdown(Book(BOOK.deployment, (bare,))).endswith("\n## 1. Look at it\n")


def test_a_command_does_not_end_its_block() -> None:
    """The fence is longer than any row of backticks in it."""
    page = Page(actions=(Action(commands=("echo '```` x'",)),))
    assert "\n`````sh\necho '```` x'\n`````\n" in text.markdown(Book(BOOK.deployment, (page,)))


def test_files_are_a_page_each_and_a_list() -> None:
    """By their ids."""
    found = text.files(BOOK)
    assert list(found) == ["README.md", "trouble.md"]
    assert found["README.md"].splitlines()[-1] == "| [trouble](trouble.md) | it is down |"


def test_json_is_the_same_as_data() -> None:
    """With the stacks of the environment."""
    found = json.loads(text.dumps(BOOK))
    assert found["stacks"] == ["prod", "prod-workloads"]
    assert found["pages"][0]["actions"] == [
        {
            "title": "Look at it",
            "where": "inside the network",
            "commands": ["kubectl get pods"],
            "reason": "it says why",
            "seen": "pods that are ready",
        }
    ]
