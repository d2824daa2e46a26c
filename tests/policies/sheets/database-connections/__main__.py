"""Connections that workloads may open at their most (DSG-006). Each database has a namespace of its own, with the workloads
that use it: whose environment holds its address. The verdicts, with the sums, are in verdicts.yaml.
"""

import pulumi_aws as aws
import pulumi_kubernetes as k8s
from pulumi_azure_native import dbforpostgresql as pg, resources
from pulumi_kubernetes.apiextensions import CustomResource

rg = resources.ResourceGroup("rg", location="koreacentral")


def later(value):
    return rg.id.apply(lambda _: value)


# Databases
def azure(name: str, size="Standard_D4ds_v5", tier="GeneralPurpose", **more):
    return pg.Server(
        name,
        resource_group_name=rg.name,
        server_name=f"{name}-pg",
        version="16",
        sku=pg.SkuArgs(name=size, tier=tier),
        **more,
    )


def setting(name: str, server, called: str, value: str) -> None:
    pg.Configuration(
        name,
        resource_group_name=rg.name,
        server_name=server.name,
        configuration_name=called,
        value=value,
        source="user-override",
    )


def rds(name: str, size="db.t4g.micro", engine="postgres", **more):
    return aws.rds.Instance(
        name,
        identifier=name,
        engine=engine,
        instance_class=size,
        allocated_storage=20,
        username="app",
        manage_master_user_password=True,
        storage_encrypted=True,
        **more,
    )


def group(name: str, value: str, called="max_connections"):
    return aws.rds.ParameterGroup(
        name,
        family="postgres16",
        parameters=[
            aws.rds.ParameterGroupParameterArgs(name=called, value=value, apply_method="pending-reboot")
        ],
    )


# Workloads
def env(host, pool="10", overflow="0", processes=None, port=None) -> list:
    found = {"DB_HOST": host, "DB_POOL_SIZE": pool, "DB_MAX_OVERFLOW": overflow, "WEB_CONCURRENCY": processes}
    found["DB_PORT"] = port
    return [{"name": key, "value": value} for key, value in found.items() if value is not None]


def deployment(
    space: str, host, replicas=3, name="app", strategy=None, variables=None, kind=None, **more
) -> None:
    (kind or k8s.apps.v1.Deployment)(
        f"{space}-{name}",
        metadata={"namespace": space, "name": name},
        spec={
            **({} if replicas is None else {"replicas": replicas}),
            **({"strategy": strategy} if strategy else {}),
            **({"serviceName": name} if kind is k8s.apps.v1.StatefulSet else {}),
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {
                    "containers": [
                        {
                            "name": "app",
                            "image": "registry.example.com/shop/api:1.4.2",
                            "env": env(host, **more) if variables is None else variables,
                        }
                    ]
                },
            },
        },
    )


def hpa(space: str, most, least=2, name="app") -> None:
    k8s.autoscaling.v2.HorizontalPodAutoscaler(
        f"{space}-{name}-hpa",
        metadata={"namespace": space},
        spec={
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name},
            "minReplicas": least,
            "maxReplicas": most,
        },
    )


RECREATE = {"type": "Recreate"}


