from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from infra.environment import Environment
from infra.stacks import platform as seam
from infra.stacks.platform import PlatformDiffersError, platform_from, platform_outputs, shape
from jiban.components.cache.contract import CacheContract
from jiban.components.postgres.contract import PostgresContract
from jiban.components.queue.contract import QueueContract
from jiban.components.secrets.contract import SecretsContract
from jiban.components.workload.contract import Administrator, PlatformContract, VaultPlace
from jiban.components.workload.spec import WorkloadSpec
from jiban.testing import Secret, plan_program
from tests.components.workload.examples import TAINT, spec
from tests.infra.stacks.examples import environment

STACK = "acme/tripgen/prod"


def deployed(of: Environment) -> PlatformContract:
    """Return the platform of an environment as its own stack has it; call it where Outputs can be made."""
    found = shape(of)
    variables = [
        *(name for destination in found.destinations.values() for name in destination.variables),
        *found.references,
    ]
    return PlatformContract(
        shape=found,
        kubeconfig=pulumi.Output.from_input("apiVersion: v1"),
        image_host="crtripgen.azurecr.io",
        client_ids={name: f"client-of-{name}" for name in found.identities},
        database_roles={name: f"id-{name}" for name in found.identities},
        principal_ids={name: f"principal-of-{name}" for name in found.identities},
        administrator=Administrator(role="id-administrator", client_id="client-of-administrator"),
        addresses={name: f"value of {name}" for name in variables},
        metrics_url="https://metrics.example",
        queue_name="sb-tripgen-prod",
        scaler_client_id="client-of-scaler",
        reader_client_id="client-of-reader" if found.rollouts else None,
        vault=VaultPlace(name="kv-tripgen", tenant_id="tenant") if found.secret_files else None,
    )


def exported(of: Environment) -> dict[str, Any]:
    """Return the outputs of a platform's stack."""
    return plan_program(lambda: platform_outputs(deployed(of))).result


def values(contract: PlatformContract) -> dict[str, Any]:
    """Return what of a platform comes from a deployment."""
    return {
        "kubeconfig": contract.kubeconfig,
        "image_host": contract.image_host,
        "client_ids": dict(contract.client_ids),
        "database_roles": dict(contract.database_roles),
        "principal_ids": dict(contract.principal_ids),
        "administrator": vars_of(contract.administrator),
        "addresses": dict(contract.addresses),
        "metrics_url": contract.metrics_url,
        "queue_name": contract.queue_name,
        "scaler_client_id": contract.scaler_client_id,
    }


def vars_of(administrator: Administrator | None) -> dict[str, Any]:
    """Return what is known of who makes the databases' roles."""
    assert administrator is not None
    return {
        "role": administrator.role,
        "client_id": administrator.client_id,
        "secret": administrator.secret,
    }


def read(outputs: Mapping[str, Any], of: Environment) -> dict[str, Any]:
    """Return the values that the stack of an environment's services reads from these outputs."""
    return plan_program(lambda: values(platform_from(of)), stacks={STACK: outputs}).result


def services(**fields: Any) -> Environment:
    """Return the environment of the stack that holds the services alone."""
    return environment(scope="workloads", platform_stack=STACK, **fields)


def test_a_platform_comes_through_outputs_unchanged() -> None:
    """What one stack exports is what the other reads, and the way to the cluster is a secret by then."""
    expected = plan_program(lambda: values(deployed(environment()))).result
    assert read(exported(environment()), services()) == expected | {"kubeconfig": Secret("apiVersion: v1")}


def test_both_stacks_have_the_same_shape() -> None:
    """The objects to make follow from the environment, never from another stack's state."""
    assert shape(services()) == shape(environment())


def test_a_plain_value_does_not_become_a_secret() -> None:
    """Only the way to the cluster is one; beside it in one output all would be."""
    found = read(exported(environment()), services())
    assert found["addresses"]["POSTGRES_HOST"] == "value of POSTGRES_HOST"
    assert found["kubeconfig"] == Secret("apiVersion: v1")


def test_the_kubeconfig_is_exported_as_a_secret() -> None:
    """It is marked by the seam, whatever the cluster's tier did."""
    assert exported(environment())[seam.KUBECONFIG] == Secret("apiVersion: v1")


def test_a_stack_without_the_outputs_is_refused() -> None:
    """A stack that holds no platform has no output of that name."""
    with pytest.raises(KeyError, match="platform"):
        read({}, services())


def test_a_platform_must_be_named() -> None:
    """The stack of the services alone needs to know whose platform it stands on."""
    with pytest.raises(ValueError, match="neither extends nor platform_stack is set"):
        platform_from(environment(scope="workloads"))


