"""The bucket under another logical name."""

import pulumi_aws as aws

aws.s3.Bucket("invoice-store", bucket="shop-invoices")
