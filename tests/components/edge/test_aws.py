"""The edge on AWS as it is asked for: one way in, by CloudFront, to a load balancer of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.edge.aws import Edge, EdgeArgs
from jiban.components.edge.spec import EdgeSpec
from jiban.components.network.contract import NetworkContract
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE

ACCOUNT = "111122223333"
SPEC: dict[str, Any] = {
    "domains": ("www.example.com", "api.example.com"),
    "zone": {"id": "Z1", "name": "example.com"},
    "origin": "origin.example.com",
    "path": "private_link",
    "cached_paths": ("/static",),
}
OUTPUTS: dict[str, Any] = {
    "acm:Certificate": lambda made: {
        "arn": f"arn:aws:acm:somewhere:{ACCOUNT}:certificate/{made.name}",
        "domainValidationOptions": [
            {
                "domainName": "*.example.com",
                "resourceRecordName": "_x.example.com.",
                "resourceRecordType": "CNAME",
                "resourceRecordValue": "_y.acm-validations.aws.",
            }
        ],
    },
    "acm:CertificateValidation": lambda made: {"certificateArn": f"issued:{made.name}"},
    "s3:Bucket": {"arn": "arn:aws:s3:::logs-trip-edge-test-1a2b"},
    "lb:LoadBalancer": {"arn": "arn:balancer", "dnsName": "internal-x.elb.example", "zoneId": "ZELB"},
    "wafv2:WebAcl": {"arn": "arn:firewall"},
    "cloudfront:Distribution": {
        "arn": "arn:distribution",
        "domainName": "d1.cloudfront.example",
        "hostedZoneId": "ZCF",
    },
    "cloudwatch:LogGroup": {"arn": "arn:group"},
    "cloudwatch:LogDeliveryDestination": {"arn": "arn:destination"},
}


def plan(*, protect: bool = True, **changes: Any) -> ProgramPlan:
    """What an edge asks for, with these changes, and its contract."""
    spec = EdgeSpec.model_validate({**SPEC, **changes})

    def program() -> object:
        known = pulumi.Output.from_input
        network = NetworkContract(
            network_id=known("vpc"),
            subnet_ids={"endpoints": [known("inside-1"), known("inside-2")], "gateway": [known("public")]},
            ranges={},
            security_groups={"gateway": known("sg-gateway")},
        )
        contract = Edge(
            "edge",
            EdgeArgs(
                spec=spec,
                site=replace(AWS_SITE, protect=protect),
                network=network,
                target_group=known("arn:proxies"),
                files=known("pages.s3.example") if spec.static else None,
            ),
        ).contract
        return {"host": contract.host, "address": contract.address, "id": contract.identifier}

    return plan_program(program, outputs=OUTPUTS, resolve=True)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """An edge for two hosts."""
    return plan()


def distribution(planned: ProgramPlan) -> dict[str, Any]:
    """What the distribution is asked for."""
    return dict(planned.resource("cloudfront:Distribution", "edge-distribution").inputs)


def test_the_load_balancer_has_no_public_address(planned: ProgramPlan) -> None:
    """It stands in subnets that lead nowhere outside, in two zones at least, behind the gateway's group."""
    inputs = planned.resource("lb:LoadBalancer", "edge-balancer").inputs
    assert inputs["internal"] is True
    assert inputs["subnets"] == ["inside-1", "inside-2"]
    assert inputs["securityGroups"] == ["sg-gateway"]


def test_the_load_balancer_is_named_by_the_engine(planned: ProgramPlan) -> None:
    """One that has to be replaced stands beside the old one for a while."""
    assert "name" not in planned.resource("lb:LoadBalancer", "edge-balancer").inputs


@pytest.mark.parametrize("protect", [True, False])
def test_the_way_in_is_protected_with_the_environment(*, protect: bool) -> None:
    """By AWS and by the engine."""
    found = plan(protect=protect)
    balancer = found.resource("lb:LoadBalancer", "edge-balancer")
    assert balancer.inputs["enableDeletionProtection"] is protect
    assert balancer.protect is protect
    assert found.resource("cloudfront:Distribution", "edge-distribution").protect is protect


