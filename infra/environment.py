"""The root model of an environment: one key per tier, as written in `Pulumi.<stack>.yaml` under
`jiban:`.
"""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, SecretStr, StringConstraints, Tag

from infra.objectives import ObjectivesSpec, RecoverySpec
from jiban.components.backup.spec import BackupSpec
from jiban.components.base import Spec
from jiban.components.budget.spec import BudgetSpec
from jiban.components.cache.spec import CacheSpec
from jiban.components.cluster.spec import ClusterSpec
from jiban.components.compute.spec import ComputeSpec
from jiban.components.delivery.spec import DeliverySpec
from jiban.components.edge.spec import EdgeSpec
from jiban.components.ingress.spec import IngressSpec
from jiban.components.network.spec import NetworkSpec
from jiban.components.objects.spec import ObjectsSpec
from jiban.components.observability.spec import ObservabilitySpec
from jiban.components.pipelines.spec import PipelinesSpec
from jiban.components.postgres.spec import PostgresSpec
from jiban.components.queue.spec import QueueSpec
from jiban.components.registry.spec import RegistrySpec
from jiban.components.rollouts.spec import RolloutsSpec
from jiban.components.search.spec import SearchSpec
from jiban.components.secrets.spec import SecretsSpec
from jiban.components.units import Handle, Slug
from jiban.components.workload.spec import WorkloadSpec

_ROLE = r"^arn:aws:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$"

NAMESPACE = "jiban"
"""Configuration namespace of every key: `jiban:postgres`."""


Preset = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


def _one_or_several(value: Any) -> Literal["one", "several"]:
    return "several" if isinstance(value, list | tuple) else "one"


Presets = Annotated[
    Annotated[Preset, Tag("one")]
    | Annotated[tuple[Preset, ...], Field(min_length=1, max_length=8), Tag("several")],
    Discriminator(_one_or_several),
]


