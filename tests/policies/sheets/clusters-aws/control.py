"""Clusters, and their network add-on."""

import json

import pulumi_aws as aws

ROLE = "arn:aws:iam::111122223333:role/eks"
KEY = "arn:aws:kms:ap-northeast-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
SUBNETS = ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"]

key = aws.kms.Key("secrets-key")
eip = aws.ec2.Eip("known-later", domain="vpc")


def later(value):
    return eip.public_ip.apply(lambda _: value)


def encryption(arn=KEY, resources=("secrets",)) -> aws.eks.ClusterEncryptionConfigArgs:
    return aws.eks.ClusterEncryptionConfigArgs(
        provider=aws.eks.ClusterEncryptionConfigProviderArgs(key_arn=arn), resources=list(resources)
    )


def network(cluster: str, target, values=None, name: str = "vpc-cni", **more) -> None:
    aws.eks.Addon(
        f"{cluster}-{name}", addon_name=name, cluster_name=target, configuration_values=values, **more
    )


ENABLED = json.dumps({"enableNetworkPolicy": "true"})


def cluster(called: str, addon: bool = True, **more) -> aws.eks.Cluster:
    """A cluster with all that is asked for; an argument of ... takes the property away."""
    made = {
        "role_arn": ROLE,
        "vpc_config": aws.eks.ClusterVpcConfigArgs(subnet_ids=SUBNETS),
        "version": "1.36",
        "enabled_cluster_log_types": LOGS,
        "encryption_config": encryption(),
        **more,
    }
    made = aws.eks.Cluster(called, **{key: value for key, value in made.items() if value is not ...})
    if addon:
        network(called, made.name, ENABLED)
    return made


cluster("whole")
cluster("bare", version=..., enabled_cluster_log_types=..., encryption_config=..., addon=False)
aws.eks.Cluster.get("read-by-get", "shared")

# --- Logs ---------------------------------------------------------------------

cluster("logs-empty", enabled_cluster_log_types=[])
cluster("logs-null", enabled_cluster_log_types=None)
cluster("logs-audit-only", enabled_cluster_log_types=["audit"])
cluster("logs-audit-and-authenticator", enabled_cluster_log_types=["audit", "authenticator"])
cluster("logs-four", enabled_cluster_log_types=LOGS[:4])
cluster("logs-in-another-order", enabled_cluster_log_types=LOGS[::-1])
cluster("logs-one-unknown", enabled_cluster_log_types=[*LOGS[:4], later("scheduler")])
cluster("logs-one-unknown-beside-two", enabled_cluster_log_types=["api", "audit", later("scheduler")])
cluster("logs-all-beside-unknown", enabled_cluster_log_types=[*LOGS, later("api")])
cluster("logs-unknown", enabled_cluster_log_types=later(LOGS))

# --- Secrets ------------------------------------------------------------------

cluster("secrets-by-key-of-the-stack", encryption_config=encryption(key.arn))
cluster("secrets-null", encryption_config=None)
cluster("secrets-resources-empty", encryption_config=encryption(resources=()))
# EKS encrypts secrets of every cluster, by a key of AWS's own unless one is named.
cluster("secrets-unset-1-35", encryption_config=..., version="1.35")

# --- Versions -----------------------------------------------------------------

cluster("version-unset", version=...)
cluster("version-1-35", version="1.35")
cluster("version-1-33", version="1.33")
cluster("version-1-33-standard", version="1.33", upgrade_policy={"support_type": "STANDARD"})
cluster("version-1-27", version="1.27")
cluster("version-unknown", version=later("1.36"))

# --- Network policies ---------------------------------------------------------

cluster("policy-no-addon", addon=False)
made = cluster("policy-addon-unset", addon=False)
network("policy-addon-unset", made.name)
made = cluster("policy-addon-true", addon=False)
network("policy-addon-true", made.name, json.dumps({"enableNetworkPolicy": True}))
made = cluster("policy-addon-false", addon=False)
network("policy-addon-false", made.name, json.dumps({"enableNetworkPolicy": "false"}))
made = cluster("policy-addon-other-values", addon=False)
network("policy-addon-other-values", made.name, json.dumps({"env": {"WARM_PREFIX_TARGET": "1"}}))
# The add-on takes YAML as well.
made = cluster("policy-addon-by-yaml", addon=False)
network("policy-addon-by-yaml", made.name, 'enableNetworkPolicy: "true"\n')
made = cluster("policy-addon-unknown", addon=False)
network("policy-addon-unknown", made.name, later(ENABLED))
made = cluster("policy-other-addon", addon=False)
network("policy-other-addon", made.name, name="coredns")
cluster("policy-addon-by-text", addon=False, name="policy-by-text")
network("policy-addon-by-text", "policy-by-text", ENABLED)
# Auto Mode brings the engine, and leaves it off until a ConfigMap of the cluster turns it on.
cluster(
    "policy-auto-mode",
    addon=False,
    bootstrap_self_managed_addons=False,
    compute_config={"enabled": True, "node_pools": ["general-purpose"], "node_role_arn": f"{ROLE}-nodes"},
    kubernetes_network_config={"elastic_load_balancing": {"enabled": True}},
    storage_config={"block_storage": {"enabled": True}},
)
