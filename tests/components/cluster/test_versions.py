"""Kubernetes versions are over when their table says so."""

from datetime import date

import pytest

from jiban.components.cluster.versions import supported, version
from jiban.components.versions import UnknownVersionError


def test_new_clusters_have_one_of_three_versions() -> None:
    """With standard support there are three versions, the oldest for some days more."""
    assert [facts.version for facts in supported("azure", long_term=False)] == ["1.34", "1.35", "1.36"]


def test_long_term_support_keeps_older_versions() -> None:
    """With long-term support there are versions that standard support has left."""
    versions = [facts.version for facts in supported("azure", long_term=True)]
    assert versions == ["1.31", "1.32", "1.33", "1.34", "1.35", "1.36"]


def test_the_documents_version_is_over() -> None:
    """Kubernetes 1.29 lost its standard support in March 2025 and its long-term support in April 2026."""
    facts = version("azure", "1.29")
    assert facts.until(long_term=False) == date(2025, 3, 31)
    assert facts.until(long_term=True) == date(2026, 4, 30)


def test_a_version_not_seen_is_not_offered() -> None:
    """Kubernetes 1.37 was only planned when the source was read."""
    assert not version("azure", "1.37").offered


def test_an_unknown_version_is_an_error() -> None:
    """What no table has is refused, with the table's place."""
    with pytest.raises(
        UnknownVersionError, match=r"no Kubernetes version '1\.99' in components/cluster/versions\.yaml"
    ):
        version("azure", "1.99")


@pytest.mark.parametrize("name", ["1.29", "1.30", "1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37"])
def test_long_term_support_ends_last(name: str) -> None:
    """No version loses its long-term support before its standard support."""
    facts = version("azure", name)
    assert facts.until(long_term=False) <= facts.until(long_term=True)


def test_eks_offers_1_34_to_1_36_and_older_ones_for_longer() -> None:
    """A year of extended support keeps four versions more, on paper and at a price."""
    assert [facts.version for facts in supported("aws", long_term=False)] == ["1.34", "1.35", "1.36"]
    assert [facts.version for facts in supported("aws", long_term=True)][:2] == ["1.31", "1.32"]
