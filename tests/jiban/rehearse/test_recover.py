import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from jiban.rehearse.pulumi_cli import CommandResult, EngineError, Scratch
from jiban.rehearse.recover import Finder, Recovery, adopt, faults_of, recover

URN = "urn:pulumi:dev::shop::aws:sqs/queue:Queue::orders"
QUEUE: dict[str, Any] = {
    "urn": URN,
    "type": "aws:sqs/queue:Queue",
    "custom": True,
    "inputs": {"name": "orders"},
}
PENDING = {"type": "creating", "resource": QUEUE}


def there(_kind: str, _inputs: Mapping[str, Any]) -> str | None:
    """A cloud that holds the queue."""
    return "queue-1"


def gone(_kind: str, _inputs: Mapping[str, Any]) -> str | None:
    """A cloud that holds nothing."""
    return None


def test_a_pending_create_that_is_there_is_adopted() -> None:
    """It gets its id, its inputs are used as outputs until the next refresh, and nothing is pending."""
    found = adopt({"resources": [], "pending_operations": [PENDING]}, [PENDING], there)
    assert found.adopted == (URN,)
    assert found.deployment == {"resources": [{**QUEUE, "id": "queue-1", "outputs": {"name": "orders"}}]}


def test_a_pending_import_that_is_there_is_adopted() -> None:
    """The object was there before, and the stack was about to take it."""
    pending = {"type": "importing", "resource": QUEUE}
    found = adopt({"resources": [], "pending_operations": [pending]}, [pending], there)
    assert (found.adopted, found.dropped) == ((URN,), ())


def test_a_pending_create_that_is_not_there_is_dropped() -> None:
    """The next `up` makes it."""
    found = adopt({"resources": []}, [PENDING], gone)
    assert found.adopted == ()
    assert found.dropped == (PENDING,)
    assert found.deployment == {"resources": []}


def test_a_replacement_that_is_there_takes_the_place_of_the_old_one() -> None:
    """The old object is marked for deletion, as the engine does when a replacement was made."""
    old = {**QUEUE, "id": "queue-0"}
    found = adopt({"resources": [old]}, [PENDING], there)
    states = [(each["id"], each.get("delete", False)) for each in found.deployment["resources"]]
    assert states == [("queue-0", True), ("queue-1", False)]


def test_a_create_that_the_state_knows_is_not_adopted_twice() -> None:
    """The engine may have heard of it after all."""
    known = {**QUEUE, "id": "queue-1"}
    assert adopt({"resources": [known]}, [PENDING], there).deployment == {"resources": [known]}


@pytest.mark.parametrize("kind", ["updating", "deleting", "reading"])
def test_other_pending_operations_are_left_to_the_refresh(kind: str) -> None:
    """Whether an update or a deletion went through shows when the object is read."""
    pending = {"type": kind, "resource": {**QUEUE, "id": "queue-1"}}
    assert adopt({"resources": []}, [pending], there).dropped == (pending,)


def test_a_state_is_compared_with_the_cloud() -> None:
    """What is missing, orphaned, duplicate and pending is reported."""
    kind = QUEUE["type"]
    twice = [{**QUEUE, "id": "queue-1"}, {**QUEUE, "id": "queue-2"}]
    said = faults_of(
        {"resources": twice, "pending_operations": [PENDING]}, [(kind, "queue-1"), (kind, "queue-3")]
    )
    assert said == (
        f"duplicate: {URN}",
        f"missing: {kind} queue-2 is in the state but not in the cloud",
        f"orphaned: {kind} queue-3 is in the cloud but not in the state",
        f"pending: creating {URN}",
    )


def test_components_and_providers_are_no_objects() -> None:
    """A cloud knows neither."""
    component = {"urn": "urn:c", "type": "shop:queue:Broker", "custom": False}
    provider = {"urn": "urn:p", "type": "pulumi:providers:aws", "custom": True, "id": "x"}
    assert faults_of({"resources": [component, provider]}, []) == ()


