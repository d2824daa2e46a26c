"""The identities of pipelines: what the machines that deploy an environment may do, without any key."""
