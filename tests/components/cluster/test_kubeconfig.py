"""A kubeconfig of EKS is one context, whose user is a command."""

import json

from jiban.components.cluster.kubeconfig import kubeconfig


def test_the_one_context_leads_to_the_cluster() -> None:
    """Context, cluster and user bear the cluster's name, and the context is in use."""
    config = json.loads(kubeconfig(name="eks-a", region="r", endpoint="https://a", authority="Q0E="))
    assert config["current-context"] == "eks-a"
    assert config["contexts"] == [{"name": "eks-a", "context": {"cluster": "eks-a", "user": "eks-a"}}]
    assert config["clusters"] == [
        {"name": "eks-a", "cluster": {"server": "https://a", "certificate-authority-data": "Q0E="}}
    ]


def test_a_token_is_asked_for_as_the_role_that_deploys() -> None:
    """Where one is named; otherwise as whoever asks."""
    made = {"name": "eks-a", "region": "r", "endpoint": "https://a", "authority": "Q0E="}
    role = "arn:aws:iam::111122223333:role/deployer"
    asked = [
        json.loads(text)["users"][0]["user"]["exec"]["args"]
        for text in (kubeconfig(**made), kubeconfig(**made, role=role))
    ]
    assert asked[1] == [*asked[0], "--role-arn", role]


def test_the_user_is_a_command_that_never_asks_a_person() -> None:
    """A deployment has no terminal to ask at."""
    config = json.loads(kubeconfig(name="eks-a", region="r", endpoint="https://a", authority="Q0E="))
    command = config["users"][0]["user"]["exec"]
    assert (command["command"], command["interactiveMode"]) == ("aws", "Never")
