"""What a project says of its settings: where secrets may stand, and how they are set."""

import pytest
from pydantic import BaseModel

from jiban.settings.fields import ValuePath
from jiban.settings.root import Root

ROOT = Root(model=BaseModel, namespace="shop", secrets=(("vault", "values"), ("passwords",)))


@pytest.mark.parametrize(
    ("path", "may"),
    [
        (("vault",), False),
        (("vault", "values"), False),
        (("vault", "values", "key"), True),
        (("passwords",), False),
        (("passwords", "database"), True),
        (("vault", "names", "key"), False),
        (("other", "values", "key"), False),
    ],
)
def test_only_what_stands_in_one_of_the_maps_may_be_encrypted(path: ValuePath, *, may: bool) -> None:
    """Not a map itself, as a plan must know its names."""
    assert ROOT.may_be_encrypted(path) is may


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ((), False),
        (("vault",), True),
        (("vault", "values", "key"), True),
        (("passwords",), True),
        (("vault", "names"), False),
        (("other",), False),
    ],
)
def test_above_and_below_a_map_there_may_be_secrets(path: ValuePath, *, may: bool) -> None:
    """A map that is written wrongly may hold them anywhere."""
    assert ROOT.may_hold_secrets(path) is may


def test_a_secret_is_set_in_the_map_near_which_it_stood() -> None:
    """And in the first where it stood near none."""
    assert "'shop:passwords.<name>'" in ROOT.set_secret(("passwords", "database"))
    assert "'shop:vault.values.<name>'" in ROOT.set_secret(("other",))


def test_a_project_may_have_no_secrets() -> None:
    """Then none may be encrypted."""
    assert Root(model=BaseModel, namespace="shop").may_be_encrypted(("passwords", "database")) is False
