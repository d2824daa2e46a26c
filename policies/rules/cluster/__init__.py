"""Rules about Kubernetes clusters."""
