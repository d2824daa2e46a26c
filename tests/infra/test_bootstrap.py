"""The steps that a new environment needs are those that its own stack files ask for, and no others."""

import json
from typing import Any

import pytest

from infra.bootstrap import steps
from infra.bootstrap.step import INSIDE, Step
from infra.environment import Environment
from infra.settings import SETTINGS
from jiban.bootstrap.listing import listing
from jiban.project.project import find_project
from jiban.settings.root import Deployment
from tests.infra.constraints.environments import environment
from tests.infra.environments import ROOT

TWO = Deployment("tripgen", "prod", ("prod-workloads",))
ONE = Deployment("tripgen", "dev")
PUBLIC = {"private": False, "api_clients": ["203.0.113.0/24"]}


def named(found: tuple[Step, ...]) -> dict[str, Step]:
    """The steps by their ids."""
    return {step.id: step for step in found}


def in_one(**changes: Any) -> tuple[Step, ...]:
    """The steps of the sound environment in one stack, reached from an office."""
    return steps(environment({"cluster": PUBLIC, **changes}), ONE)


def in_two(**changes: Any) -> tuple[Step, ...]:
    """The steps of the sound environment in two stacks."""
    return steps(environment({"scope": "platform", **changes}), TWO)


def test_productions_steps_are_in_the_order_in_which_they_are_needed() -> None:
    """Whatever pods wait for stands before the deployment of the pods."""
    found = listing(SETTINGS, find_project(ROOT), "prod")
    assert [step.id for step in found.steps] == [
        "stacks",
        "administrators",
        "receivers",
        "platform",
        "machine-inside",
        "image-ai",
        "image-location",
        "image-trip",
        "image-user",
        "secret-openai-api-key",
        "secret-jwt-signing-key",
        "certificate-client-tls",
        "edge-certificate",
        "edge",
        "workloads",
        "certificate",
        "edge-records",
        "second-receivers",
        "second-platform",
        "second-machine-inside",
        "second-secret-openai-api-key",
        "second-secret-jwt-signing-key",
        "second-edge-certificate",
        "second-edge",
        "second-workloads",
        "second-certificate",
        "second-edge-records",
    ]


def test_the_second_regions_steps_are_its_own() -> None:
    """They deploy its own stacks, fill its own vault, and lead the second origin to its own gateway."""
    found = {step.id: step for step in listing(SETTINGS, find_project(ROOT), "prod").steps}
    assert found["workloads"].commands == ("pulumi up --stack prod-workloads",)
    assert found["second-platform"].commands == (
        "pulumi config set --stack prod-south --path 'jiban:edge.certificate.in_vault' false",
        "pulumi up --stack prod-south",
    )
    assert found["second-workloads"].commands == ("pulumi up --stack prod-south-workloads",)
    assert "--vault-name kv-tripgen-prod-" in found["second-secret-jwt-signing-key"].commands[-1]
    assert found["second-secret-jwt-signing-key"].commands[-1] != found["secret-jwt-signing-key"].commands[-1]
    assert found["second-edge-records"].commands == ("pulumi stack output --stack prod-south origin",)
    assert (
        found["second-edge-records"].done_when
        == "`getent hosts origin-south.tripgen.example` prints that address"
    )


def test_receivers_without_an_address_get_one() -> None:
    """As secrets, before the platform is deployed; one that has its address is not asked for again."""
    alerts = {
        "receivers": ["pagerduty", "teams"],
        "webhooks": {"teams": "https://flow.example.com/workflows/1"},
    }
    found = named(in_two(observability={"alerts": alerts}))
    path = "jiban:observability.alerts.webhooks.pagerduty"
    assert found["receivers"].commands == (f"pulumi config set --stack prod --secret --path '{path}'",)


def test_every_stack_of_an_environment_has_its_list() -> None:
    """Asked of the services' stack it is the platform's."""
    project = find_project(ROOT)
    assert listing(SETTINGS, project, "prod-workloads") == listing(SETTINGS, project, "prod")


