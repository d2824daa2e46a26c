"""Every resource says whose it is, in tags and in labels."""

import re

from hypothesis import given
from hypothesis import strategies as st

from jiban.components.tags import Ownership, label_value

LABEL = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")
"""What Kubernetes takes as a label value, beside at most 63 characters (`k8s.io/apimachinery` validation)."""

TRIPGEN = Ownership("tripgen", "prod", "platform")


def test_tags_say_project_stack_tier_owner_and_name() -> None:
    """A resource's tags are the five facts and who manages it."""
    assert TRIPGEN.tags("network", "network-nsg") == {
        "project": "tripgen",
        "stack": "prod",
        "tier": "network",
        "owner": "platform",
        "name": "network-nsg",
        "managed-by": "jiban",
    }


def test_labels_say_the_same_as_tags() -> None:
    """An object's labels are the same facts, under the project's own prefix and Kubernetes' recommended
    key.
    """
    assert TRIPGEN.labels("workload", "trip") == {
        "app.kubernetes.io/managed-by": "jiban",
        "jiban/project": "tripgen",
        "jiban/stack": "prod",
        "jiban/tier": "workload",
        "jiban/owner": "platform",
        "jiban/name": "trip",
    }


def test_a_legal_label_value_stays_as_it_is() -> None:
    """Sixty-three legal characters are not touched."""
    assert label_value("a" * 63) == "a" * 63


def test_a_korean_label_value_becomes_a_digest() -> None:
    """A value of which no letter is legal becomes its digest alone."""
    assert label_value("여행") == "b5d87b0a"


@given(st.one_of(st.text(max_size=80), st.text("abc-_.", max_size=70)))
def test_every_label_value_is_legal(text: str) -> None:
    """Kubernetes takes every label value that is made here."""
    assert LABEL.fullmatch(label_value(text))
    assert len(label_value(text)) <= 63


@given(st.text("aB-. 가", max_size=70), st.text("aB-. 가", max_size=70))
def test_label_values_do_not_collide(one: str, other: str) -> None:
    """Two different texts never give one label value."""
    assert (label_value(one) == label_value(other)) == (one == other)


def test_a_long_label_value_keeps_its_beginning() -> None:
    """And 63 characters in all, the last eight of a digest; no hyphen stands twice between them."""
    long = label_value("a" * 64)
    assert (len(long), long[:55]) == (63, "a" * 54 + "-")
    assert label_value("a" * 53 + "-" + "b" * 20).startswith("a" * 53 + "-")
    assert "--" not in label_value("a" * 53 + "-" + "b" * 20)
