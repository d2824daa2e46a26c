"""How a client reaches an EKS cluster: a kubeconfig without a credential, as it asks AWS for each token."""

import json


def kubeconfig(*, name: str, region: str, endpoint: str, authority: str, role: str | None = None) -> str:
    """Return the kubeconfig, as JSON, which is YAML too.

    Args:
        name: of the cluster.
        region: where it stands.
        endpoint: URL of its API server.
        authority: certificate that it shows, base64.
        role: ARN of the role to ask as; None for whoever asks.
    """
    arguments = ["eks", "get-token", "--cluster-name", name, "--region", region, "--output", "json"]
    if role is not None:
        arguments += ["--role-arn", role]
    command = {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "aws",
        "args": arguments,
        "interactiveMode": "Never",
    }
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [
                {"name": name, "cluster": {"server": endpoint, "certificate-authority-data": authority}}
            ],
            "users": [{"name": name, "user": {"exec": command}}],
            "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
            "current-context": name,
        }
    )
