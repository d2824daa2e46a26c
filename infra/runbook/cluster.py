"""The page of an upgrade of nodes."""

from collections.abc import Iterator

from infra.environment import NAMESPACE
from infra.runbook.incidents import login
from infra.runbook.page import Action, Names, Page, listed
from jiban.components.cluster.spec import MaintenanceSpec


def pages(names: Names) -> Iterator[Page]:
    """Yield it."""
    cluster, azure = names.environment.kubernetes, names.environment.cloud == "azure"
    window = cluster.maintenance or MaintenanceSpec()
    inside = (
        f"{window.day} {window.start} for {window.hours} hours (UTC{window.utc_offset})"
        if azure
        else "no window is set"
    )
    yield Page(
        id="node-pool-upgrade",
        title="Upgrade of the nodes",
        when=f"An image of the nodes or a version of Kubernetes is due and cannot wait for the window "
        f"({inside}), or an "
        "upgrade by itself has not ended. Nobody notices it if each step is looked at",
        actions=(
            login(names),
            Action(
                title="See that each service may lose a pod",
                commands=(names.kubectl("get poddisruptionbudgets"), names.kubectl("get pods")),
                reason=_budgets(names),
                seen="1 or more under ALLOWED DISRUPTIONS in each line, and pods that are ready",
                where=names.reaches,
            ),
            *(_azure(names) if azure else _aws(names)),
            Action(
                title="Watch the nodes",
                commands=(
                    "kubectl get nodes --label-columns=topology.kubernetes.io/zone",
                    "kubectl get pods --all-namespaces --field-selector=status.phase=Pending",
                ),
                seen="all nodes Ready with the new version, and nothing pending for minutes",
                where=names.reaches,
            ),
        ),
        missing=(
            "A version of Kubernetes is never taken back; a pool's image neither, but for the one before",
            *(() if azure else ("EKS upgrades no nodes by itself: each upgrade is a deployment",)),
        ),
    )


def _budgets(names: Names) -> str:
    """Return what holds a drain up, by the services' own budgets."""
    found = [name for name, each in sorted(names.environment.workloads.items()) if each.disruption]
    if not found:
        return "no service has a disruption budget, so a drain waits for nothing"
    return f"a drain waits for the budgets of {listed(found)}"


def _azure(names: Names) -> Iterator[Action]:
    where = f"--resource-group {names.group} --cluster-name {names.cluster}"
    pools = f"$(az aks nodepool list {where} --query '[].name' --output tsv)"
    yield Action(
        title="See what is due, and the windows",
        commands=(
            f"az aks get-upgrades --resource-group {names.group} --name {names.cluster} --output table",
            (
                f'for POOL in {pools}; do az aks nodepool get-upgrades {where} --nodepool-name "$POOL" '
                f"--query "
                "'[latestNodeImageVersion, kubernetesVersion]' --output tsv; done"
            ),
            f"az aks maintenanceconfiguration list {where} --output table",
        ),
    )
    yield Action(
        title="Renew the image of one pool after the other",
        commands=(
            (
                f'for POOL in {pools}; do az aks nodepool upgrade {where} --nodepool-name "$POOL" '
                f"--node-image-only --yes "
                "|| break; done"
            ),
        ),
        reason="it stops at the first that fails. Pools have their names of the stack file with some "
        "letters behind, "
        "so they are asked for: while one is made anew there are two. Skip it for a new version of "
        "Kubernetes, which "
        "brings new images",
        seen="Succeeded",
    )
    yield Action(
        title="Raise the version of Kubernetes by the stack file",
        commands=(
            (
                f"pulumi config set --stack {names.stack} --path {NAMESPACE}:cluster.version "
                f'"$(az aks get-upgrades --resource-group {names.group} --name {names.cluster} --query '
                "'controlPlaneProfile.upgrades[?!isPreview].kubernetesVersion | sort(@)[0]' --output tsv "
                '| cut --delimiter=. --fields=1,2)"'
            ),
            f"pulumi up --stack {names.stack}",
        ),
        reason="one minor version at a time, the control plane first and then the pools; only where that "
        "is what is due",
        seen="the next minor version in the plan, and nothing replaced",
    )


def _aws(names: Names) -> Iterator[Action]:
    yield Action(
        title="See what is due",
        commands=(
            f"aws eks describe-cluster --name {names.cluster} --query cluster.version --output text",
            f"aws eks list-nodegroups --cluster-name {names.cluster} --output table",
        ),
    )
    yield Action(
        title="Renew the image of one group of nodes after the other",
        commands=(
            (
                f"for GROUP in $(aws eks list-nodegroups --cluster-name {names.cluster} --query "
                f"'nodegroups[]' --output text); "
                f"do aws eks update-nodegroup-version --cluster-name {names.cluster} --nodegroup-name "
                f'"$GROUP" && '
                f'aws eks wait nodegroup-active --cluster-name {names.cluster} --nodegroup-name "$GROUP" || '
                f"break; done"
            ),
        ),
        reason="it stops at the first that fails",
    )
