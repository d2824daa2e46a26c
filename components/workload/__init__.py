"""A service on Kubernetes: deployment, scaling, disruption budget, network policy; alike on every cloud."""
