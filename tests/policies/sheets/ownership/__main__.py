"""What a stack declares, has taken over (import), and only reads (get), and what it knows of another stack. The
verdicts are in verdicts.yaml.
"""

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as k8s
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_azure_native import (
    containerservice as aks,
    dbforpostgresql as pg,
    keyvault as kv,
    network,
    resources,
)

rg = resources.ResourceGroup("rg", location="koreacentral")
platform = pulumi.StackReference("acme/platform/prod")
ID = "/subscriptions/0/resourceGroups/theirs/providers"
IMPORT = pulumi.ResourceOptions


def imported(id_):
    return pulumi.ResourceOptions(import_=id_)


# Read: the stack that declares each is judged for it.
aws.ec2.SecurityGroup.get("sg-read", "sg-00000000000000000")
aws.rds.Instance.get("db-read", "theirs")
aws.rds.Cluster.get("db-cluster-read", "theirs")
aws.ec2.LaunchTemplate.get("template-read", "lt-00000000")
aws.ec2.Instance.get("vm-read", "i-00000000")
pg.Server.get("pg-read", f"{ID}/Microsoft.DBforPostgreSQL/flexibleServers/theirs")
kv.Vault.get("vault-read", f"{ID}/Microsoft.KeyVault/vaults/theirs")
aks.ManagedCluster.get("aks-read", f"{ID}/Microsoft.ContainerService/managedClusters/theirs")
network.NetworkSecurityGroup.get("nsg-read", f"{ID}/Microsoft.Network/networkSecurityGroups/theirs")
k8s.apps.v1.Deployment.get("deployment-read", "shop/web")
k8s.core.v1.Pod.get("pod-read", "shop/web-0")
k8s.policy.v1.PodDisruptionBudget.get("budget-read", "shop/web")
k8s.networking.v1.NetworkPolicy.get("policy-read", "shop/web")

CustomResource.get("rollout-read", "argoproj.io/v1alpha1", "Rollout", "shop/rolled")

# Taken over: the program says what they have to be.
ANY = [aws.ec2.SecurityGroupIngressArgs(from_port=22, to_port=22, protocol="tcp", cidr_blocks=["0.0.0.0/0"])]
aws.ec2.SecurityGroup("sg-imported", ingress=ANY, opts=imported("sg-11111111111111111"))
aws.rds.Instance("db-imported", instance_class="db.m7g.large", opts=imported("ours"))
aws.rds.Instance(
    "db-imported-shut", instance_class="db.m7g.large", storage_encrypted=True, opts=imported("ours-too")
)
pg.Server(
    "pg-imported",
    resource_group_name=rg.name,
    opts=imported(f"{ID}/Microsoft.DBforPostgreSQL/flexibleServers/ours"),
)

# Of others: what hangs on what is read or comes from another stack.
read = aws.ec2.LaunchTemplate.get("template-read-too", "lt-11111111")
aws.ec2.Instance("vm-of-read", instance_type="m7g.large", launch_template={"id": read.id})
aws.ec2.Instance(
    "vm-of-another-stack", instance_type="m7g.large", launch_template={"id": platform.get_output("template")}
)
aws.ec2.Instance(
    "vm-said",
    instance_type="m7g.large",
    launch_template={"id": platform.get_output("template")},
    metadata_options={"httpTokens": "required", "httpPutResponseHopLimit": 1, "httpEndpoint": "enabled"},
)
theirs = aws.rds.Instance.get("db-read-too", "theirs-too")
aws.rds.Instance("replica-of-read", instance_class="db.m7g.large", replicate_source_db=theirs.identifier)
aws.rds.Instance(
    "replica-of-another-stack", instance_class="db.m7g.large", replicate_source_db=platform.get_output("db")
)
office = aws.ec2.ManagedPrefixList.get("list-read", "pl-00000000")
aws.vpc.SecurityGroupIngressRule(
    "rule-with-read-list",
    security_group_id="sg-00000000000000000",
    ip_protocol="tcp",
    from_port=22,
    to_port=22,
    prefix_list_id=office.id,
)
aws.vpc.SecurityGroupIngressRule(
    "rule-from-another-stack",
    security_group_id=platform.get_output("group"),
    ip_protocol="tcp",
    from_port=22,
    to_port=22,
    cidr_ipv4=platform.get_output("office"),
)
aws.vpc.SecurityGroupIngressRule(
    "rule-into-another-stack",
    security_group_id=platform.get_output("group"),
    ip_protocol="tcp",
    from_port=22,
    to_port=22,
    cidr_ipv4="0.0.0.0/0",
)
aws.vpc.SecurityGroupIngressRule(
    "rule-of-https",
    security_group_id=platform.get_output("group"),
    ip_protocol="tcp",
    from_port=443,
    to_port=443,
    cidr_ipv4=platform.get_output("office"),
)

# A budget in a namespace of another stack, over a workload of this one there and elsewhere.
space = platform.get_output("namespace")
SPEC = {
    "replicas": 1,
    "selector": {"matchLabels": {"app": "api"}},
    "template": {
        "metadata": {"labels": {"app": "api"}},
        "spec": {"containers": [{"name": "a", "image": "x"}]},
    },
}
k8s.apps.v1.Deployment("api", metadata={"namespace": "shop", "name": "api"}, spec=SPEC)
k8s.policy.v1.PodDisruptionBudget(
    "budget-of-api",
    metadata={"namespace": "shop"},
    spec={"selector": {"matchLabels": {"app": "api"}}, "minAvailable": 1},
)
k8s.policy.v1.PodDisruptionBudget(
    "budget-elsewhere",
    metadata={"namespace": space},
    spec={"selector": {"matchLabels": {"app": "api"}}, "minAvailable": 1},
)
k8s.policy.v1.PodDisruptionBudget(
    "budget-of-nobody",
    metadata={"namespace": space},
    spec={"selector": {"matchLabels": {"app": "nobody"}}, "minAvailable": 1},
)