def rolling(surge) -> dict:
    return {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": surge, "maxUnavailable": 1}}


# Azure: the class decides, unless a parameter does.
b1 = azure("small", "Standard_B1ms", "Burstable")
deployment("small", b1.fully_qualified_domain_name, 5)
d4 = azure("large")
deployment("large", d4.fully_qualified_domain_name, 10)
words = azure("large-in-other-case", "standard_d4ds_V5", "generalpurpose")
deployment("large-in-other-case", words.fully_qualified_domain_name, 10)
lowered = azure("lowered")
setting("lowered-most", lowered, "max_connections", "50")
deployment("lowered", lowered.fully_qualified_domain_name, 10)
raised = azure("raised", "Standard_B1ms", "Burstable")
setting("raised-most", raised, "max_connections", "400")
deployment("raised", raised.fully_qualified_domain_name, 10)
other = azure("other-setting", "Standard_B1ms", "Burstable")
setting("other-setting-log", other, "log_connections", "5000")
deployment("other-setting", other.fully_qualified_domain_name, 10)
kept = azure("fifteen-are-kept", "Standard_B1ms", "Burstable")
setting("fifteen-are-kept-most", kept, "max_connections", "100")
deployment("fifteen-are-kept", kept.fully_qualified_domain_name, 8, pool="12", strategy=RECREATE)
unknown_most = azure("parameter-later")
setting("parameter-later-most", unknown_most, "max_connections", later("50"))
deployment("parameter-later", unknown_most.fully_qualified_domain_name, 10)
size_later = azure("class-later", later("Standard_B1ms"), "Burstable")
deployment("class-later", size_later.fully_qualified_domain_name, 10)
odd = azure("class-nobody-knows", "Standard_Z4x_v9")
deployment("class-nobody-knows", odd.fully_qualified_domain_name, 10)

# A pooler in between
bouncer = azure("bouncer", "Standard_D2ds_v5")
setting("bouncer-on", bouncer, "pgbouncer.enabled", "true")
deployment("bouncer", bouncer.fully_qualified_domain_name, 50, port="6432")
around = azure("around-the-bouncer", "Standard_D2ds_v5")
setting("around-the-bouncer-on", around, "pgbouncer.enabled", "true")
deployment("around-the-bouncer", around.fully_qualified_domain_name, 100, port="5432")
closed = azure("bouncer-off", "Standard_D2ds_v5")
setting("bouncer-off-off", closed, "pgbouncer.enabled", "false")
deployment("bouncer-off", closed.fully_qualified_domain_name, 100, port="6432")
proxied = rds("proxied")
proxy = aws.rds.Proxy(
    "proxy",
    engine_family="POSTGRESQL",
    role_arn="arn:aws:iam::111122223333:role/proxy",
    vpc_subnet_ids=["subnet-1", "subnet-2"],
)
aws.rds.ProxyTarget(
    "proxied-target",
    db_proxy_name=proxy.name,
    target_group_name="default",
    db_instance_identifier=proxied.identifier,
)
deployment("proxied", proxy.endpoint, 50)
passed_by = rds("proxy-passed-by")
second = aws.rds.Proxy(
    "second-proxy",
    engine_family="POSTGRESQL",
    role_arn="arn:aws:iam::111122223333:role/proxy",
    vpc_subnet_ids=["subnet-1", "subnet-2"],
)
aws.rds.ProxyTarget(
    "passed-target",
    db_proxy_name=second.name,
    target_group_name="default",
    db_instance_identifier=passed_by.identifier,
)
deployment("proxy-passed-by", passed_by.address, 50)

# AWS: the memory of the class decides, unless a parameter group does.
fits = rds("micro-fits")
deployment("micro-fits", fits.address, 4, strategy=RECREATE)
many = rds("micro-many")
deployment("micro-many", many.address, 20)
medium = rds("medium-fits", "db.t4g.medium")
deployment("medium-fits", medium.address, 20)
by_endpoint = rds("by-endpoint")
deployment("by-endpoint", by_endpoint.endpoint, 20)
by_url = rds("by-url")
deployment(
    "by-url",
    None,
    20,
    variables=[
        {"name": "DATABASE_URL", "value": by_url.address.apply(lambda host: f"postgresql://{host}/app")},
        *env(None, "10", "0"),
    ],
)
most = rds("huge", "db.r7g.16xlarge")
deployment("huge", most.address, 300, pool="20", strategy=RECREATE)
grown = rds("group-raises", parameter_group_name=group("group-of-500", "500").name)
deployment("group-raises", grown.address, 20)
shrunk = rds("group-lowers", "db.r7g.16xlarge", parameter_group_name=group("group-of-100", "100").name)
deployment("group-lowers", shrunk.address, 20)
formula = rds(
    "group-of-formula",
    "db.r7g.16xlarge",
    parameter_group_name=group("group-of-a-formula", "LEAST({DBInstanceClassMemory/9531392},5000)").name,
)
deployment("group-of-formula", formula.address, 20)
elsewhere = rds("group-elsewhere", parameter_group_name="of-another-stack")
deployment("group-elsewhere", elsewhere.address, 20)
default_group = rds("group-default", parameter_group_name="default.postgres16")
deployment("group-default", default_group.address, 20)
mysql = rds("mysql", engine="mysql")
deployment("mysql", mysql.address, 20)

# How many pods there may be
scaled = rds("scaled-far")
deployment("scaled-far", scaled.address, 2)
hpa("scaled-far", 20)
near = rds("scaled-near")
deployment("scaled-near", near.address, 20, strategy=RECREATE)
hpa("scaled-near", 4)
keda = rds("keda-unset")
deployment("keda-unset", keda.address, 1)
CustomResource(
    "keda-unset-scaler",
    api_version="keda.sh/v1alpha1",
    kind="ScaledObject",
    metadata={"namespace": "keda-unset"},
    spec={"scaleTargetRef": {"name": "app"}, "triggers": [{"type": "cron"}]},
)
surged = rds("surge-doubles")
deployment("surge-doubles", surged.address, 6, strategy=rolling("100%"))
unsurged = rds("surge-none")
deployment("surge-none", unsurged.address, 6, strategy=rolling(0))
recreated = rds("recreated")
deployment("recreated", recreated.address, 6, strategy=RECREATE)
stateful = rds("stateful")
deployment("stateful", stateful.address, 6, kind=k8s.apps.v1.StatefulSet)
one_by_default = rds("replicas-unset")
deployment("replicas-unset", one_by_default.address, None, pool="30")
none = rds("scaled-to-none")
deployment("scaled-to-none", none.address, 0, pool="500")
together = rds("two-together")
deployment("two-together", together.address, 5, name="orders", strategy=RECREATE)
deployment("two-together", together.address, 5, name="users", strategy=RECREATE)
processes = rds("four-processes")
deployment("four-processes", processes.address, 4, processes="4", strategy=RECREATE)
overflow = rds("overflowing")
deployment("overflowing", overflow.address, 4, overflow="20", strategy=RECREATE)
replicas_later = rds("replicas-later")
deployment("replicas-later", replicas_later.address, later(3))
hpa_later = rds("most-later")
deployment("most-later", hpa_later.address, 2)
hpa("most-later", later(4))
pool_later = rds("pool-later")
deployment("pool-later", pool_later.address, 2, pool=later("10"))
pool_unsaid = rds("pool-unsaid")
deployment(
    "pool-unsaid", pool_unsaid.address, 2, variables=[{"name": "DB_HOST", "value": pool_unsaid.address}]
)
full_already = rds("full-whatever-the-other")
deployment("full-whatever-the-other", full_already.address, 20)
deployment("full-whatever-the-other", full_already.address, later(3), name="other")
unused = rds("unused")

# A replica takes its own.
primary = rds("primary", backup_retention_period=7)
replica = aws.rds.Instance(
    "replica",
    identifier="replica",
    replicate_source_db=primary.identifier,
    instance_class="db.t4g.micro",
    storage_encrypted=True,
)
deployment("primary", primary.address, 2, name="writer")
deployment("primary", replica.address, 20, name="reader")
old = aws.rds.Instance.get("read", "read")
deployment("read", old.address, 50)
