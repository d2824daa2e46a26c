"""What a plan does not hold is UNKNOWN to every rule that would have judged it, and to no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jiban.model.digest import digest, read_digest
from jiban.model.plan import ROOT_TYPE, UNKNOWN, Parts, Plan, Resource
from jiban.policies import packs
from jiban.policy.inprocess import Report, run
from jiban.policy.plan_views import views
from jiban.policy.rule import Outcome
from jiban.policy.unseen import inside_of, unseen
from jiban.policy.waivers import Waiver

TODAY = date(2026, 11, 26)


def about(cloud: str) -> set[str]:
    """Ids of the rules about a type of a provider; one about a change is asked nothing here."""
    return {
        rule.id
        for rule in packs.RULES
        if rule.kind != "change" and any(each.startswith(f"{cloud}:") for each in rule.types)
    }


KUBERNETES, AWS, AZURE = about("kubernetes"), about("aws"), about("azure-native")
EVERY = KUBERNETES | AWS | AZURE


def resource(token: str, name: str = "it", **fields: Any) -> Resource:
    """A resource of the stack `shop/prod`."""
    return Resource(
        urn=f"urn:pulumi:prod::shop::{token}::{name}", type=token, name=name, custom=True, **fields
    )


def component(token: str, **fields: Any) -> Resource:
    """A component called `it`."""
    return replace(resource(token, **fields), custom=False)


def judged(*resources: Resource, parts: tuple[Parts, ...] = (), waivers: tuple[Waiver, ...] = ()) -> Report:
    """What all rules say of a stack."""
    plan = Plan("shop", "prod", resources, parts=parts)
    return run("shop", "prod", views(plan), packs.RULES, waivers=waivers, today=TODAY)


def open_rules(report: Report) -> set[str]:
    """Ids of the rules that cannot tell."""
    return {each.rule.id for each in report.unknown}


@pytest.mark.parametrize(
    ("found", "rules"),
    [
        (resource("kubernetes:helm.sh/v3:Release"), KUBERNETES),
        (component("kubernetes:helm.sh/v3:Chart"), KUBERNETES),
        (component("kubernetes:helm.sh/v4:Chart", remote=True), KUBERNETES),
        (component("kubernetes:yaml:ConfigFile"), KUBERNETES),
        (component("kubernetes:yaml:ConfigGroup", outputs={"resources": UNKNOWN}), KUBERNETES),
        (component("kubernetes:yaml/v2:ConfigGroup", remote=True), KUBERNETES),
        (component("kubernetes:kustomize:Directory"), KUBERNETES),
        (component("kubernetes:kustomize/v2:Directory", remote=True), KUBERNETES),
        (component("eks:index:Cluster", remote=True), KUBERNETES | AWS),
        (component("awsx:ec2:Vpc", remote=True), AWS),
        (component("acme:index:Platform", remote=True), EVERY),
        (resource("aws:cloudformation/stack:Stack"), AWS),
        (resource("aws:cloudcontrol/resource:Resource"), AWS),
        (resource("azure-native:resources:Deployment"), AZURE),
        (resource("azure-native:resources/v20240301:Deployment"), AZURE),
        (resource("kubernetes:argoproj.io/v1alpha1:Application"), KUBERNETES),
        (resource("kubernetes:helm.toolkit.fluxcd.io/v2:HelmRelease"), KUBERNETES),
    ],
    ids=lambda each: each.type if isinstance(each, Resource) else "",
)
def test_parts_that_are_not_there_are_unknown(found: Resource, rules: set[str]) -> None:
    """To the rules about a type that a part can have; it is one resource, and none of it passes."""
    report = judged(found)
    assert open_rules(report) == rules
    assert list(report.unseen) == [found.urn]
    assert report.total(Outcome.PASS) == 0


@pytest.mark.parametrize(
    "found",
    [
        component("my:module:Component"),
        component("kubernetes:yaml:ConfigGroup", outputs={"resources": {}}),
        resource("kubernetes:core/v1:ConfigMap"),
        resource("aws:s3/bucket:Bucket"),
        resource("pulumi:pulumi:StackReference", op="read"),
    ],
    ids=lambda each: each.type,
)
def test_what_has_no_parts_is_seen(found: Resource) -> None:
    """A component of the program's own, a manifest that is empty, and resources that make nothing."""
    assert open_rules(judged(found)) == set()


