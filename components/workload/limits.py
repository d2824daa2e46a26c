"""What a cloud cannot do that a service's specification can ask for."""

from collections.abc import Iterator
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.workload.spec import WorkloadSpec


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


def _only_adds(spec: WorkloadSpec) -> Iterator[Fault]:
    for bucket, how in spec.uses.buckets.items():
        if how == "add":
            yield Fault(
                ("uses", "buckets", bucket),
                "Azure has no built-in role that lets a program add objects and neither read nor change any",
                "set it to write, or to read",
            )


LIMITS: Final[tuple[Limit[Any], ...]] = (
    *(
        Limit("aws", f"uses.{field}", "not yet: nothing puts them into pods", _secret_files)
        for field in ("secret_files", "secret_variables", "secret_variables.*.*")
    ),
    Limit("azure", "uses.buckets", "`read` and `write`: no built-in role adds alone", _only_adds),
    Limit("aws", "uses.certificates", "none: Certificate Manager hands out no key", _certificates),
)
"""Every limit of every cloud; the environment's rules and the capability table read it."""
