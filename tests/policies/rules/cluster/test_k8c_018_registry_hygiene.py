"""K8C-018: images come from a registry that knows who pushes, and keeps what a tag says."""

from __future__ import annotations

import pytest

from jiban.policies.rules.cluster.k8c_018_registry_hygiene import RULE
from jiban.policy.facts.registries import REGISTRY, REPOSITORY
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView

UNSCANNED = "imageScanningConfiguration.scanOnPush is not true, and no registry of the stack scans it"


def repository(*, tags: object = "IMMUTABLE", scan: object = True, **inputs: object) -> ResourceView:
    """A repository of ECR."""
    given = {"imageTagMutability": tags, "imageScanningConfiguration": {"scanOnPush": scan}, **inputs}
    return resource(REPOSITORY, "repository", given)


def scanning(pattern: object) -> ResourceView:
    """What the registry of the region scans."""
    rule = {"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": pattern}]}
    token = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"  # noqa: S105 - a type
    return resource(token, "registry", {"rules": [rule]})


def in_region(made: ResourceView) -> ResourceView:
    """The same, of another region."""
    return resource(made.token, made.name, {**made.inputs, "region": "us-east-1"})


CASES = (
    passes(repository()),
    fails("imageTagMutability is not set, and AWS takes MUTABLE", repository(tags=None)),
    fails(UNSCANNED, repository(scan=None)),
    unknown("imageScanningConfiguration.scanOnPush is not known before deployment", repository(scan=UNKNOWN)),
    passes(repository(scan=None, name="shop-api"), scanning("shop-*")),
    fails(UNSCANNED, repository(scan=None, name="tools"), scanning("shop-*")),
    fails(UNSCANNED, repository(scan=None, name="shop-api", region="us-east-1"), scanning("shop-*")),
    passes(repository(scan=UNKNOWN, name="shop-api"), scanning("*")),
    passes(repository(scan=None, name="shop-api", region="us-east-1"), in_region(scanning("shop-*"))),
    passes(resource(REGISTRY, "registry")),
    fails(
        "adminUserEnabled is true, and its password is shared by all who have it; "
        "anonymousPullEnabled is true, so that anybody takes images",
        resource(REGISTRY, "registry", {"adminUserEnabled": True, "anonymousPullEnabled": True}),
    ),
    unknown(
        "anonymousPullEnabled is not known before deployment",
        resource(REGISTRY, "registry", {"anonymousPullEnabled": UNKNOWN}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