def test_parts_that_are_there_are_judged() -> None:
    """A component with children, in a preview of the engine too, has nothing that is not seen."""
    group = component("kubernetes:yaml/v2:ConfigGroup", remote=True)
    part = resource("kubernetes:apps/v1:Deployment", parent=group.urn, inputs={"spec": {"template": {}}})
    assert open_rules(judged(group, part)) == set()


def test_a_component_of_which_the_plan_made_nothing_is_seen() -> None:
    """Where the plan says that it has made the parts, there are none."""
    group = component("kubernetes:yaml/v2:ConfigGroup", remote=True)
    assert open_rules(judged(group, parts=(Parts(group.urn, seen=True, how="from nothing"),))) == set()


@pytest.mark.parametrize(
    "token",
    [
        "aws:rds/instance:Instance",
        "azure-native:keyvault:Vault",
        "kubernetes:apps/v1:Deployment",
        "aws:ec2/securityGroup:SecurityGroup",
    ],
)
def test_a_resource_that_is_read_is_judged_elsewhere(token: str) -> None:
    """The stack that declares it answers for it, so no rule says anything of it here."""
    report = judged(resource(token, op="read"))
    assert open_rules(report) == set()
    assert report.findings == ()
    assert report.total(Outcome.PASS) == 0


def test_a_resource_that_an_engine_has_read_is_judged() -> None:
    """With its state, as a preview shows it."""
    state = {"publiclyAccessible": True, "storageEncrypted": True}
    report = judged(resource("aws:rds/instance:Instance", op="read", inputs=state, outputs=state))
    assert "PG-001" in [each.rule.id for each in report.findings]
    assert not {"PG-001", "PG-002"} & open_rules(report)


def test_what_the_state_of_a_read_resource_leaves_out_is_not_set() -> None:
    """An engine has read all that there is, so a value that is not there has the provider's default."""
    state = {"storageEncrypted": True}
    report = judged(resource("aws:rds/instance:Instance", op="read", inputs=state, outputs=state))
    assert not {"PG-001", "PG-002"} & {each.rule.id for each in report.findings}
    assert not {"PG-001", "PG-002"} & open_rules(report)


def test_a_resource_that_is_read_with_a_state_is_judged_by_that() -> None:
    """What the program gives counts, and what it leaves out is unknown."""
    given = {"publiclyAccessible": True}
    report = judged(resource("aws:rds/instance:Instance", op="read", inputs=given))
    assert "PG-001" in [each.rule.id for each in report.findings]
    unknown = {each.rule.id: each.judgement.verdict.paths for each in report.unknown}
    assert unknown["PG-002"] == ("storageEncrypted",)


def test_a_value_of_what_is_read_is_unknown_to_what_is_declared() -> None:
    """A budget of this stack over a workload that is read: how many pods that has, only the cluster knows."""
    report = judged(
        resource(
            "kubernetes:policy/v1:PodDisruptionBudget",
            "pdb",
            inputs={"spec": {"selector": {"matchLabels": {"app": "web"}}, "minAvailable": 1}},
        ),
        resource("kubernetes:apps/v1:Deployment", "web", op="read"),
    )
    assert "DSG-004" in open_rules(report)


def test_an_environment_is_unknown_to_every_rule() -> None:
    """What it gives can be anything; the stack as such is named."""
    root = component(ROOT_TYPE)
    part = Parts(root.urn, seen=False, how="the environment acme/prod is not read", remedy="give the values")
    report = judged(root, parts=(part,))
    assert open_rules(report) == EVERY
    assert {each.judgement.verdict.reason for each in report.unknown} == {
        "the environment acme/prod is not read"
    }


