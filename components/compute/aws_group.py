"""One group of servers on AWS: what each is, how many there are, and how new ones take the place of old."""

from __future__ import annotations  # the SDK's modules are only loaded where servers are made

import base64
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Any, Final

import pulumi
from pulumi_aws import autoscaling, cloudwatch, ec2

from jiban.components.compute.aws_access import AccessArgs, access
from jiban.components.compute.aws_scaling import ScalingArgs, scaling
from jiban.components.compute.machines import machine
from jiban.components.compute.user_data import Program, script
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jiban.components.cache.contract import CacheContract
    from jiban.components.compute.aws_balancer import Balancer
    from jiban.components.compute.spec import ServerGroupSpec
    from jiban.components.network.contract import NetworkContract
    from jiban.components.postgres.contract import PostgresContract
    from jiban.components.site import Site

_IMAGE: Final = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}"
"""The newest Amazon Linux 2023 when a server starts: AWS keeps the parameter, nothing is looked up here."""
_ROOT_DISK: Final = "/dev/xvda"
"""Where the images of Amazon Linux have their disk."""
_NO_WAIT: Final = "0"
"""A deployment does not wait for servers: the image of the first ones is pushed when there is a registry, and
each tries again until it has it."""
_IN_SERVICE: Final = autoscaling.Metric.GROUP_IN_SERVICE_INSTANCES
_WHOLE: Final = 100
_WIDEST: Final = 200
"""Most that a group may have while servers are replaced, in percent (Auto Scaling API,
`InstanceMaintenancePolicy.MaxHealthyPercentage`)."""


@dataclass(frozen=True, kw_only=True)
class GroupArgs:
    """What a group is made of."""

    name: str
    spec: ServerGroupSpec
    site: Site
    network: NetworkContract
    balancer: Balancer
    image_host: pulumi.Input[str] | None
    """What stands before the image's name; None where it has a host."""
    repository: pulumi.Input[str] | None
    """ARN of the image's repository; None where it is from elsewhere."""
    postgres: PostgresContract | None
    cache: CacheContract | None
    authorities: str | None
    """Certificates that vouch for the database, as PEM; None where it uses none."""
    variables: Mapping[str, pulumi.Input[str]]
    """What the platform tells the program; a variable of the specification counts over it."""


