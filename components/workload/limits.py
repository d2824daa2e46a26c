"""What a cloud cannot do that a service's specification can ask for."""

from collections.abc import Iterator
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.workload.spec import WorkloadSpec

_NO_KEDA: Final = "not yet: EKS has no KEDA of its own"


def _metrics(spec: WorkloadSpec) -> Iterator[Fault]:
    for name in spec.autoscale.metrics if spec.autoscale else ():
        yield _fault("metrics", name, "follows other metrics")


def _schedules(spec: WorkloadSpec) -> Iterator[Fault]:
    for name in spec.autoscale.schedules if spec.autoscale else ():
        yield _fault("schedules", name, "keeps schedules")


def _fault(field: str, name: str, does: str) -> Fault:
    return Fault(
        ("autoscale", field, name),
        f"KEDA {does}; it is no part of EKS, and its installation is not built here yet",
        "scale by cpu_percent and memory_percent, which the cluster measures itself",
    )


def _secret_files(spec: WorkloadSpec) -> Iterator[Fault]:
    for field in ("secret_files", "secret_variables"):
        if getattr(spec.uses, field):
            yield Fault(
                ("uses", field),
                "nothing puts secrets into pods of EKS: the driver that does is installed apart, which is "
                "not built here yet",
                "have the program read the secret, by uses.secrets",
            )


def _certificates(spec: WorkloadSpec) -> Iterator[Fault]:
    if spec.uses.certificates:
        yield Fault(
            ("uses", "certificates"),
            "AWS keeps certificates for its own load balancers, and hands out no key of one that it has "
            "issued",
            "keep a certificate of another authority as a secret, and name it in uses.secrets",
        )


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("aws", "autoscale.metrics", _NO_KEDA, _metrics),
    Limit("aws", "autoscale.metrics.*.*", _NO_KEDA, _metrics),
    Limit("aws", "autoscale.schedules", _NO_KEDA, _schedules),
    Limit("aws", "autoscale.schedules.*.*", _NO_KEDA, _schedules),
    *(
        Limit("aws", f"uses.{field}", "not yet: nothing puts them into pods", _secret_files)
        for field in ("secret_files", "secret_variables", "secret_variables.*.*")
    ),
    Limit("aws", "uses.certificates", "none: Certificate Manager hands out no key", _certificates),
)
"""Every limit of every cloud; the environment's rules and the capability table read it."""
