"""Certificates that vouch for database servers."""

import base64
import hashlib
import re
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


@pytest.mark.parametrize(
    ("region", "prints"),
    [
        (
            "ap-northeast-1",
            [
                "08544470dfa4c9dc25c481a8908d2958f90b9c1d23f275696f341d71f2f1539e",
                "dc4bd074909909f9e5288408f2a148261aa506711307ae0a6561df152e07e04c",
                "1cb5dcfb2e4db29fdb966e31c5da9f620bf06a10f5880205131a0e6a5bdf80d7",
            ],
        ),
        (
            "ap-northeast-2",
            [
                "e8de13bf9665ba1a2967008028ffe4f9b4f0a6def6e3caf76e0d496cd6facffc",
                "00ff49c08b7d5dc53328784986580948d06ee9b2f0f1e6b6eae70ccdedf5f757",
                "f47a584f42f3d9fd1e0f8908ae65a67ec7cc50340a616871563bde5d889a9cc0",
            ],
        ),
    ],
)
def test_each_certificate_is_the_one_of_its_fingerprint(region: str, prints: list[str]) -> None:
    """Of rsa2048, rsa4096 and ecc384, of their own region; one letter more or less is another certificate."""
    text = authorities("aws", region)
    assert text is not None
    bodies = re.findall("-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", text, re.DOTALL)
    assert [hashlib.sha256(base64.b64decode(body)).hexdigest() for body in bodies] == prints
