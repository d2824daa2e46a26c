"""A bucket."""

import pulumi_aws as aws

aws.s3.Bucket("invoices", bucket="shop-invoices")