def test_services_are_deployed_by_their_own_stack() -> None:
    """From inside the network, as the cluster is private."""
    step = named(in_two())["workloads"]
    assert (step.commands, step.where) == (("pulumi up --stack prod-workloads",), INSIDE)


def test_a_platform_is_deployed_from_anywhere() -> None:
    """It needs the cloud's own API alone."""
    step = named(in_two())["platform"]
    assert (step.commands, step.where) == (("pulumi up --stack prod",), "")


def test_a_platform_without_services_says_how_theirs_is_begun() -> None:
    """No stack extends it yet."""
    found = named(steps(environment({"scope": "platform"}), Deployment("tripgen", "prod")))
    assert found["workloads"].commands == (
        "pulumi stack init prod-workloads",
        "pulumi config set --stack prod-workloads jiban:extends prod",
        "pulumi config set --stack prod-workloads jiban:scope workloads",
        "pulumi up --stack prod-workloads",
    )


def test_one_stack_is_deployed_in_two_goes_where_a_person_comes_between() -> None:
    """The registry must be there before the image, and the image before the pod."""
    found = named(in_one())
    assert found["platform"].commands == (
        "pulumi config set --stack dev jiban:scope platform",
        "pulumi up --stack dev",
    )
    assert found["workloads"].commands == (
        "pulumi config set --stack dev jiban:scope all",
        "pulumi up --stack dev",
    )
    assert found["workloads"].where == "from 203.0.113.0/24"


def test_one_stack_is_deployed_in_one_go_where_nobody_does() -> None:
    """Images have registries of their own, and there is no secret."""
    found = in_one(secrets={"names": []}, workloads={"trip": {"image": "registry.example.com/trip:1.0.0"}})
    assert [step.id for step in found] == ["stacks", "administrators", "image-trip", "workloads"]
    assert named(found)["workloads"].commands == ("pulumi up --stack dev",)


def test_a_private_cluster_is_never_reached_in_one_go() -> None:
    """The machine from which it is reached stands in the network that the platform makes."""
    found = steps(
        environment(
            {"secrets": {"names": []}, "workloads": {"trip": {"image": "registry.example.com/trip:1.0.0"}}}
        ),
        ONE,
    )
    assert [step.id for step in found] == [
        "stacks",
        "administrators",
        "platform",
        "machine-inside",
        "image-trip",
        "workloads",
    ]


def test_an_image_is_pushed_to_the_environments_registry() -> None:
    """Under its own name and tag."""
    assert named(in_two())["image-trip"].commands == (
        "az acr login --name crtripgenprodd82f",
        "docker tag trip:1.0.0 crtripgenprodd82f.azurecr.io/trip:1.0.0",
        "docker push crtripgenprodd82f.azurecr.io/trip:1.0.0",
    )


def test_a_secret_that_waits_for_a_person_needs_somebody_inside() -> None:
    """The vault answers the network alone, however public the cluster is."""
    elsewhere = {"trip": {"image": "registry.example.com/trip:1.0.0"}}
    assert "machine-inside" in named(in_one(secrets={"names": ["key"]}, workloads=elsewhere))
    assert "machine-inside" not in named(in_one(secrets={"names": []}, workloads=elsewhere))


def test_an_image_with_a_digest_keeps_it() -> None:
    """A copy by tag would be another image."""
    image = f"trip@sha256:{'0a' * 32}"
    (_, push) = named(in_two(workloads={"trip": {"image": image}}))["image-trip"].commands
    assert push == (
        f"docker buildx imagetools create --tag crtripgenprodd82f.azurecr.io/trip:0a0a0a0a0a0a {image}"
    )


def test_an_image_that_two_services_run_is_one_step() -> None:
    """It is named by the first of them, and says both."""
    services = dict(environment({}).model_dump(mode="json", exclude_unset=True)["workloads"])
    found = [step for step in in_two(workloads={"other": services["trip"]}) if step.id.startswith("image-")]
    assert [(step.id, "trip and other" in step.reason) for step in found] == [("image-trip", True)]


