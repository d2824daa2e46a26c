"""CloudFront distributions whose settings have a known right verdict.

The verdicts are in verdicts.yaml. Names say what a distribution has, not how it is judged.
"""

import pulumi
import pulumi_aws as aws

eip = aws.ec2.Eip("known-later", domain="vpc")


def later(value):
    return eip.public_ip.apply(lambda _: value)


CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/e5f6"
CACHED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
logs = aws.s3.Bucket("logs")


def behavior(policy="redirect-to-https", **more) -> dict:
    return {
        "allowed_methods": ["GET", "HEAD"],
        "cached_methods": ["GET", "HEAD"],
        "target_origin_id": "origin",
        "viewer_protocol_policy": policy,
        "cache_policy_id": CACHED,
        **more,
    }


def certificate(version=..., **more) -> dict:
    made = {"acm_certificate_arn": CERTIFICATE, "ssl_support_method": "sni-only", **more}
    return made if version is ... else {**made, "minimum_protocol_version": version}


def custom(policy="https-only", protocols=("TLSv1.2",), **more) -> dict:
    return {
        "origin_id": "origin",
        "domain_name": "origin.example.com",
        "custom_origin_config": {
            "http_port": 80,
            "https_port": 443,
            "origin_protocol_policy": policy,
            "origin_ssl_protocols": list(protocols),
        },
        **more,
    }


def distribution(called: str, *origins: dict, **more) -> aws.cloudfront.Distribution:
    made = {
        "enabled": True,
        "origins": list(origins) or [custom()],
        "default_cache_behavior": behavior(),
        "restrictions": {"geo_restriction": {"restriction_type": "none"}},
        "viewer_certificate": certificate("TLSv1.2_2021"),
        "logging_config": {"bucket": logs.bucket_domain_name},
        **more,
    }
    return aws.cloudfront.Distribution(
        called, **{key: value for key, value in made.items() if value is not ...}
    )


# --- What viewers speak -----------------------------------------------------------

distribution("whole")
for version in (
    "SSLv3",
    "TLSv1",
    "TLSv1_2016",
    "TLSv1.1_2016",
    "TLSv1.2_2018",
    "TLSv1.2_2019",
    "TLSv1.2_2025",
    "TLSv1.3_2025",
):
    distribution(
        f"least-{version.lower().replace('.', '-').replace('_', '-')}",
        viewer_certificate=certificate(version),
    )
distribution("least-unset", viewer_certificate=certificate())
distribution("least-null", viewer_certificate=certificate(None))
distribution("least-unknown", viewer_certificate=certificate(later("TLSv1.2_2021")))
distribution("certificate-of-cloudfront", viewer_certificate={"cloudfront_default_certificate": True})
# The version does not count without a certificate of one's own.
distribution(
    "certificate-of-cloudfront-and-version",
    viewer_certificate={"cloudfront_default_certificate": True, "minimum_protocol_version": "TLSv1.2_2021"},
)
distribution(
    "certificate-of-iam",
    viewer_certificate={
        "iam_certificate_id": "ASCA1",
        "ssl_support_method": "sni-only",
        "minimum_protocol_version": "TLSv1.2_2021",
    },
)
distribution("viewers-https-only", default_cache_behavior=behavior("https-only"))
distribution("viewers-any", default_cache_behavior=behavior("allow-all"))
distribution("viewers-unknown", default_cache_behavior=behavior(later("https-only")))
distribution(
    "viewers-any-of-one-path", ordered_cache_behaviors=[behavior("allow-all", path_pattern="/media/*")]
)
distribution(
    "viewers-https-of-each-path", ordered_cache_behaviors=[behavior("https-only", path_pattern="/media/*")]
)
distribution(
    "viewers-any-least-unknown",
    default_cache_behavior=behavior("allow-all"),
    viewer_certificate=certificate(later("TLSv1.2_2021")),
)
distribution("off-viewers-any", enabled=False, default_cache_behavior=behavior("allow-all"))
aws.cloudfront.Distribution.get("read-by-get", "E2THEIRS")