def test_an_idle_connection_outlives_the_longest_answer() -> None:
    """A slow answer is not cut off on its way, and CloudFront closes its connections first."""
    found = plan(answer_seconds=90)
    assert found.resource("lb:LoadBalancer", "edge-balancer").inputs["idleTimeout"] == 100
    (origin,) = distribution(found)["origins"]
    assert origin["vpcOriginConfig"]["originReadTimeout"] == 90
    assert origin["vpcOriginConfig"]["originKeepaliveTimeout"] == 60


def test_the_listener_speaks_tls_alone(planned: ProgramPlan) -> None:
    """With the certificate of its own region, when that is issued; no other port is listened at."""
    (listener,) = planned.resources_of("lb:Listener")
    assert {key: value for key, value in listener.inputs.items() if key != "tags"} == {
        "loadBalancerArn": "arn:balancer",
        "port": 443,
        "protocol": "HTTPS",
        "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        "certificateArn": "issued:edge-issued-balancer",
        "defaultActions": [{"type": "forward", "targetGroupArn": "arn:proxies"}],
    }


def test_cloudfront_comes_in_by_a_way_of_its_own(planned: ProgramPlan) -> None:
    """To the load balancer, when it listens; by TLS."""
    config = planned.resource("cloudfront:VpcOrigin", "edge-way-in").inputs["vpcOriginEndpointConfig"]
    assert (config["arn"], config["httpsPort"]) == ("arn:balancer", 443)
    assert config["originProtocolPolicy"] == "https-only"
    assert config["originSslProtocols"] == {"items": ["TLSv1.2"], "quantity": 1}
    (origin,) = distribution(planned)["origins"]
    assert origin["domainName"] == "origin.example.com"
    assert origin["vpcOriginConfig"]["vpcOriginId"] == "id:edge-way-in"


def test_people_come_by_their_names_and_tls(planned: ProgramPlan) -> None:
    """Each host, HTTP sent on to HTTPS, TLS 1.2 at least, HTTP/2 and 3, and the firewall before all."""
    inputs = distribution(planned)
    assert inputs["aliases"] == ["api.example.com", "www.example.com"]
    assert inputs["httpVersion"] == "http2and3"
    assert inputs["webAclId"] == "arn:firewall"
    assert inputs["viewerCertificate"] == {
        "acmCertificateArn": "issued:edge-issued-edge",
        "sslSupportMethod": "sni-only",
        "minimumProtocolVersion": "TLSv1.2_2021",
    }
    assert inputs["defaultCacheBehavior"]["viewerProtocolPolicy"] == "redirect-to-https"


def test_nothing_is_kept_but_what_is_static(planned: ProgramPlan) -> None:
    """Copies are of reads below the paths alone, and kept as long as the answer says."""
    inputs = distribution(planned)
    assert inputs["defaultCacheBehavior"]["cachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert inputs["defaultCacheBehavior"]["allowedMethods"] == [
        "GET",
        "HEAD",
        "OPTIONS",
        "PUT",
        "POST",
        "PATCH",
        "DELETE",
    ]
    (static,) = inputs["orderedCacheBehaviors"]
    assert (static["pathPattern"], static["allowedMethods"]) == ("/static/*", ["GET", "HEAD"])
    assert static["cachePolicyId"] == "4cc15a8a-d715-48a4-82b8-cc0b614638fe"
    assert static["viewerProtocolPolicy"] == "redirect-to-https"


def test_every_answer_says_to_come_by_tls_again(planned: ProgramPlan) -> None:
    """By AWS's policy of security headers, which has HSTS; the host goes inside with the request."""
    inputs = distribution(planned)
    for behavior in (inputs["defaultCacheBehavior"], *inputs["orderedCacheBehaviors"]):
        assert behavior["responseHeadersPolicyId"] == "67f7725c-6f97-4210-82d7-5512b31e9d03"
        assert behavior["originRequestPolicyId"] == "216adef6-5c7f-47e4-b989-5492eafa07d3"


