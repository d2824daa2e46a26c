"""How long the policies take, beside checkov on the same resources: `make bench-check`.

Prints a table with the budgets and whether they are met. Always exits with 0: a time belongs to a machine.
checkov is installed into a folder of its own (`.bench`) by the first run of `make bench-check`; without it
its lines are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from benchmarks.plan import JIBAN, ROOT, Figure, measure, once, row
from jiban.model.plan import Plan, Unknown
from jiban.policies.packs import RULES
from jiban.policy.inprocess import run
from jiban.policy.plan_views import views
from jiban.testing import plan_stack

CHECKOV = ROOT / ".bench" / "bin" / "checkov"
SIZES = {300: 0.15, 3_000: 2.0}
"""Resources, and the seconds that all rules may take."""
BEYOND_PLAN = 0.4
"""Seconds that `jiban check` may take beyond `jiban plan`."""
STACKS = (("examples/pms-aws", "prod"), (".", "prod"), (".", "prod-workloads"))
"""Whose resources are judged: all families of rules find something there."""

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}
KINDS: tuple[tuple[str, str, Mapping[str, Any], Mapping[str, Any]], ...] = (
    (
        "aws.s3.Bucket",
        "AWS::S3::Bucket",
        {"bucket": "bench-{n}"},
        {"BucketName": "bench-{n}"},
    ),
    (
        "aws.rds.Instance",
        "AWS::RDS::DBInstance",
        {"engine": "postgres", "instance_class": "db.m7g.large", "allocated_storage": 100, "username": "db"},
        {"Engine": "postgres", "DBInstanceClass": "db.m7g.large", "AllocatedStorage": "100"},
    ),
    (
        "aws.ec2.SecurityGroup",
        "AWS::EC2::SecurityGroup",
        {
            "description": "bench",
            "ingress": [
                {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/8"]},
            ],
        },
        {
            "GroupDescription": "bench",
            "SecurityGroupIngress": [
                {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/8"}
            ],
        },
    ),
    ("aws.sqs.Queue", "AWS::SQS::Queue", {"name": "bench-{n}"}, {"QueueName": "bench-{n}"}),
    ("aws.sns.Topic", "AWS::SNS::Topic", {"name": "bench-{n}"}, {"TopicName": "bench-{n}"}),
    (
        "aws.kms.Key",
        "AWS::KMS::Key",
        {"enable_key_rotation": True},
        {"EnableKeyRotation": True, "KeyPolicy": {}},
    ),
    (
        "aws.cloudwatch.LogGroup",
        "AWS::Logs::LogGroup",
        {"name": "/bench/{n}", "retention_in_days": 365},
        {"LogGroupName": "/bench/{n}", "RetentionInDays": 365},
    ),
    (
        "aws.elasticache.ReplicationGroup",
        "AWS::ElastiCache::ReplicationGroup",
        {"description": "bench", "node_type": "cache.m7g.large"},
        {"ReplicationGroupDescription": "bench", "CacheNodeType": "cache.m7g.large"},
    ),
    (
        "aws.ec2.Instance",
        "AWS::EC2::Instance",
        {"ami": "ami-00000000000000000", "instance_type": "m7g.large"},
        {"ImageId": "ami-00000000000000000", "InstanceType": "m7g.large"},
    ),
    (
        "aws.iam.Role",
        "AWS::IAM::Role",
        {"assume_role_policy": json.dumps(TRUST)},
        {"AssumeRolePolicyDocument": TRUST},
    ),
)
"""The same resources for Pulumi and for CloudFormation: class, type, and the inputs of either."""


def copies(plans: Sequence[Plan], count: int) -> Plan:
    """Return a plan of as many resources: whole stacks over and over, each with names of its own."""
    found: list[Any] = []
    turn = 0
    while len(found) < count:
        for each in plans:
            end = f"-{turn}"
            names = {resource.urn: f"{resource.urn}{end}" for resource in each.resources}
            found += [
                replace(
                    resource,
                    urn=names[resource.urn],
                    name=f"{resource.name}{end}",
                    inputs=renamed(resource.inputs, names),
                    parent=names.get(resource.parent or "", resource.parent),
                    dependencies=tuple(names.get(urn, urn) for urn in resource.dependencies),
                    property_dependencies={
                        key: tuple(names.get(urn, urn) for urn in urns)
                        for key, urns in resource.property_dependencies.items()
                    },
                )
                for resource in each.resources
            ]
        turn += 1
    return replace(plans[0], resources=tuple(found[:count]))


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Return inputs whose unknown values come from the copies."""
    if isinstance(value, Unknown):
        return replace(value, sources=tuple(names.get(urn, urn) for urn in value.sources))
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value)
        return {key: renamed(each, names) for key, each in entries.items()}
    if isinstance(value, list):
        return [renamed(each, names) for each in cast("list[Any]", value)]
    return value


