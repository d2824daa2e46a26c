"""How the broker moves to its second region, and back, by the cloud's command line."""

from collections.abc import Iterator

from infra.promises import lag_minutes
from infra.runbook.page import Action, Names


def moved(names: Names, *, force: bool) -> Iterator[Action]:
    """Yield what moves it; nothing where it is in one region.

    Args:
        names: of the environment.
        force: to the second region at once; otherwise back, once the copy has everything.
    """
    queue, group = names.environment.queue, names.group
    if queue is None or queue.geo == "none" or queue.geo_region is None:
        return
    if queue.geo == "alias":
        second = names.physical("servicebus.Namespace", "second")
        yield Action(
            title="Fail the broker's alias over",
            commands=(
                (
                    f"az servicebus georecovery-alias fail-over --resource-group {group} --namespace-name "
                    f"{second} "
                    f"--alias {names.physical('servicebus.DisasterRecoveryConfig')}"
                ),
            ),
            reason="the command goes to the second namespace. Messages that wait stay behind, and there "
            "is no way back "
            "but a new pair",
            seen="services connect again by the same name",
        )
        return
    target = queue.geo_region if force else names.environment.region
    yield Action(
        title=f"Make {target} the broker's primary region",
        commands=(
            (
                f"az servicebus namespace failover --resource-group {group} --namespace-name {names.broker} "
                f"--primary-location {target} --force {'true' if force else 'false'}"
            ),
        ),
        reason=f"the name stays; messages of the last {lag_minutes(names.environment)} minutes at most are "
        "lost"
        if force
        else "the name stays; it waits until the copy has everything",
        seen=f"`az servicebus namespace show --resource-group {group} --name {names.broker} "
        "--query geoDataReplication.locations --output table` shows it as Primary",
    )
