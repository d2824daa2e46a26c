"""Certificates that vouch for database servers."""

from datetime import date

import pytest

from jiban.components.postgres.authorities import UnknownAuthoritiesError, authorities
from jiban.components.regions import names
from jiban.tables import table


def test_on_azure_every_system_trusts_the_server() -> None:
    """Its certificate is of a public authority."""
    assert authorities("azure", "koreacentral") is None


@pytest.mark.parametrize("region", names("aws"))
def test_every_region_of_aws_has_its_three(region: str) -> None:
    """One for each kind of key that a server may have."""
    text = authorities("aws", region)
    assert text is not None
    assert text.count("-----BEGIN CERTIFICATE-----\n") == 3
    assert text.count("-----END CERTIFICATE-----\n") == 3


def test_none_ends_soon() -> None:
    """The first of them ends in 2061."""
    rows = table("jiban.components.postgres", "authorities.yaml")["clouds"]["aws"]["regions"].values()
    assert min(row["until"] for region in rows for row in region) == date(2061, 5, 20)


def test_a_region_without_certificates_is_refused() -> None:
    """A service there could verify nothing."""
    with pytest.raises(UnknownAuthoritiesError, match=r"no certificate of a server in 'eu-west-9'"):
        authorities("aws", "eu-west-9")