@pytest.mark.parametrize(
    ("fields", "fact"),
    [
        ({"cluster": {"pools": {"apps": {}}}}, "pools"),
        ({"network": {"zones": (1,)}, "cluster": {"pools": {"apps": {"taint": TAINT}}}}, "zones"),
        ({"cache": {"clustering": "single_endpoint"}}, "destinations"),
        ({"observability": {"metrics": False}}, "metrics"),
        (
            {
                "postgres": {
                    "databases": ("more", "trips", "users"),
                    "read_replicas": {"south-dr": {"region": "koreasouth"}},
                }
            },
            "databases",
        ),
        ({"network": {"cidr": "10.4.0.0/16"}}, "ranges"),
        ({"cluster": {"pod_cidr": "198.18.0.0/16", "pools": {"apps": {"taint": TAINT}}}}, "private_ranges"),
        (
            {
                "cluster": {
                    "private": False,
                    "api_clients": ("203.0.113.0/24",),
                    "pools": {"apps": {"taint": TAINT}},
                }
            },
            "private_api",
        ),
        ({"registry": None}, "registry"),
    ],
)
def test_another_platform_than_the_environment_s_is_refused(fields: dict[str, Any], fact: str) -> None:
    """A change that only one of two stacks knows is found before any object is made by it."""
    with pytest.raises(PlatformDiffersError, match=f"stack {STACK} was deployed with {fact} "):
        read(exported(environment(**fields)), services())


def test_a_platform_must_know_every_service_that_uses_it() -> None:
    """A service without its identity would start and be let in nowhere."""
    fewer = {name: each for name, each in environment().workloads.items() if name != "ai"}
    with pytest.raises(PlatformDiffersError, match=r"deployed with identities \['trip', 'user'\]"):
        read(exported(environment(workloads=fewer)), services())


def with_files() -> dict[str, WorkloadSpec]:
    """The services, one of which has a secret as a file."""
    return environment().workloads | {"trip": spec(uses={"secret_files": ("jwt-signing-key",)})}


def test_the_place_of_secrets_comes_through_outputs() -> None:
    """Where pods have files; the driver is told vault and directory."""
    outputs = exported(environment(workloads=with_files()))
    found = plan_program(
        lambda: vars(platform_from(services(workloads=with_files())).vault), stacks={STACK: outputs}
    ).result
    assert found == {"name": "kv-tripgen", "tenant_id": "tenant"}


def test_without_files_no_place_of_secrets_is_exported() -> None:
    """A platform of an earlier release has none either."""
    assert "vault" not in exported(environment())[seam.VALUES]


def test_a_platform_without_the_driver_is_refused() -> None:
    """Pods would wait for their volumes."""
    with pytest.raises(PlatformDiffersError, match="was deployed with secret_files None"):
        read(exported(environment()), services(workloads=with_files()))


def test_a_platform_may_know_more_services() -> None:
    """Identities are made first, services later."""
    fewer = {name: each for name, each in environment().workloads.items() if name != "ai"}
    found = read(exported(environment()), services(workloads=fewer))
    assert set(found["client_ids"]) == {"user", "trip"}


def test_the_internet_begins_beyond_every_private_range() -> None:
    """All private addresses, not only this network's: peered networks and the nodes' metadata are inside."""
    assert shape(environment()).private_ranges == (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
    )


def test_a_network_outside_the_known_ranges_is_inside_too() -> None:
    """A range of one's own that the list lacks is added."""
    other = environment(network={"cidr": "198.19.0.0/16"})
    assert shape(other).private_ranges[-1] == "198.19.0.0/16"


def test_the_second_region_of_a_cache_has_an_address_of_its_own() -> None:
    """By a variable of its own."""

    def program() -> dict[str, Any]:
        def cache(host: str, second: CacheContract | None = None) -> CacheContract:
            text = pulumi.Output.from_input(host)
            return CacheContract(cache_id=text, name=text, host=text, port=10000, second=second)

        return dict(seam.addresses(None, cache("here", cache("there")), None, None))

    assert plan_program(program).result == {
        "CACHE_HOST": "here",
        "CACHE_PORT": "10000",
        "CACHE_SECOND_HOST": "there",
    }


def test_pods_outside_the_known_ranges_are_inside_too() -> None:
    """With a range of their own, beside the network; one among the known ranges is no more of them."""
    ranges = {"pod_cidr": "198.18.0.0/16", "service_cidr": "172.20.0.0/16"}
    other = environment(cluster={"pools": {"apps": {"taint": TAINT}}, **ranges})
    assert shape(other).private_ranges[5:] == ("198.18.0.0/16",)


def test_the_kubeconfig_is_a_secret_whatever_the_other_stack_says_of_it() -> None:
    """Also where its output is plain."""
    plain = exported(environment()) | {seam.KUBECONFIG: "apiVersion: v1"}
    assert read(plain, services())["kubeconfig"] == Secret("apiVersion: v1")


