"""What keeps pods from becoming ready."""

from typing import Any

import pytest

from jiban.model.plan import Secret
from jiban.rehearse.cloud import CloudObject
from jiban.rehearse.conditions import Conditions
from jiban.rehearse.readiness import JOB, Lack, lacks, waits

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
LISTED = Conditions(listed=True)


def deployment(**container: Any) -> dict[str, Any]:
    """A Deployment of one container in the namespace `web`."""
    pod = {"containers": [{"name": "main", **container}]}
    return {"metadata": {"namespace": "web"}, "spec": {"template": {"spec": pod}}}


def job(**variables: str) -> CloudObject:
    """A job of the cluster with environment variables."""
    env = [{"name": name, "value": value} for name, value in variables.items()]
    return CloudObject(JOB, "web/roles", "web/roles", deployment(image="postgres:18", env=env))


@pytest.mark.parametrize(
    ("image", "pushed", "lacking"),
    [
        pytest.param("own.azurecr.io/a:1", (), True, id="own registry of Azure, nothing pushed"),
        pytest.param("1.dkr.ecr.eu-west-1.amazonaws.com/a:1", (), True, id="own registry of AWS"),
        pytest.param("own.azurecr.io/a:1", ("a:1",), False, id="pushed by name"),
        pytest.param("own.azurecr.io/a:1", ("own.azurecr.io/a:1",), False, id="pushed by whole name"),
        pytest.param("own.azurecr.io/a:1", ("ba:1",), True, id="another name with the same end"),
        pytest.param("own.azurecr.io/ba:1", ("a:1",), True, id="the end of another name"),
        pytest.param("postgres:18", (), False, id="an image of everybody"),
    ],
)
def test_an_image_of_an_own_registry_was_pushed(
    image: str,
    pushed: tuple[str, ...],
    lacking: bool,  # noqa: FBT001 a parameter of the test
) -> None:
    """Others are taken to be where they are."""
    found = lacks(DEPLOYMENT, deployment(image=image), (), Conditions(listed=True, images=pushed))
    assert [each.name for each in found] == [image] * lacking


def test_where_people_did_everything_nothing_is_lacking() -> None:
    """No list of steps says what they do."""
    assert lacks(DEPLOYMENT, deployment(image="own.azurecr.io/a:1"), (), Conditions()) == ()


def test_no_pod_lacks_anything() -> None:
    """Of a Deployment that has none."""
    none = deployment(image="own.azurecr.io/a:1")
    assert lacks(DEPLOYMENT, {**none, "spec": {**none["spec"], "replicas": 0}}, (), LISTED) == ()


