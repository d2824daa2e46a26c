"""The gateway inside a cluster, through which requests from outside get to services."""
