"""Argo CD in front of the services of TripGen, for the tests of this tier."""

from typing import Any, Final

import pulumi

from jiban.components.delivery.kubernetes import Delivery, DeliveryArgs
from jiban.components.delivery.spec import DeliverySpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.workload.examples import OWNERSHIP

URL: Final = "https://github.com/tripgen/k8s-manifests"
API: Final = {"to": [{"ipBlock": {"cidr": "10.0.0.0/17"}}], "ports": [{"protocol": "TCP", "port": 443}]}

DOCUMENT: Final[dict[str, Any]] = {
    "owner": "argo",
    "repository": {"url": URL, "path": "environments/production"},
    "windows": {"night": {"start": "0 2 * * 1-5", "hours": 2}},
    "pool": "apps",
}
"""What the design document asks for, as it is meant."""


def spec(**fields: Any) -> DeliverySpec:
    """Return the document's delivery with other fields."""
    return DeliverySpec.model_validate(DOCUMENT | fields)


def made(found: DeliverySpec, **others: Any) -> ProgramPlan:
    """Return the plan of a delivery."""

    def program() -> None:
        fields: dict[str, Any] = {
            "spec": found,
            "ownership": OWNERSHIP,
            "name": "tripgen-prod",
            "namespace": "tripgen-delivery",
            "services": "tripgen",
            "reader_role": "application-reader",
            "after": [pulumi.ComponentResource("test:index:Namespace", "namespaces")],
            "zones": 3,
            "scheduling": {"nodeSelector": {"jiban/pool": "apps"}},
            "kubernetes_api": API,
            "internet": {},
            "repository_reason": {"jiban/internet": "to read the repository"},
            "private_ranges": ("10.0.0.0/8",),
            "scaled": ("user",),
        }
        Delivery("delivery", DeliveryArgs(**fields | others))

    return plan_program(program)
