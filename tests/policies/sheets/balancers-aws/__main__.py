"""Listeners and load balancers of AWS whose settings have a known right verdict.

The verdicts are in verdicts.yaml. Names say what a resource has, not how it is judged.
"""

import pulumi_aws as aws

eip = aws.ec2.Eip("known-later", domain="vpc")


def later(value):
    return eip.public_ip.apply(lambda _: value)


ARN = "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333"
OURS, GROUP = f"{ARN}:loadbalancer/app/shop/a1b2", f"{ARN}:targetgroup/shop/c3d4"
CERTIFICATE = "arn:aws:acm:ap-northeast-2:111122223333:certificate/e5f6"
forward = {"type": "forward", "target_group_arn": GROUP}


def redirect(**more) -> dict:
    return {"type": "redirect", "redirect": {"status_code": "HTTP_301", **more}}


to_https = redirect(protocol="HTTPS", port="443")


def listener(called: str, *actions: dict, kind=aws.lb.Listener, **more):
    return kind(
        called,
        **{
            "load_balancer_arn": OURS,
            "port": 443,
            "default_actions": list(actions) or [forward],
            **{key: value for key, value in more.items() if value is not ...},
        },
    )


# --- What TLS listeners speak --------------------------------------------------


def tls(called: str, policy=..., **more) -> None:
    listener(called, ssl_policy=policy, **{"protocol": "HTTPS", "certificate_arn": CERTIFICATE, **more})


