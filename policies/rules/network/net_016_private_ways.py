"""NET-016: what holds data outside of the network is reached inside of it, and by its usual name."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts.network import private_ways_aws, private_ways_azure
from jiban.policy.rule import Judgement, Level, Severity, StackRule, judged
from jiban.policy.view import StackView


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge the data stores of Azure, the endpoints of AWS, and the tables of DynamoDB."""
    for store in stack.of(*private_ways_azure.STORES):
        yield Judgement(store, judged(private_ways_azure.verdict, stack, store))
    for endpoint in stack.of(private_ways_aws.ENDPOINT):
        yield Judgement(endpoint, judged(private_ways_aws.endpoint, stack, endpoint))
    for table in stack.of(private_ways_aws.TABLE):
        yield Judgement(table, judged(private_ways_aws.table, stack, table))


RULE: Final = StackRule(
    id="NET-016",
    text="A managed data store is reached by a private endpoint, and by its usual name.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Without an endpoint data leaves the network to reach its store; with one that no name leads to, "
        "programs go on taking the public address, or find none at all."
    ),
    remedy=(
        "Make a network.PrivateEndpoint with a PrivateDnsZoneGroup in the zone of its kind, and a "
        "VirtualNetworkLink of that zone; on AWS set privateDnsEnabled, and enableDnsHostnames of the VPC."
    ),
    link="https://learn.microsoft.com/azure/private-link/private-endpoint-dns",
    types=(
        *private_ways_azure.STORES,
        *private_ways_azure.BESIDE,
        private_ways_aws.ENDPOINT,
        private_ways_aws.TABLE,
        *private_ways_aws.BESIDE,
    ),
    compliance={
        "cis": ("Az4.0:9.3.8", "Az6.0:8.3.7,8.3.8", "Az4.0:2.2.2.1,10.3.2.1", "Az6.0:9.3.2.1"),
        "iso27001": ("A.8.14",),
        "checkov": ("CKV2_AZURE_32", "CKV2_AZURE_33", "CKV2_AZURE_57"),
        "prowler": (
            "azure:keyvault_private_endpoints",
            "azure:storage_ensure_private_endpoints_in_storage_accounts",
        ),
    },
    check=check,
)