def test_both_certificates_are_for_all_names_of_the_zone(planned: ProgramPlan) -> None:
    """So a host more replaces none; CloudFront's is in the region that it asks for."""
    found = {each.name: each.inputs for each in planned.resources_of("acm:Certificate")}
    assert {
        name: (each["domainName"], each["subjectAlternativeNames"], each.get("region"))
        for name, each in found.items()
    } == {
        "edge-certificate-edge": ("*.example.com", ["example.com"], "us-east-1"),
        "edge-certificate-balancer": ("*.example.com", ["example.com"], None),
    }


def test_one_record_issues_both(planned: ProgramPlan) -> None:
    """ACM asks for the same one in every region of an account."""
    record = planned.resource("route53:Record", "edge-record-validation").inputs
    assert (record["zoneId"], record["name"], record["type"]) == ("Z1", "_x.example.com.", "CNAME")
    assert record["records"] == ["_y.acm-validations.aws."]
    issued = {each.name: each.inputs for each in planned.resources_of("acm:CertificateValidation")}
    assert {name: each["certificateArn"].rpartition("/")[2] for name, each in issued.items()} == {
        "edge-issued-edge": "edge-certificate-edge",
        "edge-issued-balancer": "edge-certificate-balancer",
    }


def test_each_host_leads_to_the_edge(planned: ProgramPlan) -> None:
    """By both kinds of addresses; the origin's name leads to addresses of the network."""
    found = {
        (each.inputs["name"], each.inputs["type"]): each.inputs["aliases"][0]
        for each in planned.resources_of("route53:Record")
        if "aliases" in each.inputs
    }
    assert {key: (alias["name"], alias["zoneId"]) for key, alias in found.items()} == {
        **{
            (host, kind): ("d1.cloudfront.example", "ZCF")
            for host in ("api.example.com", "www.example.com")
            for kind in ("A", "AAAA")
        },
        ("origin.example.com", "A"): ("internal-x.elb.example", "ZELB"),
    }


def test_the_firewall_stands_where_cloudfront_is(planned: ProgramPlan) -> None:
    """In one region for the whole world, with its rules from the first moment."""
    inputs = planned.resource("wafv2:WebAcl", "edge-firewall").inputs
    assert (inputs["scope"], inputs["region"], inputs["name"]) == ("CLOUDFRONT", "us-east-1", "waf-trip-test")
    assert inputs["defaultAction"] == {"allow": {}}
    assert [rule["name"] for rule in inputs["rules"]] == [
        "requestsPerMinute",
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    ]


def test_what_the_firewall_does_not_look_at_is_accounted_for() -> None:
    """As a tag, like the day until which it only counts."""
    tags = (
        plan(
            firewall={
                "stage": "detect",
                "detect_until": "2027-01-31",
                "exclusions": ({"rule": "SizeRestrictions_BODY", "owner": "web", "reason": "files"},),
            }
        )
        .resource("wafv2:WebAcl", "edge-firewall")
        .inputs["tags"]
    )
    assert tags["exclusion-SizeRestrictions_BODY"] == "web: files"
    assert tags["detect-until"] == "2027-01-31"


def test_no_record_of_the_firewall_says_who_somebody_is(planned: ProgramPlan) -> None:
    """Neither tokens nor cookies; AWS asks for the beginning of the group's name."""
    logging = planned.resource("wafv2:WebAclLoggingConfiguration", "edge-firewall-logging").inputs
    assert [each["singleHeader"]["name"] for each in logging["redactedFields"]] == ["authorization", "cookie"]
    group = planned.resource("cloudwatch:LogGroup", "edge-firewall-logs").inputs
    assert (group["name"], group["region"]) == ("aws-waf-logs-trip-test", "us-east-1")


@pytest.mark.parametrize(("asked", "bucket", "group"), [(None, 90, 90), (100, 100, 120), (365, 365, 365)])
def test_records_end(asked: int | None, bucket: int, group: int) -> None:
    """A log group takes a few numbers of days alone, so there it is the next."""
    found = plan(log_days=asked)
    (rule,) = found.resource("s3:BucketLifecycleConfiguration", "edge-logs-lifecycle").inputs["rules"]
    assert rule["expiration"]["days"] == bucket
    assert found.resource("cloudwatch:LogGroup", "edge-firewall-logs").inputs["retentionInDays"] == group


