"""A diff to report on, with something of every kind in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from jiban.diff.changed_settings import Setting
from jiban.diff.compare import compare_plans
from jiban.diff.guard import judge_diff
from jiban.diff.model import Comparison
from jiban.diff.replacement import Tables
from jiban.diff.roots import roots_of
from jiban.model.plan import UNKNOWN, Plan, Resource, Secret, SourceLine
from jiban.policies import packs
from jiban.policy.waivers import Waiver
from tests.jiban.report.samples import plan_of, resource

TODAY = date(2026, 11, 21)
JUDGED = ("NET-024", "PG-001", "PG-002", "DSG-017", "DSG-018")
"""Rules that a sample is judged by: what a diff says of it hangs on no rule that comes later."""
HOSTILE = (
    "`````</details><img src=x onerror=alert(1)>|@everyone #1 [x](http://evil.example)\n# title\x1b[2J\r```"
)


def database(**inputs: Any) -> Resource:
    """Make a database with a fixed name, in a line of code."""
    return resource(
        "aws:rds/instance:Instance",
        "db",
        inputs={"identifier": "shop", "engine": "postgres", "password": Secret(UNKNOWN), **inputs},
        source=SourceLine("shop/db.py", 12),
    )


def bucket(name: str, **inputs: Any) -> Resource:
    """Make a bucket."""
    return resource("aws:s3/bucket:Bucket", name, inputs={"bucket": f"shop-{name}", **inputs})


def parameter(*urns: str) -> Resource:
    """Make a parameter whose value comes from other resources."""
    return resource(
        "aws:ssm/parameter:Parameter",
        "address",
        inputs={"name": "address", "value": UNKNOWN},
        property_dependencies={"value": urns},
    )


def sides() -> tuple[Plan, Plan]:
    """Return a plan before and after: one of each kind of change, a follower, and an output."""
    old, new = database(storageEncrypted=False), database(storageEncrypted=True)
    topic = resource("aws:sns/topic:Topic", "news", inputs={"name": "news", "policy": '{"a":1,"b":[1,2]}'})
    renamed = resource("aws:sns/topic:Topic", "old-name", inputs={"name": "kept"})
    before = plan_of(old, parameter(old.urn), bucket("letters"), topic, renamed, outputs={"host": "a"})
    after = plan_of(
        new,
        parameter(new.urn),
        replace(topic, inputs={"name": "news", "policy": '{"b":[1,3],"a":1}'}),
        resource("aws:sns/topic:Topic", "new-name", inputs={"name": "kept"}, aliases=(renamed.urn,)),
        bucket("pictures", tags={"owner": "platform"}),
        outputs={"host": "b"},
    )
    return before, after


def comparison(before: Plan | None = None, after: Plan | None = None, *waivers: Waiver) -> Comparison:
    """Compare two plans, those of `sides` where none is given."""
    if before is None or after is None:
        before, after = sides()
    return compared(before, after, *waivers)


def compared(before: Plan, after: Plan, *waivers: Waiver, deployed: bool = False) -> Comparison:
    """Compare two plans, the first of which may be of a deployment."""
    found = replace(
        compare_plans(before, after, Tables(), deployed=deployed),
        base="main (1234567)",
        head="the working tree (89abcde)",
        rules="tables dated 2026-11-21",
    )
    rules = [rule for rule in packs.RULES if rule.id in JUDGED]
    return judge_diff(found, before, after, rules, known=waivers, today=TODAY)


def traced() -> Comparison:
    """Compare the plans of `sides`, of which the encryption is a value of the stack file."""
    before, after = sides()
    found = comparison(before, after)
    setting = Setting(("shop:encrypted",), before=False, after=True, place="Pulumi.prod.yaml:7")
    return replace(found, roots=roots_of(found.diff, before, after, [setting]))


def hostile() -> Comparison:
    """Compare plans whose names, values, notes and waivers try to break out of a document."""
    name = HOSTILE.replace("\n", " ")
    before = plan_of(bucket("gone-" + name), resource("aws:sns/topic:Topic", "t", inputs={"policy": "x"}))
    after = plan_of(
        bucket("come-" + name, tags={HOSTILE: HOSTILE}),
        resource("aws:sns/topic:Topic", "t", inputs={"policy": HOSTILE, HOSTILE: [HOSTILE]}),
        outputs={HOSTILE: HOSTILE},
    )
    waiver = Waiver("DSG-018", "*", HOSTILE, HOSTILE, date(2026, 12, 31))
    late = Waiver("DSG-018", HOSTILE, HOSTILE, HOSTILE, date(2026, 1, 1))
    found = replace(comparison(before, after, waiver, late), note=HOSTILE)
    setting = Setting((f"shop:{HOSTILE}",), before=HOSTILE, after="x", place=HOSTILE)
    return replace(found, roots=roots_of(found.diff, before, after, [setting], nothing_else=True))


def grown() -> Comparison:
    """Compare plans of a node group that may grow, of which the names try to break out of a document."""
    cluster = resource("aws:eks/cluster:Cluster", HOSTILE, inputs={"name": "main"})

    def group(most: int) -> Resource:
        scaling = {"minSize": 1, "maxSize": most, "desiredSize": most}
        inputs = {"clusterName": "main", "instanceTypes": ["t3.medium"], "scalingConfig": scaling}
        return resource("aws:eks/nodeGroup:NodeGroup", HOSTILE, inputs=inputs)

    return comparison(plan_of(cluster, group(3)), plan_of(cluster, group(5)))
