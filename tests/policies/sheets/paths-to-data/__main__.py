"""Workloads and databases, and the firewalls between them (DSG-021). The verdicts of Azure, the stack dev,
are in verdicts.yaml, those of AWS in verdicts.STACK.yaml.

Each workload has a namespace of its own. `uses-` take the address of a database, `beside-` none; what follows says what is in
the way.
"""

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_kubernetes as k8s

STACK = pulumi.get_stack()
group = azure.resources.ResourceGroup("group", location="koreacentral")


def later(value):
    return group.id.apply(lambda _: value)


# --- Kubernetes ------------------------------------------------------------------------------


def app(name: str, uses=None, *policies: dict, secret=False, pod=None, kind="Deployment") -> None:
    env = [] if uses is None else [{"name": "DB_HOST", "value": uses}]
    if secret:
        held = k8s.core.v1.Secret(
            f"{name}-secret", metadata={"namespace": name, "name": name}, string_data={"host": uses}
        )
        key = {"secretKeyRef": {"name": held.metadata.name, "key": "host"}}
        env = [{"name": "DB_HOST", "valueFrom": key}]
    image = "registry.example.com/shop/api:1.4.2"
    getattr(k8s.apps.v1, kind)(
        name,
        metadata={"namespace": name, "name": name},
        spec={
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name, "tier": "web"}},
                "spec": {"containers": [{"name": "app", "image": image, "env": env}], **(pod or {})},
            },
        },
    )
    for number, spec in enumerate(policies):
        namespace = spec.pop("namespace", name)
        k8s.networking.v1.NetworkPolicy(
            f"{name}-policy-{number}",
            metadata={"namespace": namespace, "name": f"p{number}"},
            spec={"podSelector": {}, **spec},
        )


def to(cidr, port=5432, *, without=None, **more) -> dict:
    block = {"cidr": cidr, **({"except": without} if without else {})}
    return {"to": [{"ipBlock": block}], "ports": [{"port": port, **more}]}


def out(*rules: dict, types=("Egress",), **more) -> dict:
    return {"policyTypes": list(types), "egress": list(rules), **more}


# --- Azure ------------------------------------------------------------------------------------


def rule(priority: int, access="Allow", source="10.0.0.0/22", port="5432", **more) -> dict:
    made = {
        "name": f"rule-{priority}",
        "priority": priority,
        "access": access,
        "direction": "Inbound",
        "protocol": "Tcp",
        "source_address_prefix": source,
        "source_port_range": "*",
        "destination_address_prefix": "*",
        "destination_port_range": port,
        **more,
    }
    return {key: value for key, value in made.items() if value is not ...}


REST = rule(4096, "Deny", "*", "*", protocol="*")