class Engine:
    """Stands in for a stack whose first `up` was cut off: its state, and how each further `up` ends."""

    stack = "dev"

    def __init__(self, folder: Path, pending: Sequence[Mapping[str, Any]], *codes: int) -> None:
        self.folder = folder
        self.asked: list[tuple[str, ...]] = []
        self.state: Mapping[str, Any] = {
            "version": 3,
            "deployment": {"resources": [], "pending_operations": list(pending)},
        }
        self._codes = list(codes)
        self.import_code = 0

    def stack_flags(self) -> tuple[str, ...]:
        """Name the stack, and more."""
        return ("--stack", self.stack, "--config-file", "x")

    def run(self, *arguments: str, log: bool = False) -> CommandResult:
        """Keep what was asked; an import sets the state."""
        assert log is (arguments[0] == "up")
        self.asked.append(arguments)
        code = 0
        if arguments[0] == "cancel":
            code = 1
        elif arguments[0] == "stack":
            self.state = json.loads(Path(arguments[-1]).read_text())
            code = self.import_code
        elif arguments[0] == "up":
            code = self._codes.pop(0)
        return CommandResult(arguments, code, "", "it broke" if code else "", 0.1)

    def export(self) -> Mapping[str, Any]:
        """Return the state."""
        return self.state

    @property
    def commands(self) -> list[str]:
        """What was asked, by the first word."""
        return [each[0] for each in self.asked]


def recovered(engine: Engine, find: Finder) -> Recovery:
    """Recover the stack of such an engine."""
    return recover(cast("Scratch", engine), find)


def test_a_stack_is_recovered_by_its_corrected_state(tmp_path: Path) -> None:
    """The lock is taken away, the state imported, and the deployment finished with a refresh."""
    engine = Engine(tmp_path, [PENDING], 0)
    found = recovered(engine, there)
    assert engine.asked == [
        ("cancel", "--yes", "--stack", "dev"),
        ("stack", "import", "--stack", "dev", "--file", str(tmp_path / "recovered.json")),
        ("up", "--refresh", "--yes", "--skip-preview", "--stack", "dev", "--config-file", "x"),
    ]
    assert engine.state["version"] == 3
    assert engine.state["deployment"]["resources"][0]["id"] == "queue-1"
    assert (found.adopted, found.dropped, found.up.exit_code) == ((URN,), (), 0)


def test_a_state_without_pending_operations_is_left_alone(tmp_path: Path) -> None:
    """The deployment is finished, well or not."""
    for code in (0, 1):
        engine = Engine(tmp_path, [], code)
        found = recovered(engine, gone)
        assert engine.commands == ["cancel", "up"]
        assert (found.adopted, found.dropped, found.up.exit_code) == ((), (), code)


def test_what_is_not_found_is_taken_out_of_the_state(tmp_path: Path) -> None:
    """The deployment makes it; it is told that it was dropped."""
    engine = Engine(tmp_path, [PENDING], 0)
    found = recovered(engine, gone)
    assert engine.commands == ["cancel", "stack", "up"]
    assert engine.state["deployment"] == {"resources": []}
    assert (found.adopted, found.dropped) == ((), (URN,))


def test_a_create_that_the_cloud_finishes_late_is_looked_up_again(tmp_path: Path) -> None:
    """The deployment failed because it was there."""
    engine = Engine(tmp_path, [PENDING], 1, 0)
    found = recovered(engine, lambda *_: "queue-1" if "up" in engine.commands else None)
    assert engine.commands == ["cancel", "stack", "up", "stack", "up"]
    assert (found.adopted, found.dropped, found.up.exit_code) == ((URN,), (), 0)


def test_a_deployment_that_fails_for_another_reason_is_the_last(tmp_path: Path) -> None:
    """Nothing more is found, and nothing is tried again."""
    engine = Engine(tmp_path, [PENDING], 1)
    found = recovered(engine, gone)
    assert engine.commands == ["cancel", "stack", "up"]
    assert (found.adopted, found.dropped, found.up.exit_code) == ((), (URN,), 1)


def test_a_state_that_cannot_be_imported_ends_the_recovery(tmp_path: Path) -> None:
    """What the engine says is told."""
    engine = Engine(tmp_path, [PENDING], 0)
    engine.import_code = 1
    with pytest.raises(EngineError, match=r"^cannot import the corrected state: it broke$"):
        recovered(engine, there)