def test_a_secret_that_a_pod_mounts_or_reads_is_in_its_namespace() -> None:
    """One that it says is optional may be missing."""
    pod = {
        "volumes": [
            {"name": "tls", "secret": {"secretName": "tls"}},
            {"name": "maybe", "secret": {"secretName": "maybe", "optional": True}},
        ],
        "containers": [
            {
                "name": "main",
                "volumeMounts": [{"name": "tls"}, {"name": "maybe"}],
                "env": [{"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "k"}}}],
            }
        ],
    }
    manifest = {"metadata": {"namespace": "web"}, "spec": {"template": {"spec": pod}}}
    elsewhere = CloudObject("kubernetes:core/v1:Secret", "ops/tls", "ops/tls", {})
    here = CloudObject("kubernetes:core/v1:Secret", "web/keys", "web/keys", {})
    assert [each.name for each in lacks(DEPLOYMENT, manifest, (elsewhere, here), LISTED)] == ["tls"]


def test_a_role_is_made_by_a_job_that_was_told_its_name() -> None:
    """A job that cannot run itself makes none."""
    user = deployment(env=[{"name": "PGUSER", "value": "shop"}])
    stuck = CloudObject(JOB, "web/roles", None, deployment(image="own.azurecr.io/psql:1", env=[]))
    assert lacks(DEPLOYMENT, user, (job(ROLE="shop"),), LISTED) == ()
    assert [each.kind for each in lacks(DEPLOYMENT, user, (job(ROLE="other"), stuck), LISTED)] == ["role"]


def test_a_database_is_made_with_the_role_of_its_administrator() -> None:
    """Whose name is no secret, or one."""
    user = deployment(env=[{"name": "PGUSER", "value": "root"}])
    database = CloudObject("aws:rds/instance:Instance", "db", None, {"username": "root"})
    assert lacks(DEPLOYMENT, user, (database,), LISTED) == ()


def test_a_manifest_may_be_secret() -> None:
    """What it lacks is found all the same."""
    secret = Secret(deployment(image="own.azurecr.io/a:1")["spec"])
    assert len(lacks(DEPLOYMENT, {"spec": secret}, (), LISTED)) == 1


def test_the_provider_waits_unless_it_is_told_not_to() -> None:
    """And for kinds with pods alone."""
    told = {"metadata": {"annotations": {"pulumi.com/skipAwait": "true"}}}
    assert waits(DEPLOYMENT, {})
    assert not waits(DEPLOYMENT, told)
    assert not waits("kubernetes:core/v1:ConfigMap", {})


GATEWAY = "kubernetes:gateway.networking.k8s.io/v1:Gateway"
LISTENER = {"name": "https", "tls": {"certificateRefs": [{"kind": "Secret", "name": "site"}]}}
HTTPS = {"metadata": {"namespace": "web"}, "spec": {"listeners": [LISTENER, {"name": "http"}]}}


def test_a_gateway_lacks_its_certificate() -> None:
    """It answers nothing before somebody has put it there."""
    assert lacks(GATEWAY, HTTPS, (), LISTED) == (Lack("secret", "web/site", "https"),)


def test_a_gateway_has_the_certificate_of_a_person() -> None:
    """A step has put it into the cluster."""
    assert lacks(GATEWAY, HTTPS, (), Conditions(listed=True, secrets={"web/site": True})) == ()


def test_a_gateway_has_the_certificate_of_a_stack() -> None:
    """Or a deployment has."""
    made = CloudObject("kubernetes:core/v1:Secret", "web/site", "web/site", {})
    assert lacks(GATEWAY, HTTPS, (made,), LISTED) == ()


def test_a_gateway_has_the_certificate_of_another_namespace_that_it_names() -> None:
    """One of the same name in its own is another."""
    reference = {"kind": "Secret", "name": "site", "namespace": "certificates"}
    listener = {"name": "https", "tls": {"certificateRefs": [reference]}}
    gateway = {"metadata": {"namespace": "web"}, "spec": {"listeners": [listener]}}
    there = CloudObject("kubernetes:core/v1:Secret", "certificates/site", "certificates/site", {})
    own = CloudObject("kubernetes:core/v1:Secret", "web/site", "web/site", {})
    assert lacks(GATEWAY, gateway, (there,), LISTED) == ()
    assert lacks(GATEWAY, gateway, (own,), LISTED) == (Lack("secret", "certificates/site", "https"),)


def test_no_deployment_waits_for_a_gateway() -> None:
    """Its certificate may come after it."""
    assert not waits(GATEWAY, HTTPS)


def test_every_container_of_a_pod_is_looked_at() -> None:
    """Those that run before the others too, each lack with its own container."""
    pod = {
        "initContainers": [{"name": "first", "image": "own.azurecr.io/a:1"}],
        "containers": [
            {"name": "main", "image": "postgres:18"},
            {"name": "beside", "image": "own.azurecr.io/b:1"},
        ],
    }
    found = lacks(DEPLOYMENT, {"spec": {"template": {"spec": pod}}}, (), LISTED)
    assert found == (
        Lack("image", "own.azurecr.io/a:1", "first"),
        Lack("image", "own.azurecr.io/b:1", "beside"),
    )


def test_a_manifest_without_a_namespace_is_in_the_default_one() -> None:
    """So a secret of it counts."""
    env = [{"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "k"}}}]
    manifest = {"spec": deployment(env=env)["spec"]}
    keys = CloudObject("kubernetes:core/v1:Secret", "default/keys", "default/keys", {})
    assert lacks(DEPLOYMENT, manifest, (keys,), LISTED) == ()
    assert lacks(DEPLOYMENT, manifest, (), LISTED) == (Lack("secret", "keys", "main"),)


def test_an_optional_variable_may_lack_its_secret() -> None:
    """The container runs without it."""
    reference = {"name": "keys", "key": "k", "optional": True}
    env = [{"name": "KEY", "valueFrom": {"secretKeyRef": reference}}]
    assert lacks(DEPLOYMENT, deployment(env=env), (), LISTED) == ()


def test_a_secret_of_a_vault_that_a_program_is_told_must_have_a_value() -> None:
    """Each name of a list counts; a word that is no such secret says nothing."""
    env = [{"name": "SECRETS", "value": "first, second other"}]
    conditions = Conditions(listed=True, secrets={"first": True, "second": False})
    assert lacks(DEPLOYMENT, deployment(env=env), (), conditions) == (Lack("secret", "second", "main"),)


def test_a_secret_that_no_container_mounts_is_not_waited_for() -> None:
    """As far as readiness goes here: a volume counts by who mounts it."""
    manifest = deployment(image="postgres:18")
    manifest["spec"]["template"]["spec"]["volumes"] = [{"name": "tls", "secret": {"secretName": "tls"}}]
    assert lacks(DEPLOYMENT, manifest, (), LISTED) == ()


def fetching(name: str = "main", namespace: str = "web") -> CloudObject:
    """What tells the driver to fetch the secret `api-key`, and to keep it for variables."""
    manifest = {
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "parameters": {"objects": "array:\n  - |\n    objectName: api-key\n    objectType: secret\n"},
            "secretObjects": [{"secretName": "main-secrets"}],
        },
    }
    return CloudObject(
        "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass",
        f"{namespace}/{name}",
        f"{namespace}/{name}",
        manifest,
    )


def with_volume(**container: Any) -> dict[str, Any]:
    """A Deployment whose pods have the driver's volume."""
    found = deployment(image="a:1", **container)
    csi = {"driver": "secrets-store.csi.k8s.io", "volumeAttributes": {"secretProviderClass": "main"}}
    found["spec"]["template"]["spec"]["volumes"] = [{"name": "secrets", "csi": csi}]
    return found


@pytest.mark.parametrize(("filled", "lacking"), [(False, ["api-key"]), (True, [])])
def test_a_pod_waits_for_what_the_driver_fetches(
    filled: bool,  # noqa: FBT001 a parameter of the test
    lacking: list[str],
) -> None:
    """A volume is only there when each of its secrets has a value."""
    conditions = Conditions(listed=True, secrets={"api-key": filled})
    found = lacks(DEPLOYMENT, with_volume(), (fetching(),), conditions)
    assert [each.name for each in found] == lacking


@pytest.mark.parametrize("other", [fetching("other"), fetching(namespace="elsewhere")])
def test_a_pod_waits_for_its_own_volume_alone(other: CloudObject) -> None:
    """Not for that of another service, nor of another namespace."""
    conditions = Conditions(listed=True, secrets={"api-key": False})
    assert lacks(DEPLOYMENT, with_volume(), (other,), conditions) == ()


def test_a_secret_that_the_driver_keeps_is_there() -> None:
    """A variable of it keeps no pod waiting."""
    variable = {"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "main-secrets", "key": "api-key"}}}
    conditions = Conditions(listed=True, secrets={"api-key": True})
    assert lacks(DEPLOYMENT, with_volume(env=[variable]), (fetching(),), conditions) == ()
    assert [each.name for each in lacks(DEPLOYMENT, with_volume(env=[variable]), (), conditions)] == [
        "main-secrets"
    ]


def test_a_secret_that_people_have_not_put_there_is_missing() -> None:
    """Whether it is on their list or not."""
    for secrets in ({"web/site": False}, {}):
        conditions = Conditions(listed=True, secrets=secrets)
        assert lacks(GATEWAY, HTTPS, (), conditions) == (Lack("secret", "web/site", "https"),)


def test_a_job_that_cannot_run_makes_no_role() -> None:
    """Its own image is missing."""
    pod = {
        "containers": [{"name": "a", "image": "own.azurecr.io/a:1", "env": [{"name": "R", "value": "shop"}]}]
    }
    blocked = CloudObject("kubernetes:batch/v1:Job", "a", None, {"spec": {"template": {"spec": pod}}})
    env = [{"name": "PGUSER", "value": "shop"}]
    assert lacks(DEPLOYMENT, deployment(env=env), (blocked,), LISTED) == (Lack("role", "shop", "main"),)
    pushed = Conditions(listed=True, images=("a:1",))
    assert lacks(DEPLOYMENT, deployment(env=env), (blocked,), pushed) == ()


def test_a_secret_that_nobody_lists_is_fetched() -> None:
    """Somebody else has filled it."""
    assert lacks(DEPLOYMENT, with_volume(), (fetching(),), LISTED) == ()


def searching(variable: str = "SEARCH_HOST") -> dict[str, Any]:
    """A Deployment that is told of a search domain."""
    return deployment(image="shop:1", env=[{"name": variable, "value": "vpc-d.example"}])


def domain(**inputs: Any) -> CloudObject:
    """A search domain."""
    return CloudObject("aws:opensearch/domain:Domain", "d", None, inputs)


CLOSED = domain(advancedSecurityOptions={"enabled": True})


@pytest.mark.parametrize(
    ("manifest", "objects", "conditions", "lacking"),
    [
        pytest.param(searching(), (CLOSED,), LISTED, True, id="nobody has a role"),
        pytest.param(searching("OPENSEARCH_URL"), (CLOSED,), LISTED, True, id="under another name"),
        pytest.param(
            searching("SEARCH_HOST"), (CLOSED,), Conditions(listed=True, mapped=True), False, id="mapped"
        ),
        pytest.param(searching(), (CLOSED,), Conditions(), False, id="people did everything"),
        pytest.param(searching("OTHER"), (CLOSED,), LISTED, False, id="told of something else"),
        pytest.param(searching(), (domain(),), LISTED, False, id="a domain that asks for no role"),
        pytest.param(searching(), (), LISTED, False, id="a domain of somebody else"),
    ],
)
def test_a_search_domain_lets_in_whom_it_was_told(
    manifest: dict[str, Any],
    objects: tuple[CloudObject, ...],
    conditions: Conditions,
    lacking: bool,  # noqa: FBT001 a parameter of the test
) -> None:
    """A permission of the cloud alone opens nothing."""
    found = lacks(DEPLOYMENT, manifest, objects, conditions)
    assert found == (Lack("mapping", "vpc-d.example", "main"),) * lacking


def test_a_closed_domain_is_told_as_a_program_sees_it() -> None:
    """By its address."""
    assert str(Lack("mapping", "vpc-d.example", "main")) == (
        '[main][CrashLoopBackOff] security_exception: no permissions at "vpc-d.example"'
    )
