"""A name that no table has is answered with those that may have been meant."""

import pytest

from jiban.components.catalogue import NotInTableError, near_matches


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("korea-central", ["koreacentral"]),
        ("Korea Central", ["koreacentral"]),
        ("koreacentrl", ["koreacentral"]),
        ("mars", []),
        ("서울", []),
    ],
)
def test_near_matches_are_what_a_person_meant(name: str, near: list[str]) -> None:
    """Case, hyphens and spaces do not matter, a letter may be missing, and nothing is made up."""
    assert near_matches(name, ["koreacentral", "koreasouth", "japaneast"])[:1] == near


def test_the_error_says_table_and_near_matches() -> None:
    """The message names what was asked for, the table and the near matches; the remedy names the choice."""
    error = NotInTableError("region", "koreacentrl", ["koreacentral"], "regions.yaml")
    assert str(error) == "no region 'koreacentrl' in regions.yaml; near it: koreacentral"
    assert error.remedy == "set koreacentral, or add it to regions.yaml with its source"


def test_without_a_near_match_the_table_is_named() -> None:
    """Where nothing is near, the remedy points at the table."""
    error = NotInTableError("region", "mars", ["koreacentral"], "regions.yaml")
    assert error.remedy == "choose one of regions.yaml, or add it to regions.yaml with its source"


def test_three_near_matches_are_told_at_most() -> None:
    """The nearest first; a name that differs in case and hyphens alone is the only one."""
    known = ["koreacentral", "koreacentra1", "koreacentra2", "koreacentra3", "koreacentra4"]
    assert len(near_matches("koreacentra", known)) == 3
    assert near_matches("Korea_Central", known) == ["koreacentral"]
    error = NotInTableError("region", "japaneat", ["japaneast", "japanwest"], "regions.yaml")
    assert error.near == ("japaneast", "japanwest")
    assert error.remedy == "set japaneast or japanwest, or add it to regions.yaml with its source"
