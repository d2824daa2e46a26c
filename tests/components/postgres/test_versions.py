"""PostgreSQL versions are over when their table says so."""

from datetime import date

import pytest

from jiban.components.postgres.versions import supported, version
from jiban.components.versions import UnknownVersionError


def test_new_servers_have_one_of_three_versions() -> None:
    """Azure makes servers of 15, 16 and 17."""
    assert [facts.version for facts in supported("azure")] == ["15", "16", "17"]


def test_the_last_day_is_the_communitys() -> None:
    """PostgreSQL 17 is supported until 8 November 2029."""
    assert version("azure", "17").until == date(2029, 11, 8)


def test_an_unknown_version_is_an_error() -> None:
    """What no table has is refused, with the table's place."""
    with pytest.raises(
        UnknownVersionError, match=r"no PostgreSQL version '99' in components/postgres/versions\.yaml"
    ):
        version("azure", "99")


def test_rds_offers_14_to_18() -> None:
    """Version 13 ended in February 2026."""
    assert [facts.version for facts in supported("aws")] == ["14", "15", "16", "17", "18"]