def test_the_image_after_one_that_two_services_run_is_a_step_too() -> None:
    """Each other image has its own."""
    trip = dict(environment({}).model_dump(mode="json", exclude_unset=True)["workloads"])["trip"]
    services = {"again": trip, "user": trip | {"image": "user:1.0.0"}}
    found = [step.id for step in in_two(workloads=services) if step.id.startswith("image-")]
    assert found == ["image-trip", "image-user"]


def test_an_image_of_another_registry_with_a_digest_is_not_pushed() -> None:
    """A push gives a digest of its own; whoever has built it has pushed it."""
    image = f"registry.example.com/trip@sha256:{'0a' * 32}"
    assert named(in_two(workloads={"trip": {"image": image}}))["image-trip"].commands == ()
    assert named(in_two(workloads={"trip": {"image": "registry.example.com/trip:1"}}))[
        "image-trip"
    ].commands == ("docker push registry.example.com/trip:1",)


def test_a_group_that_administers_both_is_looked_at_once() -> None:
    """Cluster and database are named by the same group."""
    assert len(named(in_two())["administrators"].commands) == 1


def test_every_stack_of_services_is_made_and_deployed() -> None:
    """The second as the first."""
    deployment = Deployment("tripgen", "prod", ("prod-web", "prod-jobs"))
    found = named(steps(environment({"scope": "platform"}), deployment))
    assert found["stacks"].commands == (
        "pulumi stack init prod",
        "pulumi stack init prod-web",
        "pulumi stack init prod-jobs",
    )
    assert found["workloads"].commands == ("pulumi up --stack prod-web", "pulumi up --stack prod-jobs")


def test_a_platform_alone_is_never_deployed_with_its_services() -> None:
    """Even where no person comes between the two."""
    filled = {
        "cluster": PUBLIC,
        "secrets": {"names": []},
        "workloads": {"trip": {"image": "registry.example.com/trip:1.0.0"}},
    }
    assert [step.id for step in in_two(**filled)] == [
        "stacks",
        "administrators",
        "platform",
        "image-trip",
        "workloads",
    ]


def test_services_are_reached_from_every_range_that_is_admitted() -> None:
    """The second as the first."""
    public = {"private": False, "api_clients": ["203.0.113.0/24", "198.51.100.0/24"]}
    found = named(in_one(cluster=public))
    assert found["workloads"].where == "from 203.0.113.0/24 and 198.51.100.0/24"


def test_a_secret_that_a_deployment_writes_is_no_step() -> None:
    """Its value is in the stack file, encrypted."""
    assert "secret-key" in named(in_two())
    assert "secret-key" not in named(in_two(secrets={"values": {"key": "x"}}))


def test_a_secret_is_filled_with_its_end() -> None:
    """Where none is good for ever; the vault would refuse it."""
    alerts = {"alerts": {"emails": ["a@example.com"]}}
    found = named(in_two(secrets={"rotate_days": 90}, observability=alerts))["secret-key"].commands[-1]
    assert found.endswith(
        """--encoding utf-8 --expires "$(date --utc --date '+90 days' +%Y-%m-%dT%H:%M:%SZ)\""""
    )


def test_a_group_that_may_fill_the_vault_gives_itself_no_role() -> None:
    """Only who is nobody there yet does."""
    group = "66666666-7777-8888-9999-000000000000"
    assert len(named(in_two())["secret-key"].commands) == 2
    (command,) = named(in_two(secrets={"administrators": [group]}))["secret-key"].commands
    assert command.startswith("az keyvault secret set ")


def test_a_secret_that_is_a_file_says_who_waits_for_it() -> None:
    """As one that a program asks for."""
    found = in_two(workloads={"trip": {"uses": {"secret_files": ["key"]}}})
    assert named(found)["secret-key"].reason.startswith("trip reads it when it starts")


def test_a_certificate_is_put_into_the_vault() -> None:
    """By its owner, from inside the network, before the services."""
    found = in_two(secrets={"certificates": ["tls"]})
    ids = [step.id for step in found]
    assert ids.index("certificate-tls") < ids.index("workloads")
    assert "az keyvault certificate import" in named(found)["certificate-tls"].commands[-1]


