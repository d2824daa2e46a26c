"""Kubernetes versions are over when their table says so."""

from datetime import date

import pytest

from jiban.components.base import Cloud
from jiban.components.cluster.versions import VersionFacts, supported, version
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


@pytest.mark.parametrize(
    ("cloud", "name", "standard", "long_term"),
    [
        ("azure", "1.29", "2025-03-31", "2026-04-30"),
        ("azure", "1.30", "2025-07-31", "2026-07-31"),
        ("azure", "1.31", "2025-11-30", "2026-11-30"),
        ("azure", "1.32", "2026-03-31", "2027-03-31"),
        ("azure", "1.33", "2026-06-30", "2027-06-30"),
        ("azure", "1.34", "2026-11-30", "2027-11-30"),
        ("azure", "1.35", "2027-03-31", "2028-03-31"),
        ("azure", "1.36", "2027-06-30", "2028-06-30"),
        ("azure", "1.37", "2027-10-31", "2028-10-31"),
        ("aws", "1.30", "2025-07-23", "2026-07-23"),
        ("aws", "1.31", "2025-11-26", "2026-11-26"),
        ("aws", "1.32", "2026-03-23", "2027-03-23"),
        ("aws", "1.33", "2026-07-29", "2027-07-29"),
        ("aws", "1.34", "2026-12-02", "2027-12-02"),
        ("aws", "1.35", "2027-03-27", "2028-03-27"),
        ("aws", "1.36", "2027-08-02", "2028-08-02"),
    ],
)
def test_until_when_a_cloud_supports_each_version(
    cloud: Cloud, name: str, standard: str, long_term: str
) -> None:
    """A year and two on AKS, fourteen months and a year more on EKS; 1.37 alone is not offered yet."""
    facts = version(cloud, name)
    assert facts.until(long_term=False).isoformat() == standard
    assert facts.until(long_term=True).isoformat() == long_term
    assert facts.offered is (name != "1.37")


def test_a_version_without_long_term_support_ends_with_the_standard_one() -> None:
    """Nothing is longer than what there is."""
    facts = VersionFacts("1.36", offered=True, standard_until=date(2027, 6, 30), long_term_until=None)
    assert facts.until(long_term=True) == date(2027, 6, 30)


def test_eks_keeps_what_ends_on_the_day_after() -> None:
    """Extended support of 1.31 ends six days after the table's date, that of 1.30 was over in July."""
    assert [facts.version for facts in supported("aws", long_term=True)] == [
        "1.31",
        "1.32",
        "1.33",
        "1.34",
        "1.35",
        "1.36",
    ]
