"""What commands of a list do to a simulated cloud."""

from dataclasses import dataclass

import pytest

from jiban.rehearse.cloud import CloudObject
from jiban.rehearse.readiness import Kind, Lack
from jiban.rehearse.steps import Action, actions_of, does, refusal


@dataclass(frozen=True)
class Listed:
    """A step of a list."""

    commands: tuple[str, ...]
    id: str = "it"
    title: str = "Do it"
    reason: str = ""
    done_when: str = ""
    where: str = ""


@pytest.mark.parametrize(
    ("command", "action"),
    [
        pytest.param("pulumi stack init prod", Action("init", "prod"), id="stack"),
        pytest.param(
            "pulumi config set --stack prod shop:scope all",
            Action("configure", "prod", key="shop:scope", value="all"),
            id="setting",
        ),
        pytest.param(
            "pulumi config set --stack prod --path 'shop:admins[0]' \"$(az ad group show --query id)\"",
            Action(
                "configure",
                "prod",
                key="shop:admins[0]",
                value="00000000-0000-0000-0000-00000000000a",
                is_path=True,
            ),
            id="setting by path, of what another command prints",
        ),
        pytest.param("pulumi up --yes --stack prod", Action("up", "prod"), id="deployment"),
        pytest.param("docker push own.azurecr.io/a:1", Action("push", "own.azurecr.io/a:1"), id="image"),
        pytest.param(
            "docker buildx imagetools create --tag own.azurecr.io/a:1 from.io/a@sha256:1",
            Action("push", "own.azurecr.io/a:1"),
            id="image by its digest",
        ),
        pytest.param(
            "az keyvault secret set --vault-name kv --name pin --file pin.txt",
            Action("fill", "pin", inside="kv"),
            id="secret of a vault",
        ),
        pytest.param(
            "aws secretsmanager put-secret-value --secret-id pin --secret-string file://pin.txt",
            Action("fill", "pin"),
            id="secret of Secrets Manager",
        ),
        pytest.param(
            'aws secretsmanager put-secret-value --secret-id "$(aws secretsmanager list-secrets --filters '
            "Key=name,Values=pin- --query 'SecretList[0].ARN' --output text)\" --secret-string file://pin.txt",
            Action("fill", "pin-"),
            id="secret of Secrets Manager, found by what its name begins with",
        ),
        pytest.param(
            "az acr login --name own", Action("login", "own.azurecr.io"), id="sign-in to a registry"
        ),
        pytest.param(
            "kubectl --namespace web create secret tls site --cert site.crt --key site.key",
            Action("keep", "web/site"),
            id="secret of a cluster",
        ),
        pytest.param(
            'curl --fail-with-body --silent --show-error --aws-sigv4 "aws:amz:a:es" --user "$ID:$KEY" '
            "--request PUT \"https://$HOST/_plugins/_security/api/rolesmapping/services\" --data '{}'",
            Action("map", "services"),
            id="mapping of a search domain",
        ),
        pytest.param(
            'curl --request GET "https://$HOST/_plugins/_security/api/rolesmapping/services"',
            Action("other"),
            id="look at a mapping",
        ),
        pytest.param(
            'curl --request PUT "https://$HOST/_plugins/_security/api/roles/services"',
            Action("other"),
            id="role of a search domain",
        ),
        pytest.param("az vm create --name own", Action("other"), id="something else"),
        pytest.param("echo 'no end", Action("other"), id="no command line"),
    ],
)
def test_a_command_is_read(command: str, action: Action) -> None:
    """By its words and flags, in any order."""
    assert actions_of(Listed((command,))) == (action,)


REGISTRY = CloudObject("azure-native:containerregistry:Registry", "1", None, {"registryName": "own"})
OTHER = CloudObject("azure-native:containerregistry:Registry", "2", None, {"registryName": "other"})
CLOSED = CloudObject(REGISTRY.type, "1", None, {"registryName": "own", "publicNetworkAccess": "Disabled"})


@pytest.mark.parametrize(
    ("objects", "inside", "image", "said"),
    [
        pytest.param((REGISTRY,), False, "own.azurecr.io/a:1", None, id="public registry"),
        pytest.param((CLOSED,), True, "own.azurecr.io/a:1", None, id="private registry, from inside"),
        pytest.param(
            (CLOSED,),
            False,
            "own.azurecr.io/a:1",
            "own.azurecr.io has a private address alone, and this step runs outside of its network",
            id="private registry, from outside",
        ),
        pytest.param((), False, "own.azurecr.io/a:1", None, id="a registry of somebody else"),
        pytest.param(
            (OTHER, CLOSED),
            False,
            "own.azurecr.io/a:1",
            "own.azurecr.io has a private address alone, and this step runs outside of its network",
            id="private registry, beside another one",
        ),
    ],
)
def test_a_push_is_refused_where_the_registry_is_not_to_be_reached(
    objects: tuple[CloudObject, ...],
    inside: bool,  # noqa: FBT001 a parameter of the test
    image: str,
    said: str | None,
) -> None:
    """It has to be there, and open to the place where the step runs."""
    assert refusal(Action("push", image), inside=inside, objects=objects) == said


