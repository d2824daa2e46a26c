"""Clusters of Kubernetes and their nodes: versions, zones, scaling, addresses, roles and logs."""
