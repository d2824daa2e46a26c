"""Which queue or topic gets the messages of which: what is made before what, and what cannot be."""

from collections.abc import Iterator, Mapping

from jiban.components.base import Fault, Path
from jiban.components.queue.spec import QueueSpec, ReceivingSpec


def sources(spec: QueueSpec) -> Iterator[tuple[Path, str, ReceivingSpec]]:
    """Yield everything that can forward: its path, the queue or topic it stands in, and what it says."""
    for name, queue in spec.queues.items():
        yield ("queues", name), name, queue
    for topic, asked in spec.topics.items():
        for name, subscription in asked.subscriptions.items():
            yield ("topics", topic, "subscriptions", name), topic, subscription


def last_first(spec: QueueSpec) -> Mapping[str, bool]:
    """Return whether each queue forwards, those first that do not, as they are what others lead to."""
    forwards = {name: bool(_targets(queue)) for name, queue in spec.queues.items()}
    return dict(sorted(forwards.items(), key=lambda each: each[1]))


def faults(spec: QueueSpec) -> Iterator[Fault]:
    """Yield what of the forwarding cannot be.

    A target that forwards on is refused, which keeps chains from going round and from Azure's limit of four
    hops. That a session cannot be forwarded is from engineering memory (`service-bus-auto-forwarding`).
    """
    known = [*spec.queues, *spec.topics]
    moving = {name for path, name, source in sources(spec) if _targets(source) and path[0] == "queues"}
    for path, name, source in sources(spec):
        for field, target in _targets(source).items():
            place = (*path, field)
            if target == name:
                yield Fault(place, f"{name} forwards to itself", "choose another queue or topic")
            elif target not in known:
                yield Fault(
                    place,
                    f"there is no queue or topic {target}",
                    f"choose from {', '.join(each for each in known if each != name) or 'none'}, or add it",
                )
            elif target in moving:
                yield Fault(
                    place,
                    f"{target} forwards on, and one step is all that is built",
                    f"name the queue or topic that {target} forwards to",
                )
        if source.sessions and source.forward_to is not None:
            yield Fault(
                (*path, "forward_to"),
                "Service Bus forwards nothing out of sessions, and sessions is true",
                "remove forward_to or sessions",
            )


def _targets(source: ReceivingSpec) -> dict[str, str]:
    fields = {
        "forward_to": source.forward_to,
        "forward_dead_letters_to": source.forward_dead_letters_to,
    }
    return {field: target for field, target in fields.items() if target is not None}
