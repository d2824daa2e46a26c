"""The way in on AWS: who may come, to what, and what the services' stack is told of it."""

from typing import Any

import pulumi
import pytest

from infra.bootstrap import steps
from infra.environment import Environment
from infra.stacks import aws, wiring
from infra.stacks import platform as seam
from infra.stacks.platform import platform_from, platform_outputs, shape
from jiban.components.naming import Naming
from jiban.components.network.contract import Flow, ListEntry
from jiban.components.tags import Ownership
from jiban.components.workload.contract import BoundTargets, PlatformContract
from jiban.settings.root import Deployment
from jiban.testing import plan_program
from tests.infra.stacks.test_aws import FIELDS, SECRET, environment

WAY_IN: dict[str, Any] = {
    "ingress": {},
    "edge": {
        "domains": ("api.example.com",),
        "origin": "origin.example.com",
        "zone": {"id": "Z1", "name": "example.com"},
        "path": "private_link",
    },
}


def on_azure(**fields: Any) -> Environment:
    """An environment on Azure."""
    return Environment.model_validate({"region": "koreacentral", "owner": "platform", **fields})


def test_cloudfront_alone_comes_in_from_outside() -> None:
    """To the load balancer, on 443; without an edge, or on Azure, no list is let in."""
    assert wiring.from_edge(environment(**WAY_IN)) == [
        ListEntry(
            name="edge-to-balancer",
            source="cloudfront",
            prefix_list="pl-22a6434b",
            target="gateway",
            ports=(443,),
        )
    ]
    assert wiring.from_edge(environment()) == []
    azure = {"domains": ("a.b.c",), "origin": "o.b.c", "certificate": {"covers": ("*.b.c",)}}
    assert wiring.from_edge(on_azure(ingress={}, edge=azure)) == []


def test_the_load_balancer_sends_to_the_proxies_themselves() -> None:
    """At their own port; it needs no vault."""
    found = wiring.flows(environment(**WAY_IN))
    assert [flow for flow in found if flow.source == "gateway"] == [
        Flow(name="gateway-to-ingress", source="gateway", target="application", ports=(10443,))
    ]


@pytest.mark.parametrize("ingress", [None, {}])
def test_the_gateway_has_no_address_on_aws(ingress: dict[str, Any] | None) -> None:
    """Its proxies are written into a group; requests come from the subnets of endpoints."""
    found = environment(ingress=ingress)
    assert wiring.gateway_address(found) is None
    assert wiring.bound(found) is (ingress is not None)
    assert wiring.before_gateway(found) == ("gateway" if ingress is None else "endpoints")
    assert wiring.before_gateway(on_azure(ingress={})) == "gateway"


def test_the_group_is_read_from_another_stack() -> None:
    """With the network and the cluster, as the platform's outputs say."""
    whole = environment(**WAY_IN)

    def deployed() -> PlatformContract:
        return PlatformContract(
            shape=shape(whole),
            kubeconfig=pulumi.Output.from_input("apiVersion: v1"),
            client_ids={"api": "role"},
            database_roles={"api": "api"},
            principal_ids={"api": "role-api"},
            addresses={"POSTGRES_HOST": "db.example"},
            targets=BoundTargets(group="arn:group", network="vpc-1", cluster="eks"),
            node_groups={key: f"eks-{key}" for key in shape(whole).node_groups},
        )

    def services() -> Any:
        read = platform_from(environment(scope="workloads", platform_stack="acme/pms/prod", **WAY_IN))
        return vars(read.targets)

    outputs = plan_program(lambda: platform_outputs(deployed())).result
    outputs[seam.VALUES]["administrator"] = {"role": "postgres", "client_id": None, "secret": SECRET}
    assert outputs[seam.VALUES]["shape"]["bound"] is True
    assert plan_program(services, stacks={"acme/pms/prod": outputs}).result == {
        "group": "arn:group",
        "network": "vpc-1",
        "cluster": "eks",
    }


def test_a_platform_without_a_gateway_tells_of_no_group() -> None:
    """So that a platform of an earlier release is the same."""
    bare = PlatformContract(shape=shape(environment()), kubeconfig=pulumi.Output.from_input(""))
    values = plan_program(lambda: platform_outputs(bare)).result[seam.VALUES]
    assert "targets" not in values
    assert "bound" not in values["shape"]


def made(**fields: Any) -> Any:
    """What the platform's stack makes, with these fields."""
    cluster = {**FIELDS["cluster"], "admins": ("arn:aws:iam::111122223333:role/admin",)}
    whole = environment(cluster=cluster, **fields)

    def program() -> object:
        return dict(aws.platform(whole, Naming("pms", "test"), Ownership("pms", "test", "platform")).outputs)

    return plan_program(program)


def test_the_edge_leads_to_the_group_of_the_proxies() -> None:
    """And its name is what the stack shows."""
    found = made(**WAY_IN)
    listener = found.resource("lb:Listener", "edge-balancer-https")
    (source,) = listener.inputs["defaultActions"][0]["targetGroupArn"].sources
    assert source.endswith("::ingress-targets-proxies")
    assert "edge" in found.result


def test_without_a_gateway_there_is_neither() -> None:
    """Nothing of a way in is left over."""
    found = made()
    assert not found.resources_of("lb:TargetGroup")
    assert not found.resources_of("cloudfront:Distribution")
    assert "edge" not in found.result


def listed(**fields: Any) -> dict[str, Any]:
    """The steps of a new environment on AWS, by their ids."""
    whole = environment(scope="platform", **fields)
    return {each.id: each for each in steps(whole, Deployment("pms", "prod", ()))}


def test_a_new_environment_delegates_its_zone_first() -> None:
    """The platform's deployment waits for certificates; no certificate and no approval is anybody's step."""
    found = listed(**WAY_IN)
    names = list(found)
    assert names.index("edge-zone") < names.index("platform")
    assert {"edge", "edge-certificate", "edge-link", "edge-records"}.isdisjoint(names)
    assert found["edge-zone"].commands == (
        "aws route53 get-hosted-zone --id Z1 --query DelegationSet.NameServers --output text",
        "dig +short NS example.com",
    )
    assert found["platform"].commands == ("pulumi up --stack prod",)


def test_the_gateway_s_certificate_may_be_signed_by_itself() -> None:
    """On AWS nobody before it looks at who has signed it."""
    assert "one signed by itself will do" in listed(**WAY_IN)["certificate"].reason
    assert "edge-zone" not in listed()
