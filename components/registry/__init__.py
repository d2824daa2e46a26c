"""A private registry of container images."""
