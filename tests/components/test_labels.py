"""Keys of labels and taints have Kubernetes' syntax and are nobody else's."""

import pytest
from pydantic import TypeAdapter, ValidationError

from jiban.components.labels import Labels, Taint, TaintText, owner, parts

LABELS: TypeAdapter[dict[str, str]] = TypeAdapter(Labels)
TAINT: TypeAdapter[str] = TypeAdapter(TaintText)


def refusal(adapter: TypeAdapter[str] | TypeAdapter[dict[str, str]], value: object) -> str:
    """What is said when a value is refused."""
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(value)
    return caught.value.errors()[0]["msg"].removeprefix("Value error, ")


def test_a_taint_is_taken_apart() -> None:
    """Key, value and effect; the value may be empty."""
    assert parts("dedicated=batch:NoExecute") == Taint("dedicated", "batch", "NoExecute")
    assert parts("dedicated=:NoSchedule") == Taint("dedicated", "", "NoSchedule")


@pytest.mark.parametrize(
    "key",
    [
        "team",
        "Team_1.x",
        "a" * 63,
        "jiban",
        "kubernetes.io",
        "example.com/team",
        f"{'a' * 253}/team",
        "node.kubernetes.io/team",
        "kubelet.kubernetes.io/team",
        "mykubernetes.io/team",
        "node.cilium.io/agent-not-ready",
    ],
)
def test_keys_of_ones_own_are_labels(key: str) -> None:
    """Names, domains of one's own, and the two that Kubernetes leaves to nodes; the value may be empty."""
    assert LABELS.validate_python({key: ""}) == {key: ""}


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("kubernetes.io/os", "kubernetes.io/os is reserved by Kubernetes, as all of kubernetes.io"),
        (
            "node-role.kubernetes.io/web",
            "node-role.kubernetes.io/web is reserved by Kubernetes, as all of kubernetes.io",
        ),
        (
            "node.kubernetes.io/instance-type",
            "node.kubernetes.io/instance-type is reserved by Kubernetes",
        ),
        (
            "node.kubernetes.io/windows-build",
            "node.kubernetes.io/windows-build is reserved by Kubernetes",
        ),
        ("k8s.io/x", "k8s.io/x is reserved by Kubernetes, as all of k8s.io"),
        ("jiban/pool", "jiban/pool is kept for this library, as all of jiban/"),
        ("a..b/team", "a..b/team has no domain before its slash"),
    ],
)
def test_keys_of_others_are_no_labels(key: str, reason: str) -> None:
    """Whose the key is, and what to use instead."""
    assert refusal(LABELS, {key: "x"}).startswith(reason)


@pytest.mark.parametrize(
    "key", ["", "-a", "a-", "a" * 64, "a b", f"{'a' * 254}/x", "UPPER.com/x", "/x", "x/"]
)
def test_what_is_no_key_is_refused(key: str) -> None:
    """Lengths and letters are those of Kubernetes."""
    assert "match pattern" in refusal(LABELS, {key: "x"})


@pytest.mark.parametrize("value", ["a" * 64, "-a", "a b", "a/b"])
def test_what_is_no_value_is_refused(value: str) -> None:
    """The same letters as a name's."""
    assert "match pattern" in refusal(LABELS, {"team": value})


@pytest.mark.parametrize(
    "text",
    [
        "dedicated=batch:NoSchedule",
        "dedicated=:NoExecute",
        "my_team=a:PreferNoSchedule",
        "nvidia.com/gpu=present:NoSchedule",
        "node.cilium.io/agent-not-ready=true:NoExecute",
        f"a={'b' * 63}:NoSchedule",
        f"{'a' * 63}=b:NoSchedule",
        f"{'a' * 253}/b=c:NoSchedule",
        "jiban=x:NoSchedule",
    ],
)
def test_taints_of_ones_own_are_taken(text: str) -> None:
    """Keys and values up to their limits, with every effect."""
    assert TAINT.validate_python(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("node.kubernetes.io/not-ready=:NoExecute", "node.kubernetes.io/not-ready is reserved by Kubernetes"),
        ("node-role.kubernetes.io/x=y:NoSchedule", "node-role.kubernetes.io/x is reserved by Kubernetes"),
        ("jiban/pool=x:NoSchedule", "jiban/pool is kept for this library"),
        ("dedicated=batch:Never", "'dedicated=batch:Never' is no taint, key=value:effect"),
        ("dedicated:NoSchedule", "'dedicated:NoSchedule' is no taint, key=value:effect"),
        ("=batch:NoSchedule", " is no key"),
        (f"{'a' * 64}=b:NoSchedule", f"{'a' * 64} is no key"),
        ("-a=b:NoSchedule", "-a is no key"),
        ("a/b/c=d:NoSchedule", "a/b/c has no domain before its slash"),
        (f"{'a' * 254}/b=c:NoSchedule", f"{'a' * 254}/b has no domain before its slash"),
        (f"a={'b' * 64}:NoSchedule", f"'{'b' * 64}' is no value of a taint"),
        ("a=-b:NoSchedule", "'-b' is no value of a taint"),
        ("a=b=c:NoSchedule", "'b=c' is no value of a taint"),
    ],
)
def test_other_taints_are_refused(text: str, reason: str) -> None:
    """The part at fault is named."""
    assert refusal(TAINT, text).startswith(reason)


@pytest.mark.parametrize(
    ("key", "whose", "kind", "domain"),
    [
        ("kubernetes.azure.com/mode", "azure", "labels", "kubernetes.azure.com"),
        ("agentpool", "azure", "labels", "agentpool"),
        ("storageprofile", "azure", "labels", "storageprofile"),
        ("storagetier", "azure", "labels", "storagetier"),
        ("kubernetes.azure.com/mode", "azure", "taints", "kubernetes.azure.com"),
        ("kubernetes.azure.com/scalesetpriority", "azure", "taints", None),
        ("agentpool", "azure", "taints", None),
        ("node.kubernetes.io/team", "azure", "labels", None),
        ("node.kubernetes.io/team", "aws", "labels", "kubernetes.io"),
        ("node.k8s.io/team", "aws", "labels", "k8s.io"),
        ("eks.amazonaws.com/nodegroup", "aws", "labels", "eks.amazonaws.com"),
        ("eks.amazonaws.com/compute-type", "aws", "taints", "eks.amazonaws.com"),
        ("example.com/team", "aws", "labels", None),
    ],
)
def test_a_cloud_keeps_keys_too(key: str, whose: str, kind: str, domain: str | None) -> None:
    """What AKS and EKS refuse of labels and taints."""
    assert owner(key, whose, kind) == domain
