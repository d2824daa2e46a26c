"""A cache on AWS: ElastiCache for Valkey in the cache subnets, whose users sign in as identities."""

from __future__ import annotations  # the SDK's module is only loaded where a cache is made

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import cloudwatch, elasticache, kms

from jiban.components.aws_keys import data_key
from jiban.components.base import refuse_beyond
from jiban.components.cache.contract import CacheContract, CacheUser
from jiban.components.cache.limits import LIMITS
from jiban.components.cache.ports import first_port
from jiban.components.cache.sizing import reserved_percent, size_of
from jiban.components.cache.versions import engine
from jiban.components.cache.windows import patch_window
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.components.cache.spec import CacheSpec
    from jiban.components.network.contract import NetworkContract
    from jiban.components.site import Site

_ENGINE: Final = "valkey"
_USERS: Final = "redis"
"""Engine of users and their group. Those of the engine `valkey` take no user without a password, and one
called `default` can have no identity: with them it could not be turned off without a password in the state. A
cache of Valkey takes groups of both (ElastiCache user guide, `Clusters.RBAC`)."""
_EVERYTHING: Final = "on ~* +@all"
_NOTHING: Final = "off -@all"
_LOGS: Final = ("slow-log", "engine-log")
_NO_USER: Final = "default.nobody"
"""What tells the user `default` from the services'. A dot is in no service's name, so none has this."""


@dataclass(frozen=True, kw_only=True)
class CacheArgs:
    """What a cache is made of."""

    spec: CacheSpec
    site: Site
    network: NetworkContract
    services: Sequence[str] = ()
    """Services that use it: a user for each."""
    log_days: int = 90
    """Days for which its logs are kept."""