def of_tenants(called: str, policy: str, origin: dict, **certified) -> None:
    aws.cloudfront.MultitenantDistribution(
        called,
        comment="for tenants",
        enabled=True,
        origins=[{**{k: v for k, v in origin.items() if k != "origin_id"}, "id": "origin"}],
        default_cache_behavior={
            "target_origin_id": "origin",
            "viewer_protocol_policy": policy,
            "cache_policy_id": CACHED,
        },
        tenant_config={},
        viewer_certificate=certificate(**certified),
    )


def only_custom(policy: str) -> dict:
    made = custom(policy)
    made["custom_origin_configs"] = [made.pop("custom_origin_config")]
    return made


of_tenants("tenants-whole", "redirect-to-https", only_custom("https-only"), version="TLSv1.2_2021")
of_tenants("tenants-least-unset", "redirect-to-https", only_custom("https-only"))
of_tenants("tenants-any-from-http", "allow-all", only_custom("http-only"), version="TLSv1.2_2021")

# --- What origins speak -------------------------------------------------------------

distribution("origin-http", custom("http-only"))
distribution("origin-unknown", custom(later("https-only")))
# What viewers speak, which is nothing but HTTPS here.
distribution("origin-as-viewers-https", custom("match-viewer"))
distribution("origin-as-viewers-any", custom("match-viewer"), default_cache_behavior=behavior("allow-all"))
distribution("origin-sslv3-too", custom(protocols=("SSLv3", "TLSv1.2")))
distribution("origin-tls-1-1-too", custom(protocols=("TLSv1.1", "TLSv1.2")))
distribution("second-origin-http", custom(), custom("http-only", origin_id="second"))
balancer = aws.lb.LoadBalancer("balancer", internal=True, subnets=["subnet-a1", "subnet-c3"])


def inside(called: str, policy) -> dict:
    made = aws.cloudfront.VpcOrigin(
        called,
        vpc_origin_endpoint_config={
            "name": called,
            "arn": balancer.arn,
            "http_port": 80,
            "https_port": 443,
            "origin_protocol_policy": policy,
            "origin_ssl_protocols": {"items": ["TLSv1.2"], "quantity": 1},
        },
    )
    return {
        "origin_id": "origin",
        "domain_name": balancer.dns_name,
        "vpc_origin_config": {"vpc_origin_id": made.id},
    }


distribution("origin-inside-https", inside("inside-https", "https-only"))
distribution("origin-inside-http", inside("inside-http", "http-only"))
distribution("origin-inside-unknown", inside("inside-unknown", later("https-only")))
distribution(
    "origin-inside-by-id",
    {**custom(), "custom_origin_config": None, "vpc_origin_config": {"vpc_origin_id": "vo_theirs"}},
)

# --- Buckets as origins ----------------------------------------------------------------

site = aws.s3.Bucket("site")


def control(called: str, signs="always", kind="s3") -> aws.cloudfront.OriginAccessControl:
    return aws.cloudfront.OriginAccessControl(
        called, origin_access_control_origin_type=kind, signing_behavior=signs, signing_protocol="sigv4"
    )


signed = control("control")


def stored(domain=None, **more) -> dict:
    return {"origin_id": "origin", "domain_name": domain or site.bucket_regional_domain_name, **more}


