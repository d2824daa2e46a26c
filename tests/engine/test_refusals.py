"""What real clouds and their providers refuse or replace, and a schema does not know of."""

from pathlib import Path

import pytest

from jiban.rehearse.conditions import Conditions, Place, write_conditions
from tests.engine.programs import running

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("cli")]

KUBECONFIG = """
def kubeconfig(server, user):
    return json.dumps({
        "apiVersion": "v1", "kind": "Config", "current-context": "it",
        "clusters": [{"name": "it", "cluster": {"server": server}}],
        "users": [{"name": "me", "user": {"token": user}}],
        "contexts": [{"name": "it", "context": {"cluster": "it", "user": "me"}}],
    })
"""
IN_CLUSTER = f"""{KUBECONFIG}
identifier = given("identifier") or None
there = kubernetes.Provider(
    "there", kubeconfig=kubeconfig(given("server"), given("user")), cluster_identifier=identifier
)
kubernetes.core.v1.ConfigMap("words", metadata={{"name": "words"}}, opts=Options(provider=there))
"""


@pytest.mark.parametrize(
    ("identifier", "change", "counts"),
    [
        pytest.param("", {"user": "bob"}, {"same": 2, "update": 1}, id="another way to sign in"),
        pytest.param("", {"server": "https://b"}, {"same": 1, "replace": 2}, id="another server"),
        pytest.param(
            "one", {"server": "https://b"}, {"same": 2, "update": 1}, id="the same cluster by its identifier"
        ),
        pytest.param("one", {"identifier": "two"}, {"same": 1, "replace": 2}, id="another identifier"),
    ],
)
def test_another_cluster_replaces_the_provider_and_its_objects(
    tmp_path: Path, identifier: str, change: dict[str, str], counts: dict[str, int]
) -> None:
    """As the Kubernetes provider tells clusters apart: by identifier, else by the kubeconfig's entry."""
    with running(tmp_path, IN_CLUSTER, identifier=identifier, server="https://a", user="ann") as stack:
        first = stack.up()
        stack.set(**change)
        second = stack.up()
    assert first.messages == second.messages == ()
    assert second.counts == counts


SUBNETS = """
network = azure.network.VirtualNetwork(
    "net", resource_group_name="rg", virtual_network_name="net", opts=Options(ignore_changes=["subnets"])
)
last = None
for name in ("a", "b", "c"):
    last = azure.network.Subnet(
        name, resource_group_name="rg", virtual_network_name=network.name, subnet_name=name,
        opts=Options(depends_on=[last] if last and given("ordered") == "yes" else []),
    )
"""


def test_children_that_are_made_at_once_are_refused(tmp_path: Path) -> None:
    """Subnets of one virtual network, in the words of its service, with the way out."""
    with running(tmp_path, SUBNETS, ordered="no") as stack:
        result = stack.up()
    said = "\n".join(result.messages)
    assert result.exit_code != 0
    assert "AnotherOperationInProgress" in said
    assert "of the same virtualNetworkName (net)" in said
    assert "depends_on" in said


def test_children_that_wait_for_each_other_are_made_and_taken_away(tmp_path: Path) -> None:
    """Nothing is refused of the same subnets in a line."""
    with running(tmp_path, SUBNETS, ordered="yes") as stack:
        assert stack.up().counts == {"create": 5}
        assert stack.destroy().counts == {"delete": 5}


PRIVATE = f"""{KUBECONFIG}
cluster = azure.containerservice.ManagedCluster(
    "it", resource_group_name="rg", resource_name_="it",
    agent_pool_profiles=[{{"name": "first", "mode": "System", "count": 1}}],
    api_server_access_profile={{"enable_private_cluster": given("private") == "yes"}},
)
there = kubernetes.Provider(
    "there", kubeconfig=kubeconfig("https://it", "me"), cluster_identifier=cluster.id
)
kubernetes.core.v1.ConfigMap("words", metadata={{"name": "words"}}, opts=Options(provider=there))
"""


@pytest.mark.parametrize(
    ("private", "place", "made"),
    [
        pytest.param("yes", "outside", False, id="private, from outside"),
        pytest.param("yes", "inside", True, id="private, from inside"),
        pytest.param("no", "outside", True, id="public, from outside"),
    ],
)
def test_a_private_cluster_is_reached_from_inside_alone(
    tmp_path: Path,
    private: str,
    place: Place,
    *,
    made: bool,
) -> None:
    """An object in it cannot be made from outside; the cluster itself can."""
    with running(tmp_path, PRIVATE, private=private) as stack:
        write_conditions(stack.scratch.folder, Conditions(place=place))
        result = stack.up()
    said = "\n".join(result.messages)
    assert (result.exit_code == 0) is made
    assert ("configured Kubernetes cluster is unreachable" in said) is not made


POD = """
env = [
    {"name": "POSTGRES_USER", "value": "shop"},
    {"name": "VAULT_SECRETS", "value": "key,pin"},
]
first = []
if given("job") == "yes":
    first = [kubernetes.batch.v1.Job("roles", spec={"template": {"spec": {"containers": [
        {"name": "roles", "image": "postgres:18", "env": [{"name": "ROLE", "value": "shop"}]},
    ]}}})]
kubernetes.apps.v1.Deployment("shop", metadata={"name": "shop", "namespace": "web"}, spec={
    "selector": {"matchLabels": {"app": "shop"}},
    "template": {"spec": {"containers": [{"name": "main", "image": "own.azurecr.io/shop:1", "env": env}]}},
}, opts=Options(depends_on=first))
"""
READY = Conditions(listed=True, images=("shop:1",), secrets={"pin": True})


@pytest.mark.parametrize(
    ("conditions", "job", "said"),
    [
        pytest.param(READY, "yes", "", id="everything is there"),
        pytest.param(Conditions(), "no", "", id="people did everything"),
        pytest.param(
            Conditions(listed=True, secrets={"pin": True}),
            "yes",
            '[main][ImagePullBackOff] Back-off pulling image "own.azurecr.io/shop:1"',
            id="image not pushed",
        ),
        pytest.param(
            Conditions(listed=True, images=("shop:1",), secrets={"pin": False}),
            "yes",
            '[main][CreateContainerConfigError] secret "pin"',
            id="secret not filled",
        ),
        pytest.param(READY, "no", 'authentication failed for user "shop"', id="role not made"),
    ],
)
def test_a_deployment_is_ready_once_all_it_needs_is_there(
    tmp_path: Path, conditions: Conditions, job: str, said: str
) -> None:
    """Otherwise the wait for it ends as the provider's does, with what is missing."""
    with running(tmp_path, POD, job=job) as stack:
        write_conditions(stack.scratch.folder, conditions)
        result = stack.up()
    told = "\n".join(result.messages)
    assert (result.exit_code == 0) is (said == "")
    assert said in told
    assert ("'shop' timed out waiting to be Ready" in told) is (said != "")


def test_what_was_not_ready_is_waited_for_again(tmp_path: Path) -> None:
    """The next deployment finishes it once the image is there, and makes nothing twice."""
    with running(tmp_path, POD, job="yes") as stack:
        write_conditions(stack.scratch.folder, Conditions(listed=True))
        assert stack.up().exit_code != 0
        write_conditions(stack.scratch.folder, READY)
        assert stack.up().counts == {"same": 2, "update": 1}
