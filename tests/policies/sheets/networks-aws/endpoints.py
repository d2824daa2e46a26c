"""Data stores of AWS, and the endpoints by which VPCs reach them."""

import pulumi_aws as aws
from base import network, unknown_flag

REGION = "com.amazonaws.ap-northeast-2"
named = network("with-names", enable_dns_hostnames=True)
nameless = network("without-names")
undecided = network("with-names-or-without", enable_dns_hostnames=unknown_flag)
resolved_nowhere = network("without-resolver", enable_dns_hostnames=True, enable_dns_support=False)
table = aws.ec2.RouteTable("table", vpc_id=named.id)


def interface(name, service, vpc=named, **more):
    return aws.ec2.VpcEndpoint(
        name, vpc_id=vpc.id, service_name=f"{REGION}.{service}", vpc_endpoint_type="Interface", **more
    )


interface("queues-by-name", "sqs", private_dns_enabled=True)
interface("queues-by-address", "sqs")
interface("secrets-said-no", "secretsmanager", private_dns_enabled=False)
interface("secrets-unknown", "secretsmanager", private_dns_enabled=unknown_flag)
interface("keys-in-nameless", "kms", nameless, private_dns_enabled=True)
interface("keys-without-resolver", "kms", resolved_nowhere, private_dns_enabled=True)
interface("keys-undecided", "kms", undecided, private_dns_enabled=True)
interface("topics-by-own-zone", "sns")
aws.route53.Zone("topics-zone", name="sns.ap-northeast-2.amazonaws.com", vpcs=[{"vpc_id": named.id}])
interface("events-by-zone-elsewhere", "events")
aws.route53.Zone("events-zone", name="events.ap-northeast-2.amazonaws.com", vpcs=[{"vpc_id": nameless.id}])
interface("parameters-by-zone-beside", "ssm")
apart = aws.route53.Zone(
    "parameters-zone", name="ssm.ap-northeast-2.amazonaws.com", vpcs=[{"vpc_id": nameless.id}]
)
aws.route53.ZoneAssociation("parameters-of-named", zone_id=apart.zone_id, vpc_id=named.id)
aws.ec2.VpcEndpoint("objects", vpc_id=named.id, service_name=f"{REGION}.s3", route_table_ids=[table.id])
aws.ec2.VpcEndpoint(
    "objects-by-no-table", vpc_id=nameless.id, service_name=f"{REGION}.s3", vpc_endpoint_type="Gateway"
)
beside = aws.ec2.VpcEndpoint("objects-by-a-table-beside", vpc_id=undecided.id, service_name=f"{REGION}.s3")
aws.ec2.VpcEndpointRouteTableAssociation(
    "beside-table", vpc_endpoint_id=beside.id, route_table_id="rtb-0123456789abcdef0"
)
aws.ec2.VpcEndpoint(
    "of-a-partner",
    vpc_id=named.id,
    service_name="com.amazonaws.vpce.ap-northeast-2.vpce-svc-0123456789abcdef0",
    vpc_endpoint_type="Interface",
)

# tables of DynamoDB, for which no VPC of this stack has an endpoint
aws.dynamodb.Table(
    "orders", billing_mode="PAY_PER_REQUEST", hash_key="id", attributes=[{"name": "id", "type": "S"}]
)