def test_a_secret_says_who_waits_for_it() -> None:
    """By the services' names."""
    found = in_two(workloads={"trip": {"uses": {"secrets": ["key"]}}})
    assert named(found)["secret-key"].reason.startswith("trip reads it when it starts")


def test_a_group_that_is_not_named_is_made() -> None:
    """And put into the stack file before the cluster is."""
    step = named(in_two(cluster={"admins": []}, protect=False))["administrators"]
    assert step.title == "Make the administrators' group"
    assert "pulumi config set --stack prod --path 'jiban:cluster.admins[0]'" in step.commands[-1]


def test_a_group_that_is_named_is_looked_at() -> None:
    """Nothing is made."""
    group = "00000000-1111-2222-3333-444444444444"
    changes: dict[str, Any] = {"cluster": {"admins": [group]}, "postgres": {"admin_group": None}}
    assert named(in_two(**changes))["administrators"].commands == (
        f"az ad group member list --group {group} --query '[].id' --output tsv",
    )


def test_the_databases_group_is_looked_at_too() -> None:
    """Nobody else could enter the server."""
    group = "66666666-7777-8888-9999-000000000000"
    found = in_two(postgres={"admin_group": {"name": "dba", "object_id": group}})
    assert f"az ad group member list --group {group} --query '[].id' --output tsv" in (
        named(found)["administrators"].commands
    )


def test_the_steps_of_the_other_cloud_are_in_its_words() -> None:
    """Roles and users of IAM, and a machine in the subnet and the group of operators."""
    on_aws = Environment.model_validate(
        {
            "cloud": "aws",
            "region": "ap-northeast-2",
            "owner": "platform",
            "scope": "platform",
            "registry": None,
            "secrets": None,
            "network": {"zones": (3, 1)},
            "cluster": {
                "admins": (
                    "arn:aws:iam::111122223333:role/teams/deployer",
                    "arn:aws:iam::111122223333:user/kim",
                )
            },
        }
    )
    found = named(steps(on_aws, Deployment("pms", "prod", ("prod-workloads",))))
    assert list(found) == ["stacks", "administrators", "platform", "machine-inside", "workloads"]
    assert found["administrators"].commands == (
        "aws iam get-role --role-name deployer",
        "aws iam get-user --user-name kim",
    )
    assert "Values=subnet-pms-management-1-prod" in found["machine-inside"].commands[0]


@pytest.mark.parametrize("field", ["title", "reason", "done_when"])
def test_sentences_have_no_full_stop(field: str) -> None:
    """The reports put one."""
    assert not [step.id for step in in_two() if getattr(step, field).endswith(".")]


def test_the_gateway_gets_its_certificate_from_its_owner() -> None:
    """By the name that the stack file says, in the gateway's namespace."""
    found = named(in_one(ingress={"certificate": "wildcard"}, workloads={"trip": {"ingress": {"path": "/"}}}))
    assert found["certificate"].commands == (
        (
            "kubectl --namespace tripgen-ingress create secret tls wildcard "
            "--cert wildcard.crt --key wildcard.key"
        ),
    )


def test_no_gateway_needs_no_certificate() -> None:
    """A load balancer outside of the cluster has its own."""
    assert "certificate" not in named(in_one())


EDGE: dict[str, Any] = {
    "ingress": {},
    "edge": {
        "domains": ["api.example.com"],
        "origin": "origin.example.com",
        "certificate": {"covers": ["*.example.com"]},
    },
    "workloads": {"trip": {"ingress": {"path": "/"}}},
}


def test_the_platform_is_made_before_the_edge() -> None:
    """The certificate comes between: it is in the vault that the platform makes."""
    found = named(in_two(**EDGE))
    assert found["platform"].commands == (
        "pulumi config set --stack prod --path 'jiban:edge.certificate.in_vault' false",
        "pulumi up --stack prod",
    )
    assert found["edge"].commands == (
        "pulumi config set --stack prod --path 'jiban:edge.certificate.in_vault' true",
        "pulumi up --stack prod",
    )


def test_an_edge_is_never_made_in_one_go() -> None:
    """Not in one stack either, whatever else is there."""
    assert [step.id for step in in_one(**EDGE)][-6:] == [
        "secret-key",
        "edge-certificate",
        "edge",
        "workloads",
        "certificate",
        "edge-records",
    ]