tls("tls-unset")
tls("tls-null", None)
tls("tls-2016", "ELBSecurityPolicy-2016-08")
tls("tls-1-0-2015", "ELBSecurityPolicy-TLS-1-0-2015-04")
tls("tls-1-1-2017", "ELBSecurityPolicy-TLS-1-1-2017-01")
tls("tls-1-2-2017", "ELBSecurityPolicy-TLS-1-2-2017-01")
tls("tls-1-2-ext-2018", "ELBSecurityPolicy-TLS-1-2-Ext-2018-06")
tls("tls-fs-2018", "ELBSecurityPolicy-FS-2018-06")
tls("tls-fs-1-1-2019", "ELBSecurityPolicy-FS-1-1-2019-08")
tls("tls-fs-1-2-2019", "ELBSecurityPolicy-FS-1-2-2019-08")
tls("tls-fs-1-2-res-2020", "ELBSecurityPolicy-FS-1-2-Res-2020-10")
# TLS 1.3 is what it speaks at best, 1.0 what it speaks at least.
tls("tls-13-1-0-2021", "ELBSecurityPolicy-TLS13-1-0-2021-06")
tls("tls-13-1-1-2021", "ELBSecurityPolicy-TLS13-1-1-2021-06")
tls("tls-13-1-2-2021", "ELBSecurityPolicy-TLS13-1-2-2021-06")
tls("tls-13-1-2-res-2021", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06")
tls("tls-13-1-2-ext2-2021", "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06")
tls("tls-13-1-3-2021", "ELBSecurityPolicy-TLS13-1-3-2021-06")
tls("tls-13-1-0-fips-2023", "ELBSecurityPolicy-TLS13-1-0-FIPS-2023-04")
tls("tls-13-1-2-fips-2023", "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04")
tls("tls-13-1-2-res-pq-2025", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09")
tls("tls-unknown", later("ELBSecurityPolicy-TLS13-1-2-2021-06"))
tls("tls-of-network", protocol="TLS")
tls("tls-of-network-13-1-2", "ELBSecurityPolicy-TLS13-1-2-2021-06", protocol="TLS")
tls("tls-of-alb-module", "ELBSecurityPolicy-2016-08", kind=aws.alb.Listener)
tls("tls-of-alb-module-13-1-2", "ELBSecurityPolicy-TLS13-1-2-2021-06", kind=aws.alb.Listener)
# With an old policy, should it be HTTPS.
tls("tls-protocol-unknown", "ELBSecurityPolicy-2016-08", protocol=later("HTTPS"))

# --- What HTTP listeners do -----------------------------------------------------


def http(called: str, *actions: dict, **more):
    return listener(called, *actions, **{"protocol": "HTTP", "port": 80, **more})


http("http-redirect", to_https)
http("http-redirect-temporary", redirect(protocol="HTTPS", port="443", status_code="HTTP_302"))
http("http-redirect-other-port", redirect(protocol="HTTPS", port="8443"))
# The protocol and the port stay what they are.
http("http-redirect-bare", redirect(host="www.example.com"))
http("http-redirect-to-http", redirect(protocol="HTTP", port="8080"))
http("http-redirect-same-protocol", redirect(protocol="#{protocol}", port="443"))
http("http-forward", forward)
http("http-forward-on-8080", forward, port=8080)
http(
    "http-answer",
    {"type": "fixed-response", "fixed_response": {"content_type": "text/plain", "status_code": "404"}},
)
http("http-protocol-unset", forward, protocol=...)
http("http-redirect-unknown", redirect(protocol=later("HTTPS"), port="443"))
http("http-actions-unknown", default_actions=later([to_https]))
http("http-of-alb-module", forward, kind=aws.alb.Listener)
http("http-of-alb-module-redirect", to_https, kind=aws.alb.Listener)
listener("tcp-80", forward, protocol="TCP", port=80)


def rule(called: str, to, *actions: dict, kind=aws.lb.ListenerRule) -> None:
    kind(
        called,
        listener_arn=to.arn,
        priority=10,
        actions=list(actions),
        conditions=[{"path_pattern": {"values": ["/health"]}}],
    )


rule("rule-that-forwards", http("http-redirect-but-one-path", to_https), forward)
rule("rule-that-redirects", http("http-redirect-by-rules-too", to_https), to_https)
rule(
    "rule-of-alb-module",
    http("http-of-alb-module-but-one-path", to_https, kind=aws.alb.Listener),
    forward,
    kind=aws.alb.ListenerRule,
)
https = listener(
    "https-with-a-rule", to_https, protocol="HTTPS", ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06"
)
rule("rule-of-https", https, forward)

# --- Load balancers: logs and zones ----------------------------------------------

vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")


def subnet(called: str, zone: str, number: int) -> aws.ec2.Subnet:
    return aws.ec2.Subnet(
        called, vpc_id=vpc.id, cidr_block=f"10.0.{number}.0/24", availability_zone=f"ap-northeast-2{zone}"
    )


in_a, in_c = subnet("in-a", "a", 0), subnet("in-c", "c", 1)
also_in_a = subnet("also-in-a", "a", 2)
bucket = aws.s3.Bucket("logs")
kept = {"bucket": bucket.bucket, "enabled": True}


def balancer(called: str, kind=aws.lb.LoadBalancer, **more):
    made = {"load_balancer_type": "application", "subnets": [in_a.id, in_c.id], "access_logs": kept, **more}
    return kind(called, **{key: value for key, value in made.items() if value is not ...})


balancer("alb-whole")
balancer("alb-logs-unset", access_logs=...)
balancer("alb-logs-null", access_logs=None)
# A bucket alone turns nothing on.
balancer("alb-logs-enabled-unset", access_logs={"bucket": bucket.bucket})
balancer("alb-logs-off", access_logs={"bucket": bucket.bucket, "enabled": False})
balancer("alb-logs-unknown", access_logs={"bucket": bucket.bucket, "enabled": later(True)})
balancer("alb-connection-logs-only", access_logs=..., connection_logs=kept)
balancer("alb-internal-logs-unset", access_logs=..., internal=True)
balancer("alb-of-alb-module", kind=aws.alb.LoadBalancer)
balancer("alb-of-alb-module-logs-unset", kind=aws.alb.LoadBalancer, access_logs=...)
balancer("alb-type-unset-logs-unset", load_balancer_type=..., access_logs=...)
nlb_tls = balancer("nlb-of-tls-logs-unset", load_balancer_type="network", access_logs=...)
listener(
    "of-nlb-tls",
    protocol="TLS",
    load_balancer_arn=nlb_tls.arn,
    ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06",
)
nlb_logged = balancer("nlb-of-tls-whole", load_balancer_type="network")
listener(
    "of-nlb-logged",
    protocol="TLS",
    load_balancer_arn=nlb_logged.arn,
    ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06",
)
nlb_tcp = balancer("nlb-of-tcp-logs-unset", load_balancer_type="network", access_logs=...)
listener("of-nlb-tcp", protocol="TCP", load_balancer_arn=nlb_tcp.arn)
balancer("gateway-logs-unset", load_balancer_type="gateway", access_logs=...)

balancer("alb-by-text", subnets=["subnet-a1", "subnet-c3"])
balancer("alb-in-one-zone-twice", subnets=[in_a.id, also_in_a.id])
balancer("alb-mapped", subnets=..., subnet_mappings=[{"subnet_id": in_a.id}, {"subnet_id": in_c.id}])
balancer("alb-subnets-unknown", subnets=later(["subnet-a1", "subnet-c3"]))
balancer("nlb-in-one-zone", load_balancer_type="network", subnets=[in_a.id])
balancer("nlb-in-one-by-text", load_balancer_type="network", subnets=["subnet-a1"])
balancer(
    "nlb-mapped-once", load_balancer_type="network", subnets=..., subnet_mappings=[{"subnet_id": in_a.id}]
)
balancer(
    "nlb-in-one-across-zones",
    load_balancer_type="network",
    subnets=[in_a.id],
    enable_cross_zone_load_balancing=True,
)
balancer("gateway-in-one-zone", load_balancer_type="gateway", subnets=[in_c.id])
aws.lb.LoadBalancer.get("alb-read-by-get", OURS)

# --- Classic load balancers --------------------------------------------------------


def classic(called: str, *listeners: dict, **more) -> aws.elb.LoadBalancer:
    made = {"subnets": [in_a.id, in_c.id], "access_logs": {"bucket": bucket.bucket}, **more}
    return aws.elb.LoadBalancer(
        called,
        listeners=list(listeners) or [secure],
        **{key: value for key, value in made.items() if value is not ...},
    )


secure = {
    "instance_port": 8080,
    "instance_protocol": "http",
    "lb_port": 443,
    "lb_protocol": "https",
    "ssl_certificate_id": CERTIFICATE,
}
plain = {"instance_port": 8080, "instance_protocol": "http", "lb_port": 80, "lb_protocol": "http"}
through = {"instance_port": 8443, "instance_protocol": "tcp", "lb_port": 443, "lb_protocol": "tcp"}


def negotiated(called: str, policy: str) -> None:
    made = classic(called)
    reference = aws.elb.LoadBalancerPolicy(
        f"policy-of-{called}",
        load_balancer_name=made.name,
        policy_name="tls",
        policy_type_name="SSLNegotiationPolicyType",
        policy_attributes=[{"name": "Reference-Security-Policy", "value": policy}],
    )
    aws.elb.ListenerPolicy(
        f"listener-of-{called}",
        load_balancer_name=made.name,
        load_balancer_port=443,
        policy_names=[reference.policy_name],
    )


classic("classic-tls-unset")
negotiated("classic-tls-1-2-2017", "ELBSecurityPolicy-TLS-1-2-2017-01")
negotiated("classic-tls-2016", "ELBSecurityPolicy-2016-08")
classic("classic-http", secure, plain)
classic("classic-http-capitals", {**plain, "lb_protocol": "HTTP"})
classic("classic-tcp", through)
classic("classic-logs-unset", access_logs=...)
classic("classic-logs-off", access_logs={"bucket": bucket.bucket, "enabled": False})
classic("classic-in-one-zone", subnets=[in_a.id])
classic("classic-zones", subnets=..., availability_zones=["ap-northeast-2a", "ap-northeast-2c"])
classic("classic-zone", subnets=..., availability_zones=["ap-northeast-2a"])
