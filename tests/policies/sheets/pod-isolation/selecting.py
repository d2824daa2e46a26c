"""Which pods a policy is about."""

from base import BOTH, DENY, deployment, later, policy


def chosen(name: str, selector, **more) -> None:
    """A policy of both directions with a selector, and one Deployment beside it."""
    policy(name, name, {"podSelector": selector, "policyTypes": BOTH})
    deployment(name, **more)


# --- Every pod ----------------------------------------------------------------

policy("selector-unsaid", "selector-unsaid", {"policyTypes": BOTH})
deployment("selector-unsaid")
chosen("selector-null", None)
chosen("selector-of-empty-map", {"matchLabels": {}})
chosen("selector-of-empty-lists", {"matchLabels": {}, "matchExpressions": []})

# --- Some ---------------------------------------------------------------------

chosen("selector-of-this-pod", {"matchLabels": {"app": "selector-of-this-pod"}})
chosen("selector-of-another", {"matchLabels": {"app": "another"}})
chosen("selector-of-two-labels", {"matchLabels": {"app": "selector-of-two-labels", "tier": "web"}})
chosen(
    "selector-of-two-labels-both-there",
    {"matchLabels": {"app": "selector-of-two-labels-both-there", "tier": "web"}},
    labels={"tier": "web"},
)
# The label is on the Deployment, and a policy selects pods.
chosen("selector-of-the-deployments-label", {"matchLabels": {"tier": "web"}}, own={"tier": "web"})
chosen("selector-in", {"matchExpressions": [{"key": "app", "operator": "In", "values": ["selector-in"]}]})
chosen("selector-not-in", {"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["batch"]}]})
chosen("selector-exists", {"matchExpressions": [{"key": "app", "operator": "Exists"}]})
chosen("selector-does-not-exist", {"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]})
# A label that the pod does not have is in no list, so NotIn holds.
chosen(
    "selector-not-in-absent", {"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["x"]}]}
)
chosen(
    "selector-of-both-kinds-one-not",
    {
        "matchLabels": {"app": "selector-of-both-kinds-one-not"},
        "matchExpressions": [{"key": "tier", "operator": "Exists"}],
    },
)
# The ways in by one policy's labels, the ways out by the other's.
policy(
    "by-app",
    "selected-by-two",
    {"podSelector": {"matchLabels": {"app": "selected-by-two"}}, "policyTypes": ["Ingress"]},
)
policy(
    "by-tier", "selected-by-two", {"podSelector": {"matchLabels": {"tier": "web"}}, "policyTypes": ["Egress"]}
)
deployment("selected-by-two", labels={"tier": "web"})
deployment("selected-by-one-of-two", "selected-by-two")

# --- Not known ----------------------------------------------------------------

chosen("selector-value-unknown", {"matchLabels": {"app": later("selector-value-unknown")}})
chosen("selector-unknown", later({}))
chosen("label-unknown", {"matchLabels": {"tier": "web"}}, labels={"tier": later("web")})
# Another label of the selector is known, and it is not the pod's.
chosen(
    "selector-value-unknown-and-no",
    {"matchLabels": {"tier": later("web"), "app": "other"}},
    labels={"tier": "web"},
)
policy("every-pod", "label-unknown-of-every-pod", DENY)
deployment("label-unknown-of-every-pod", labels={"tier": later("web")})
