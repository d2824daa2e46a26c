"""A managed Kubernetes cluster and its node pools."""
