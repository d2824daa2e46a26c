"""The metadata service of machines."""

import pulumi_aws as aws

AMI = "ami-0123456789abcdef0"
SUBNET = "subnet-0a1b2c3d4e5f60001"
eip = aws.ec2.Eip("known-later", domain="vpc")


def later(value):
    """A value that is known only after deployment."""
    return eip.public_ip.apply(lambda _: value)


WHOLE = {"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1}


def without(*names: str, **more) -> dict:
    return {name: value for name, value in WHOLE.items() if name not in names} | more


def template(called: str, options=None) -> aws.ec2.LaunchTemplate:
    return aws.ec2.LaunchTemplate(called, image_id=AMI, instance_type="m7g.large", metadata_options=options)


def instance(called: str, options=None, **more) -> None:
    aws.ec2.Instance(
        called, ami=AMI, instance_type="m7g.large", subnet_id=SUBNET, metadata_options=options, **more
    )


whole = template("template-whole", WHOLE)
template("template-bare")
template("template-options-empty", {})
template("template-tokens-optional", without(http_tokens="optional"))
template("template-tokens-unset", without("http_tokens"))
template("template-hops-two", without(http_put_response_hop_limit=2))
template("template-hops-64", without(http_put_response_hop_limit=64))
template("template-endpoint-unset", without("http_endpoint"))
template("template-off", {"http_endpoint": "disabled"})
template("template-off-tokens-optional", {"http_endpoint": "disabled", "http_tokens": "optional"})
template("template-tokens-unknown", without(http_tokens=later("required")))
template("template-hops-unknown", without(http_put_response_hop_limit=later(1)))
template(
    "template-optional-hops-unknown", without(http_tokens="optional", http_put_response_hop_limit=later(1))
)
template("template-endpoint-unknown", without(http_endpoint=later("enabled")))
template(
    "template-endpoint-unknown-tokens-optional",
    without(http_endpoint=later("disabled"), http_tokens="optional"),
)
template("template-options-unknown", later(WHOLE))
aws.ec2.LaunchTemplate.get("template-read-by-get", "lt-0123456789abcdef0")

instance("instance-whole", WHOLE)
instance("instance-bare")
instance("instance-tokens-optional", without(http_tokens="optional"))
instance("instance-hops-two", without(http_put_response_hop_limit=2))
instance("instance-off", {"http_endpoint": "disabled"})
# What an instance says itself comes before its template.
instance(
    "instance-optional-by-whole-template",
    without(http_tokens="optional"),
    launch_template={"id": whole.id, "version": "$Latest"},
)
aws.ec2.Instance.get("instance-read-by-get", "i-0123456789abcdef0")


def configuration(called: str, options=None) -> None:
    aws.ec2.LaunchConfiguration(called, image_id=AMI, instance_type="m5.large", metadata_options=options)


configuration("configuration-whole", WHOLE)
configuration("configuration-bare")
configuration("configuration-hops-two", without(http_put_response_hop_limit=2))
