"""What providers make of inputs: defaults that hang on others, words in either case, and what a resource takes
from another one. The verdicts are in verdicts.yaml.
"""

import pulumi_aws as aws
from pulumi_azure_native import (
    containerservice as aks,
    dbforpostgresql as pg,
    keyvault as kv,
    network,
    resources,
)

rg = resources.ResourceGroup("rg", location="koreacentral")
later = rg.id.apply(lambda _: True)
SUBNET = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/pg"


def server(name, **net):
    pg.Server(name, resource_group_name=rg.name, **({"network": pg.NetworkArgs(**net)} if net else {}))


server("pg-without-network")
server("pg-disabled-upper", public_network_access="DISABLED")
server("pg-enabled-lower", public_network_access="enabled")
server("pg-subnet-by-id", delegated_subnet_resource_id=SUBNET)
server("pg-subnet-later", delegated_subnet_resource_id=rg.id.apply(lambda _: SUBNET))
server("pg-subnet-and-enabled", delegated_subnet_resource_id=SUBNET, public_network_access="Enabled")
server("pg-access-later", public_network_access=rg.id.apply(lambda _: "Disabled"))


def vault(name, **more):
    kv.Vault(
        name,
        resource_group_name=rg.name,
        properties=kv.VaultPropertiesArgs(
            tenant_id="00000000-0000-0000-0000-000000000000",
            sku=kv.SkuArgs(family="A", name=kv.SkuName.STANDARD),
            **more,
        ),
    )


vault("kv-purge-alone", enable_purge_protection=True)
vault("kv-both", enable_purge_protection=True, enable_soft_delete=True)
vault("kv-no-purge", enable_purge_protection=False)
vault("kv-soft-later", enable_purge_protection=True, enable_soft_delete=later)


def cluster(name, sku=None, **more):
    sku = {} if sku is None else {"sku": aks.ManagedClusterSKUArgs(name=sku, tier="Standard")}
    aks.ManagedCluster(name, resource_group_name=rg.name, **sku, **more)


AAD = aks.ManagedClusterAADProfileArgs
cluster("aks-base", "Base")
cluster("aks-automatic-lower", "automatic")
cluster("aks-automatic-with-accounts", "Automatic", disable_local_accounts=False)
cluster("aks-sku-later", rg.id.apply(lambda _: "Automatic"))
cluster(
    "aks-sku-later-but-said",
    rg.id.apply(lambda _: "Base"),
    disable_local_accounts=True,
    aad_profile=AAD(managed=True, enable_azure_rbac=True),
)


# Databases of AWS.
def db(name, **more):
    return aws.rds.Instance(
        name, instance_class="db.m7g.large", skip_final_snapshot=True, identifier=name, **more
    )


def aurora(name, **more):
    return aws.rds.Cluster(
        name, engine="aurora-postgresql", cluster_identifier=name, skip_final_snapshot=True, **more
    )


shut, open_ = db("db-shut", storage_encrypted=True), db("db-open")
db("db-replica-of-shut", replicate_source_db=shut.identifier)
db("db-replica-of-open", replicate_source_db=open_.identifier)
db("db-replica-by-name", replicate_source_db="db-shut")
db("db-replica-by-arn", replicate_source_db="arn:aws:rds:ap-northeast-2:111122223333:db:db-shut")
db("db-replica-of-others", replicate_source_db="theirs")
db(
    "db-replica-with-key",
    replicate_source_db="arn:aws:rds:us-east-1:111122223333:db:theirs",
    kms_key_id="arn:aws:kms:ap-northeast-2:111122223333:key/k",
)
db("db-replica-of-a-replica", replicate_source_db="db-replica-of-open")
snapshot = aws.rds.Snapshot(
    "snapshot", db_instance_identifier=shut.identifier, db_snapshot_identifier="nightly"
)
db("db-from-snapshot", snapshot_identifier=snapshot.id)
db("db-from-snapshot-by-name", snapshot_identifier="nightly")
db("db-from-snapshot-of-others", snapshot_identifier="weekly")
copy = aws.rds.SnapshotCopy(
    "copy",
    source_db_snapshot_identifier="weekly",
    target_db_snapshot_identifier="copied",
    kms_key_id="arn:aws:kms:ap-northeast-2:111122223333:key/k",
)
db("db-from-encrypted-copy", snapshot_identifier=copy.id)
db("db-restored-in-time", restore_to_point_in_time={"sourceDbInstanceIdentifier": "db-open"})
db("db-restored-from-others", restore_to_point_in_time={"sourceDbiResourceId": "db-ABC"})
db("db-restored-and-said", storage_encrypted=True, snapshot_identifier="weekly")
aurora("aurora-unset")
aurora("aurora-serverless", engine_mode="serverless")
aurora("aurora-serverless-off", engine_mode="serverless", storage_encrypted=False)
aurora("aurora-serverless-v2", serverlessv2_scaling_configuration={"minCapacity": 1, "maxCapacity": 2})
aurora("aurora-mode-later", engine_mode=rg.id.apply(lambda _: "serverless"))
aurora(
    "aurora-from-snapshot-with-key",
    snapshot_identifier="theirs",
    kms_key_id="arn:aws:kms:ap-northeast-2:111122223333:key/k",
)
aurora("aurora-follows", replication_source_identifier="arn:aws:rds:us-east-1:111122223333:cluster:theirs")

# Who reaches a database where nothing is said.
aws.rds.Cluster(
    "multi-az-in-default",
    engine="postgres",
    db_cluster_instance_class="db.m6gd.large",
    storage_encrypted=True,
)
aws.rds.Cluster(
    "multi-az-in-default-by-name",
    engine="postgres",
    db_cluster_instance_class="db.m6gd.large",
    storage_encrypted=True,
    db_subnet_group_name="default",
)
aws.rds.Cluster(
    "multi-az-in-group",
    engine="postgres",
    db_cluster_instance_class="db.m6gd.large",
    storage_encrypted=True,
    db_subnet_group_name="shop",
)
aws.rds.ClusterInstance(
    "member-unset", cluster_identifier="theirs", engine="aurora-postgresql", instance_class="db.r7g.large"
)
aws.rds.ClusterInstance(
    "member-public",
    cluster_identifier="theirs",
    engine="aurora-postgresql",
    instance_class="db.r7g.large",
    publicly_accessible=True,
)

# Machines.
GOOD = {"httpTokens": "required", "httpPutResponseHopLimit": 1}
Template, Machine = aws.ec2.LaunchTemplate, aws.ec2.Instance
good = Template("template-good", name="good", metadata_options=GOOD)
bare = Template("template-bare")
off = Template("template-off", metadata_options={"httpEndpoint": "disabled"})


def machine(name, template=None, **more):
    more |= {} if template is None else {"launch_template": template}
    Machine(name, instance_type="m7g.large", ami="ami-00000000", **more)


machine("vm-bare")
machine("vm-good", metadata_options=GOOD)
machine("vm-of-good", {"id": good.id})
machine("vm-of-good-by-name", {"name": "good"})
machine("vm-of-good-but-hops", {"id": good.id}, metadata_options={"httpPutResponseHopLimit": 2})
machine("vm-of-bare", {"id": bare.id})
machine("vm-of-bare-but-good", {"id": bare.id}, metadata_options=GOOD)
machine("vm-of-off", {"id": off.id})
machine("vm-of-others", {"id": "lt-00000000"})
machine("vm-of-others-but-good", {"id": "lt-00000000"}, metadata_options={**GOOD, "httpEndpoint": "enabled"})
