"""What `jiban rehearse` takes on its command line."""

import click
import pytest

from jiban.rehearse.command import rehearse


def placed(text: str) -> str:
    """The place that the option makes of a text."""
    context = rehearse.make_context("rehearse", ["--from", text])
    return context.params["place"]


@pytest.mark.parametrize("place", ["inside", "outside", "203.0.113.7"])
def test_a_deployer_stands_inside_outside_or_at_an_address(place: str) -> None:
    """As it is written."""
    assert placed(place) == place


@pytest.mark.parametrize("text", ["home", "203.0.113.0/24", "203.0.113.300", ""])
def test_any_other_place_is_refused(text: str) -> None:
    """With what it may be."""
    with pytest.raises(click.BadParameter) as refused:
        placed(text)
    assert refused.value.message == (
        f"{text!r} is neither inside, outside nor an IPv4 address such as 203.0.113.7"
    )