def test_requests_are_written_down_at_both_ends(planned: ProgramPlan) -> None:
    """Of the load balancer and of CloudFront, in one bucket that only this account's services write into."""
    logs = planned.resource("lb:LoadBalancer", "edge-balancer").inputs["accessLogs"]
    assert logs == {"bucket": "id:edge-logs", "prefix": "balancer", "enabled": True}
    source = planned.resource("cloudwatch:LogDeliverySource", "edge-log-source").inputs
    assert (source["resourceArn"], source["logType"]) == ("arn:distribution", "ACCESS_LOGS")
    policy = json.loads(planned.resource("s3:BucketPolicy", "edge-logs-policy").inputs["policy"])
    assert [each["Sid"] for each in policy["Statement"]] == [
        "WriteOfBalancer",
        "WriteOfEdge",
        "RefusePlainText",
    ]
    assert policy["Statement"][0]["Resource"].endswith(f"/balancer/AWSLogs/{ACCOUNT}/*")


def test_the_load_balancer_waits_until_it_may_write(planned: ProgramPlan) -> None:
    """AWS tries it when the load balancer is made."""
    balancer = planned.resource("lb:LoadBalancer", "edge-balancer")
    assert any(urn.endswith("::edge-logs-policy") for urn in balancer.dependencies)


def test_the_edge_is_known_by_its_name(planned: ProgramPlan) -> None:
    """There is no address to put into a record."""
    assert planned.result == {"host": "d1.cloudfront.example", "address": None, "id": "id:edge-distribution"}


def test_what_aws_cannot_do_is_refused() -> None:
    """With every fault at once."""
    with pytest.raises(SpecRefusedError, match="path: CloudFront's addresses are every customer's"):
        plan(path="service_tag", zone=None)


def test_files_are_read_in_a_bucket_by_signed_requests() -> None:
    """The gateway stays what everything else goes to."""
    found = plan(static={"bucket": "pages", "paths": ("/files",)})
    control = dict(found.resource("cloudfront:OriginAccessControl", "edge-files").inputs)
    assert {key: control[key] for key in control if key not in ("name", "description")} == {
        "originAccessControlOriginType": "s3",
        "signingBehavior": "always",
        "signingProtocol": "sigv4",
    }
    asked = distribution(found)
    assert {each["originId"]: each["domainName"] for each in asked["origins"]} == {
        "files": "pages.s3.example",
        "gateway": "origin.example.com",
    }
    (files,) = (each for each in asked["origins"] if each["originId"] == "files")
    assert set(files) == {"originId", "domainName", "originAccessControlId"}
    assert asked["defaultCacheBehavior"]["targetOriginId"] == "gateway"


def test_paths_of_files_take_reads_alone_and_send_no_host_inside() -> None:
    """Before the other copies; the bucket would not know the host of the edge."""
    found = plan(static={"bucket": "pages", "paths": ("/static/img", "/files")})
    behaviors = distribution(found)["orderedCacheBehaviors"]
    assert [(each["pathPattern"], each["targetOriginId"]) for each in behaviors] == [
        ("/files/*", "files"),
        ("/static/img/*", "files"),
        ("/static/*", "gateway"),
    ]
    assert behaviors[0] == {
        "pathPattern": "/files/*",
        "targetOriginId": "files",
        "viewerProtocolPolicy": "redirect-to-https",
        "allowedMethods": ["GET", "HEAD", "OPTIONS"],
        "cachedMethods": ["GET", "HEAD"],
        "cachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
        "responseHeadersPolicyId": "67f7725c-6f97-4210-82d7-5512b31e9d03",
        "compress": True,
    }


def test_without_files_there_is_one_origin(planned: ProgramPlan) -> None:
    """And nothing that signs requests to a bucket."""
    assert [each["originId"] for each in distribution(planned)["origins"]] == ["gateway"]
    assert not planned.resources_of("cloudfront:OriginAccessControl")