def test_a_document_of_ours_still_says_what_is_not_seen() -> None:
    """Checked again by `--plan`, it gives the same verdicts."""
    platform = component("acme:index:Platform")
    part = Parts(platform.urn, seen=False, how="a plugin makes it", remedy="check a preview")
    again = read_digest(digest(Plan("shop", "prod", (platform,), parts=(part,))))
    assert again.parts == (part,)
    report = run("shop", "prod", views(again), packs.RULES, waivers=(), today=TODAY)
    assert open_rules(report) == EVERY


def test_unknown_verdicts_stop_where_that_is_asked_for() -> None:
    """Every one but those that a waiver covers, which then is not reported as one that matches nothing."""
    waiver = Waiver("WKL-001", "it", "platform", "checked by hand", date(2026, 12, 1))
    report = judged(resource("kubernetes:helm.sh/v3:Release"), waivers=(waiver,))
    assert report.stopping() == ()
    stopping = report.stopping(fail_on_unknown=True)
    assert {each.rule.id for each in stopping} == KUBERNETES - {"WKL-001"}
    assert report.about_waivers == ()


def test_the_remedy_of_what_is_not_seen_is_its_own() -> None:
    """Not that of the rule, which has found nothing wrong."""
    [first, *_] = judged(resource("aws:cloudformation/stack:Stack")).unknown
    assert first.remedy == "Declare the resources themselves."


@pytest.mark.parametrize(
    ("token", "inside"),
    [
        ("kubernetes:helm.sh/v3:Release", True),
        ("aws:cloudformation/stack:Stack", True),
        ("kubernetes:yaml/v2:ConfigGroup", False),
        ("aws:s3/bucket:Bucket", False),
    ],
)
def test_what_no_host_ever_sees(token: str, *, inside: bool) -> None:
    """What is made inside of a resource; what stands beside one the engine tells as resources."""
    assert (inside_of(token) is not None) is inside


def test_parts_that_a_plan_has_not_made_are_those_of_its_kind() -> None:
    """A chart has objects of Kubernetes and no others."""
    chart = component("kubernetes:helm.sh/v4:Chart", remote=True)
    part = Parts(chart.urn, seen=False, how="it cannot be rendered", remedy="install helm")
    report = judged(chart, parts=(part,))
    assert open_rules(report) == KUBERNETES
    assert {each.remedy for each in report.unknown} == {"Install helm."}


def test_what_is_seen_beside_what_is_not_is_judged_all_the_same() -> None:
    """A failure stays one, with the remedy of its rule."""
    database = resource("aws:rds/instance:Instance", "db", inputs={"publiclyAccessible": True})
    report = judged(database, resource("aws:cloudformation/stack:Stack"))
    assert [(each.rule.id, each.name) for each in report.findings if each.rule.id == "PG-001"] == [
        ("PG-001", "db")
    ]
    assert ("PG-001", "it") in [(each.rule.id, each.name) for each in report.unknown]


def test_the_remedy_of_a_failure_of_what_is_partly_seen_is_the_rules() -> None:
    """What is not seen has nothing to do with it."""
    found = judged(resource("aws:cloudformation/stack:Stack")).unknown[0]
    shown = replace(found, judgement=replace(found.judgement, unseen=False))
    assert shown.remedy == found.rule.remedy


INSIDE_A_RELEASE = (
    "Helm renders its chart during the deployment, and the objects are no resources of the stack"
)
CHART = "the provider's plugin renders its chart"
YAML = "the provider's plugin takes its manifests apart"
FOLDER = "the provider's plugin builds its folder"
EKS = "the plugin of pulumi-eks makes its resources"
AWSX = "a plugin makes its resources"
OF_AWS = "AWS makes the resources of its template, and they are no resources of the stack"
OF_AZURE = "Azure makes the resources of its template, and they are no resources of the stack"
CONTROLLER = "a controller in the cluster makes its objects from another source"