@pytest.mark.parametrize(
    ("fields", "value"),
    [({"queue": None}, "queue_name"), ({"observability": {"metrics": False}}, "metrics_url")],
)
def test_what_is_not_there_is_not_read(fields: dict[str, Any], value: str) -> None:
    """Whatever the other stack has under its name."""
    fewer = {name: each for name, each in environment().workloads.items() if name == "user"}
    outputs = exported(environment(workloads=fewer, **fields))
    assert outputs[seam.VALUES][value] is not None
    assert read(outputs, services(workloads=fewer, **fields))[value] is None


def test_a_platform_named_in_full_counts_over_the_one_that_is_extended() -> None:
    """It is that one's outputs that are read."""
    both = environment(scope="workloads", platform_stack=STACK, extends="other")
    assert read(exported(environment()), both)["image_host"] == "crtripgen.azurecr.io"


def test_variables_and_addresses_have_the_same_names() -> None:
    """Every variable that a destination names has a value, and no value is without its variable."""

    def program() -> dict[str, Any]:
        text = pulumi.Output.from_input("x")
        return dict(
            seam.addresses(
                PostgresContract(host=text, read_hosts={"south-dr": text}, resource_ids={}),
                CacheContract(cache_id=text, name=text, host=text, port=10000),
                QueueContract(
                    broker_id=text,
                    host=text,
                    name=text,
                    entity_ids={},
                    addresses={"QUEUE_AI_SCHEDULE_GENERATION_URL": text},
                ),
                SecretsContract(vault_id=text, name=text, uri=text, tenant_id=text, secret_ids={}),
            )
        )

    named = {name for each in shape(environment()).destinations.values() for name in each.variables}
    assert named == {
        "POSTGRES_HOST",
        "POSTGRES_READ_HOST_SOUTH_DR",
        "CACHE_HOST",
        "CACHE_PORT",
        "QUEUE_HOST",
        "QUEUE_AI_SCHEDULE_GENERATION_URL",
        "VAULT_URI",
    }
    assert set(plan_program(program, resolve=True).result) == named


def test_a_platform_without_stores_has_no_destinations() -> None:
    """What is not there is not named, and nobody gets an identity for it."""
    bare = environment({}, postgres=None, cache=None, queue=None, secrets=None)
    assert shape(bare).destinations == {}
    assert shape(bare).identities == frozenset()


@pytest.mark.parametrize(
    ("fields", "fact", "value"),
    [
        ({"ingress": {}}, "gateway_address", "10.0.127.254"),
        (
            {
                "ingress": {},
                "workloads": environment().workloads
                | {"trip": spec(metrics_path="/metrics", ingress={"path": "/trip"}, rollout="canary")},
            },
            "rollouts",
            True,
        ),
    ],
)
def test_what_came_later_is_asked_of_a_platform_where_it_is_there(
    fields: dict[str, Any], fact: str, value: object
) -> None:
    """A platform of an earlier release knows nothing of it, and is refused where it is needed alone."""
    outputs = exported(environment(**fields))
    assert outputs[seam.VALUES]["shape"][fact] == value
    assert fact not in exported(environment())[seam.VALUES]["shape"]
    assert read(outputs, services(**fields))["queue_name"] == "sb-tripgen-prod"
    less = {key: each for key, each in outputs[seam.VALUES]["shape"].items() if key != fact}
    older = {**outputs, seam.VALUES: {**outputs[seam.VALUES], "shape": less}}
    with pytest.raises(PlatformDiffersError, match=f"deployed with {fact} None, this environment has"):
        read(older, services(**fields))


def test_without_a_registry_there_is_no_host_of_images() -> None:
    """Whatever the other stack has under its name."""
    outputs = exported(environment(registry=None))
    assert read(outputs, services(registry=None))["image_host"] is None


def test_on_aws_the_address_of_the_api_in_the_services_range_is_a_fact() -> None:
    """Policies there see it; another range of services is another platform."""
    fields: dict[str, Any] = {
        "cloud": "aws",
        "region": "ap-northeast-2",
        "registry": None,
        "secrets": None,
        "cache": None,
        "queue": None,
        "postgres": {"databases": ("trips",)},
        "observability": {"metrics": False},
        "workloads": {"trip": spec(uses={"databases": ("trips",)})},
    }
    there = environment(**fields, cluster={"service_cidr": "172.20.0.0/16"})
    assert shape(there).api_service == "172.20.0.1"
    assert shape(environment()).api_service is None
    other = services(**fields, cluster={"service_cidr": "172.21.0.0/16"})
    with pytest.raises(PlatformDiffersError, match=r"deployed with api_service 172\.20\.0\.1"):
        read(exported(there), other)
