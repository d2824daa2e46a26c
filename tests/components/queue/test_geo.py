"""A broker of tier standard, and what of a broker a second region has."""

from typing import Any

import pulumi
import pytest

from jiban.components.queue.azure import Broker, BrokerArgs, BrokerPair, PairArgs
from jiban.components.queue.spec import QueueSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import SITE

NAMESPACE = "servicebus:Namespace"
RULES = "servicebus:NamespaceNetworkRuleSet"
ALIAS = "servicebus:DisasterRecoveryConfig"


def made(**fields: Any) -> ProgramPlan:
    """What a broker asks for; the result is what its contract says of tier and second region."""

    def program() -> dict[str, object]:
        contract = Broker("queue", BrokerArgs(spec=QueueSpec(**fields), site=SITE)).contract
        partner = contract.partner
        return {
            "host": contract.host,
            "private": contract.private,
            "partner": (partner.broker_id, partner.name, partner.alias) if partner else None,
        }

    return plan_program(program, resolve=True)


def namespace(**fields: Any) -> dict[str, Any]:
    """Inputs of the first namespace."""
    return dict(made(**fields).resource(NAMESPACE, "queue-namespace").inputs)


def test_without_a_second_region_nothing_is_copied() -> None:
    """Neither copies nor a partner."""
    plan = made()
    assert "geoDataReplication" not in plan.resource(NAMESPACE, "queue-namespace").inputs
    assert len(plan.resources_of(NAMESPACE)) == 1
    assert plan.result["partner"] is None


def test_replication_copies_messages_to_the_second_region() -> None:
    """Ten minutes behind at most, in seconds."""
    asked = namespace(geo="replication", geo_region="koreasouth", geo_lag_minutes=10)
    assert asked["geoDataReplication"] == {
        "maxReplicationLagDurationInSeconds": 600,
        "locations": [
            {"locationName": "koreacentral", "roleType": "Primary"},
            {"locationName": "koreasouth", "roleType": "Secondary"},
        ],
    }


def test_regions_that_have_changed_their_roles_are_left_alone() -> None:
    """After a promotion, which no deployment makes, none undoes it."""

    def program() -> None:
        spec = QueueSpec(geo="replication", geo_region="koreasouth")
        Broker("queue", BrokerArgs(spec=spec, site=SITE, moved=True))

    left = plan_program(program).resource(NAMESPACE, "queue-namespace").options.ignore_changes
    assert list(left) == ["location", "geoDataReplication"]


@pytest.mark.parametrize(("fields", "seconds"), [({}, 300), ({"geo_lag_minutes": 0}, 0)])
def test_how_far_a_copy_may_be_behind(fields: dict[str, Any], seconds: int) -> None:
    """Five minutes unless asked; none means that a message waits for both regions."""
    asked = namespace(geo="replication", geo_region="koreasouth", **fields)
    assert asked["geoDataReplication"]["maxReplicationLagDurationInSeconds"] == seconds


def test_replication_keeps_the_one_name() -> None:
    """Clients see one broker, wherever it is."""
    assert (
        made(geo="replication", geo_region="koreasouth").result["host"]
        == "sbns-trip-test-e736.servicebus.windows.net"
    )


def test_an_alias_has_a_partner_of_the_same_kind() -> None:
    """In the second region, private, without keys, as large; its queues come by the pairing."""
    plan = made(geo="alias", geo_region="koreasouth", units=2, queues={"work": {}})
    partner = plan.resource(NAMESPACE, "queue-second-namespace").inputs
    assert (partner["namespaceName"], partner["location"]) == ("sbns-trip-second-test-e736", "koreasouth")
    assert partner["sku"] == {"name": "Premium", "tier": "Premium", "capacity": 2}
    assert (partner["publicNetworkAccess"], partner["disableLocalAuth"]) == ("Disabled", True)
    assert plan.resource(RULES, "queue-second-network-rules").inputs["defaultAction"] == "Deny"
    assert [each.name for each in plan.resources_of("servicebus:Queue")] == ["queue-queue-work"]


def test_clients_of_a_pair_use_the_alias() -> None:
    """It leads to the one that works."""
    plan = made(geo="alias", geo_region="koreasouth")
    assert plan.result["host"] == "sbdr-trip-test-e736.servicebus.windows.net"
    assert plan.result["partner"] == (
        "id:queue-second-namespace",
        "sbns-trip-second-test-e736",
        "sbdr-trip-test-e736",
    )


def test_the_two_are_paired_when_both_have_their_endpoints() -> None:
    """Azure refuses a pair of which one is reached privately and the other is not."""

    def program() -> None:
        spec = QueueSpec(geo="alias", geo_region="koreasouth")
        contract = Broker("queue", BrokerArgs(spec=spec, site=SITE)).contract
        endpoints = pulumi.CustomResource("test:index:Endpoint", "endpoints", {})
        BrokerPair("queue-pair", PairArgs(site=SITE, broker=contract, ready=[endpoints]))

    alias = plan_program(program, resolve=True).resource(ALIAS, "queue-pair-alias")
    assert alias.inputs == {
        "alias": "sbdr-trip-test-e736",
        "namespaceName": "sbns-trip-test-e736",
        "partnerNamespace": "id:queue-second-namespace",
        "resourceGroupName": "rg-trip-test",
    }
    assert alias.protect
    assert "endpoints" in alias.dependency_names


def test_a_broker_alone_is_no_pair() -> None:
    """The mistake of a program is told."""

    def program() -> None:
        contract = Broker("queue", BrokerArgs(spec=QueueSpec(), site=SITE)).contract
        BrokerPair("queue-pair", PairArgs(site=SITE, broker=contract))

    with pytest.raises(ValueError, match="queue-pair: the broker has no partner; set geo to alias"):
        plan_program(program)


def test_standard_is_another_namespace_and_open() -> None:
    """It has no units and no firewall, and still no keys; the premium one is not changed into it."""
    plan = made(tier="standard")
    (asked,) = plan.resources_of(NAMESPACE)
    assert asked.name == "queue-standard-namespace"
    assert asked.inputs["namespaceName"] == "sbns-trip-standard-test-e736"
    assert asked.inputs["sku"] == {"name": "Standard", "tier": "Standard"}
    assert asked.inputs["publicNetworkAccess"] == "Enabled"
    assert (asked.inputs["disableLocalAuth"], asked.inputs["minimumTlsVersion"]) == (True, "1.2")
    assert plan.resources_of(RULES) == ()
    assert plan.result["private"] is False


def test_premium_is_private() -> None:
    """The contract says so to whoever makes endpoints."""
    assert made().result["private"] is True


def test_regions_that_have_not_changed_their_roles_are_written() -> None:
    """What somebody changes by hand is seen."""
    for geo in ("replication", "alias"):
        plan = made(geo=geo, geo_region="koreasouth")
        assert not any(each.options.ignore_changes for each in plan.resources_of(NAMESPACE))


def test_only_a_replicated_broker_says_where_its_copies_are() -> None:
    """An alias copies no message, and neither does a broker alone."""
    assert "geoDataReplication" not in namespace(geo="alias", geo_region="koreasouth")
    assert "geoDataReplication" not in namespace()
    second = made(geo="alias", geo_region="koreasouth").resource(NAMESPACE, "queue-second-namespace")
    assert "geoDataReplication" not in second.inputs


def test_replication_has_no_partner() -> None:
    """It is one broker."""
    plan = made(geo="replication", geo_region="koreasouth")
    assert len(plan.resources_of(NAMESPACE)) == 1
    assert plan.result["partner"] is None
