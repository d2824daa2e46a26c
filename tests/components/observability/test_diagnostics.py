import pytest

from jiban.components.observability.azure_diagnostics import Diagnostics, DiagnosticsArgs
from jiban.components.observability.contract import Diagnosed
from jiban.components.observability.diagnostics import choices
from jiban.model.plan import Resource
from jiban.testing import ProgramPlan, plan_program
from tests.components.observability.examples import logs, of_type


def settings(*kinds: str) -> ProgramPlan:
    """The settings of resources, one of each type."""

    def program() -> None:
        targets = [
            Diagnosed(name=kind.rpartition(":")[2], type=f"azure-native:{kind}", resource_id="/one")
            for kind in kinds
        ]
        Diagnostics("diagnostics", DiagnosticsArgs(logs=logs(), targets=targets))

    return plan_program(program, resolve=True)


def setting(kind: str) -> Resource:
    """The setting of one resource of a type."""
    (found,) = of_type(settings(kind), "monitor:DiagnosticSetting")
    return found


def test_logs_go_to_the_workspace() -> None:
    """Into tables of their own kind, where there are such."""
    inputs = setting("keyvault:Vault").inputs
    assert (inputs["resourceUri"], inputs["workspaceId"]) == ("/one", "/workspace")
    assert inputs["logAnalyticsDestinationType"] == "Dedicated"


def test_a_vault_tells_everything() -> None:
    """By Azure's own group of categories."""
    assert setting("keyvault:Vault").inputs["logs"] == [{"categoryGroup": "allLogs", "enabled": True}]


def test_a_cluster_tells_who_has_changed_what() -> None:
    """Without the requests that change nothing, which are most."""
    categories = {each["category"] for each in setting("containerservice:ManagedCluster").inputs["logs"]}
    assert "kube-audit-admin" in categories
    assert "kube-audit" not in categories


def test_metrics_are_not_sent_twice() -> None:
    """They stay beside the resource, where alerts ask for them."""
    assert "metrics" not in setting("keyvault:Vault").inputs


@pytest.mark.parametrize("token", sorted(choices()))
def test_every_type_has_a_choice(token: str) -> None:
    """A group, or categories, and not both."""
    choice = choices()[token]
    assert (choice.group is None) is bool(choice.categories)


def test_a_type_that_is_not_known_is_refused() -> None:
    """Nobody guesses its categories."""
    with pytest.raises(KeyError, match="nothing:Known"):
        setting("nothing:Known")


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("cdn:Profile", ["allLogs"]),
        ("containerregistry:Registry", ["allLogs"]),
        ("dashboard:Grafana", ["allLogs"]),
        ("eventgrid:SystemTopic", ["allLogs"]),
        ("keyvault:Vault", ["allLogs"]),
        ("monitor:AzureMonitorWorkspace", ["allLogs"]),
        ("network:ApplicationGateway", ["allLogs"]),
        ("network:NetworkSecurityGroup", ["allLogs"]),
        ("network:VirtualNetwork", ["allLogs"]),
        ("operationalinsights:Workspace", ["audit"]),
        ("redisenterprise:Database", ["allLogs"]),
        ("servicebus:Namespace", ["allLogs"]),
        ("storage:BlobServiceProperties", ["allLogs"]),
        ("dbforpostgresql:Server", ["PostgreSQLLogs"]),
        (
            "containerservice:ManagedCluster",
            [
                "cloud-controller-manager",
                "cluster-autoscaler",
                "guard",
                "kube-apiserver",
                "kube-audit-admin",
                "kube-controller-manager",
                "kube-scheduler",
            ],
        ),
    ],
)
def test_what_each_type_tells(kind: str, kept: list[str]) -> None:
    """Everything, but of a workspace who has asked what, and of a cluster and a server single categories."""
    group = kept[0] in {"allLogs", "audit"}
    assert setting(kind).inputs["logs"] == [
        {"categoryGroup" if group else "category": each, "enabled": True} for each in kept
    ]


def test_fifteen_types_write_logs() -> None:
    """A type more is a row of the test above as well."""
    assert len(choices()) == 15