def rules(runs: int) -> None:
    """Measure all rules on plans that are there."""
    plans = [plan_stack(ROOT / folder, stack) for folder, stack in STACKS]
    for count, budget in SIZES.items():
        plan = copies(plans, count)
        times = [judged(plan)[0] for _ in range(runs)]
        seconds, verdicts = statistics.median(times), judged(plan)[1]
        met = "pass" if seconds <= budget else "miss"
        name = f"{len(RULES)} rules, {count:,} resources"
        print(f"{name:<34}{seconds:>9.3f} s  {verdicts:,} verdicts; {met} (at most {budget:g} s)", flush=True)


def judged(plan: Plan) -> tuple[float, int]:
    """Return the seconds that all rules take for a plan, and the number of verdicts."""
    started = time.perf_counter()
    report = run(plan.project, plan.stack, views(plan), RULES, waivers=(), today=date(2026, 11, 28))
    return time.perf_counter() - started, sum(sum(each.values()) for each in report.counts.values())


def processes(runs: int) -> None:
    """Measure `jiban check` beside `jiban plan`."""
    plan = measure(runs, JIBAN, "plan", "-s", "prod")
    check = measure(runs, JIBAN, "check", "-s", "prod")
    row("jiban plan -s prod", plan)
    more = check.seconds - plan.seconds
    met = "pass" if more <= BEYOND_PLAN else "miss"
    row("jiban check -s prod", check, f"{more:+.2f} s: {met} (at most {BEYOND_PLAN:g} s more)")


def beside_checkov(runs: int) -> None:
    """Measure both tools on the same resources, each in the form that it reads."""
    with tempfile.TemporaryDirectory(prefix="jiban-bench-") as name:
        folder = Path(name)
        (folder / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
        (folder / "Pulumi.dev.yaml").write_text("config: {}\n")
        for count in SIZES:
            (folder / "__main__.py").write_text("\n".join(program(count)))
            ours = any_exit(runs, JIBAN, "check", "-C", folder, "-s", "dev", "--json")
            row(f"jiban check, {count:,} of AWS", ours)
            if not CHECKOV.exists():
                continue
            template = folder / f"template-{count}.json"
            template.write_text(json.dumps(cloudformation(count)))
            arguments = (
                "-f",
                template,
                "--framework",
                "cloudformation",
                "-o",
                "json",
                "--quiet",
                "--compact",
                "--skip-download",
            )
            theirs = any_exit(runs, CHECKOV, *arguments)
            row(
                f"checkov, {count:,} of CloudFormation",
                theirs,
                f"{theirs.seconds / ours.seconds:.1f} times ours",
            )


def any_exit(runs: int, *command: str | Path) -> Figure:
    """Measure a command that says by its exit code what it has found."""
    quiet = ("bash", "-c", '"$@" > /dev/null; test $? -lt 6', "bash", *map(str, command))
    return measure(runs, *quiet) if runs > 1 else once(quiet)


def program(count: int) -> Iterator[str]:
    """Yield the lines of a Pulumi program."""
    yield "import pulumi_aws as aws"
    for index in range(count):
        kind, _, inputs, _ = KINDS[index % len(KINDS)]
        arguments = ", ".join(f"{key}={filled(value, index)!r}" for key, value in inputs.items())
        yield f'{kind}("r{index}", {arguments})'


def cloudformation(count: int) -> dict[str, Any]:
    """Return a template with the same resources."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {
            f"R{index}": {
                "Type": KINDS[index % len(KINDS)][1],
                "Properties": {
                    key: filled(value, index) for key, value in KINDS[index % len(KINDS)][3].items()
                },
            }
            for index in range(count)
        },
    }


def filled(value: Any, index: int) -> Any:
    """Return an input with the number of its resource."""
    return value.replace("{n}", str(index)) if isinstance(value, str) else value


def main() -> int:
    """Measure all and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-n", "--runs", type=int, default=5, metavar="RUNS", help="runs of each command (5)")
    runs: int = max(1, parser.parse_args().runs)
    print(
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores; median of {runs} after a warm-up\n"
    )
    # Rules last: a child of a process that holds much is said to hold as much itself.
    processes(runs)
    beside_checkov(runs)
    rules(runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
