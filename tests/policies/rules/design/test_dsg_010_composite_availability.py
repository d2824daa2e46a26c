"""DSG-010: what the parts of a request's way promise together is no less than the objective."""

from typing import Any

import pytest

from jiban.policies.rules.design.dsg_010_composite_availability import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

RDS = "aws:rds/instance:Instance"
ALB = "aws:lb/loadBalancer:LoadBalancer"
ASG = "aws:autoscaling/group:Group"
BALANCER = resource(ALB, "alb", {"subnets": ["subnet-1", "subnet-2"]})
DATABASE = resource(RDS, "db", {"multiAz": True})


def servers(region: str | None = None) -> ResourceView:
    """Servers in two zones, of the provider's region or of their own."""
    own = {"region": region} if region else {}
    name = f"web-{region}" if region else "web"
    return resource(ASG, name, {"minSize": 2, "vpcZoneIdentifiers": ["a", "b"], **own})


def three(percent: Any, **more: Any) -> dict[str, Any]:
    """What a case sets."""
    return {"slo_percent": percent, **more}


CASES = (
    # 0.9999 x 0.9999 x 0.9995, by hand 0.99930...; of 43,200 minutes 30.2.
    passes(
        BALANCER,
        servers(),
        DATABASE,
        reason="of 3 parts together 99.93 % is promised, 31 min a month without, and 99.9 % is 44 min",
        parameters=three(99.9),
    ),
    fails(
        (
            "of 3 parts together 99.93 % is promised, 31 min a month without, and 99.95 % is 22 min; the "
            "least promise db 99.95 %, web 99.99 %, alb 99.99 %; every part stands as well as it can, so a "
            "second region or fewer parts are left"
        ),
        BALANCER,
        servers(),
        DATABASE,
        parameters=three(99.95),
    ),
    fails(
        (
            "of 2 parts together 99.49 % is promised, 221 min a month without, and 99.9 % is 44 min; the "
            "least promise db 99.5 %, alb 99.99 %; most is gained by db over several zones, 99.95 %: 99.94 "
            "% in all"
        ),
        BALANCER,
        resource(RDS, "db"),
        parameters=three(99.9),
    ),
    # Two regions that both answer: 1 - (1 - 0.9999)^2 of the servers.
    passes(
        servers("ap-northeast-1"),
        servers("ap-northeast-2"),
        reason="of 2 parts together 99.999 % is promised, 1 min a month without, and 99.995 % is 3 min",
        parameters=three(99.995),
    ),
    unknown(
        (
            "of 2 parts together 99.99 % is promised, 5 min a month without, and 99.9 % is 44 min; nobody "
            "promises anything for search"
        ),
        servers(),
        resource("aws:opensearch/domain:Domain", "search"),
        parameters=three(99.9),
    ),
    # Requests do not wait for the search.
    passes(
        servers(),
        resource("aws:opensearch/domain:Domain", "search"),
        reason="of 1 parts together 99.99 % is promised, 5 min a month without, and 99.9 % is 44 min",
        parameters=three(99.9, beside=("search",)),
    ),
    unknown(
        "multiAz of db is not known before deployment",
        resource(RDS, "db", {"multiAz": UNKNOWN}),
        parameters=three(99.9),
    ),
    # 99.95 or 99.5: both are enough for one objective, and neither for the other.
    passes(
        resource(RDS, "db", {"multiAz": UNKNOWN}),
        reason="of 1 parts together 99.5 % is promised, 216 min a month without, and 99.4 % is 260 min",
        parameters=three(99.4),
    ),
    fails(
        "of 1 parts together 99.95 % is promised, 22 min a month without, and 99.96 % is 18 min; the least "
        "promise db 99.95 %; every part stands as well as it can, so a second region or fewer parts are left",
        resource(RDS, "db", {"multiAz": UNKNOWN}),
        parameters=three(99.96),
    ),
    # Servers of two regions, and a database in one: (1 - 0.0001^2) x 0.9995.
    fails(
        "of 3 parts together 99.949 % is promised, 22 min a month without, and 99.95 % is 22 min; the least "
        "promise db 99.95 %, web-ap-northeast-1 99.99 %, web-ap-northeast-2 99.99 %; every part stands as "
        "well as it can, so a second region or fewer parts are left",
        servers("ap-northeast-1"),
        servers("ap-northeast-2"),
        resource(RDS, "db", {"multiAz": True, "region": "ap-northeast-2"}),
        parameters=three(99.95),
    ),
    not_applicable(DATABASE, reason="it is not spoken of"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
