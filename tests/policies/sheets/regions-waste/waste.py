"""Disks, addresses and machines, used and unused, of this generation and of older ones."""

import pulumi_aws as aws
from pulumi_azure_native import compute, network
from regions import SUBSCRIPTION, later, rg

ZONE = "ap-northeast-2a"
SUBNET = "subnet-0a1b2c3d4e5f60001"


def instance(called: str, kind="m7g.large", **more) -> aws.ec2.Instance:
    return aws.ec2.Instance(called, ami="ami-0123456789abcdef0", instance_type=kind, subnet_id=SUBNET, **more)


host = instance("host")

# --- Disks --------------------------------------------------------------------


def volume(called: str, attached: bool = True, **more) -> None:
    made = aws.ebs.Volume(called, availability_zone=ZONE, size=100, **more)
    if attached:
        aws.ec2.VolumeAttachment(
            f"{called}-attachment", device_name="/dev/sdf", instance_id=host.id, volume_id=made.id
        )


volume("volume-gp3", type="gp3")
volume("volume-gp2", type="gp2")
# gp2 is what EC2 makes where no type is said.
volume("volume-type-unset")
volume("volume-io2", type="io2", iops=3000)
volume("volume-type-unknown", type=later("gp3"))
volume("volume-attached-to-nothing", attached=False, type="gp3")
volume("volume-gp2-attached-to-nothing", attached=False, type="gp2")
aws.ebs.Volume.get("volume-read-by-get", "vol-0123456789abcdef0")

# --- Addresses ----------------------------------------------------------------

aws.ec2.Eip("address-of-nothing", domain="vpc")
aws.ec2.Eip("address-of-instance", domain="vpc", instance=host.id)
aws.ec2.Eip("address-of-interface", domain="vpc", network_interface="eni-0123456789abcdef0")
of_nat = aws.ec2.Eip("address-of-nat", domain="vpc")
nat = aws.ec2.NatGateway("nat", allocation_id=of_nat.id, subnet_id=SUBNET)
aws.ec2.Route(
    "out", route_table_id="rtb-0123456789abcdef0", destination_cidr_block="0.0.0.0/0", nat_gateway_id=nat.id
)
associated = aws.ec2.Eip("address-of-association", domain="vpc")
aws.ec2.EipAssociation("association", allocation_id=associated.id, instance_id=host.id)
of_balancer = aws.ec2.Eip("address-of-balancer", domain="vpc")
balancer = aws.lb.LoadBalancer(
    "balancer",
    load_balancer_type="network",
    subnet_mappings=[aws.lb.LoadBalancerSubnetMappingArgs(subnet_id=SUBNET, allocation_id=of_balancer.id)],
)
aws.lb.Listener(
    "listener",
    load_balancer_arn=balancer.arn,
    port=443,
    protocol="TCP",
    default_actions=[
        aws.lb.ListenerDefaultActionArgs(
            type="forward",
            target_group_arn="arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:targetgroup/api/1a2b3c4d5e6f7a8b",
        )
    ],
)
aws.ec2.Eip.get("address-read-by-get", "eipalloc-0123456789abcdef0")

# --- Machines -----------------------------------------------------------------

instance("machine-m3", "m3.medium")
instance("machine-r3", "r3.large")
instance("machine-c3", "c3.large")
instance("machine-m7i", "m7i.large")
instance("machine-t4g", "t4g.small")
instance("machine-unknown", later("m7g.large"))

# --- Azure --------------------------------------------------------------------

BASE = {"resource_group_name": rg.name, "location": "koreacentral"}


def address(called: str) -> network.PublicIPAddress:
    return network.PublicIPAddress(
        called,
        **BASE,
        sku=network.PublicIPAddressSkuArgs(name="Standard"),
        public_ip_allocation_method="Static",
    )


def disk(called: str, **more) -> compute.Disk:
    return compute.Disk(
        called,
        **BASE,
        disk_size_gb=128,
        creation_data=compute.CreationDataArgs(create_option="Empty"),
        sku=compute.DiskSkuArgs(name="Premium_LRS"),
        **more,
    )


address("public-ip-of-nothing")
azure_nat = network.NatGateway(
    "azure-nat",
    **BASE,
    sku=network.NatGatewaySkuArgs(name="Standard"),
    public_ip_addresses=[network.SubResourceArgs(id=address("public-ip-of-nat").id)],
)
network.Subnet(
    "subnet-app",
    resource_group_name=rg.name,
    virtual_network_name="shop",
    address_prefix="10.0.1.0/24",
    nat_gateway=network.SubResourceArgs(id=azure_nat.id),
)
disk("disk-of-nothing")
attached = disk("disk-of-machine")
compute.VirtualMachine(
    "machine",
    **BASE,
    hardware_profile=compute.HardwareProfileArgs(vm_size="Standard_D4ds_v5"),
    storage_profile=compute.StorageProfileArgs(
        data_disks=[
            compute.DataDiskArgs(
                lun=0, create_option="Attach", managed_disk=compute.ManagedDiskParametersArgs(id=attached.id)
            )
        ]
    ),
)
network.PublicIPAddress.get(
    "public-ip-read-by-get",
    f"{SUBSCRIPTION}/resourceGroups/theirs/providers/Microsoft.Network/publicIPAddresses/theirs",
)
