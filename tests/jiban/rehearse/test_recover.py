from collections.abc import Mapping
from typing import Any

import pytest

from jiban.rehearse.recover import adopt, faults_of

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
