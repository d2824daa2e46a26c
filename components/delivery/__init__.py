"""Delivery of the services from a repository, by Argo CD."""