class Cache(pulumi.ComponentResource):
    """A primary node, its standby, their key, and the users that may sign in.

    Raises:
        SpecRefusedError: when ElastiCache cannot provide what the specification asks for.
    """

    contract: CacheContract

    def __init__(self, name: str, args: CacheArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the cache and everything around it."""
        refuse_beyond(LIMITS, "aws", name, args.spec)
        super().__init__("jiban:cache:Cache", name, None, opts)
        self._logical = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._physical = args.site.naming.physical("elasticache.ReplicationGroup")
        users = {service: self._user(service) for service in sorted(set(args.services))}
        nodes = self._nodes(self._key(), self._user_group([self._nobody(), *users.values()]))
        self.contract = CacheContract(
            cache_id=nodes.arn,
            name=known_after(nodes, self._physical),
            token_name=known_after(nodes, self._physical),
            host=nodes.configuration_endpoint_address if self._sharded else nodes.primary_endpoint_address,
            port=first_port("aws"),
            users={
                service: CacheUser(name=known_after(user, self._user_name(service)), user_id=user.arn)
                for service, user in users.items()
            },
            node_names={
                number: known_after(nodes, f"{self._physical}-{number}") for number in self._node_numbers()
            },
            log_groups={log: known_after(nodes, self._log_group(log)) for log in _LOGS},
        )
        self.register_outputs({"host": self.contract.host})

    @property
    def _sharded(self) -> bool:
        return self._args.spec.clustering == "cluster"

    def _tags(self, suffix: str) -> dict[str, str]:
        return self._args.site.ownership.tags("cache", f"{self._logical}-{suffix}")

    def _nodes(self, key: kms.Key, group: elasticache.UserGroup) -> elasticache.ReplicationGroup:
        spec, site, network = self._args.spec, self._args.site, self._args.network
        copies = 1 if spec.standby else 0
        return elasticache.ReplicationGroup(
            f"{self._logical}-nodes",
            replication_group_id=self._physical,
            description="Cache of the services",
            engine=_ENGINE,
            engine_version=engine("aws").version,
            # The provider would replace a cache that AWS has brought to a newer minor version.
            auto_minor_version_upgrade=False,
            node_type=size_of("aws", spec).sku,
            cluster_mode="enabled" if self._sharded else "disabled",
            num_node_groups=1 if self._sharded else None,
            replicas_per_node_group=copies if self._sharded else None,
            num_cache_clusters=None if self._sharded else 1 + copies,
            # Shards take nothing else, whether there is a replica or not.
            automatic_failover_enabled=self._sharded or spec.standby,
            multi_az_enabled=spec.standby,
            port=first_port("aws"),
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            at_rest_encryption_enabled=True,
            kms_key_id=key.arn,
            user_group_ids=[group.user_group_id],
            subnet_group_name=self._subnet_group().name,
            security_group_ids=[network.security_groups["cache"]],
            network_type="ipv4",
            ip_discovery="ipv4",
            parameter_group_name=self._parameter_group().name,
            maintenance_window=patch_window(spec.maintenance) if spec.maintenance else None,
            snapshot_retention_limit=0,
            final_snapshot_identifier=self._last_snapshot(key) if site.protect else None,
            log_delivery_configurations=[self._log(log) for log in _LOGS],
            # A change is made while somebody watches its deployment, not in some night after it.
            apply_immediately=True,
            tags=self._tags("nodes"),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )

    def _key(self) -> kms.Key:
        return data_key(
            f"{self._logical}-key",
            parent=self,
            site=self._args.site,
            tier="cache",
            alias="cache",
            description=f"Data of the cache {self._physical}",
        )

    def _last_snapshot(self, key: kms.Key) -> pulumi.Output[str]:
        # A snapshot outlives the cache, so the next cache of this name needs another for its own. The key is
        # made and goes with the cache, and no two keys have one id.
        return key.key_id.apply(partial(_last_snapshot, self._physical))

    def _subnet_group(self) -> elasticache.SubnetGroup:
        return elasticache.SubnetGroup(
            f"{self._logical}-subnets",
            name=self._args.site.naming.physical("elasticache.SubnetGroup"),
            description="Subnets of the cache in every zone",
            subnet_ids=list(self._args.network.subnet_ids["cache"]),
            tags=self._tags("subnets"),
            opts=self._child,
        )

    def _parameter_group(self) -> elasticache.ParameterGroup:
        # Of a family's and a mode's own name: neither can be changed in a group that a cache has.
        family = engine("aws").family
        kind = f"{family}-{'cluster' if self._sharded else 'single'}"
        parameters = {
            "cluster-enabled": "yes" if self._sharded else "no",
            "maxmemory-policy": self._args.spec.eviction,
            "reserved-memory-percent": str(reserved_percent("aws")),
        }
        return elasticache.ParameterGroup(
            f"{self._logical}-parameters-{kind}",
            name=self._args.site.naming.physical("elasticache.ParameterGroup", kind),
            family=family,
            description="Parameters of the cache",
            parameters=[
                elasticache.ParameterGroupParameterArgs(name=name, value=value)
                for name, value in parameters.items()
            ],
            tags=self._tags(f"parameters-{kind}"),
            opts=self._child,
        )

    def _log_group(self, log: str) -> str:
        return f"/aws/elasticache/{self._physical}/{log}"

    def _node_numbers(self) -> list[str]:
        # ElastiCache names nodes by itself (user guide, "Finding replication group nodes").
        shard = "0001-" if self._sharded else ""
        return [f"{shard}{number:03}" for number in range(1, 3 if self._args.spec.standby else 2)]

    def _log(self, log: str) -> elasticache.ReplicationGroupLogDeliveryConfigurationArgs:
        group = cloudwatch.LogGroup(
            f"{self._logical}-logs-{log}",
            name=self._log_group(log),
            retention_in_days=self._args.log_days,
            tags=self._tags(f"logs-{log}"),
            opts=self._child,
        )
        return elasticache.ReplicationGroupLogDeliveryConfigurationArgs(
            destination=group.name, destination_type="cloudwatch-logs", log_format="json", log_type=log
        )

    def _user_name(self, service: str) -> str:
        return self._args.site.naming.physical("elasticache.User", service)

    def _user(self, service: str) -> elasticache.User:
        """Make the user that one service signs in as; by an identity, its id and its name have to be one."""
        name = f"{self._logical}-user-{service}"
        return elasticache.User(
            name,
            user_id=self._user_name(service),
            user_name=self._user_name(service),
            engine=_USERS,
            access_string=_EVERYTHING,
            authentication_mode=elasticache.UserAuthenticationModeArgs(type="iam"),
            tags=self._tags(f"user-{service}"),
            opts=self._child,
        )

    def _nobody(self) -> elasticache.User:
        """Make the user that a client is which does not say who it is; every group needs one."""
        return elasticache.User(
            f"{self._logical}-nobody",
            user_id=self._user_name(_NO_USER),
            user_name="default",
            engine=_USERS,
            access_string=_NOTHING,
            authentication_mode=elasticache.UserAuthenticationModeArgs(type="no-password-required"),
            tags=self._tags("nobody"),
            opts=self._child,
        )

    def _user_group(self, users: Sequence[elasticache.User]) -> elasticache.UserGroup:
        return elasticache.UserGroup(
            f"{self._logical}-users",
            user_group_id=self._args.site.naming.physical("elasticache.UserGroup"),
            engine=_USERS,
            user_ids=[user.user_id for user in users],
            tags=self._tags("users"),
            opts=self._child,
        )


def _last_snapshot(name: str, key_id: str) -> str:
    return f"{name}-final-{key_id[:8]}"
