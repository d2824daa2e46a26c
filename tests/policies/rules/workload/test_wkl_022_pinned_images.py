"""WKL-022: an image is a version, from a registry that is approved."""

from collections.abc import Mapping
from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_022_pinned_images import RULE
from jiban.policy.facts.kubernetes import DEPLOYMENT
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView

SPEC = "spec.template.spec"


def pods(*containers: Mapping[str, Any], **spec: Any) -> ResourceView:
    """A Deployment of some containers."""
    listed = [{"name": "web", **each} for each in containers]
    return resource(DEPLOYMENT, inputs={"spec": {"template": {"spec": {"containers": listed, **spec}}}})


CASES = (
    passes(pods({"image": "nginx:1.29"})),
    passes(pods({"image": "registry.example.com:5000/web@sha256:0a"})),
    fails("image nginx of container web has no tag, which means latest", pods({"image": "nginx"})),
    fails("image nginx:latest of container web has tag latest", pods({"image": "nginx:latest"})),
    unknown(f"{SPEC}.containers[0].image is not known before deployment", pods({"image": UNKNOWN})),
    passes(
        pods({"image": "registry.example.com/shop/web:1.4"}),
        parameters={"registries": ["registry.example.com/shop"]},
    ),
    passes(pods({"image": "nginx:1.29"}), parameters={"registries": ("docker.io/library",)}),
    fails(
        "image registry.example.com/shopper/web:1 of container web is from no approved registry",
        pods({"image": "registry.example.com/shopper/web:1"}),
        parameters={"registries": ("registry.example.com/shop",)},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