def test_the_edges_records_are_the_last_step() -> None:
    """They lead people there; each name needs a proof of who has it."""
    assert named(in_two(**EDGE))["edge-records"].commands == (
        "pulumi stack output --stack prod origin",
        (
            "az resource show --resource-group rg-tripgen-prod --namespace Microsoft.Cdn "
            "--parent profiles/afd-tripgen-prod --resource-type customDomains "
            "--name fdd-tripgen-api-example-com-prod-985a59a8 "
            "--query properties.validationProperties.validationToken --output tsv"
        ),
        "pulumi stack output --stack prod edge",
    )


@pytest.mark.parametrize(
    ("step", "stack", "output"), [("edge", "prod", "edge"), ("second-edge", "prod-south", "origin")]
)
def test_an_edge_is_seen_by_an_output_that_its_stack_has(step: str, stack: str, output: str) -> None:
    """The second region's has no Front Door, so no host of one."""
    listed = listing(SETTINGS, find_project(ROOT), "prod").steps
    (found,) = (each for each in listed if each.id == step)
    assert f"`pulumi stack output --stack {stack} {output}` prints" in found.done_when
    golden = json.loads((ROOT / "tests" / "golden" / f"{stack}.plan.json").read_text("utf-8"))
    steps = golden["steps"]
    (outputs,) = (
        each["newState"]["outputs"] for each in steps if each["newState"]["type"] == "pulumi:pulumi:Stack"
    )
    assert output in outputs


def test_an_edge_takes_a_machine_inside() -> None:
    """Its certificate goes into the vault, which answers there alone, though nothing else does."""
    filled = {
        **EDGE,
        "cluster": PUBLIC,
        "secrets": {"names": []},
        "workloads": {"trip": {"image": "registry.example.com/trip:1.0.0", "ingress": {"path": "/"}}},
    }
    assert "machine-inside" in named(in_two(**filled))


def test_every_domain_of_an_edge_is_proven_and_looked_at() -> None:
    """In the order of the alphabet, each with its own token."""
    domains = ["www.example.com", "api.example.com"]
    records = named(in_two(**EDGE | {"edge": EDGE["edge"] | {"domains": domains}}))["edge-records"]
    names = [command.partition("--name ")[2][:21] for command in records.commands[1:-1]]
    assert names == ["fdd-tripgen-api-examp", "fdd-tripgen-www-examp"]
    assert records.done_when == (
        "`curl --head https://www.example.com/gateway/health` answers and "
        "`curl --head https://api.example.com/gateway/health` answers"
    )


def test_an_edge_comes_between_though_nothing_else_does() -> None:
    """In one stack, whose cluster is public and whose images and secrets are there."""
    filled = {
        **EDGE,
        "secrets": {"names": []},
        "workloads": {"trip": {"image": "registry.example.com/trip:1.0.0", "ingress": {"path": "/"}}},
    }
    assert {"platform", "edge"} <= named(in_one(**filled)).keys()


ARGO = {"owner": "argo", "repository": {"url": "https://github.com/shop/manifests", "path": "prod"}}


def test_argo_cd_gets_the_manifests_and_its_way_to_them() -> None:
    """After the deployment that makes its namespace, and with the outputs of the platform."""
    found = steps(environment({"scope": "platform", "delivery": ARGO}), TWO)
    ids = [step.id for step in found]
    assert ids.index("workloads") < ids.index("manifests") < ids.index("repository")
    by_id = named(found)
    assert by_id["manifests"].commands[:3] == (
        "git clone --branch main https://github.com/shop/manifests manifests",
        "pulumi stack output --json --stack prod > prod.json",
        "jiban render --stack prod --outputs prod=prod.json --output manifests/prod",
    )
    assert by_id["repository"].where == INSIDE
    assert by_id["repository"].commands[0] == (
        "kubectl --namespace tripgen-delivery create secret generic repository --from-literal=type=git "
        "--from-literal=url=https://github.com/shop/manifests --from-literal=username=git "
        "--from-file=password=repository.token"
    )
    assert "application tripgen-prod" in by_id["repository"].done_when
    assert by_id["workloads"].done_when == (
        "`kubectl --namespace tripgen-delivery get application` prints one"
    )


