"""Servers outside of Kubernetes: groups of virtual machines behind a load balancer."""