def on_azure() -> None:
    net = azure.network.VirtualNetwork(
        "vnet",
        resource_group_name=group.name,
        virtual_network_name="vnet",
        address_space={"address_prefixes": ["10.0.0.0/16"]},
    )
    nodes = azure.network.Subnet(
        "nodes",
        resource_group_name=group.name,
        virtual_network_name=net.name,
        subnet_name="nodes",
        address_prefix="10.0.0.0/22",
    )
    azure.containerservice.ManagedCluster(
        "aks",
        resource_group_name=group.name,
        resource_name_="aks",
        location="koreacentral",
        network_profile={
            "network_plugin": "azure",
            "network_policy": "calico",
            "service_cidr": "10.2.0.0/16",
        },
        agent_pool_profiles=[
            {
                "name": "nodes",
                "mode": "System",
                "vm_size": "Standard_D4s_v5",
                "count": 3,
                "vnet_subnet_id": nodes.id,
            }
        ],
    )

    def database(name: str, number: int, rules=...):
        guard = {}
        if rules is not ...:
            made = azure.network.NetworkSecurityGroup(
                f"nsg-{name}", resource_group_name=group.name, security_rules=rules
            )
            guard = {"network_security_group": {"id": made.id}}
        subnet = azure.network.Subnet(
            f"data-{name}",
            resource_group_name=group.name,
            virtual_network_name=net.name,
            subnet_name=f"data-{name}",
            address_prefix=f"10.0.{number}.0/24",
            delegations=[{"name": "pg", "service_name": "Microsoft.DBforPostgreSQL/flexibleServers"}],
            **guard,
        )
        return azure.dbforpostgresql.Server(
            f"pg-{name}",
            resource_group_name=group.name,
            server_name=f"pg-{name}",
            version="16",
            sku={"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
            network={"delegated_subnet_resource_id": subnet.id},
        ).fully_qualified_domain_name

    def through(name: str, number: int, rules=...) -> None:
        """A database behind a security group of its own, and who uses it and may send to it alone."""
        app(f"uses-{name}", database(name, number, rules), out(to(f"10.0.{number}.0/24")))

    # Through security groups.
    through("guarded", 10, [rule(100), REST])
    through("without-group", 11)
    through("group-of-defaults", 12, [])
    through("denied-before", 13, [rule(300), rule(200, "Deny", "10.0.0.0/16", "*")])
    through("denied-before-in-small-letters", 14, [rule(300), rule(200, "deny", "10.0.0.0/16", "*")])
    through("denied-after", 15, [rule(200, "Deny", "10.0.0.0/16", "*"), rule(100)])
    through("denied-elsewhere", 16, [rule(200, "Deny", "10.9.0.0/16", "*"), rule(300), REST])
    through("denied-outbound", 17, [rule(100, "Deny", direction="Outbound"), rule(300), REST])
    through("wrong-port", 18, [rule(100, port="5433"), REST])
    through("port-range", 19, [rule(100, port="5000-6000"), REST])
    through("ports-listed", 20, [rule(100, port=..., destination_port_ranges=["6432", "5432"]), REST])
    through(
        "sources-listed",
        21,
        [rule(100, source=..., source_address_prefixes=["10.9.0.0/24", "10.0.0.0/22"]), REST],
    )
    through("by-udp", 22, [rule(100, protocol="Udp"), REST])
    through("any-protocol", 23, [rule(100, protocol="*"), REST])
    through("from-internet-alone", 24, [rule(100, source="Internet"), REST])
    through("from-network", 25, [rule(100, source="VirtualNetwork"), REST])
    through("half-of-nodes", 26, [rule(100, source="10.0.0.0/23"), REST])
    through("halves-of-nodes", 27, [rule(100, source="10.0.0.0/23"), rule(101, source="10.0.2.0/23"), REST])
    through("access-later", 28, [rule(100, later("Allow")), REST])
    through("access-later-behind-an-allow", 29, [rule(100), rule(200, later("Deny"), "*", "*"), REST])
    through("destination-of-another", 30, [rule(100, destination_address_prefix="10.0.99.0/24"), REST])

    # Through NetworkPolicies.
    shared = database("shared", 8, [rule(100), REST])
    data = "10.0.8.0/24"
    app("uses-only-denied", shared, out())
    app("uses-denied-and-allowed", shared, out(), out(to(data)))
    app("uses-by-secret", shared, out(to(data)), secret=True)
    app("uses-other-port", shared, out(to(data, 443)))
    app("uses-ports-up-to", shared, out(to(data, 5000, endPort=6000)))
    app("uses-policy-of-udp", shared, out(to(data, protocol="UDP")))
    app("uses-any-port", shared, out({"to": [{"ipBlock": {"cidr": data}}]}))
    app("uses-block-with-hole", shared, out(to("10.0.0.0/16", without=[data])))
    app("uses-types-without-rules", shared, {"policyTypes": ["Egress"]})
    app("uses-pods-alone", shared, out({"to": [{"namespaceSelector": {}}]}))
    app("uses-block-later", shared, out(to(later(data))))
    app("uses-block-later-beside-a-block", shared, out(to(data), to(later("10.9.0.0/24"), 443)))
    app("uses-stateful", shared, out(to(data)), kind="StatefulSet")
    app("uses-daemon", shared, out(to(data, 443)), kind="DaemonSet")
    app("beside-open", None)
    app("beside-denied", None, out())
    app("beside-denied-by-label", None, {**out(), "podSelector": {"matchLabels": {"tier": "web"}}})
    app("beside-denied-for-others", None, {**out(), "podSelector": {"matchLabels": {"tier": "batch"}}})
    app("beside-denied-elsewhere", None, {**out(), "namespace": "other"})
    app("beside-denied-and-allowed", None, out(), out({}))
    app("beside-ingress-alone", None, {"ingress": []})
    app("beside-egress-not-among-types", None, out(types=("Ingress",)))
    app("beside-types-unsaid", None, {"egress": [to("0.0.0.0/0", 443)]})
    app("beside-everything-but-data", None, out(to("0.0.0.0/0", without=["10.0.0.0/16"])))
    app("beside-any-destination", None, out({"ports": [{"port": 5432}]}))
    app("beside-any-destination-of-the-web", None, out({"ports": [{"port": 443}]}))
    app("beside-policy-later", None, out(to(later("10.9.0.0/24"))))


# --- AWS --------------------------------------------------------------------------------------


def on_aws(heeded: bool) -> None:
    vpc = aws.ec2.Vpc("vpc", cidr_block="10.1.0.0/16")

    def subnet(name: str, cidr: str, zone: str):
        return aws.ec2.Subnet(name, vpc_id=vpc.id, cidr_block=cidr, availability_zone=f"ap-northeast-2{zone}")

    nodes = [subnet("nodes-a", "10.1.0.0/24", "a"), subnet("nodes-b", "10.1.1.0/24", "b")]
    role = "arn:aws:iam::111122223333:role/r"
    cluster = aws.eks.Cluster(
        "eks", name="eks", role_arn=role, vpc_config={"subnet_ids": [each.id for each in nodes]}
    )
    aws.eks.NodeGroup(
        "nodes",
        cluster_name=cluster.name,
        node_role_arn=role,
        subnet_ids=[each.id for each in nodes],
        scaling_config={"desiredSize": 2, "minSize": 2, "maxSize": 4},
    )
    aws.eks.Addon(
        "vpc-cni",
        cluster_name=cluster.name,
        addon_name="vpc-cni",
        configuration_values='{"enableNetworkPolicy": "true"}' if heeded else "{}",
    )
    members = cluster.vpc_config.cluster_security_group_id

    def database(name: str, number: int, *ingress: dict, beside=None, ports=5432):
        guard = aws.ec2.SecurityGroup(f"sg-{name}", vpc_id=vpc.id, ingress=list(ingress) or None)
        if beside is not None:
            beside(guard)
        places = [
            subnet(f"data-{name}-{zone}", f"10.1.{number}.{start}/25", zone)
            for zone, start in (("a", 0), ("b", 128))
        ]
        made = aws.rds.SubnetGroup(f"places-{name}", subnet_ids=[each.id for each in places])
        return aws.rds.Instance(
            f"db-{name}",
            identifier=f"db-{name}",
            engine="postgres",
            instance_class="db.m7g.large",
            allocated_storage=100,
            port=ports,
            db_subnet_group_name=made.name,
            vpc_security_group_ids=[guard.id],
        ).address

    def allow(port=5432, end=None, protocol="tcp", **source) -> dict:
        return {"protocol": protocol, "from_port": port, "to_port": end or port, **source}

    def through(name: str, number: int, *ingress: dict, port=5432, **more) -> None:
        app(f"uses-{name}", database(name, number, *ingress, **more), out(to(f"10.1.{number}.0/24", port)))

    if not heeded:
        shared = database("shared", 8, allow(security_groups=[members]))
        app("uses-open", shared)
        app("beside-denied", None, out())
        app("beside-open", None)
        return

    bastion = aws.ec2.SecurityGroup("sg-bastion", vpc_id=vpc.id)
    through("by-reference", 10, allow(security_groups=[members]))
    through(
        "by-rule",
        11,
        beside=lambda guard: aws.vpc.SecurityGroupIngressRule(
            "rule",
            security_group_id=guard.id,
            referenced_security_group_id=members,
            ip_protocol="tcp",
            from_port=5432,
            to_port=5432,
        ),
    )
    through(
        "by-old-rule",
        12,
        beside=lambda guard: aws.ec2.SecurityGroupRule(
            "old-rule",
            type="ingress",
            security_group_id=guard.id,
            source_security_group_id=members,
            protocol="tcp",
            from_port=5432,
            to_port=5432,
        ),
    )
    through("by-rule-of-others", 13, allow(security_groups=[bastion.id]))
    through("by-block", 14, allow(cidr_blocks=["10.1.0.0/23"]))
    through("by-two-blocks", 15, allow(cidr_blocks=["10.1.0.0/24", "10.1.1.0/24"]))
    through("by-half-a-block", 16, allow(cidr_blocks=["10.1.0.0/24"]))
    through("by-nothing", 17)
    through("wrong-port", 18, allow(3306, security_groups=[members]))
    through("port-range", 19, allow(5000, 6000, security_groups=[members]))
    through("any-protocol", 20, allow(0, 0, "-1", security_groups=[members]))
    through("by-udp", 21, allow(protocol="udp", security_groups=[members]))
    through("self", 22, allow(self=True))
    through("by-block-later", 23, allow(cidr_blocks=[later("10.1.0.0/23")]))
    through(
        "by-block-later-and-reference",
        24,
        allow(cidr_blocks=[later("10.9.0.0/23")], security_groups=[members]),
    )
    through("ipv6-alone", 25, allow(ipv6_cidr_blocks=["::/0"]))
    through("own-port", 26, allow(6432, security_groups=[members]), ports=6432, port=6432)
    through("own-port-unheard", 27, allow(5432, security_groups=[members]), ports=6432, port=6432)
    through(
        "egress-rule-alone",
        28,
        beside=lambda guard: aws.ec2.SecurityGroupRule(
            "egress-rule",
            type="egress",
            security_group_id=guard.id,
            source_security_group_id=members,
            protocol="tcp",
            from_port=5432,
            to_port=5432,
        ),
    )
    app("beside-denied", None, out())
    app("beside-open", None)
    app("beside-closed-database", None, out(to("10.1.17.0/24"), to("10.1.13.0/24"), to("10.1.18.0/24")))


if STACK == "dev":
    on_azure()
else:
    on_aws(STACK == "aws")