def test_a_repository_over_ssh_gets_a_key() -> None:
    """In place of a token."""
    delivery = {
        "owner": "argo",
        "application": "trip",
        "repository": {"url": "git@github.com:shop/manifests"},
    }
    by_id = named(in_one(delivery=delivery))
    assert by_id["repository"].commands[0].endswith("--from-file=sshPrivateKey=repository.key")
    assert by_id["manifests"].commands[2].endswith("--output manifests")
    assert "application trip " in by_id["repository"].done_when


def test_an_argo_cd_that_owns_nothing_needs_nothing() -> None:
    """Pulumi deploys the services."""
    assert {"manifests", "repository"}.isdisjoint(named(in_one(delivery={**ARGO, "owner": "pulumi"})))


LINK = {**EDGE, "edge": {**EDGE["edge"], "path": "private_link"}}
GATEWAY = "az network application-gateway show --resource-group rg-tripgen-prod --name agw-tripgen-prod"
STATE = "privateLinkServiceConnectionState"


def test_a_link_is_approved_after_the_edge_is_made() -> None:
    """Front Door asks for it then; people are led there last."""
    assert [step.id for step in in_two(**LINK)][-6:] == [
        "edge-certificate",
        "edge",
        "edge-link",
        "workloads",
        "certificate",
        "edge-records",
    ]


def test_a_link_is_approved_by_the_words_of_its_request() -> None:
    """Its name is made up by Front Door, so nobody knows it before; what others ask for stays as it is."""
    show, approve = named(in_two(**LINK))["edge-link"].commands
    assert show == (
        f'{GATEWAY} --query "privateEndpointConnections[].{{id: id, state: {STATE}.status, '
        f'request: {STATE}.description}}" --output table'
    )
    assert approve == (
        f"{GATEWAY} --query \"privateEndpointConnections[?{STATE}.status=='Pending' && "
        f"contains({STATE}.description || '', 'Front Door afd-tripgen-prod')].id\" --output tsv "
        "| xargs -r -n 1 az network private-endpoint-connection approve "
        "--description 'Front Door afd-tripgen-prod' --id"
    )


def test_a_link_is_approved_when_azure_says_so_once() -> None:
    """A second one would be somebody else's."""
    step = named(in_two(**LINK))["edge-link"]
    assert step.done_when == (
        f'`{GATEWAY} --query "privateEndpointConnections[].{STATE}.status" --output tsv` prints Approved, '
        "once"
    )
    assert "Front Door answers every request with an error" in step.reason


def test_an_edge_without_a_link_has_nothing_to_approve() -> None:
    """It comes in by its own addresses."""
    assert "edge-link" not in named(in_two(**EDGE))


def test_a_link_needs_no_record_of_the_origin() -> None:
    """Front Door comes to the gateway by its own endpoint; tokens and hosts are as ever."""
    step, usual = named(in_two(**LINK))["edge-records"], named(in_two(**EDGE))["edge-records"]
    assert step.commands == usual.commands[1:]
    assert usual.reason.startswith("A of origin.example.com is the first")
    assert step.reason.startswith("TXT of _dnsauth before each host")


@pytest.mark.parametrize(
    ("changes", "between"),
    [
        ({"workloads": {"trip": {"image": "trip:1.0.0"}}}, "image-trip"),
        ({"secrets": {"names": ["key"]}}, "secret-key"),
    ],
)
def test_whatever_a_person_does_between_platform_and_services_takes_two_goes(
    changes: dict[str, Any], between: str
) -> None:
    """An image of one's own, or a secret without a value, is enough by itself."""
    alone = {"secrets": {"names": []}, "workloads": {"trip": {"image": "registry.example.com/trip:1.0.0"}}}
    found = [step.id for step in in_one(**alone | changes)]
    assert found.index("platform") < found.index(between) < found.index("workloads")
