"""Search on both clouds. The verdicts are in verdicts.yaml; names say what a resource is."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi_azure_native import resources, search

key = aws.kms.Key("key", enable_key_rotation=True)
vpc = aws.ec2.Vpc("vpc", cidr_block="10.20.0.0/16")
subnets = [
    aws.ec2.Subnet(f"subnet-{zone}", vpc_id=vpc.id, cidr_block=f"10.20.{number}.0/24")
    for number, zone in enumerate("abc")
]
# Known only after deployment.
unknown_yes = key.key_id.apply(lambda found: found.startswith("m"))
unknown_policy = key.key_id.apply(lambda _: "Policy-Min-TLS-1-2-PFS-2023-10")
unknown_number = key.key_id.apply(len)
unknown_list = key.key_id.apply(lambda found: [found])
unknown_map = key.key_id.apply(lambda found: {"enabled": found.startswith("m")})

TLS = "Policy-Min-TLS-1-2-PFS-2023-10"
NODES = {
    "instance_type": "m7g.medium.search",
    "instance_count": 3,
    "zone_awareness_enabled": True,
    "zone_awareness_config": {"availability_zone_count": 3},
    "dedicated_master_enabled": True,
    "dedicated_master_count": 3,
    "dedicated_master_type": "m7g.medium.search",
}
ROLE = "arn:aws:iam::111122223333:role/search-administrator"


def said(leave: str, own: dict[str, Any]) -> dict[str, Any]:
    """Return what a domain says that is as it should be, but for what is said of it."""
    whole: dict[str, Any] = {
        "encrypt_at_rest": {"enabled": True},
        "node_to_node_encryption": {"enabled": True},
        "domain_endpoint_options": {"enforce_https": True, "tls_security_policy": TLS},
        "vpc_options": {"subnet_ids": [subnet.id for subnet in subnets]},
        "advanced_security_options": {
            "enabled": True,
            "master_user_options": {"master_user_arn": ROLE},
        },
        "cluster_config": NODES,
        **own,
    }
    return {each: value for each, value in whole.items() if each not in leave.split()}


def domain(name: str, leave: str = "", **own: Any) -> aws.opensearch.Domain:
    """Make a domain of OpenSearch."""
    return aws.opensearch.Domain(name, engine_version="OpenSearch_3.3", **said(leave, own))


def older(name: str, leave: str = "", **own: Any) -> aws.elasticsearch.Domain:
    """Make a domain of Elasticsearch, of the older type."""
    return aws.elasticsearch.Domain(name, elasticsearch_version="7.10", **said(leave, own))


good = domain("good")
domain(
    "bare",
    "encrypt_at_rest node_to_node_encryption domain_endpoint_options vpc_options "
    "advanced_security_options cluster_config",
)
older("older-good")
older(
    "older-bare",
    "encrypt_at_rest node_to_node_encryption domain_endpoint_options vpc_options "
    "advanced_security_options cluster_config",
)
aws.opensearch.Domain.get("got", "of-another-team")

# Encryption.
domain("rest-unset", "encrypt_at_rest")
domain("rest-off", encrypt_at_rest={"enabled": False})
domain("rest-with-key-not-known-yet", encrypt_at_rest={"enabled": True, "kms_key_id": key.arn})
domain("rest-off-with-key", encrypt_at_rest={"enabled": False, "kms_key_id": key.arn})
domain("rest-unknown", encrypt_at_rest={"enabled": unknown_yes})
domain("rest-block-unknown", encrypt_at_rest=unknown_map)
domain("between-nodes-unset", "node_to_node_encryption")
domain("between-nodes-off", node_to_node_encryption={"enabled": False})
domain("between-nodes-unknown", node_to_node_encryption={"enabled": unknown_yes})
domain(
    "rest-off-between-nodes-unknown",
    encrypt_at_rest={"enabled": False},
    node_to_node_encryption={"enabled": unknown_yes},
)
older("older-between-nodes-off", node_to_node_encryption={"enabled": False})


def endpoint(name: str, **own: Any) -> None:
    """Make a domain that says nothing of its endpoint but this."""
    domain(name, domain_endpoint_options=own)


# HTTPS.
domain("endpoint-unset", "domain_endpoint_options")
endpoint("https-unset", tls_security_policy=TLS)
endpoint("https-off", enforce_https=False, tls_security_policy=TLS)
endpoint("https-unknown", enforce_https=unknown_yes, tls_security_policy=TLS)
endpoint("https-off-policy-unknown", enforce_https=False, tls_security_policy=unknown_policy)
endpoint("https-policy-unset", enforce_https=True)
endpoint("https-policy-unknown", enforce_https=True, tls_security_policy=unknown_policy)
endpoint("https-tls-1-0", enforce_https=True, tls_security_policy="Policy-Min-TLS-1-0-2019-07")
endpoint("https-tls-1-2", enforce_https=True, tls_security_policy="Policy-Min-TLS-1-2-2019-07")
endpoint(
    "https-tls-1-2-fips", enforce_https=True, tls_security_policy="Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08"
)
endpoint(
    "https-tls-1-2-of-2026", enforce_https=True, tls_security_policy="Policy-Min-TLS-1-2-FIPS-PQ-2026-10"
)
endpoint(
    "https-of-a-name",
    enforce_https=True,
    tls_security_policy=TLS,
    custom_endpoint_enabled=True,
    custom_endpoint="search.example.com",
    custom_endpoint_certificate_arn="arn:aws:acm:ap-northeast-2:111122223333:certificate/c",
)
older(
    "older-tls-1-0",
    domain_endpoint_options={"enforce_https": True, "tls_security_policy": "Policy-Min-TLS-1-0-2019-07"},
)

# Where it stands.
domain("vpc-unset", "vpc_options")
domain("vpc-null", vpc_options=None)
domain("vpc-without-subnets", vpc_options={"subnet_ids": []})
domain("vpc-by-ids", vpc_options={"subnet_ids": ["subnet-0a", "subnet-0b", "subnet-0c"]})
domain("vpc-subnets-unknown", vpc_options={"subnet_ids": unknown_list})
older("older-vpc-unset", "vpc_options")

# Who gets in.
ANYBODY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "es:*", "Resource": "*"}],
    }
)
domain("roles-unset", "advanced_security_options")
domain("roles-off", advanced_security_options={"enabled": False})
domain("roles-unknown", advanced_security_options={"enabled": unknown_yes})
domain("roles-and-anonymous", advanced_security_options={"enabled": True, "anonymous_auth_enabled": True})
domain(
    "roles-and-not-anonymous", advanced_security_options={"enabled": True, "anonymous_auth_enabled": False}
)
domain(
    "roles-off-but-anonymous", advanced_security_options={"enabled": False, "anonymous_auth_enabled": True}
)
domain(
    "roles-anonymous-unknown",
    advanced_security_options={"enabled": True, "anonymous_auth_enabled": unknown_yes},
)
domain(
    "roles-off-anonymous-unknown",
    advanced_security_options={"enabled": False, "anonymous_auth_enabled": unknown_yes},
)
domain(
    "roles-of-own-users",
    advanced_security_options={
        "enabled": True,
        "internal_user_database_enabled": True,
        "master_user_options": {
            "master_user_name": "search",
            "master_user_password": pulumi.Output.secret("none"),
        },
    },
)
domain("roles-and-open-policy", access_policies=ANYBODY)
older("older-roles-off", advanced_security_options={"enabled": False})


def nodes(name: str, leave: str = "", **own: Any) -> None:
    """Make a domain that differs in its nodes."""
    domain(name, cluster_config={k: v for k, v in {**NODES, **own}.items() if k not in leave.split()})


# What may fail.
domain("nodes-unset", "cluster_config")
nodes("masters-unset", "dedicated_master_enabled dedicated_master_count dedicated_master_type")
nodes("masters-counted-but-off", dedicated_master_enabled=False)
nodes("masters-two", dedicated_master_count=2)
nodes("masters-five", dedicated_master_count=5)
nodes("masters-three-as-text", dedicated_master_count="3")
nodes("masters-enabled-unknown", dedicated_master_enabled=unknown_yes)
nodes("masters-count-unknown", dedicated_master_count=unknown_number)
nodes("zones-off", zone_awareness_enabled=False)
nodes("zones-unset", "zone_awareness_enabled")
nodes("zones-two-by-default", "zone_awareness_config", instance_count=2)
nodes("zones-unknown", zone_awareness_enabled=unknown_yes)
nodes("zones-off-masters-unknown", zone_awareness_enabled=False, dedicated_master_count=unknown_number)
nodes("zones-with-standby", multi_az_with_standby_enabled=True)
older("older-masters-two", cluster_config={**NODES, "dedicated_master_count": 2})

# Without servers of one's own.
aws.opensearch.ServerlessCollection("serverless", name="notes", type="SEARCH")
aws.opensearch.ServerlessCollection("serverless-without-standby", name="drafts", standby_replicas="DISABLED")
aws.opensearch.DomainPolicy("policy-apart", domain_name=good.domain_name, access_policies=ANYBODY)

# Azure.
rg = resources.ResourceGroup("rg", location="koreacentral")
unknown_replicas = rg.id.apply(len)
unknown_sku = rg.id.apply(lambda _: "standard")


def azure(name: str, sku: Any = "standard", **own: Any) -> None:
    """Make a service of Azure AI Search."""
    search.Service(name, resource_group_name=rg.name, sku=search.SkuArgs(name=sku), **own)


azure("azure-three", replica_count=3)
azure("azure-twelve", replica_count=12)
azure("azure-two", replica_count=2)
azure("azure-one", replica_count=1)
azure("azure-unset")
azure("azure-null", replica_count=None)
azure("azure-unknown", replica_count=unknown_replicas)
azure("azure-basic-three", "basic", replica_count=3)
azure("azure-capitals-three", "STANDARD", replica_count=3)
azure("azure-free", "free")
azure("azure-free-in-capitals-three", "FREE", replica_count=3)
azure("azure-free-unknown", "free", replica_count=unknown_replicas)
azure("azure-sku-unknown-three", unknown_sku, replica_count=3)
azure("azure-sku-unknown-one", unknown_sku, replica_count=1)
azure("azure-partitions-only", partition_count=3)
pulumi.CustomResource(
    "azure-native:search/v20231101:Service",
    "azure-older-one",
    {"resourceGroupName": rg.name, "sku": {"name": "standard"}, "replicaCount": 1},
)
pulumi.CustomResource(
    "azure-native:search/v20231101:Service",
    "azure-older-three",
    {"resourceGroupName": rg.name, "sku": {"name": "standard"}, "replicaCount": 3},
)
search.Service.get(
    "azure-got", "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Search/searchServices/theirs"
)
