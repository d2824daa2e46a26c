"""The steps of an environment as text, as Markdown and as JSON."""

import json
from dataclasses import dataclass

from jiban.bootstrap import text
from jiban.bootstrap.listing import Listing
from jiban.settings.root import Deployment


@dataclass(frozen=True)
class Step:
    """A step, as a project has it."""

    id: str = "image-trip"
    title: str = "Push the image"
    where: str = "inside the network"
    commands: tuple[str, ...] = ("docker push trip:1",)
    reason: str = "pods load it"
    done_when: str = "`docker pull trip:1` ends"


LISTING = Listing(
    Deployment("shop", "prod", ("prod-workloads",)),
    (Step(id="stacks", title="Make the stacks", where="", commands=()), Step()),
)


def test_text_is_numbered() -> None:
    """Title and id, reason, place, commands, and how to see that it is done."""
    assert (
        text.text(LISTING)
        == """\
shop/prod: 2 steps

 1. Make the stacks  [stacks]
    Pods load it.
    Done when `docker pull trip:1` ends.

 2. Push the image  [image-trip]
    Pods load it.
    Run it inside the network.
    $ docker push trip:1
    Done when `docker pull trip:1` ends.
"""
    )


def test_markdown_is_ticked_off() -> None:
    """Each step is an item of a task list."""
    assert (
        text.markdown(LISTING)
        == """\
## shop/prod: 2 steps

- [ ] **Make the stacks** (`stacks`): Pods load it.

  Done when `docker pull trip:1` ends.

- [ ] **Push the image** (`image-trip`): Pods load it. Run it inside the network.

  ```sh
  docker push trip:1
  ```

  Done when `docker pull trip:1` ends.
"""
    )


def test_json_holds_everything() -> None:
    """And the stacks that make the environment."""
    document = json.loads(text.dumps(LISTING))
    assert document["project"] == "shop"
    assert (document["stack"], document["stacks"]) == ("prod", ["prod", "prod-workloads"])
    assert document["steps"][1] == {
        "id": "image-trip",
        "title": "Push the image",
        "where": "inside the network",
        "commands": ["docker push trip:1"],
        "reason": "pods load it",
        "doneWhen": "`docker pull trip:1` ends",
    }


def test_one_step_is_told_in_the_singular() -> None:
    """And a long reason goes on below itself, with no word broken."""
    step = Step(reason="pods load it " * 12 + "every-time-that-one-begins")
    lines = text.text(Listing(LISTING.deployment, (step,))).splitlines()
    assert lines[0] == "shop/prod: 1 step"
    assert [line[:17] for line in lines[3:5]] == ["    Pods load it ", "    pods load it "]
    assert max(map(len, lines)) <= 110