def test_a_sign_in_needs_its_registry() -> None:
    """Which a deployment has to make first."""
    login = Action("login", "own.azurecr.io")
    assert refusal(login, inside=True, objects=()) == "own.azurecr.io does not exist yet"
    assert refusal(login, inside=True, objects=(CLOSED,)) is None


def test_a_secret_is_found_by_what_its_name_begins_with() -> None:
    """The cloud itself adds letters to it."""
    made = CloudObject("aws:secretsmanager/secret:Secret", "1", None, {"namePrefix": "pin-"})
    assert refusal(Action("fill", "pin-"), inside=False, objects=(made,)) is None
    assert refusal(Action("fill", "tan-"), inside=False, objects=(made,)) == "tan- does not exist yet"


def test_a_step_does_what_a_pod_lacks() -> None:
    """An image by its whole name, a secret by its name; a step for another one does not."""
    push = Listed(("docker push own.azurecr.io/a:1",))
    assert does(push, Lack("image", "own.azurecr.io/a:1", "main"))
    assert not does(push, Lack("image", "own.azurecr.io/a:2", "main"))
    assert not does(push, Lack("secret", "own.azurecr.io/a:1", "main"))


def test_a_secret_of_a_cluster_needs_its_namespace() -> None:
    """Which a deployment has to make first."""
    keep = Action("keep", "web/site")
    web = CloudObject("kubernetes:core/v1:Namespace", "web", "web", {"metadata": {"name": "web"}})
    assert refusal(keep, inside=True, objects=()) == "namespace web does not exist yet"
    assert refusal(keep, inside=True, objects=(web,)) is None


def test_a_step_puts_a_secret_into_the_cluster() -> None:
    """By its name and its namespace."""
    keep = Listed(("kubectl --namespace web create secret tls site --cert site.crt --key site.key",))
    assert does(keep, Lack("secret", "web/site", "https"))
    assert not does(keep, Lack("secret", "shop/site", "https"))


@pytest.mark.parametrize(
    ("command", "action"),
    [
        ("pulumi up --stack=prod --yes", Action("up", "prod")),
        ("pulumi up", Action("up", "")),
        ("pulumi up --skip-preview --stack prod", Action("up", "prod")),
        (
            "pulumi config set --secret shop:a 1 --stack prod",
            Action("configure", "prod", key="shop:a", value="1"),
        ),
        (
            "pulumi config set --stack prod --plaintext shop:a 1",
            Action("configure", "prod", key="shop:a", value="1"),
        ),
        ("kubectl create secret generic keys --from-file k", Action("keep", "default/keys")),
        ("kubectl create namespace web", Action("other")),
        ("docker pull own.azurecr.io/a:1", Action("other")),
        ("pulumi stack rm prod", Action("other")),
    ],
)
def test_other_forms_of_a_command(command: str, action: Action) -> None:
    """A flag with an equals sign, flags without a value, defaults; what changes nothing here is other."""
    assert actions_of(Listed((command,))) == (action,)


def test_the_commands_of_a_step_are_done_in_order() -> None:
    """Each of them, also after one that does nothing here."""
    step = Listed(("az login", "docker push r/a:1", "docker push r/b:1"))
    assert actions_of(step) == (Action("other"), Action("push", "r/a:1"), Action("push", "r/b:1"))


@pytest.mark.parametrize(
    ("kind", "name", "done"),
    [
        ("image", "own.azurecr.io/b:1", True),
        ("image", "b:1", True),
        ("image", "azurecr.io/b:1", False),
        ("image", "own.azurecr.io/c:1", False),
        ("secret", "pin", True),
        ("secret", "b:1", False),
        ("role", "pin", False),
    ],
)
def test_what_a_step_brings(kind: Kind, name: str, *, done: bool) -> None:
    """By any of its commands, an image by an image's and a secret by a secret's."""
    step = Listed(("az keyvault secret set --vault-name kv --name pin", "docker push own.azurecr.io/b:1"))
    assert does(step, Lack(kind, name, "main")) is done


DOMAIN = CloudObject("aws:opensearch/domain:Domain", "d", None, {"domainName": "d"})
PRIVATE = CloudObject(DOMAIN.type, "d", None, {"domainName": "d", "vpcOptions": {"subnetIds": ["a"]}})


@pytest.mark.parametrize(
    ("objects", "inside", "said"),
    [
        ((), True, "there is no search domain yet"),
        ((REGISTRY,), True, "there is no search domain yet"),
        ((DOMAIN,), False, None),
        ((PRIVATE,), True, None),
        (
            (PRIVATE,),
            False,
            "the search domain has private addresses alone, and this step runs outside of its network",
        ),
    ],
)
def test_a_mapping_needs_its_domain_within_reach(
    objects: tuple[CloudObject, ...],
    inside: bool,  # noqa: FBT001 a parameter of the test
    said: str | None,
) -> None:
    """A domain in a network answers there alone."""
    assert refusal(Action("map", "services"), inside=inside, objects=objects) == said


def test_a_step_that_maps_is_what_a_pod_waits_for() -> None:
    """Whichever domain the pod was told of; another step is not."""
    lack = Lack("mapping", "vpc-d.example", "main")
    mapping = 'curl --request PUT "https://$HOST/_plugins/_security/api/rolesmapping/services" --data 1'
    assert does(Listed((mapping,)), lack)
    assert not does(Listed(("docker push own.azurecr.io/a:1",)), lack)