class ServerGroup(pulumi.ComponentResource):
    """An autoscaling group whose servers are told by a launch template what to run."""

    group_name: pulumi.Output[str]
    """Name of the autoscaling group, known once it is there."""
    targets: pulumi.Output[str]
    """What metrics know its targets by, when requests can reach them."""
    log_group: pulumi.Output[str]
    """Name of the group of its log, known once it is there."""

    def __init__(self, name: str, args: GroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the group and everything around it."""
        super().__init__("jiban:compute:ServerGroup", name, None, opts)
        self._logical, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._physical = args.site.naming.physical("autoscaling.Group", args.name)
        targets, rule = args.balancer.targets(args.name, args.spec)
        self.targets = pulumi.Output.all(targets.arn_suffix, rule.urn)[0]
        log_name, log = self._log()
        self.log_group = known_after(log, log_name)
        group = self._group(self._template(log_name, log.arn), targets.arn, rule)
        self.group_name = known_after(group, self._physical)
        scaling(
            name,
            ScalingArgs(
                spec=args.spec, group=self.group_name, balancer=args.balancer.suffix, targets=self.targets
            ),
            self,
        )
        self.register_outputs({"group": self.group_name})

    def _tags(self, suffix: str) -> dict[str, str]:
        return self._args.site.ownership.tags("compute", f"{self._logical}-{suffix}")

    def _log(self) -> tuple[str, cloudwatch.LogGroup]:
        name = self._args.site.naming.physical("cloudwatch.LogGroup", self._args.name)
        return name, cloudwatch.LogGroup(
            f"{self._logical}-log",
            name=name,
            retention_in_days=self._args.spec.log_days,
            tags=self._tags("log"),
            opts=self._child,
        )

    def _template(self, log_name: str, log_arn: pulumi.Output[str]) -> ec2.LaunchTemplate:
        args, spec = self._args, self._args.spec
        size = machine("aws", spec.machine)
        profile = access(
            self._logical,
            AccessArgs(
                site=args.site,
                group=args.name,
                log_group=log_arn,
                repository=args.repository,
                postgres=args.postgres,
                cache=args.cache,
                user=args.name,
            ),
            self,
        ).profile
        tags = {**self._tags("template"), "Name": self._physical}
        return ec2.LaunchTemplate(
            f"{self._logical}-template",
            name=args.site.naming.physical("ec2.LaunchTemplate", f"{args.name}.server"),
            image_id=_IMAGE.format(architecture="arm64" if size.arm else "x86_64"),
            instance_type=size.sku,
            iam_instance_profile=ec2.LaunchTemplateIamInstanceProfileArgs(arn=profile),
            vpc_security_group_ids=[args.network.security_groups["application"]],
            metadata_options=ec2.LaunchTemplateMetadataOptionsArgs(
                http_endpoint="enabled",
                http_tokens="required",
                # The container is on the server's own network, so one hop reaches it.
                http_put_response_hop_limit=1,
            ),
            block_device_mappings=[
                ec2.LaunchTemplateBlockDeviceMappingArgs(
                    device_name=_ROOT_DISK,
                    ebs=ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
                        volume_type="gp3",
                        volume_size=spec.disk_gb,
                        # By the account's own key of KMS for disks: one of ours would take a policy that
                        # names a role of Auto Scaling, which an account has only after its first group.
                        encrypted="true",
                        delete_on_termination="true",
                    ),
                )
            ],
            monitoring=ec2.LaunchTemplateMonitoringArgs(enabled=True),
            user_data=self._user_data(log_name),
            update_default_version=True,
            tag_specifications=[
                ec2.LaunchTemplateTagSpecificationArgs(resource_type=kind, tags=tags)
                for kind in ("instance", "volume", "network-interface")
            ],
            tags=self._tags("template"),
            opts=self._child,
        )

    def _user_data(self, log_group: str) -> pulumi.Output[str]:
        args = self._args
        known = {"host": args.image_host or "", **{f"={name}": text for name, text in args.variables.items()}}
        program = Program(
            name=args.name,
            image=args.spec.image,
            variables=args.spec.env,
            region=args.site.region,
            log_group=log_group,
            authorities=args.authorities,
        )
        return pulumi.Output.all(**known).apply(partial(_encoded, program))

    def _group(
        self, template: ec2.LaunchTemplate, targets: pulumi.Output[str], rule: pulumi.Resource
    ) -> autoscaling.Group:
        spec, version = self._args.spec, template.latest_version.apply(str)
        plain = autoscaling.GroupLaunchTemplateArgs(id=template.id, version=version)
        return autoscaling.Group(
            f"{self._logical}-servers",
            name=self._physical,
            min_size=spec.min,
            max_size=spec.max,
            # No number in between: it is the rules' of scaling, and a deployment would set it back.
            vpc_zone_identifiers=list(self._args.network.subnet_ids["application"]),
            availability_zone_distribution=autoscaling.GroupAvailabilityZoneDistributionArgs(
                capacity_distribution_strategy="balanced-best-effort"
            ),
            launch_template=None if spec.spot else plain,
            mixed_instances_policy=_mixed(spec, template, version) if spec.spot else None,
            capacity_rebalance=spec.spot,
            target_group_arns=[targets],
            health_check_type="ELB",
            health_check_grace_period=spec.warm_seconds,
            default_instance_warmup=spec.warm_seconds,
            instance_maintenance_policy=autoscaling.GroupInstanceMaintenancePolicyArgs(
                min_healthy_percentage=_WHOLE, max_healthy_percentage=one_more(spec.min)
            ),
            instance_refresh=autoscaling.GroupInstanceRefreshArgs(
                strategy="Rolling",
                preferences=autoscaling.GroupInstanceRefreshPreferencesArgs(
                    min_healthy_percentage=_WHOLE,
                    max_healthy_percentage=one_more(spec.min),
                    instance_warmup=str(spec.warm_seconds),
                    # Auto Scaling takes no refresh back where the image is a parameter: the deployment
                    # before is deployed again.
                    auto_rollback=False,
                ),
            ),
            # By the minute and without a price: an alert asks how many there are.
            enabled_metrics=[_IN_SERVICE],
            metrics_granularity="1Minute",
            termination_policies=["OldestLaunchTemplate", "Default"],
            wait_for_capacity_timeout=_NO_WAIT,
            tags=[
                autoscaling.GroupTagArgs(key=key, value=value, propagate_at_launch=False)
                for key, value in sorted(self._tags("servers").items())
            ],
            # A server is healthy when the listener asks it, which is only after there is a rule.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rule]),
        )


def one_more(fewest: int) -> int:
    """Return the percent that a group of this many servers may have to hold one more: 150 for two."""
    return min(_WIDEST, _WHOLE + ceil(_WHOLE / fewest))


def _mixed(
    spec: ServerGroupSpec, template: ec2.LaunchTemplate, version: pulumi.Output[str]
) -> autoscaling.GroupMixedInstancesPolicyArgs:
    return autoscaling.GroupMixedInstancesPolicyArgs(
        launch_template=autoscaling.GroupMixedInstancesPolicyLaunchTemplateArgs(
            launch_template_specification=(
                autoscaling.GroupMixedInstancesPolicyLaunchTemplateLaunchTemplateSpecificationArgs(
                    launch_template_id=template.id, version=version
                )
            )
        ),
        instances_distribution=autoscaling.GroupMixedInstancesPolicyInstancesDistributionArgs(
            on_demand_base_capacity=spec.min,
            on_demand_percentage_above_base_capacity=0,
            spot_allocation_strategy="price-capacity-optimized",
        ),
    )


def _encoded(program: Program, known: dict[str, Any]) -> str:
    """Return the script for a launch template, with what only a deployment knows."""
    host: str = known["host"]
    told = {name.removeprefix("="): text for name, text in known.items() if name.startswith("=")}
    full = replace(
        program,
        image=f"{host}/{program.image}" if host else program.image,
        variables={**told, **program.variables},
        registry=host.partition("/")[0] or None,
    )
    return base64.b64encode(script(full).encode()).decode()