distribution("bucket-by-control", stored(origin_access_control_id=signed.id))
distribution("bucket-by-control-of-text", stored(origin_access_control_id="E3THEIRS"))
distribution(
    "bucket-by-control-that-never-signs", stored(origin_access_control_id=control("never-signs", "never").id)
)
distribution(
    "bucket-by-control-unless-signed",
    stored(origin_access_control_id=control("unless-signed", "no-override").id),
)
distribution(
    "bucket-by-control-unknown", stored(origin_access_control_id=control("signs-unknown", later("always")).id)
)
identity = aws.cloudfront.OriginAccessIdentity("identity")
distribution(
    "bucket-by-identity",
    stored(s3_origin_config={"origin_access_identity": identity.cloudfront_access_identity_path}),
)
distribution("bucket-by-nobody", stored())
distribution("bucket-by-empty-identity", stored(s3_origin_config={"origin_access_identity": ""}))
distribution("bucket-by-text-by-nobody", stored("site.s3.ap-northeast-2.amazonaws.com"))
distribution(
    "bucket-by-text-by-control",
    stored("site.s3.ap-northeast-2.amazonaws.com", origin_access_control_id=signed.id),
)
distribution("bucket-global-name-by-nobody", stored("site.s3.amazonaws.com"))
page = aws.s3.BucketWebsiteConfiguration("page", bucket=site.bucket, index_document={"suffix": "index.html"})
distribution("bucket-as-website", custom("http-only", domain_name=page.website_endpoint))
distribution(
    "bucket-as-website-by-text",
    custom("http-only", domain_name="site.s3-website.ap-northeast-2.amazonaws.com"),
)
# The bucket is asked over TLS, and anybody may ask it too.
distribution("bucket-as-custom-origin", custom(domain_name="site.s3.ap-northeast-2.amazonaws.com"))
function = aws.lambda_.FunctionUrl("function", authorization_type="AWS_IAM", function_name="theirs")
distribution(
    "function-by-control",
    custom(
        domain_name=function.function_url.apply(lambda url: url.removeprefix("https://")),
        origin_access_control_id=control("for-functions", kind="lambda").id,
    ),
)

# --- Logs -----------------------------------------------------------------------------------

distribution("logs-unset", logging_config=...)
distribution("logs-null", logging_config=None)
# Without a bucket it says what new logs have, and turns none on.
distribution("logs-of-cookies-only", logging_config={"include_cookies": True})
distribution("logs-unknown", logging_config={"bucket": later("logs.s3.amazonaws.com")})
distribution("logs-block-unknown", logging_config=later({"bucket": "logs.s3.amazonaws.com"}))
kept = aws.cloudwatch.LogDeliveryDestination(
    "kept", name="kept", delivery_destination_configuration={"destination_resource_arn": logs.arn}
)


def source(called: str, of) -> aws.cloudwatch.LogDeliverySource:
    return aws.cloudwatch.LogDeliverySource(
        called, name=called, log_type="ACCESS_LOGS", resource_arn=of.arn, region="us-east-1"
    )


delivered = source("source", distribution("logs-delivered", logging_config=...))
aws.cloudwatch.LogDelivery(
    "delivery", delivery_source_name=delivered.name, delivery_destination_arn=kept.arn, region="us-east-1"
)
source("source-that-goes-nowhere", distribution("logs-undelivered", logging_config=...))
stream = aws.cloudfront.RealtimeLogConfig(
    "stream",
    fields=["timestamp", "c-ip"],
    sampling_rate=100,
    endpoint={
        "stream_type": "Kinesis",
        "kinesis_stream_config": {
            "role_arn": "arn:aws:iam::111122223333:role/logs",
            "stream_arn": "arn:aws:kinesis:us-east-1:111122223333:stream/logs",
        },
    },
)
distribution(
    "logs-in-real-time",
    logging_config=...,
    default_cache_behavior=behavior(realtime_log_config_arn=stream.arn),
)
two = (
    distribution("logs-delivered-or-other", logging_config=...),
    distribution("logs-other-or-delivered", logging_config=...),
)
of_either = aws.cloudwatch.LogDeliverySource(
    "source-of-either",
    name="either",
    log_type="ACCESS_LOGS",
    resource_arn=pulumi.Output.all(*(each.arn for each in two)).apply(min),
    region="us-east-1",
)
aws.cloudwatch.LogDelivery(
    "delivery-of-either",
    delivery_source_name=of_either.name,
    delivery_destination_arn=kept.arn,
    region="us-east-1",
)
