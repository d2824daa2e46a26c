"""What `jiban` has to know of this project's settings; `[tool.jiban]` in pyproject.toml names it.

Every pattern of the specifications has its sentence and an example here, because a regular expression
explains nothing to a person.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from infra.environment import NAMESPACE, Environment
from jiban.components import regions
from jiban.components.base import Fault
from jiban.settings.fields import Field
from jiban.settings.root import Deployment, Page, Rendering, Root, Step

PATTERNS: Final[Mapping[str, tuple[str, str]]] = {
    r"^\d{1,3}(\.\d{1,3}){3}/\d{1,2}$": ("an IPv4 network as address and size", "10.0.0.0/16"),
    r"^\d{1,3}(\.\d{1,3}){3}$": ("an IPv4 address", "10.0.1.254"),
    r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$": ("a DNS name in small letters", "api.example.com"),
    r"^\d+(\.\d+)?([mkMGTPE]|[eE]\d{1,2})?$": (
        "processor time in cores, or thousandths of one with an m",
        "500m",
    ),
    r"^\d+(\.\d+)?([kMGTPE]i?|Ki|[eE]\d{1,2})?$": ("an amount of memory with a binary suffix", "512Mi"),
    r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$": (
        "1 to 40 lower-case letters, digits and hyphens, a letter first, no hyphen last",
        "trip",
    ),
    r"^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$": (
        "1 to 63 ASCII letters, digits, dots, underscores and hyphens, a letter or digit at both ends",
        "platform",
    ),
    r"^[a-z][a-z0-9-]{2,29}$": (
        "the cloud's own name of a region: 3 to 30 lower-case letters, digits and hyphens",
        "koreacentral",
    ),
    r"^[a-z0-9][a-z0-9-]{0,39}$": (
        "1 to 40 lower-case letters, digits and hyphens, no hyphen first",
        "production",
    ),
    r"^[^/\s]+/[^/\s]+/[^/\s]+$": (
        "the full name of a stack, organization/project/stack",
        "acme/tripgen/prod",
    ),
    r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$": (
        "the name of a stack of this project: letters, digits, hyphens, underscores and dots",
        "prod",
    ),
    r"^[1-9][0-9]?\.[0-9]{1,2}$": ("major and minor version, quoted", "3.5"),
    r"^[a-z0-9]{0,16}$": ("at most 16 lower-case letters and digits", "b7"),
    r"^[a-z][a-z0-9]{0,11}$": ("1 to 12 lower-case letters and digits, a letter first", "apps"),
    r"^[A-Za-z0-9][A-Za-z0-9_.]{0,39}$": (
        "small, medium or large, or the cloud's own name of a machine size",
        "medium",
    ),
    r"^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$": (
        "1 to 63 ASCII letters, digits, dots, underscores and hyphens, after a domain and a slash if any",
        "example.com/team",
    ),
    r"^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$": (
        "at most 63 ASCII letters, digits, dots, underscores and hyphens, a letter or digit at both ends",
        "platform",
    ),
    r"^[A-Za-z0-9._/-]+=[A-Za-z0-9._-]*:(NoSchedule|NoExecute|PreferNoSchedule)$": (
        "a taint, key=value:effect, whose effect is NoSchedule, NoExecute or PreferNoSchedule",
        "dedicated=batch:NoSchedule",
    ),
    r"^([01]\d|2[0-3]):[0-5]\d$": ("a time of day, HH:MM, 00:00 to 23:59", "02:00"),
    r"^(\+(0[0-9]|1[0-3]):[0-5][0-9]|\+14:00|-(0[0-9]|1[01]):[0-5][0-9]|-12:00)$": (
        "a UTC offset, -12:00 to +14:00",
        "+09:00",
    ),
    r"^([01]\d|2[0-3]):[0-5]\d"
    r"(\+(0[0-9]|1[0-3]):[0-5][0-9]|\+14:00|-(0[0-9]|1[01]):[0-5][0-9]|-12:00)$": (
        "a time of day with its UTC offset",
        "03:00+09:00",
    ),
    r"^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|"
    r"arn:aws:iam::[0-9]{12}:(role|user)/[A-Za-z0-9_+=,.@/-]+)$": (
        "the object id of a directory group, or the ARN of an IAM role or user",
        "arn:aws:iam::111122223333:role/operators",
    ),
    r"^\d{4}-(0[1-9]|1[0-2])$": ("a month, year-month, quoted", "2026-12"),
    r"^\d{4}-\d{2}-\d{2}$": ("a day, year-month-day, quoted", "2027-01-31"),
    r"^(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9-]{1,63}){1,8}$": (
        "a DNS name in small letters, or a star in the place of its first label",
        "*.example.com",
    ),
    r"^(\.|[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)$": (
        "a folder of a repository: a dot, or names with slashes between, none of which begins with a dot",
        "environments/production",
    ),
    r"^[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}$": (
        "a branch, a tag or a commit: letters, digits, dots, slashes, hyphens and underscores",
        "main",
    ),
    r"^[A-Z]{2}$": ("a country by the two capital letters of ISO 3166-1", "KR"),
    r"^Z[A-Z0-9]{1,31}$": (
        "the id of a hosted zone of Route 53, a Z with capital letters and digits",
        "Z0EXAMPLE0EXAMPLE00",
    ),
    r"^[A-Za-z0-9_-]{1,128}$": (
        "the provider's name of a rule: letters, digits, hyphens and underscores",
        "942100",
    ),
    r"^[0-9]{12}$": ("an AWS account, twelve digits", "111122223333"),
    r"^arn:aws:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$": (
        "the ARN of an IAM role",
        "arn:aws:iam::111122223333:role/deployer",
    ),
    r"^arn:aws:lambda:[a-z0-9-]{1,30}:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}$": (
        "the ARN of a function of Lambda",
        "arn:aws:lambda:ap-northeast-2:111122223333:function:rotate",
    ),
    r"^arn:aws:iam::[0-9]{12}:oidc-provider/token\.actions\.githubusercontent\.com$": (
        "the ARN of an account's provider for GitHub Actions",
        "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
    ),
    r"^arn:aws:kms:[a-z0-9-]{4,30}:[0-9]{12}:key/[A-Za-z0-9-]{1,64}$": (
        "the ARN of a KMS key, not of an alias",
        "arn:aws:kms:ap-northeast-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    ),
    r"^[A-Za-z0-9]([A-Za-z0-9-]{0,37}[A-Za-z0-9])?/[A-Za-z0-9_.-]{1,100}$": (
        "a repository as owner/name",
        "example/pms",
    ),
    r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$": (
        "1 to 100 letters, digits, underscores, dots and hyphens, a letter or digit first",
        "prod",
    ),
    r"^[A-Za-z0-9][A-Za-z0-9_./-]{0,199}$": (
        "the name of one branch: letters, digits, underscores, dots, slashes and hyphens",
        "main",
    ),
    r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$": (
        "the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens",
        "example-pulumi-state",
    ),
    r"^(anywhere|sg-[0-9a-f]{8,17}|\d{1,3}(\.\d{1,3}){3}/\d{1,2})$": (
        "an IPv4 network as address and size, the id of an AWS security group, or anywhere",
        "203.0.113.0/24",
    ),
    r"^(\d{1,3}(\.\d{1,3}){3}/\d{1,2}|pl-[0-9a-f]{8,17})$": (
        "an IPv4 network as address and size, or the id of an AWS prefix list",
        "203.0.113.0/24",
    ),
    r"^arn:aws:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]{1,64}$": (
        "the ARN of a certificate of ACM",
        "arn:aws:acm:ap-northeast-2:111122223333:certificate/11112222-3333-4444-5555-666677778888",
    ),
    r"^1\.\d{2}$": ("a Kubernetes minor version, 1. and two digits", "1.36"),
    r"^\d{2}$": ("a major version of two digits", "17"),
    r"^[a-z_][a-z0-9_]{0,62}$": (
        "1 to 63 lower-case letters, digits and underscores, no digit first",
        "trips",
    ),
    r"^[a-z][a-z0-9_.]{0,62}$": (
        "1 to 63 lower-case letters, digits, underscores and dots, a letter first",
        "max_connections",
    ),
    r"^[a-z]([a-z0-9_-]{0,48}[a-z0-9])?$": (
        "1 to 50 lower-case letters, digits, underscores and hyphens, a letter first, a letter or digit last",
        "notification",
    ),
    r"^[a-z]([a-z0-9-]{0,58}[a-z0-9])?$": (
        "1 to 60 lower-case letters, digits and hyphens, a letter first, no hyphen last",
        "jwt-signing-key",
    ),
    r"^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$": (
        "1 to 30 lower-case letters, digits and hyphens, a letter first and no hyphen last",
        "files",
    ),
    r"^https://[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:[0-9]{1,5})?$": (
        "https, a host in small letters and perhaps a port, without a path",
        "https://app.example.com",
    ),
    r"^/[A-Za-z0-9._~/-]{0,127}$": (
        "a path of at most 128 ASCII characters that begins with a slash",
        "/health/live",
    ),
    r"^[A-Za-z0-9\[][A-Za-z0-9._:/\[\]-]*"
    r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha(256|384|512):[0-9a-f]{64,128})$": (
        "an image with a tag or a digest",
        "trip:1.4.2",
    ),
    r"^[A-Za-z_][A-Za-z0-9_]{0,127}$": (
        "1 to 128 ASCII letters, digits and underscores, no digit first",
        "LOG_LEVEL",
    ),
    r"^[A-Z][A-Za-z0-9_]{1,62}$": (
        "the cloud's own name of a table of logs: 2 to 63 letters, digits and underscores, a capital first",
        "ContainerLogV2",
    ),
    r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,63}$": (
        "an e-mail address",
        "on-call@example.com",
    ),
}
"""What each pattern asks for, and a value that fits."""

UNITS: Final = (
    ("_days", "day", "days"),
    ("_gb", "GiB", "GiB"),
    ("_seconds", "second", "seconds"),
    ("_per_minute", "request a minute", "requests a minute"),
    ("_instances", "instance", "instances"),
    ("_percent", "%", "%"),
    ("surge", "%", "%"),
    ("hours", "hour", "hours"),
    ("_nodes", "node", "nodes"),
    ("_pods", "pod", "pods"),
    ("replicas", "pod", "pods"),
)
"""End of a field's name, and the unit of its number: one, several."""


