"""Services that Argo CD deploys, or may one day: what stays in the cluster, what waits, what is shown."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, Final

import pulumi

from infra.stacks.kubernetes import workloads
from jiban.components.postgres.authorities import authorities
from jiban.testing import ProgramPlan, plan_program
from tests.components.workload.examples import OWNERSHIP, SHAPE, platform, spec
from tests.infra.stacks.examples import environment
from tests.infra.stacks.test_kubernetes import AUTONAMED

REPOSITORY: Final = {"url": "https://github.com/tripgen/k8s-manifests"}


def planned(delivery: dict[str, Any] | None, *, ingress: bool = False) -> ProgramPlan:
    """What the services of the example ask for, with a delivery, after something they wait for."""
    services = environment().workloads
    shape = SHAPE
    if ingress:
        services = {**services, "trip": spec(ingress={"path": "/trip"}, uses={"databases": ("trips",)})}
        shape = replace(SHAPE, gateway_address="10.0.127.254")
    whole = environment(services, delivery=delivery, ingress={} if ingress else None)

    def program() -> object:
        first = pulumi.ComponentResource("test:platform:Ready", "ready")
        pulumi.CustomResource("test:platform:Grant", "permission", {}, pulumi.ResourceOptions(parent=first))
        return workloads(whole, OWNERSHIP, platform(shape), {"user": [first]})

    return plan_program(program, outputs=AUTONAMED, resolve=True)


@cache
def by_pulumi() -> ProgramPlan:
    """Argo CD is there, and Pulumi deploys the services."""
    return planned({"repository": REPOSITORY})


@cache
def by_argo() -> ProgramPlan:
    """Argo CD deploys the services, behind a gateway."""
    return planned({"owner": "argo", "repository": REPOSITORY}, ingress=True)


def staying(plan: ProgramPlan) -> set[str]:
    """Objects that stay in the cluster when they leave the program."""
    return {each.name for each in plan.resources if each.custom and each.options.retain_on_delete}


def test_objects_of_services_stay_where_another_may_deploy_them() -> None:
    """All of theirs, and nothing else; without a delivery none does."""
    found = staying(by_pulumi())
    assert {"user-deployment", "trip-deployment", "ai-service", "location-policy"} <= found
    assert {name.partition("-")[0] for name in found} == {"user", "trip", "ai", "location"}
    assert staying(planned(None)) == set()


def test_argo_cds_services_are_not_pulumis() -> None:
    """Their addresses are shown all the same, and the Application that has them."""
    found = by_argo()
    assert not [each.name for each in found.resources if each.type.endswith(":Deployment")]
    assert found.result["services"] == {
        "user": "http://user.tripgen",
        "trip": "http://trip.tripgen",
        "ai": "http://ai.tripgen",
        "location": "http://location.tripgen",
    }
    assert found.result["application"] == "tripgen-prod"
    assert "application" not in planned(None).result
    assert by_pulumi().result["application"] == "tripgen-prod"


def test_argo_cd_follows_when_all_that_services_stand_on_is_there() -> None:
    """The gateway, the databases' roles, and what the platform must have ready."""
    (application,) = [each for each in by_argo().resources if each.name == "delivery-application"]
    assert {"ingress-gateway", "database-roles-job", "permission"} <= set(application.dependency_names)


def test_authorities_keep_their_name_for_whoever_deploys_the_services() -> None:
    """Services refer to the map by what it holds, so it stays beside a new one; Pulumi alone replaces it."""
    shape = replace(SHAPE, authorities=authorities("aws", "ap-northeast-2"))

    def kept(delivery: dict[str, Any] | None) -> list[bool]:
        whole = environment(delivery=delivery)
        found = plan_program(lambda: workloads(whole, OWNERSHIP, platform(shape)), outputs=AUTONAMED)
        return [each.options.retain_on_delete for each in found.resources if "authorities" in each.name]

    assert kept(None) == [False]
    assert kept({"repository": REPOSITORY}) == [True]