@pytest.mark.parametrize(
    ("token", "parts", "why"),
    [
        ("kubernetes:helm.sh/v3:Release", ("kubernetes:*",), INSIDE_A_RELEASE),
        ("kubernetes:helm.sh/v4:Chart", ("kubernetes:*",), CHART),
        ("kubernetes:helm.sh/v3:Chart", ("kubernetes:*",), CHART),
        ("kubernetes:helm.sh/v2:Chart", ("kubernetes:*",), CHART),
        ("kubernetes:yaml/v2:ConfigFile", ("kubernetes:*",), YAML),
        ("kubernetes:yaml/v2:ConfigGroup", ("kubernetes:*",), YAML),
        ("kubernetes:yaml:ConfigFile", ("kubernetes:*",), YAML),
        ("kubernetes:yaml:ConfigGroup", ("kubernetes:*",), YAML),
        ("kubernetes:kustomize/v2:Directory", ("kubernetes:*",), FOLDER),
        ("kubernetes:kustomize:Directory", ("kubernetes:*",), FOLDER),
        ("eks:index:Cluster", ("aws:*", "kubernetes:*"), EKS),
        ("awsx:ec2:Vpc", ("aws:*",), AWSX),
        ("aws-apigateway:index:RestAPI", ("aws:*",), AWSX),
        ("aws-static-website:index:Website", ("aws:*",), AWSX),
        ("aws-quickstart-vpc:index:Vpc", ("aws:*",), AWSX),
        ("aws:cloudformation/stack:Stack", ("aws:*",), OF_AWS),
        ("aws:cloudformation/stackSet:StackSet", ("aws:*",), OF_AWS),
        ("aws:servicecatalog/provisionedProduct:ProvisionedProduct", ("aws:*",), OF_AWS),
        ("aws:serverlessrepository/cloudFormationStack:CloudFormationStack", ("aws:*",), OF_AWS),
        ("aws:cloudcontrol/resource:Resource", ("aws:*",), OF_AWS),
        ("azure-native:resources:Deployment", ("azure-native:*",), OF_AZURE),
        ("azure-native:resources:DeploymentAtScope", ("azure-native:*",), OF_AZURE),
        ("azure-native:resources:DeploymentAtSubscriptionScope", ("azure-native:*",), OF_AZURE),
        ("azure-native:resources:DeploymentAtManagementGroupScope", ("azure-native:*",), OF_AZURE),
        ("azure-native:resources:DeploymentAtTenantScope", ("azure-native:*",), OF_AZURE),
        ("azure-native:resources:DeploymentStackAtResourceGroup", ("azure-native:*",), OF_AZURE),
        ("azure-native:resources:Resource", ("azure-native:*",), OF_AZURE),
        ("kubernetes:argoproj.io/v1alpha1:Application", ("kubernetes:*",), CONTROLLER),
        ("kubernetes:argoproj.io/v1alpha1:ApplicationSet", ("kubernetes:*",), CONTROLLER),
        ("kubernetes:kustomize.toolkit.fluxcd.io/v1:Kustomization", ("kubernetes:*",), CONTROLLER),
        ("kubernetes:helm.toolkit.fluxcd.io/v2:HelmRelease", ("kubernetes:*",), CONTROLLER),
        ("kubernetes:helm.cattle.io/v1:HelmChart", ("kubernetes:*",), CONTROLLER),
    ],
)
def test_every_type_whose_parts_somebody_else_makes_is_known(
    token: str, parts: tuple[str, ...], why: str
) -> None:
    """With the types that its parts can have, and who makes them."""
    found = component(token)
    hidden = unseen(Plan("shop", "prod", (found,)))[found.urn]
    assert (hidden.parts, hidden.why) == (parts, why)
