"""A report with everything in it: failures that stop and that advise, waived ones, unknowns, bad waivers."""

from __future__ import annotations

from datetime import date

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.cluster import k8c_003_eks_secret_encryption as k8c_003
from jiban.policies.rules.network import net_001_remote_access as net_001
from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policy.inprocess import Report, run
from jiban.policy.waivers import Waiver
from tests.policies.samples import resource

RDS = "aws:rds/instance:Instance"


def everything() -> Report:
    """The report."""
    resources = [
        resource("aws:eks/cluster:Cluster", "eks"),
        resource(RDS, "orders", {"publiclyAccessible": True}),
        resource(RDS, "reports", {"publiclyAccessible": True}),
        resource(RDS, "images", {"publiclyAccessible": UNKNOWN}),
    ]
    waivers = [
        Waiver(
            "PG-001", "reports", "platform", "the old data centre reads from it", date(2026, 12, 1), line=2
        ),
        Waiver(
            "PG-001", "orders", "platform", "the old data centre reads from it", date(2026, 11, 1), line=8
        ),
        Waiver("PG-01", "orders", "platform", "a slip", date(2026, 12, 1), line=14),
    ]
    rules = [net_001.RULE, k8c_003.RULE, pg_001.RULE]
    return run("shop", "prod", resources, rules, waivers=waivers, today=date(2026, 11, 21))


def nothing() -> Report:
    """A report without any finding."""
    rules = [net_001.RULE]
    return run("shop", "prod", [], rules, waivers=(), today=date(2026, 11, 21))
