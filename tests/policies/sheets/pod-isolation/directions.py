"""What a policy over all pods of a namespace is about, and what it lets through."""

from base import BOTH, DENY, deployment, later, policy

EVERY = {"podSelector": {}}
DNS = {"to": [{"namespaceSelector": {}}], "ports": [{"port": 53, "protocol": "UDP"}]}
FROM_SHOP = {"from": [{"podSelector": {"matchLabels": {"app": "shop"}}}]}


def alone(name: str, spec) -> None:
    """One policy, and one Deployment beside it."""
    policy(name, name, spec)
    deployment(name)


# --- policyTypes --------------------------------------------------------------

alone("types-both", DENY)
alone("types-in", {**EVERY, "policyTypes": ["Ingress"]})
alone("types-out", {**EVERY, "policyTypes": ["Egress"]})
alone("types-unsaid", EVERY)
alone("types-null", {**EVERY, "policyTypes": None})
alone("types-empty", {**EVERY, "policyTypes": []})
# An egress section with rules makes it a policy of both; an empty one does not.
alone("types-unsaid-rules-out", {**EVERY, "egress": [DNS]})
alone("types-unsaid-rules-out-empty", {**EVERY, "egress": []})
alone("types-unsaid-rules-in", {**EVERY, "ingress": [FROM_SHOP]})
# The rules stand there, and policyTypes says that they are not looked at.
alone("types-in-rules-out", {**EVERY, "policyTypes": ["Ingress"], "egress": [DNS]})
alone("types-unknown", {**EVERY, "policyTypes": later(BOTH)})
alone("types-second-unknown", {**EVERY, "policyTypes": ["Ingress", later("Egress")]})
alone("spec-unknown", later(DENY))

# --- Two policies together ----------------------------------------------------

policy("in-of-two", "one-each", {**EVERY, "policyTypes": ["Ingress"]})
policy("out-of-two", "one-each", {**EVERY, "policyTypes": ["Egress"]})
deployment("one-each")
policy("in-twice-a", "in-twice", {**EVERY, "policyTypes": ["Ingress"]})
policy("in-twice-b", "in-twice", EVERY)
deployment("in-twice")
policy("known-both", "known-beside-unknown", DENY)
policy("unknown-types", "known-beside-unknown", {**EVERY, "policyTypes": later(BOTH)})
deployment("known-beside-unknown")

# --- What they let through ----------------------------------------------------

alone("lets-some-in-and-out", {**DENY, "ingress": [FROM_SHOP], "egress": [DNS]})
alone("lists-empty", {**DENY, "ingress": [], "egress": []})
alone("lists-null", {**DENY, "ingress": None, "egress": None})
# A rule that names neither peers nor ports is for everything: nothing is denied any more.
alone("lets-everything-in", {**DENY, "ingress": [{}]})
alone("lets-everything-out", {**DENY, "egress": [{}]})
alone("lets-everyone-in-by-empty-lists", {**DENY, "ingress": [{"from": [], "ports": []}]})
alone("lets-everyone-in-at-a-port", {**DENY, "ingress": [{"ports": [{"port": 8080}]}]})
alone("lets-every-pod-in", {**DENY, "ingress": [{"from": [{"namespaceSelector": {}}]}]})
alone("lets-out-to-any-address", {**DENY, "egress": [{"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}]})
alone("lets-unknown-in", {**DENY, "ingress": [{"from": [{"ipBlock": {"cidr": later("10.0.0.0/8")}}]}]})
# Whether the rule names anybody decides whether it is for everything.
alone("peers-unknown", {**DENY, "ingress": [{"from": later([{"podSelector": {}}])}]})
# Policies add up: what one lets through, no other takes back.
policy("deny-first", "denied-and-let", DENY)
policy("let-second", "denied-and-let", {**EVERY, "policyTypes": ["Egress"], "egress": [{}]})
deployment("denied-and-let")
# The second is not about this pod.
policy("deny-all", "denied-and-others-let", DENY)
policy(
    "let-others",
    "denied-and-others-let",
    {"podSelector": {"matchLabels": {"app": "other"}}, "policyTypes": BOTH, "ingress": [{}], "egress": [{}]},
)
deployment("denied-and-others-let")
