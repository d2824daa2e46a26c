"""Labels and taints of nodes are the same on every cloud."""

from jiban.components.cluster.pools import labels, taints
from jiban.components.cluster.spec import NodePoolSpec

TAINTED = NodePoolSpec(taint="dedicated=batch:NoExecute", labels={"disk": "fast"})


def test_nodes_say_their_pool() -> None:
    """Beside the labels asked for there is the pool's name, which nobody can set to another."""
    named = TAINTED.model_copy(update={"labels": {"disk": "fast", "jiban/pool": "other"}})
    assert labels("batch", named) == {"disk": "fast", "jiban/pool": "batch"}


def test_the_system_pool_keeps_workloads_away() -> None:
    """Its own taint comes first, one asked for after it."""
    assert taints("system", TAINTED) == ["CriticalAddonsOnly=true:NoSchedule", "dedicated=batch:NoExecute"]


def test_other_pools_have_the_taint_asked_for() -> None:
    """One, or none."""
    assert taints("batch", TAINTED) == ["dedicated=batch:NoExecute"]
    assert taints("apps", NodePoolSpec()) == []
