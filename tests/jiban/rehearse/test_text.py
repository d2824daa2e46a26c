import json

from jiban.rehearse import text as report
from jiban.rehearse.run import Rehearsal, Step
from jiban.report.terminal import PLAIN

WHOLE = Rehearsal(
    project="shop",
    stack="dev",
    version="3.259.0",
    steps=(
        Step("preview", 4.6, {"create": 3}),
        Step("up", 6.2, {"create": 3}),
        Step("change", 4.2, {"same": 2, "update": 1}, note="shop:size=2"),
    ),
    seconds=15.1,
    objects=2,
    calls=9,
)
BROKEN = Rehearsal(
    project="shop",
    stack="dev",
    version="3.259.0",
    steps=(Step("up", 6.2, {"create": 1}, problems=("first\nsecond",)),),
    seconds=6.3,
    objects=0,
    calls=1,
)


def test_a_rehearsal_reads_as_steps() -> None:
    """Time and counts of each step, what is ahead in a preview and what is done after it."""
    assert report.text(WHOLE, PLAIN) == (
        "Rehearsal of shop/dev: Pulumi 3.259.0 on a simulated cloud\n"
        "\n"
        "  preview       4.6 s  3 to create\n"
        "  up            6.2 s  3 created\n"
        "  change        4.2 s  1 updated, 2 unchanged; shop:size=2\n"
        "\n"
        "2 objects created once each, none left over; 9 cloud API calls, 15.1 s.\n"
    )


def test_a_failure_shows_where_and_why() -> None:
    """The engine's own messages are below the step that failed."""
    assert report.text(BROKEN, PLAIN) == (
        "Rehearsal of shop/dev: Pulumi 3.259.0 on a simulated cloud\n"
        "\n"
        "  up            6.2 s  failed; 1 created\n"
        "      first\n"
        "      second\n"
        "\n"
        "The rehearsal stopped at 'up', after 6.3 s.\n"
    )


def test_json_says_whether_each_step_went_well() -> None:
    """A reader needs no knowledge of what a problem is."""
    found = json.loads(report.dumps(BROKEN))
    assert (found["ok"], found["steps"][0]["ok"], found["steps"][0]["counts"]) == (
        False,
        False,
        {"create": 1},
    )
