"""What contracts and arguments mean where a field is not said."""

from dataclasses import MISSING, fields

import pytest

from jiban.components.network.azure import NetworkArgs as AzureNetworkArgs
from jiban.components.network.contract import NetworkContract
from jiban.components.observability.alerts import Alert
from jiban.components.observability.azure import MetricsArgs
from jiban.components.observability.azure_alerts import AlertsArgs
from jiban.components.observability.diagnostics import LogChoice
from jiban.components.postgres.aws import PostgresArgs as AwsPostgresArgs
from jiban.components.postgres.azure import PostgresArgs as AzurePostgresArgs
from jiban.components.postgres.contract import PostgresContract
from jiban.components.postgres.replicas import Promotion
from jiban.components.queue.azure import BrokerArgs, PairArgs
from jiban.components.queue.contract import QueueContract
from jiban.components.secrets.contract import SecretsContract
from jiban.components.workload.kubernetes import DatabaseRolesArgs, NamespaceArgs, WorkloadArgs
from jiban.components.workload.manifests import PodFacts


@pytest.mark.parametrize(
    ("kind", "unsaid"),
    [
        (AzureNetworkArgs, {"private_api": False, "entry": None, "link": False}),
        (
            NetworkContract,
            {
                "security_groups": {},
                "rule_group_ids": {},
                "link_subnet_id": None,
                "gateway_id": None,
                "nat_ids": {},
                "egress_ranges": (),
            },
        ),
        (Alert, {"metric": "", "aggregation": "", "dimension": "", "values": (), "query": ""}),
        (MetricsArgs, {"logs": None}),
        (AlertsArgs, {"rollouts": False}),
        (LogChoice, {"group": None, "categories": ()}),
        (AwsPostgresArgs, {"password": None, "log_days": 90}),
        (AzurePostgresArgs, {"administrator": None, "second_region": None, "promotion": None}),
        (
            PostgresContract,
            {
                "admin_secret": None,
                "admin_secret_key": None,
                "server_id": None,
                "subnet_group": None,
                "server_names": {},
                "log_groups": {},
            },
        ),
        (Promotion, {"option": "planned"}),
        (BrokerArgs, {"moved": False}),
        (PairArgs, {"ready": ()}),
        (
            QueueContract,
            {"private": True, "partner": None, "key_id": None, "received_ids": {}, "addresses": {}},
        ),
        (
            SecretsContract,
            {
                "secret_references": {},
                "key_references": {},
                "key_ids": {},
                "key_operations": {},
                "certificate_ids": {},
            },
        ),
        (NamespaceArgs, {"also_scraped": (), "cilium": False}),
        (DatabaseRolesArgs, {"ready": (), "others_refer": False}),
        (
            WorkloadArgs,
            {
                "callers": (),
                "authorities": None,
                "ready": (),
                "shares": False,
                "gateway_ready": (),
                "prometheus": {},
                "rollouts_ready": (),
            },
        ),
        (PodFacts, {"authorities": None}),
    ],
)
def test_what_is_not_said_opens_and_makes_nothing(kind: type, unsaid: dict[str, object]) -> None:
    """Every field that need not be said, with what it then is; a broker is private unless it says not."""
    assert {
        each.name: each.default_factory() if each.default_factory is not MISSING else each.default
        for each in fields(kind)
        if each.default is not MISSING or each.default_factory is not MISSING
    } == unsaid
