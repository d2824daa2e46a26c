"""EDG-016: what stands behind an edge is reached by that edge alone."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import edges, origins_aws, origins_azure
from jiban.policy.facts.network.security_groups import GROUP, INGRESS_RULE, OLD_RULE
from jiban.policy.parameters import Parameter
from jiban.policy.rule import Judgement, Level, Severity, StackRule, Verdict, judged
from jiban.policy.view import ResourceView, StackView

LISTS: Final = Parameter(
    "lists", (), "Ids of lists of addresses on AWS that the edge alone has, beside those that are known here."
)


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge what a CloudFront or a Front Door of the stack names as its origin."""
    lists = LISTS.of(stack)
    for balancer in origins_aws.behind_edge(stack):
        yield Judgement(balancer, judged(origins_aws.verdict, stack, balancer, lists))
    for origin in origins_azure.behind_edge(stack):
        yield Judgement(origin, judged(_azure, stack, origin))


def _azure(stack: StackView, origin: ResourceView) -> Verdict:
    if origin.token == edges.GATEWAY:
        return origins_azure.gateway(stack, origin)
    return origins_azure.site(origin)


RULE: Final = StackRule(
    id="EDG-016",
    text="What stands behind CloudFront or Front Door is reached by that alone.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Whoever finds the origin's own address gets past the firewall of the edge, its limits and its logs, "
        "as if there were none."
    ),
    remedy=(
        "Let in the list of CloudFront alone, or make the load balancer internal with a VPC origin; on Azure "
        "let in the tag AzureFrontDoor.Backend and check X-Azure-FDID, or use Private Link."
    ),
    link="https://learn.microsoft.com/azure/frontdoor/origin-security",
    types=(
        *edges.DISTRIBUTIONS,
        *origins_aws.TARGETS,
        *origins_aws.BESIDE,
        GROUP,
        INGRESS_RULE,
        OLD_RULE,
        edges.GATEWAY,
        origins_azure.SITE,
        *origins_azure.BESIDE,
    ),
    parameters=(LISTS,),
    check=check,
)
