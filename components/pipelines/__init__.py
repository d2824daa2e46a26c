"""The identities of pipelines: what the machines that plan and deploy an environment may do, without any key."""