def _faults(environment: Environment) -> Sequence[Fault]:
    from infra.constraints import faults  # noqa: PLC0415 the tables behind the checks are read only when they are asked

    return faults(environment)


def _neighbour_faults(
    environment: Environment, neighbours: Callable[[], Mapping[str, Environment]]
) -> Sequence[Fault]:
    from infra.constraints.neighbours import faults  # noqa: PLC0415 as above

    return list(faults(environment, neighbours))


def _extension_faults(environment: Environment, below: Mapping[str, object]) -> Sequence[Fault]:
    from infra.constraints.environment import extension  # noqa: PLC0415 as above

    return list(extension(environment, below))


def _steps(environment: Environment, deployment: Deployment) -> Sequence[Step]:
    from infra.bootstrap import steps  # noqa: PLC0415 only `jiban bootstrap` lists them

    return steps(environment, deployment)


def _pages(environment: Environment, deployment: Deployment) -> Sequence[Page]:
    from infra.runbook import pages  # noqa: PLC0415 only `jiban runbook` shows them

    return pages(environment, deployment)


def _alternatives(field: Field, value: object, environment: Environment) -> Iterable[object]:
    """Yield values that only this project knows: sizes of machines, regions of the cloud."""
    if field.name == "machine":
        yield from ("large", "medium", "small")
    if field.name == "region":
        yield from (name for name in regions.names(environment.cloud) if name != value)


