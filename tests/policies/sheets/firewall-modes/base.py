"""What both halves are made with."""

import pulumi_aws as aws
import pulumi_azure_native as azure

eip = aws.ec2.Eip("known-later", domain="vpc")
group = azure.resources.ResourceGroup("group", location="koreacentral")
IDS = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/theirs/providers/Microsoft.Network"
ARNS = "arn:aws:{}:ap-northeast-2:111122223333:{}"
ACL_OF_OTHERS = ARNS.format("wafv2", "regional/webacl/theirs/a1b2")
UNTIL, PAST = {"detect-until": "2099-12-31"}, {"detect-until": "2026-01-31"}


def later(value):
    return eip.public_ip.apply(lambda _: value)
