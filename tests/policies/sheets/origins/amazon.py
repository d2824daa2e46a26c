"""Load balancers behind CloudFront."""

import pulumi_aws as aws

eip = aws.ec2.Eip("known-later", domain="vpc")
vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
EDGE = aws.ec2.get_managed_prefix_list_output(name="com.amazonaws.global.cloudfront.origin-facing").id


def later(value):
    return eip.public_ip.apply(lambda _: value)


def let_in(**who) -> dict:
    return {"protocol": "tcp", "from_port": 443, "to_port": 443, **who}


def firewall(called: str, *openings: dict) -> aws.ec2.SecurityGroup:
    return aws.ec2.SecurityGroup(f"group-{called}", vpc_id=vpc.id, ingress=list(openings) or None)


def balancer(called: str, *openings: dict, groups=..., **more) -> aws.lb.LoadBalancer:
    made = {
        "load_balancer_type": "application",
        "subnets": ["subnet-a1", "subnet-c3"],
        "security_groups": [firewall(called, *openings).id] if groups is ... else groups,
        **more,
    }
    return aws.lb.LoadBalancer(called, **made)


def behind(called: str, name, **more) -> None:
    aws.cloudfront.Distribution(
        f"before-{called}",
        enabled=True,
        origins=[
            {
                "origin_id": "origin",
                "domain_name": name,
                "custom_origin_config": {
                    "http_port": 80,
                    "https_port": 443,
                    "origin_protocol_policy": "https-only",
                    "origin_ssl_protocols": ["TLSv1.2"],
                },
                **more,
            }
        ],
        default_cache_behavior={
            "allowed_methods": ["GET", "HEAD"],
            "cached_methods": ["GET", "HEAD"],
            "target_origin_id": "origin",
            "viewer_protocol_policy": "redirect-to-https",
        },
        restrictions={"geo_restriction": {"restriction_type": "none"}},
        viewer_certificate={"cloudfront_default_certificate": True},
    )


def origin(called: str, *openings: dict, **more) -> aws.lb.LoadBalancer:
    made = balancer(called, *openings, **more)
    behind(called, made.dns_name)
    return made


ANY, ANY6 = {"cidr_blocks": ["0.0.0.0/0"]}, {"ipv6_cidr_blocks": ["::/0"]}
origin("alb-from-list", let_in(prefix_list_ids=[EDGE]))
origin("alb-from-any", let_in(**ANY))
origin("alb-from-any-ipv6", let_in(prefix_list_ids=[EDGE]), let_in(**ANY6))
origin("alb-from-list-and-any", let_in(prefix_list_ids=[EDGE], **ANY))
origin("alb-from-both-halves", let_in(cidr_blocks=["0.0.0.0/1", "128.0.0.0/1"]))
origin("alb-from-list-and-office", let_in(prefix_list_ids=[EDGE]), let_in(cidr_blocks=["203.0.113.0/24"]))
origin("alb-from-list-and-inside", let_in(prefix_list_ids=[EDGE]), let_in(cidr_blocks=["10.0.0.0/16"]))
origin("alb-from-unknown", let_in(cidr_blocks=[later("203.0.113.0/24")]))
origin("alb-from-any-and-unknown", let_in(cidr_blocks=[later("203.0.113.0/24")]), let_in(**ANY))
origin("alb-from-nobody")
origin("alb-of-group-by-text", groups=["sg-theirs"])
origin("alb-groups-unknown", groups=later(["sg-theirs"]))
all_of_it = aws.ec2.ManagedPrefixList(
    "list-of-all", name="all", address_family="IPv4", max_entries=1, entries=[{"cidr": "0.0.0.0/0"}]
)
origin("alb-from-own-list-of-all", let_in(prefix_list_ids=[all_of_it.id]))
origin("alb-from-list-by-id", let_in(prefix_list_ids=["pl-0123456789abcdef0"]))


def by_rule(called: str, **who) -> None:
    group = firewall(called)
    origin(called, groups=[group.id])
    aws.vpc.SecurityGroupIngressRule(
        f"rule-{called}", security_group_id=group.id, ip_protocol="tcp", from_port=443, to_port=443, **who
    )


by_rule("alb-from-list-by-rule", prefix_list_id=EDGE)
by_rule("alb-from-any-by-rule", cidr_ipv4="0.0.0.0/0")
old = firewall("alb-from-any-by-old-rule")
origin("alb-from-any-by-old-rule", groups=[old.id])
aws.ec2.SecurityGroupRule(
    "old-rule",
    type="ingress",
    security_group_id=old.id,
    protocol="tcp",
    from_port=443,
    to_port=443,
    cidr_blocks=["0.0.0.0/0"],
)
origin(
    "alb-of-two-groups",
    groups=[firewall("of-list", let_in(prefix_list_ids=[EDGE])).id, firewall("of-any", let_in(**ANY)).id],
)

# Inside, reached by CloudFront's own interface in the network.
inside = balancer("alb-internal-from-any", let_in(**ANY), internal=True)
door = aws.cloudfront.VpcOrigin(
    "door",
    vpc_origin_endpoint_config={
        "name": "door",
        "arn": inside.arn,
        "http_port": 80,
        "https_port": 443,
        "origin_protocol_policy": "https-only",
        "origin_ssl_protocols": {"items": ["TLSv1.2"], "quantity": 1},
    },
)
behind(
    "alb-internal-from-any",
    inside.dns_name,
    custom_origin_config=None,
    vpc_origin_config={"vpc_origin_id": door.id},
)
origin("alb-internal-unknown-from-any", let_in(**ANY), internal=later(True))
# The distribution names it by a record of the stack.
by_name = balancer("alb-by-record-from-any", let_in(**ANY))
record = aws.route53.Record(
    "record",
    zone_id="Z1",
    name="origin.example.com",
    type="A",
    aliases=[{"name": by_name.dns_name, "zone_id": by_name.zone_id, "evaluate_target_health": True}],
)
behind("alb-by-record-from-any", "origin.example.com")
# Nothing of the stack stands before it.
balancer("alb-alone-from-any", let_in(**ANY))
origin("nlb-without-groups", groups=None, load_balancer_type="network")
origin("nlb-from-list", let_in(prefix_list_ids=[EDGE]), load_balancer_type="network")
aws.lb.LoadBalancer.get(
    "alb-read-by-get", "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:loadbalancer/app/theirs/a1b2"
)