class Environment(Spec):
    """One environment of a system: its place, its owner, and its tiers."""

    cloud: Literal["azure", "aws"] = "azure"
    """Cloud that provides the platform. Default: azure."""
    region: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,29}$")]
    """The cloud's own name of the region, one of `components/regions.yaml`: koreacentral,
    ap-northeast-2. Changing it replaces everything."""
    account: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")] | None = None
    """AWS account of the environment, quoted; a deployment with credentials of another one stops before it
    changes anything. Default: none, the account that the credentials are of."""
    elastic_ips: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Elastic IP addresses that the AWS account may have in the region, which is a quota of the account; the
    project's environments in one account share it. Default: 5, what a new account may have."""
    deploy_role: Annotated[str, StringConstraints(pattern=_ROLE)] | None = None
    """ARN of the IAM role that a deployment on AWS takes, for AWS itself and for the cluster, so that it does
    the same whoever starts it. It is one of `cluster.admins`. Default: none, whoever deploys is it."""
    owner: Handle
    """Team that owns the environment: a tag and a label on every resource."""
    preset: Presets | None = None
    """Defaults for this kind of environment, of `infra/presets`, or of the project's own folder `presets`
    beside this file: one name, or a list of which later ones count over those before, such as [production,
    100k]. Values of this file override them. Default: none."""
    scope: Literal["all", "platform", "workloads", "manifests", "recovery", "pipelines"] = "all"
    """What this stack holds. `all`: everything. `platform`: what the cloud's own API makes, from anywhere.
    `workloads`: the Kubernetes objects, on the platform of the stack that it extends; deployed from inside
    the network where the cluster is private. `manifests`: what `jiban render` plans, the services as Argo CD
    deploys them; no deployment has it. `recovery`: a platform in the second region, on the database, the
    broker and the registry of the stack that it extends. `pipelines`: who deploys the stack that it extends
    from a pipeline, made by a person and by no pipeline. Default: all."""
    extends: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$")] | None = None
    """Stack of this project with the platform of the same environment: `prod`. Its file is read below this
    one, so that this one says only what differs. Only for scopes `workloads` and `pipelines`, whose
    environment has that stack's name, and for scope `recovery`. Default: none."""
    platform_stack: Annotated[str, StringConstraints(pattern=r"^[^/\s]+/[^/\s]+/[^/\s]+$")] | None = None
    """Stack that deployed the platform, `organization/project/stack`; only for scope `workloads`. Default:
    the one that this stack extends, in the same organization and project."""
    inside_network: bool = False
    """Confirms that `pulumi up` of this stack runs inside the network: asked of scope `all` where the
    cluster is private, for its API answers nobody else. Default: false."""
    protect: bool = True
    """Whether stateful resources (database, cache, broker, buckets, vault, cluster) refuse deletion and
    replacement until `pulumi state unprotect`. Default: true."""
    lock: bool = False
    """Whether nothing in the Azure resource group can be deleted, by anybody, until the lock is gone: deploy
    with `lock: false` before a change that takes something away, and with `lock: true` after it. AWS has no
    such lock. Default: false."""
    name_salt: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{0,16}$")] = ""
    """Text mixed into globally unique names; change it when a name is already taken. Changing it replaces
    the resources with such a name. Default: empty."""
    pipelines: PipelinesSpec | None = None
    """Who previews and deploys the environment from a pipeline; only for scope `pipelines`. Default: nobody
    does."""
    budget: BudgetSpec | None = None
    """What the environment may cost in a month, and who hears of it. Default: none, and nobody does."""
    objectives: ObjectivesSpec = ObjectivesSpec()
    """What the environment is measured by."""
    recovery: RecoverySpec | None = None
    """Second region, to which the environment moves when its own is lost. Default: none."""
    network: NetworkSpec = NetworkSpec()
    """Address space, subnets, zones and egress."""
    cluster: ClusterSpec | None = ClusterSpec()
    """Kubernetes cluster and node pools; null for none, where everything runs on servers (AWS only). Default:
    one."""
    compute: ComputeSpec | None = None
    """Servers outside of Kubernetes, in groups behind a load balancer of their own. Default: none."""
    registry: RegistrySpec | None = RegistrySpec()
    """Private image registry; null for none. Default: one."""
    secrets: SecretsSpec | None = SecretsSpec()
    """Vault; null for none. Default: one."""
    observability: ObservabilitySpec = ObservabilitySpec()
    """Metrics."""
    ingress: IngressSpec | None = None
    """Gateway inside the cluster, by which requests from outside get to services. Default: none, and a load
    balancer that is not built here sends straight to pods."""
    rollouts: RolloutsSpec = RolloutsSpec()
    """What carries rollouts out in the cluster, there as soon as a service's `rollout` is canary or
    blue_green."""
    edge: EdgeSpec | None = None
    """Where requests from the internet arrive: content network, firewall, gateway. Default: none, and nothing
    here is reached from the internet."""
    delivery: DeliverySpec | None = None
    """Argo CD, and whether it deploys the services. Default: none, and `pulumi up` deploys them."""
    postgres: PostgresSpec | None = None
    """PostgreSQL server. Default: none."""
    passwords: dict[Literal["postgres"], SecretStr] = {}
    """Passwords that a deployment gives to what must have one: `postgres`, for `postgres.admin: supplied`;
    set only with `pulumi config set --secret --path 'jiban:passwords.postgres'`. They are also stored,
    encrypted, in the stack's state. Default: none."""
    backup: BackupSpec | None = None
    """Snapshots in a locked vault, their copies in another region, and drills that restore them, on AWS; on
    Azure each service keeps its own. Default: none."""
    cache: CacheSpec | None = None
    """Cache. Default: none."""
    search: SearchSpec | None = None
    """Search domain. Default: none."""
    queue: QueueSpec | None = None
    """Queues and topics. Default: none."""
    objects: ObjectsSpec | None = None
    """Buckets of objects. Default: none."""
    workloads: Annotated[dict[Slug, WorkloadSpec], Field(max_length=100)] = {}
    """Services by name; the name is the service's identity and its DNS name in the cluster. Default: none."""

    @property
    def kubernetes(self) -> ClusterSpec:
        """The cluster; where there is none, what one would be unless told otherwise."""
        return self.cluster or ClusterSpec()

    @property
    def second(self) -> bool:
        """Whether this stack stands in the second region, on the database and the broker of the first one."""
        return self.recovery is not None and self.region == self.recovery.region