SETTINGS: Final = Root(
    model=Environment,
    namespace=NAMESPACE,
    presets=Path(__file__).with_name("presets"),
    preset_variant="cloud",
    one_preset_of=(("production", "development"), ("10k", "100k", "1m")),
    extends="extends",
    extension_faults=_extension_faults,
    faults=_faults,
    neighbour_faults=_neighbour_faults,
    steps=_steps,
    rendering=Rendering(
        overrides=(f"{NAMESPACE}:scope=manifests",),
        components=("jiban:workload:Workload",),
        elsewhere={
            f"{NAMESPACE}:scope=recovery": "name the stack of its services, which extends it",
            f"{NAMESPACE}:scope=pipelines": "name the stack that it extends",
        },
        # Nobody sends by it without a permission of the identity's (components/observability).
        no_secrets=("APPLICATIONINSIGHTS_CONNECTION_STRING",),
    ),
    pages=_pages,
    secrets=(("secrets", "values"), ("passwords",), ("observability", "alerts", "webhooks")),
    patterns=PATTERNS,
    examples={
        "query": "sum(up)",
        "time_zone": "Asia/Seoul",
        "start": "0 8 * * 1-5",
        "end": "0 20 * * 1-5",
        "url": "https://github.com/tripgen/k8s-manifests",
    },
    units=UNITS,
    alternatives=_alternatives,
)
