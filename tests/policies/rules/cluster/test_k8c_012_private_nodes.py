"""K8C-012: nobody reaches nodes from the internet."""

from __future__ import annotations

import pytest

from jiban.model.plan import Unknown
from jiban.policies.rules.cluster.k8c_012_private_nodes import RULE
from jiban.policy.facts.clusters.pools import AKS, NODE_GROUP, POOL
from jiban.policy.facts.inherited import LAUNCH_TEMPLATE
from jiban.policy.facts.network.eks import SUBNET
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView


def nodes(**inputs: object) -> ResourceView:
    """A node group in the subnet."""
    given = {"clusterName": "shop", "subnetIds": [Unknown(sources=(urn(SUBNET, "subnet"),))], **inputs}
    return resource(NODE_GROUP, "nodes", given, comes_from={"subnetIds": [urn(SUBNET, "subnet")]})


def subnet(public: object) -> ResourceView:
    """A subnet."""
    return resource(SUBNET, "subnet", {"mapPublicIpOnLaunch": public})


def template(public: object) -> ResourceView:
    """A launch template."""
    inputs = {"name": "named", "networkInterfaces": [{"associatePublicIpAddress": public}]}
    return resource(LAUNCH_TEMPLATE, "template", inputs)


BY_NAME = {"name": "named"}
CASES = (
    passes(resource(POOL, "pool", {"resourceName": "shop"})),
    fails("enableNodePublicIP is true", resource(POOL, "pool", {"enableNodePublicIP": True})),
    unknown(
        "enableNodePublicIP is not known before deployment",
        resource(POOL, "pool", {"enableNodePublicIP": UNKNOWN}),
    ),
    fails(
        "agentPoolProfiles[0].enableNodePublicIP is true",
        resource(AKS, "aks", {"agentPoolProfiles": [{"name": "a", "enableNodePublicIP": True}]}),
    ),
    passes(nodes(), subnet(public=None)),
    fails("subnet gives public addresses (mapPublicIpOnLaunch)", nodes(), subnet(public=True)),
    unknown("mapPublicIpOnLaunch of subnet is not known before deployment", nodes(), subnet(public=UNKNOWN)),
    unknown("subnetIds[0] names a subnet that is no part of the stack", nodes(subnetIds=["subnet-1"])),
    passes(nodes(launchTemplate=BY_NAME), subnet(public=True), template("false")),
    fails(
        "template says associatePublicIpAddress",
        nodes(launchTemplate=BY_NAME),
        subnet(public=False),
        template("true"),
    ),
    fails(
        "remoteAccess.ec2SshKey is set without sourceSecurityGroupIds, so EKS opens port 22 to the internet",
        nodes(remoteAccess={"ec2SshKey": "ops"}),
        subnet(public=False),
    ),
    passes(
        nodes(remoteAccess={"ec2SshKey": "ops", "sourceSecurityGroupIds": ["sg-1"]}), subnet(public=False)
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
