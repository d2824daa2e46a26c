"""DSG-014: a stack costs no more in a month than its budget."""

from typing import Any

import pytest

from jiban.policies.rules.design.dsg_014_monthly_cost import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

RDS = "aws:rds/instance:Instance"
NAT = "aws:ec2/natGateway:NatGateway"
BUDGET = "azure-native:consumption:Budget"
PG = "azure-native:dbforpostgresql:Server"


def machine(kind: Any, name: str = "web") -> ResourceView:
    """A machine of EC2."""
    return resource("aws:ec2/instance:Instance", name, {"instanceType": kind, "region": "ap-northeast-2"})


CASES = (
    # 0.052 x 730 is 37.96.
    passes(
        machine("t3.medium"),
        reason="38 USD a month at the least, of 40 USD by the parameter monthly_usd; most is web 38 USD",
        parameters={"monthly_usd": 40},
    ),
    # 0.059 x 730 is 43.07; with the machine 81.03.
    fails(
        (
            "81 USD a month at the least, of 80 USD by the parameter monthly_usd; most is nat 43 USD, web "
            "38 USD"
        ),
        machine("t3.medium"),
        resource(NAT, "nat", {"region": "ap-northeast-2"}),
        parameters={"monthly_usd": 80},
        of="",
    ),
    # Two zones: 0.204 x 730 is 148.92, and 100 GB at 0.262 are 26.2.
    passes(
        resource(
            RDS,
            "db",
            {
                "region": "ap-northeast-2",
                "engine": "postgres",
                "instanceClass": "db.t4g.medium",
                "multiAz": True,
                "allocatedStorage": 100,
                "storageType": "gp3",
            },
        ),
        reason="175 USD a month at the least, of 200 USD by the parameter monthly_usd; most is db 175 USD",
        parameters={"monthly_usd": 200},
    ),
    # The stack's own budget by the month. 0.39 x 730 x 2 is 569.4, and 256 GB twice at 0.138 are 70.66.
    fails(
        (
            "640 USD a month at the least, of 500 USD by monthly; most is db 640 USD; some prices are "
            "of other regions"
        ),
        resource(
            PG,
            "db",
            {
                "sku": {"name": "Standard_D4s_v3"},
                "storage": {"storageSizeGB": 256},
                "highAvailability": {"mode": "ZoneRedundant"},
            },
        ),
        resource(BUDGET, "monthly", {"amount": 500, "timeGrain": "Monthly"}),
        resource(BUDGET, "yearly", {"amount": 9000, "timeGrain": "Annually"}),
    ),
    unknown(
        (
            "38 USD a month at the least, of 80 USD by the parameter monthly_usd; most is web 38 USD; "
            "without a price: ec2.c7i.large (batch); paid by use: s3/bucket:Bucket"
        ),
        machine("t3.medium"),
        machine("c7i.large", "batch"),
        resource("aws:s3/bucket:Bucket", "files"),
        parameters={"monthly_usd": 80},
    ),
    # Its price is given, and what is paid by use is estimated: 0.1 x 730 is 73.
    fails(
        (
            "131 USD a month at the least, of 80 USD by the parameter monthly_usd; most is batch 73 USD, "
            "web 38 USD"
        ),
        machine("t3.medium"),
        machine("c7i.large", "batch"),
        resource("aws:s3/bucket:Bucket", "files"),
        parameters={"monthly_usd": 80, "by_use_usd": 20, "prices": ("ec2.c7i.large=0.1",)},
    ),
    unknown(
        (
            "38 USD a month at the least, of 80 USD by the parameter monthly_usd; most is web 38 USD; "
            "instanceType of later is not known before deployment"
        ),
        machine("t3.medium"),
        machine(UNKNOWN, "later"),
        parameters={"monthly_usd": 80},
    ),
    unknown(
        "the parameter prices has ec2.c7i.large, which is no KEY=USD",
        machine("t3.medium"),
        parameters={"monthly_usd": 80, "prices": ("ec2.c7i.large",)},
    ),
    not_applicable(machine("t3.medium")),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
